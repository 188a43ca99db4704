//! `threshold:`: true, because only rows that satisfy the condition are there.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::BooleanBuffer;

use super::{CellSource, Site};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

pub struct Flag;

impl CellSource for Flag {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        Arc::new(BooleanArray::new(BooleanBuffer::new_set(rows.len), None))
    }

    fn explain(&self, site: Site<'_>, _: &RowSet, _: usize, steps: &mut Steps) {
        use crate::plotsim::model::TableKind;
        if let TableKind::ThresholdEvent { .. } = &site.engine.config().tables[site.table].kind {
            steps.text(
                "condition",
                "true",
                "only rows that satisfy the condition are there; see the row's own steps",
            );
        }
    }
}
