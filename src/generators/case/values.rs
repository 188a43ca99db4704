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
    /// Of [`table`].
    pub table: Option<Arc<[u16]>>,
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
        let Some(table) = &self.table else {
            return (0..items.len())
                .map(|row| self.cases.branch(|column| classes[column][row] as usize))
                .collect();
        };
        let way = |place: usize| table.get(place).map_or(0, |way| usize::from(*way));
        match classes.as_slice() {
            [only] => only.iter().map(|class| way(*class as usize)).collect(),
            all => {
                let mut places = vec![0; items.len()];
                for (own, decider) in all.iter().zip(&self.cases.of) {
                    let width = decider.split.classes();
                    places
                        .iter_mut()
                        .zip(own)
                        .for_each(|(place, class)| *place = *place * width + *class as usize);
                }
                places.into_iter().map(way).collect()
            }
        }
    }
}

/// Most combinations of classes whose branches are looked up.
const LISTED: usize = 4096;

/// The branch of every combination of classes, the last column's running fastest; none if there are too many.
pub fn table(cases: &Cases) -> Option<Vec<u16>> {
    let widths: Vec<usize> = cases.of.iter().map(|decider| decider.split.classes()).collect();
    let total = widths.iter().try_fold(1usize, |total, width| total.checked_mul(*width))?;
    if total > LISTED || cases.branches.len() > usize::from(u16::MAX) {
        return None;
    }
    let class = |place: usize, column: usize| {
        let after: usize = widths[column + 1..].iter().product();
        place / after % widths[column]
    };
    Some((0..total).map(|place| cases.branch(|column| class(place, column)) as u16).collect())
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
