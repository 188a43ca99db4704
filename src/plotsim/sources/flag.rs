//! `threshold:`: true, because only rows that satisfy the condition are there.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::BooleanBuffer;

use super::{Entry, Form, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::draft::Dtype;
use crate::plotsim::draft::source::bad;
use crate::plotsim::model::{Plotsim, Side, ThresholdRule};
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("flag", "true: the condition of this threshold event", |_| {
        Some(Arc::new(Flag))
    })],
    engine: &[Written {
        form: THRESHOLD,
        read: |reading| {
            threshold(reading.field, reading.scope.metrics)?;
            Some(Arc::new(Flag))
        },
    }],
    what: "a threshold",
    role: Role::Condition,
    unique: false,
    stands: |about| about.event,
    hint: Some("thresholds belong to events"),
};

/// How the engine form writes a condition, as a column's source or as what makes the rows of an event.
pub const THRESHOLD: Form = Form {
    form: "threshold:<metric>:<above|below>:<x>:for:<k>",
    pattern: "^threshold:[\\s\\S]+:(above|below):[-+0-9.eE]+:for:\\+?0*[1-9][0-9]*$",
    example: "threshold:usage:below:0.3:for:2",
    doc: "true: the condition of this threshold event",
};

/// Reads `threshold:<metric>:<above|below>:<value>:for:<k>`.
pub fn threshold(field: &Field<'_>, metrics: &[&str]) -> Option<(usize, ThresholdRule)> {
    let text = field.text()?;
    let tail = THRESHOLD.tail(text).unwrap_or_default();
    let at = text.len() - tail.len();
    let bad = |at: usize, message: &str| bad::<()>(field, &THRESHOLD, at, message);
    let parts: Vec<&str> = tail.rsplitn(5, ':').collect();
    let &[periods, "for", value, side, name] = parts.as_slice() else {
        bad(at, &format!("'{tail}' is not <metric>:<above|below>:<value>:for:<periods>"));
        return None;
    };
    let side_at = at + name.len() + 1;
    let value_at = side_at + side.len() + 1;
    let metric = METRIC.find_within(field, at, name, metrics);
    let side = match side {
        "above" => Some(Side::Above),
        "below" => Some(Side::Below),
        other => {
            bad(side_at, &format!("'{other}' is neither above nor below"));
            None
        }
    };
    let number: Option<f64> = value.parse().ok().filter(|value: &f64| value.is_finite());
    if number.is_none() {
        bad(value_at, &format!("'{value}' is not a number"));
    }
    let count: Option<u32> = periods.parse().ok().filter(|count| *count >= 1);
    if count.is_none() {
        let place = value_at + value.len() + ":for:".len();
        bad(place, &format!("'{periods}' is not a whole number of periods ≥ 1"));
    }
    Some((metric?, ThresholdRule { side: side?, value: number?, periods: count?, every: false, ends: None }))
}

impl SourceDraft for Flag {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        if column.draft.dtype.is_some_and(|dtype| dtype != Dtype::Boolean) {
            let message = "a threshold is true or false, whatever the dtype";
            column.draft.at.warn("other-type", message, Some("write boolean".into()));
        }
        Some(Arc::new(Flag))
    }
}

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
