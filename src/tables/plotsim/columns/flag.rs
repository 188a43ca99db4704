//! `threshold:`: true, because only rows that satisfy the condition are there.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::BooleanBuffer;

use super::CellSource;
use crate::tables::plotsim::rows::RowSet;

pub struct Flag;

impl CellSource for Flag {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        Arc::new(BooleanArray::new(BooleanBuffer::new_set(rows.len), None))
    }
}
