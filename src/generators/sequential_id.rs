//! `sequential_id`: 1, 2, 3, …

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array};

use super::{Entry, Values};
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Nulls, Order, Relation, Window, int_kind};
use crate::random::Items;
use crate::steps::Steps;

pub static ENTRY: Entry = Entry {
    name: "sequential_id",
    section: Section::new(
        "datagen.generator.sequential_id",
        "docs/datagen.md#sequential_id",
        "The row's number, from 1; BIGINT where the rows need it. In an entity pool the entity's number, in a linked pool the entry's",
        &[],
    ),
    example: "{ type: sequential_id }",
    read: |_, scope| {
        if scope.in_array {
            scope.refuse("sequential_id cannot number the elements of an array");
            return None;
        }
        let kind = int_kind(1, i64::try_from(scope.items).unwrap_or(i64::MAX));
        let facts = Facts {
            kind,
            nulls: Nulls::Never,
            range: Some((1.0, scope.items as f64)),
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: true,
            order: Order::RowNumber,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |_, _| Arc::new(SequentialId { kind })))
    },
};

struct SequentialId {
    kind: ColumnType,
}

impl Values for SequentialId {
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
            Items::List(items) => numbers(self.kind, items.iter().map(|item| *item as i64 + 1)),
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.number("row", item as f64, "the row's number from 0; the key counts from 1");
    }
}

/// Whole numbers as INTEGER or BIGINT; `kind` was chosen so that all fit.
pub fn numbers(kind: ColumnType, values: impl Iterator<Item = i64>) -> ArrayRef {
    if kind == ColumnType::Int32 {
        Arc::new(Int32Array::from_iter_values(values.map(|value| value as i32)))
    } else {
        Arc::new(Int64Array::from_iter_values(values))
    }
}
