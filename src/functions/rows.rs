//! Building the small tables that listing functions give.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};

use crate::config::types::ColumnType;
use crate::tables::{Column, MemoryTable, Table};

/// The columns of a listing, one call for each.
#[derive(Default)]
pub struct Listing {
    columns: Vec<(Column, ArrayRef)>,
}

impl Listing {
    /// Adds a text column; `None` is NULL.
    pub fn text<T: AsRef<str>>(mut self, name: &str, values: impl Iterator<Item = Option<T>>) -> Listing {
        self.columns
            .push((Column::nullable(name, ColumnType::Text), Arc::new(values.collect::<StringArray>())));
        self
    }

    /// Adds a BIGINT column; `None` is NULL.
    pub fn number(mut self, name: &str, values: impl Iterator<Item = Option<i64>>) -> Listing {
        self.columns
            .push((Column::nullable(name, ColumnType::Int64), Arc::new(values.collect::<Int64Array>())));
        self
    }

    /// Adds a DOUBLE column.
    pub fn real(mut self, name: &str, values: impl Iterator<Item = f64>) -> Listing {
        let values: Float64Array = values.map(Some).collect();
        self.columns.push((Column::nullable(name, ColumnType::Float64), Arc::new(values)));
        self
    }

    /// Adds a DOUBLE column; `None` is NULL.
    pub fn real_or_null(mut self, name: &str, values: impl Iterator<Item = Option<f64>>) -> Listing {
        let values: Float64Array = values.collect();
        self.columns.push((Column::nullable(name, ColumnType::Float64), Arc::new(values)));
        self
    }

    /// Adds a BOOLEAN column.
    pub fn flag(mut self, name: &str, values: impl Iterator<Item = bool>) -> Listing {
        let values: BooleanArray = values.map(Some).collect();
        self.columns.push((Column::nullable(name, ColumnType::Bool), Arc::new(values)));
        self
    }

    /// The columns, and their arrays.
    pub fn parts(self) -> (Vec<Column>, Vec<ArrayRef>) {
        self.columns.into_iter().unzip()
    }

    /// Adds a column of another type, whose values fit it.
    pub fn column(mut self, column: Column, values: ArrayRef) -> Listing {
        self.columns.push((column, values));
        self
    }

    /// The columns as a table.
    pub fn table(self) -> Arc<dyn Table> {
        Arc::new(MemoryTable::new(self.columns))
    }
}
