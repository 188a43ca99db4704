//! Events: what makes them.

use super::{first_key, head, table};
use crate::config::plotsim::builder::columns::Scope;
use crate::config::plotsim::draft::{EventDraft, Shape, SourceDraft, TableDraft};
use crate::config::plotsim::model::{Side, ThresholdRule};
use crate::config::plotsim::parts::{later, names};
use crate::config::plotsim::vocabulary::builder as words;
use crate::config::reader::{Field, Fields};

/// Reads an event.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(words::EVENT)?;
    later::refuse(&fields, words::EVENT);
    let (name, columns, complete) = head(&fields, scope);
    let threshold = fields.word_or("trigger", 0).map(|word| word == 1);
    let event = match threshold {
        Some(true) => threshold_event(&fields, scope),
        Some(false) => proportional_event(&fields, scope),
        None => None,
    };
    if let (Some(false), Some(flag)) =
        (threshold, columns.iter().find(|column| column.source == SourceDraft::Flag))
    {
        flag.source_at.error("wrong-place", "a flag belongs to threshold events", None);
        return None;
    }
    let key = first_key(&columns);
    table(&fields, name?, Shape::Event(event?), columns, complete, key)
}

/// Reports keys of the other kind of event.
fn refuse_others(fields: &Fields<'_>, others: &[&str], kind: &str) -> Option<()> {
    let mut fine = Some(());
    for field in others.iter().filter_map(|name| fields.get(name)) {
        field.error("wrong-place", format!("does not belong to a {kind} event"), None);
        fine = None;
    }
    fine
}

fn needed<'f, 'a>(fields: &'f Fields<'a>, name: &str, kind: &str) -> Option<&'f Field<'a>> {
    let field = fields.get(name);
    if field.is_none() {
        fields.whole.error("missing-key", format!("'{name}' is missing: a {kind} event needs it"), None);
    }
    field
}

fn proportional_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let fine =
        refuse_others(fields, &["metric", "above", "below", "for", "for_periods", "every"], "proportional");
    let (driver, scale) = (needed(fields, "driver", "proportional"), needed(fields, "scale", "proportional"));
    let metric = driver.and_then(|field| names::METRIC.find(field, scope.metrics));
    let scale = scale.and_then(|_| fields.float("scale"));
    fine?;
    Some(EventDraft::Proportional { metric: metric?, scale: scale? })
}

fn threshold_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let fine = refuse_others(fields, &["driver", "scale"], "threshold");
    let metric =
        needed(fields, "metric", "threshold").and_then(|field| names::METRIC.find(field, scope.metrics));
    let side = match (fields.get("above"), fields.get("below")) {
        (Some(_), None) => fields.float("above").map(|value| (Side::Above, value)),
        (None, Some(_)) => fields.float("below").map(|value| (Side::Below, value)),
        (Some(_), Some(second)) => {
            second.error("conflicting-keys", "above and below exclude each other", None);
            None
        }
        (None, None) => {
            fields.whole.error(
                "missing-key",
                "'above' or 'below' is missing",
                Some("the value to cross".into()),
            );
            None
        }
    };
    let periods = match (fields.get("for"), fields.get("for_periods")) {
        (Some(_), Some(second)) => {
            second.error("conflicting-keys", "for and for_periods say the same thing", None);
            None
        }
        (None, Some(_)) => fields.int("for_periods"),
        _ => fields.int_or("for", 1),
    };
    let every = fields.bool_or("every", false);
    fine?;
    let ((side, value), periods) = (side?, u32::try_from(periods?).unwrap_or(u32::MAX));
    Some(EventDraft::Threshold {
        metric: metric?,
        rule: ThresholdRule { side, value, periods, every: every? },
    })
}
