//! `child_number`: which child of its parent a row is.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::values::whole;
use super::{Entry, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::{Pick, Plotsim};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

const DOC: &str = "In facts of children which child of its parent a row is, from 1";

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("child_number", DOC, |_| Some(Arc::new(ChildNumber)))],
    engine: &[Written::word("child_number", DOC, |_| Some(Arc::new(ChildNumber)))],
    what: "the number of a child",
    role: Role::Value,
    unique: false,
    stands: |about| about.child,
    hint: Some("it counts the rows of a fact that has parent_table and children_per_row"),
};

/// Which child of its parent a row is, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChildNumber;

impl SourceDraft for ChildNumber {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(ChildNumber)
    }
}

impl Source for ChildNumber {
    fn kind(&self) -> ColumnType {
        ColumnType::Int32
    }

    fn words(&self, _: &Plotsim) -> String {
        "child_number".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let parent = place.table().foreign_keys().find(|(_, key)| key.pick == Pick::Above(1));
        let most = place.table().kind.children().map_or(1, |children| children.counts.bounds().1);
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: Some((1.0, f64::from(most))),
            categories: None,
            law: None,
            reference: None,
            relation: parent.map_or(Relation::None, |(key, _)| Relation::NumberWithinParent { key }),
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!("Which {} of its parent it is, from 1", place.row_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(ChildNumber)
    }
}

impl Values for ChildNumber {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let numbers = rows.parents.as_ref().map(|parents| parents.numbers.as_slice()).unwrap_or_default();
        whole(ColumnType::Int32, numbers.iter().map(|number| i64::from(*number)))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let number = rows.parents.as_ref().and_then(|parents| parents.numbers.get(row));
        steps.number(
            "child",
            f64::from(number.copied().unwrap_or_default()),
            "which of its parent's children it is, from 1",
        );
    }
}
