//! `threshold:`: true, because only rows that satisfy the condition are there.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::BooleanBuffer;

use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// True: the condition of the threshold event holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag;

impl Source for Flag {
    fn kind(&self) -> ColumnType {
        ColumnType::Bool
    }

    fn words(&self, _: &Plotsim) -> String {
        "threshold".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: Some(Categories::unweighted(["true".to_owned()].into())),
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("True: the {} took place", place.row_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(Flag)
    }
}

impl Values for Flag {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        Arc::new(BooleanArray::new(BooleanBuffer::new_set(rows.len), None))
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, steps: &mut Steps) {
        let detail = "only rows that satisfy the condition are there; see the row's own steps";
        steps.text("condition", "true", detail);
    }
}
