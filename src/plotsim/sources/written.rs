//! Columns of a reference dimension whose rows are written out.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::values::chosen;
use super::{Entry, Keys, Place, Role, Site, Source, SourceDraft, Standing, Values};
use crate::config::types::ColumnType;
use crate::facts::Facts;
use crate::generators::rows;
use crate::plotsim::model::{About, Plotsim};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// A value.
pub static ENTRY: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "a value that is written out",
    role: Role::Value,
    unique: false,
    stands: |_| true,
    hint: None,
};

/// The table's own key.
pub static KEY: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "a key that is written out",
    role: Role::Key,
    unique: false,
    stands: |_| true,
    hint: None,
};

/// The values of a column, by row.
#[derive(Clone, Debug)]
pub struct Written {
    facts: Arc<Facts>,
    values: ArrayRef,
    /// As they are spelt; none for null.
    texts: Arc<[Option<String>]>,
}

impl Written {
    /// A column of rows that are written out; what is wrong is reported.
    pub fn read(column: &rows::Written<'_>) -> Option<Written> {
        let (facts, values) = column.values()?;
        Some(Written { facts: Arc::new(facts), values, texts: column.texts().into() })
    }
}

impl SourceDraft for Written {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(self.clone()))
    }

    fn keys(&self) -> Option<&dyn Keys> {
        Some(self)
    }

    fn identifies(&self, _: &Standing<'_, '_>) -> bool {
        self.facts.unique
    }

    fn numbers(&self, _: &Standing<'_, '_>) -> Option<Vec<f64>> {
        let numeric =
            matches!(self.values.data_type(), DataType::Int32 | DataType::Int64 | DataType::Float64);
        let numbers = cast(&self.values, &DataType::Float64).ok().filter(|_| numeric)?;
        // No number is no weight.
        Some(numbers.as_primitive::<Float64Type>().iter().map(|number| number.unwrap_or(0.0)).collect())
    }

    fn length(&self, _: &About) -> u64 {
        self.values.len() as u64
    }
}

impl Keys for Written {
    fn kind(&self, column: &Standing<'_, '_>) -> Option<ColumnType> {
        if self.facts.unique {
            return Some(self.facts.kind);
        }
        let message =
            format!("'{}' repeats or is null in some row, so it cannot be referred to", column.draft.name);
        let hint = "give every row a value of its own there, or another key".to_owned();
        column.draft.at.error("repeated-value", message, Some(hint));
        None
    }

    fn row(&self, _: &Standing<'_, '_>, key: &str) -> Option<u64> {
        self.texts.iter().position(|text| text.as_deref() == Some(key)).map(|row| row as u64)
    }

    fn hint(&self, _: &Standing<'_, '_>) -> Option<String> {
        let keys: Vec<&str> = self.texts.iter().flatten().map(String::as_str).take(8).collect();
        let more = if self.texts.len() > keys.len() { ", …" } else { "" };
        Some(format!("its keys are {}{more}", keys.join(", ")))
    }
}

impl Source for Written {
    fn kind(&self) -> ColumnType {
        self.facts.kind
    }

    fn words(&self, _: &Plotsim) -> String {
        "rows".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let identifies = place.table().primary_key == [place.column];
        let description =
            if identifies { format!("Identifies the {}", place.row_word()) } else { place.named() };
        Facts { description: Some(description), ..Facts::clone(&self.facts) }
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(self.clone())
    }
}

impl Values for Written {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        chosen(&self.values, (0..rows.len).map(|row| rows.number(row) as i32).collect())
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let detail = format!("of the {} that the config writes out, from 0", self.values.len());
        steps.number("row", rows.number(row) as f64, detail);
    }
}
