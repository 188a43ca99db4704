//! The values of `case`: each row's branch, and the rows of each branch together.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};

use crate::config::types::ColumnType;
use crate::facts::{Cases, Split};
use crate::generators::parts::laid_out;
use crate::generators::{Values, cell};
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::{Values as Cells, View};

pub struct Case {
    pub cases: Arc<Cases>,
    /// The columns that decide.
    pub columns: Vec<Arc<dyn Values>>,
    /// In the order of the cases; none gives null.
    pub branches: Vec<Option<Arc<dyn Values>>>,
    pub kind: ColumnType,
}

impl Case {
    /// The branch of each item.
    fn ways(&self, items: Items<'_>) -> Vec<usize> {
        let classes: Vec<Vec<u32>> = self
            .columns
            .iter()
            .zip(&self.cases.of)
            .map(|(column, decider)| classes(&decider.split, &column.array(items)))
            .collect();
        (0..items.len()).map(|row| self.cases.branch(|column| classes[column][row] as usize)).collect()
    }
}

impl Values for Case {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        laid_out(self.kind, items, &self.ways(items), &self.branches)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for (column, decider) in self.columns.iter().zip(&self.cases.of) {
            column.explain(item, steps);
            let text =
                cell::text(&column.array(Items::List(&[item])), 0).unwrap_or_else(|| "NULL".to_owned());
            steps.text("decides", text, format!("the row's {}", decider.name));
        }
        for way in self.ways(Items::List(&[item])) {
            steps.text("case", self.cases.branches[way].when.clone(), "the first that fits the row");
            match &self.branches[way] {
                Some(branch) => branch.explain(item, steps),
                None => steps.text("value", "NULL", "the case says null"),
            }
        }
    }
}

/// The class of each value of a column.
fn classes(split: &Split, array: &ArrayRef) -> Vec<u32> {
    let null = split.null() as u32;
    let Some(view) = View::of(array) else { return vec![null; array.len()] };
    let number = |number: f64| split.number(number) as u32;
    let rows = 0..array.len();
    let mut classes: Vec<u32> = match &view.values {
        Cells::Dictionary { keys, texts } => {
            let known: Vec<u32> = (0..texts.len()).map(|text| split.text(texts.value(text)) as u32).collect();
            keys.iter().map(|key| known.get(*key as usize).copied().unwrap_or(null)).collect()
        }
        Cells::Text(texts) => rows.map(|row| split.text(texts.value(row)) as u32).collect(),
        Cells::Bool(flags) => rows.map(|row| split.bool(flags.value(row)) as u32).collect(),
        Cells::Int32(values) | Cells::Date(values) => {
            values.iter().map(|value| number(f64::from(*value))).collect()
        }
        Cells::Int64(values) => values.iter().map(|value| number(*value as f64)).collect(),
        Cells::Float64(values) => values.iter().map(|value| number(*value)).collect(),
        Cells::Decimal { digits, scale, .. } => {
            let unit = libm::pow(10.0, f64::from(*scale));
            digits.iter().map(|digits| number(*digits as f64 / unit)).collect()
        }
        Cells::Timestamp(values) | Cells::TimestampTz(values, _) => {
            values.iter().map(|micros| number(*micros as f64 / 1e6)).collect()
        }
        Cells::Time(_) | Cells::Uuid(_) | Cells::List { .. } | Cells::Struct { .. } => {
            vec![null; array.len()]
        }
    };
    if array.null_count() > 0 || matches!(view.values, Cells::Dictionary { .. }) {
        for (row, class) in classes.iter_mut().enumerate() {
            if !view.is_valid(row) {
                *class = null;
            }
        }
    }
    classes
}
