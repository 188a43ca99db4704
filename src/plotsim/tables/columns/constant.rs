//! `static:`: what stands in the config, the same in every row or in turn.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, StringArray};

use super::values::chosen;
use super::{CellSource, Site};
use crate::config::types::ColumnType;
use crate::plotsim::model::Constant;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// Row `i` has item `i mod length`.
pub struct Cycle {
    items: ArrayRef,
}

impl Cycle {
    /// The items, at least one, as values of a column's type.
    pub fn new(items: &[Constant], kind: ColumnType) -> Cycle {
        Cycle { items: array(items, kind) }
    }
}

impl CellSource for Cycle {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let length = self.items.len().max(1) as u64;
        let choices = match length {
            1 => vec![0; rows.len],
            _ => (0..rows.len).map(|row| (rows.number(row) % length) as i32).collect(),
        };
        chosen(&self.items, choices)
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        match self.items.len() {
            1 => steps.text("static", "", "the config gives the same in every row"),
            length => {
                let number = rows.number(row);
                let detail = format!("row {number} mod {length} items of the config's list");
                steps.number("item", (number % length as u64) as f64, detail);
            }
        }
    }
}

/// Constants as an array of a column's type; what cannot be had in that type is null.
fn array(items: &[Constant], kind: ColumnType) -> ArrayRef {
    let whole = |item: &Constant| match item {
        Constant::Int(value) => Some(*value),
        Constant::Float(value) => Some(value.round_ties_even() as i64),
        _ => None,
    };
    let each = items.iter();
    match kind {
        ColumnType::Bool => Arc::new(BooleanArray::from_iter(each.map(|item| match item {
            Constant::Bool(value) => Some(*value),
            _ => None,
        }))),
        ColumnType::Int32 => {
            Arc::new(Int32Array::from_iter(each.map(|item| i32::try_from(whole(item)?).ok())))
        }
        ColumnType::Int64 => Arc::new(Int64Array::from_iter(each.map(whole))),
        ColumnType::Float64 => Arc::new(Float64Array::from_iter(each.map(|item| match item {
            Constant::Int(value) => Some(*value as f64),
            Constant::Float(value) => Some(*value),
            _ => None,
        }))),
        ColumnType::Date => Arc::new(Date32Array::from_iter(each.map(|item| match item {
            Constant::Date(day) => Some(*day),
            _ => None,
        }))),
        ColumnType::Text | ColumnType::Timestamp | ColumnType::Uuid => {
            Arc::new(StringArray::from_iter_values(each.map(text)))
        }
    }
}

fn text(item: &Constant) -> String {
    match item {
        Constant::Text(text) => text.clone(),
        Constant::Int(value) => value.to_string(),
        Constant::Float(value) => value.to_string(),
        Constant::Bool(value) => value.to_string(),
        Constant::Date(day) => crate::config::calendar::format_date(*day),
    }
}
