//! Events: what makes them.

use super::{first_key, head, table};
use crate::config::reader::{Field, Fields};
use crate::plotsim::builder::columns::Scope;
use crate::plotsim::draft::{EventDraft, Shape, SourceDraft, TableDraft};
use crate::plotsim::model::{Side, ThresholdRule};
use crate::plotsim::parts::names;
use crate::plotsim::vocabulary::builder as words;

/// Reads an event.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&words::EVENT)?;
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

fn proportional_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let metric = fields.get("driver").and_then(|field| names::METRIC.find(field, scope.metrics));
    let scale = fields.float("scale");
    Some(EventDraft::Proportional { metric: metric?, scale: scale? })
}

fn threshold_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let metric = fields.get("metric").and_then(|field| names::METRIC.find(field, scope.metrics));
    let side = match (fields.get("above"), fields.get("below")) {
        (Some(_), None) => fields.float("above").map(|value| (Side::Above, value)),
        (None, Some(_)) => fields.float("below").map(|value| (Side::Below, value)),
        // Both or neither were reported.
        _ => None,
    };
    let periods = match fields.get("for_periods") {
        Some(_) => fields.int("for_periods"),
        None => fields.int_or("for", 1),
    };
    let every = fields.bool_or("every", false);
    let ((side, value), periods) = (side?, u32::try_from(periods?).unwrap_or(u32::MAX));
    Some(EventDraft::Threshold {
        metric: metric?,
        rule: ThresholdRule { side, value, periods, every: every? },
    })
}
