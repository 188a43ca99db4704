//! `sequential_id`: the item's number, from 1.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array};

use super::Generator;
use crate::config::types::ColumnType;
use crate::random::Items;
use crate::steps::Steps;

pub struct SequentialId {
    pub kind: ColumnType,
}

impl Generator for SequentialId {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        match items {
            // Counting up is what DuckDB asks for to count rows, so it is worth a loop that vectorises.
            Items::Range { first, len } if self.kind == ColumnType::Int32 => {
                let first = first as i32 + 1;
                Arc::new(Int32Array::from((0..len as i32).map(|place| first + place).collect::<Vec<i32>>()))
            }
            Items::Range { first, len } => {
                let first = first as i64 + 1;
                Arc::new(Int64Array::from((0..len as i64).map(|place| first + place).collect::<Vec<i64>>()))
            }
            _ => numbers(self.kind, (0..items.len()).map(|position| items.item(position) as i64 + 1)),
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.number("row", item as f64, "the row's number from 0; the key counts from 1");
    }
}

/// Whole numbers as INTEGER or BIGINT; `kind` was chosen so that all fit.
pub fn numbers(kind: ColumnType, values: impl Iterator<Item = i64>) -> ArrayRef {
    match kind {
        ColumnType::Int32 => Arc::new(Int32Array::from_iter_values(values.map(|value| value as i32))),
        _ => Arc::new(Int64Array::from_iter_values(values)),
    }
}
