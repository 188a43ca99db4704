//! The words after `row_count_source:`, which make the rows of events.

use crate::config::reader::Field;
use crate::plotsim::draft::EventDraft;
use crate::plotsim::draft::source::{Form, bad};
use crate::plotsim::model::ThresholdRule;
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::sources::flag::{THRESHOLD, threshold};

const PROPORTIONAL: Form = Form {
    form: "proportional:<metric>:scale:<x>",
    pattern: "^proportional:[\\s\\S]+:scale:[+0-9.eE][-+0-9.eE]*$",
    example: "proportional:usage:scale:6",
    doc: "As many events as the metric's value times x",
};

/// What can stand after `row_count_source:`.
pub static ROW_SOURCES: &[Form] = &[
    PROPORTIONAL,
    Form { doc: "An event where a metric has been beyond a value for k periods", ..THRESHOLD },
];

/// Reads what makes the rows of an event.
pub fn read(field: &Field<'_>, metrics: &[&str], every: bool) -> Option<EventDraft> {
    let text = field.text()?;
    let head = text.split(':').next().unwrap_or(text);
    if head == PROPORTIONAL.head() {
        let (metric, scale) = proportional(field, metrics)?;
        Some(EventDraft::Proportional { metric, scale })
    } else if head == THRESHOLD.head() {
        let (metric, rule) = threshold(field, metrics)?;
        Some(EventDraft::Threshold { metric, rule: ThresholdRule { every, ..rule } })
    } else {
        let message = format!("'{head}' makes no rows");
        field.error("bad-source", message, Some("as in proportional:engagement:scale:6".into()));
        None
    }
}

/// Reads `proportional:<metric>:scale:<x>`.
fn proportional(field: &Field<'_>, metrics: &[&str]) -> Option<(usize, f64)> {
    let text = field.text()?;
    let tail = PROPORTIONAL.tail(text).unwrap_or_default();
    let at = text.len() - tail.len();
    let Some((name, scale)) = tail.rsplit_once(":scale:") else {
        return bad(field, &PROPORTIONAL, at, &format!("'{tail}' is not <metric>:scale:<number>"));
    };
    let number: Option<f64> = scale.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale > 0.0);
    if number.is_none() {
        let place = at + name.len() + ":scale:".len();
        bad::<()>(field, &PROPORTIONAL, place, &format!("'{scale}' is not a number above 0"));
    }
    let metric = METRIC.find_within(field, at, name, metrics);
    Some((metric?, number?))
}
