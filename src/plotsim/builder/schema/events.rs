//! Events: what makes them.

use std::sync::Arc;

use super::{COLUMNS, PAGE, first_key, head};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::source::Role;
use crate::plotsim::draft::{EventDraft, Scope, TableDraft};
use crate::plotsim::kinds::event;
use crate::plotsim::model::{Side, ThresholdRule};
use crate::plotsim::parts::kinds::{EXCLUSIVE, SAME};
use crate::plotsim::parts::logs;
use crate::plotsim::parts::names;
use crate::plotsim::parts::tables::{self, AFTER, DESCRIPTION, ENDS, EVERY, NAME};
use crate::rhythm;
use crate::words;

words! {
    /// What makes events.
    enum Trigger { Proportional = "proportional", Threshold = "threshold" }
}

const TRIGGER: Key<Trigger> = Key::word("trigger").doc("Whether events follow a metric or mark a streak");
const DRIVER: Key<Option<Unread>> = Key::of("driver", Kind::Text)
    .optional()
    .doc("The metric that a proportional event follows")
    .example("usage");
const SCALE: Key<Option<f64>> = Key::float("scale", Interval::POSITIVE)
    .optional()
    .doc("Events per unit of the metric, of a proportional event")
    .example("12");
const METRIC: Key<Option<Unread>> = Key::of("metric", Kind::Text)
    .optional()
    .doc("The metric that a threshold event watches")
    .example("usage");
const ABOVE: Key<Option<f64>> = Key::float("above", Interval::EVERYTHING)
    .optional()
    .doc("The value that the metric of a threshold event exceeds")
    .example("0.8");
const BELOW: Key<Option<f64>> = Key::float("below", Interval::EVERYTHING)
    .optional()
    .doc("The value that the metric of a threshold event stays under")
    .example("0.2");
const FOR: Key<u64> = Key::count("for", 1).default(1).doc("Periods in a row, of a threshold event");
const FOR_PERIODS: Key<u64> = Key::count("for_periods", 1).default(1).doc("Another word for for");

const PROPORTIONAL: When = When::new("trigger", &["proportional"]);
const THRESHOLD: When = When::new("trigger", &["threshold"]);

pub static SECTION: Section = Section::new(
    "builder.events",
    PAGE,
    "An event table",
    &[
        NAME.param,
        DESCRIPTION.param,
        COLUMNS.param,
        TRIGGER.param,
        DRIVER.param,
        SCALE.param,
        METRIC.param,
        ABOVE.param,
        BELOW.param,
        FOR.param,
        FOR_PERIODS.param,
        EVERY.param,
        ENDS.param,
        AFTER.param,
        rhythm::MOMENTS.param,
        logs::FORMAT.param,
        logs::FILENAME.param,
        logs::ORDER.param,
    ],
)
.rules(&[
    Rule::Beside("log_filename", &["log_format"]),
    Rule::Beside("log_order", &["log_format"]),
    Rule::Needs(PROPORTIONAL, &["driver", "scale"]),
    Rule::Needs(THRESHOLD, &["metric"]),
    Rule::NeedsOneOf(THRESHOLD, &["above", "below"]),
    Rule::AtMostOne(&["above", "below"], EXCLUSIVE),
    Rule::AtMostOne(&["for", "for_periods"], SAME),
    Rule::Only(&["driver", "scale"], PROPORTIONAL),
    Rule::Only(&["metric", "above", "below", "for", "for_periods", "every", "ends", "after"], THRESHOLD),
    Rule::Only(&["after"], When::new("ends", &["true"])),
]);

/// Reads an event.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let (name, columns) = head(&fields, scope);
    let rhythm = tables::rhythm(&fields);
    let trigger = fields.read(&TRIGGER);
    let event = match trigger {
        Some(Trigger::Threshold) => threshold_event(&fields, scope),
        Some(Trigger::Proportional) => proportional_event(&fields, scope),
        None => None,
    };
    if let (Some(Trigger::Proportional), Some(flag)) =
        (trigger, columns.0.iter().find(|column| column.entry.role == Role::Condition))
    {
        flag.source_at.error("wrong-place", "a flag belongs to threshold events", None);
        return None;
    }
    let log = logs::read(&fields);
    let key = first_key(&columns.0);
    let table = tables::draft(&fields, name?, Arc::new(event::Written::EVENT), columns, key)?;
    Some(TableDraft { event: Some(event?), rhythm: rhythm?, log: log?, ..table })
}

fn proportional_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let metric = fields.at(&DRIVER).and_then(|field| names::METRIC.find(field, scope.metrics));
    let scale = fields.read(&SCALE);
    Some(EventDraft::Proportional { metric: metric?, scale: scale?? })
}

fn threshold_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let metric = fields.at(&METRIC).and_then(|field| names::METRIC.find(field, scope.metrics));
    let side = match (fields.read(&ABOVE), fields.read(&BELOW)) {
        (Some(Some(value)), Some(None)) => Some((Side::Above, value)),
        (Some(None), Some(Some(value))) => Some((Side::Below, value)),
        // Both or neither were reported.
        _ => None,
    };
    let periods = match fields.at(&FOR_PERIODS) {
        Some(_) => fields.read(&FOR_PERIODS),
        None => fields.read(&FOR),
    };
    let (every, ends) = (fields.read(&EVERY), tables::ends(fields));
    let ((side, value), periods) = (side?, u32::try_from(periods?).unwrap_or(u32::MAX));
    Some(EventDraft::Threshold {
        metric: metric?,
        rule: ThresholdRule { side, value, periods, every: every?, ends: ends? },
    })
}
