//! The words after `source:`.

use super::columns::Scope;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::plotsim::draft::{Reference, SourceDraft};
use crate::plotsim::faker;
use crate::plotsim::model::{CalendarField, LagInitial, Side, ThresholdRule};
use crate::plotsim::parts::later;
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::vocabulary::sources::{LATER_SOURCES, ROW_SOURCES, SOURCES};

/// A source, split at its first colon, and where its tail begins.
pub fn split(text: &str) -> (&str, &str, usize) {
    text.split_once(':').map_or((text, "", text.len()), |(head, tail)| (head, tail, head.len() + 1))
}

/// Reads a column's source; pools aside, which need more than their name.
pub fn read(field: &Field<'_>, unique: bool, scope: &Scope<'_>) -> Option<SourceDraft> {
    let text = field.text()?;
    let (head, tail, at) = split(text);
    match head {
        "pk" if text == "pk" => Some(SourceDraft::Key),
        "fk" => reference(field, tail, at).map(SourceDraft::ForeignKey),
        "metric" => METRIC.find_within(field, at, tail, scope.metrics).map(SourceDraft::Metric),
        "lag" => lag(field, tail, at, scope.metrics),
        "generated" => generated(field, tail, at, unique, scope),
        "static" if !tail.is_empty() => Some(SourceDraft::Static(tail.to_owned())),
        "derived" => derived(field, tail, at),
        "threshold" => threshold(field, scope).map(|_| SourceDraft::Flag),
        "range" => range(field, tail, at),
        "proportional" => {
            let hint = "move it to the table's row_count_source".to_owned();
            field.error("wrong-place", "proportional makes rows and fills no column", Some(hint));
            None
        }
        _ => match LATER_SOURCES.iter().find(|(name, _)| *name == head) {
            Some((_, feature)) => {
                field.not_supported(head, feature.today);
                None
            }
            None => bad(field, 0, &format!("'{text}' is not a source"), head),
        },
    }
}

/// What can follow a head.
fn tails(head: &str) -> Vec<&'static str> {
    SOURCES.iter().filter(|form| form.head == head).map(|form| split(form.form).1).collect()
}

fn bad<T>(field: &Field<'_>, at: usize, message: &str, head: &str) -> Option<T> {
    let mut forms = ROW_SOURCES.iter().chain(SOURCES);
    let example = forms.find(|form| form.head == head).map(|form| format!("as in {}", form.example));
    let hint =
        example.or_else(|| suggest::hint(head, SOURCES.iter().map(|form| form.form).collect::<Vec<_>>()));
    field.error_within(at, "bad-source", message, hint);
    None
}

fn reference(field: &Field<'_>, tail: &str, at: usize) -> Option<Reference> {
    match tail.split_once('.') {
        Some((table, column)) if !table.is_empty() && !column.is_empty() => Some(Reference {
            table: table.to_owned(),
            table_byte: at,
            column: Some((column.to_owned(), at + table.len() + 1)),
        }),
        _ => bad(field, at, &format!("'{tail}' is not <table>.<column>"), "fk"),
    }
}

/// Reads `<metric>:periods:<n>[:initial:<null|current>]`, which stands at byte `at` of a field's text.
pub fn lag(field: &Field<'_>, tail: &str, at: usize, metrics: &[&str]) -> Option<SourceDraft> {
    let (body, initial) = match tail.rsplit_once(":initial:") {
        Some((body, word)) => (body, Some(word)),
        None => (tail, None),
    };
    let Some((name, periods)) = body.rsplit_once(":periods:") else {
        return bad(field, at, &format!("'{tail}' is not <metric>:periods:<n>"), "lag");
    };
    let number: Option<usize> = periods.parse().ok().filter(|number| *number >= 1);
    if number.is_none() {
        let place = at + name.len() + ":periods:".len();
        bad::<()>(field, place, &format!("'{periods}' is not a whole number of periods ≥ 1"), "lag");
    }
    let initial = match initial {
        None | Some("null") => Some(LagInitial::Null),
        Some("current") => Some(LagInitial::Current),
        Some(other) => {
            let place = at + body.len() + ":initial:".len();
            let hint = suggest::hint(other, ["null", "current"]);
            let message = format!("'{other}' is not what the first periods can show");
            field.error_within(place, "bad-source", message, hint);
            None
        }
    };
    let metric = METRIC.find_within(field, at, name, metrics);
    Some(SourceDraft::Lag { metric: metric?, periods: number?, initial: initial? })
}

fn generated(
    field: &Field<'_>,
    tail: &str,
    at: usize,
    unique: bool,
    scope: &Scope<'_>,
) -> Option<SourceDraft> {
    if let Some(call) = tail.strip_prefix("faker.") {
        return faker::read(field, at + "faker.".len(), call, unique, scope.today).map(SourceDraft::Faker);
    }
    match tail {
        "entity_name" => Some(SourceDraft::EntityName),
        "date_key" => Some(SourceDraft::Calendar(CalendarField::DateKey)),
        "timestamp" => Some(SourceDraft::Moment),
        "period_label" => Some(SourceDraft::Calendar(CalendarField::PeriodLabel)),
        _ if tail.starts_with("geo.") => {
            field.not_supported("geo", later::PLACES.today);
            None
        }
        _ => {
            field.error_within(
                at,
                "bad-source",
                format!("'{tail}' cannot be generated"),
                suggest::hint(tail, tails("generated")),
            );
            None
        }
    }
}

fn derived(field: &Field<'_>, tail: &str, at: usize) -> Option<SourceDraft> {
    Some(match tail {
        "size" => SourceDraft::Size,
        "archetype" => SourceDraft::Archetype,
        "name" | "entity_name" => SourceDraft::EntityName,
        "period_index" => SourceDraft::Calendar(CalendarField::PeriodIndex),
        "entity_id" => SourceDraft::EntityId,
        "date_key" => SourceDraft::Calendar(CalendarField::DateKey),
        _ => {
            let hint = suggest::hint(tail, tails("derived"));
            field.error_within(at, "bad-source", format!("'{tail}' cannot be derived"), hint);
            return None;
        }
    })
}

fn range(field: &Field<'_>, tail: &str, at: usize) -> Option<SourceDraft> {
    let Some((low, high)) = tail.split_once(':') else {
        return bad(field, at, &format!("'{tail}' is not <min>:<max>"), "range");
    };
    if let (Ok(min), Ok(max)) = (low.parse::<i64>(), high.parse::<i64>()) {
        return if min <= max {
            Some(SourceDraft::IntRange { min, max })
        } else {
            bad(field, at, &format!("the range runs from {min} to {max}"), "range")
        };
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(low), number(high)) {
        (Some(min), Some(max)) if min <= max => Some(SourceDraft::FloatRange { min, max }),
        (Some(min), Some(max)) => bad(field, at, &format!("the range runs from {min} to {max}"), "range"),
        _ => bad(field, at, &format!("'{tail}' is not a pair of numbers"), "range"),
    }
}

/// Reads `threshold:<metric>:<above|below>:<value>:for:<k>`.
pub fn threshold(field: &Field<'_>, scope: &Scope<'_>) -> Option<(usize, ThresholdRule)> {
    let (_, tail, at) = split(field.text()?);
    let parts: Vec<&str> = tail.rsplitn(5, ':').collect();
    let &[periods, "for", value, side, name] = parts.as_slice() else {
        return bad(
            field,
            at,
            &format!("'{tail}' is not <metric>:<above|below>:<value>:for:<periods>"),
            "threshold",
        );
    };
    let side_at = at + name.len() + 1;
    let value_at = side_at + side.len() + 1;
    let metric = METRIC.find_within(field, at, name, scope.metrics);
    let side = match side {
        "above" => Some(Side::Above),
        "below" => Some(Side::Below),
        other => bad(field, side_at, &format!("'{other}' is neither above nor below"), "threshold"),
    };
    let number: Option<f64> = value.parse().ok().filter(|value: &f64| value.is_finite());
    if number.is_none() {
        bad::<()>(field, value_at, &format!("'{value}' is not a number"), "threshold");
    }
    let count: Option<u32> = periods.parse().ok().filter(|count| *count >= 1);
    if count.is_none() {
        let place = value_at + value.len() + ":for:".len();
        bad::<()>(field, place, &format!("'{periods}' is not a whole number of periods ≥ 1"), "threshold");
    }
    Some((metric?, ThresholdRule { side: side?, value: number?, periods: count?, every: false }))
}

/// Reads `proportional:<metric>:scale:<x>`.
pub fn proportional(field: &Field<'_>, scope: &Scope<'_>) -> Option<(usize, f64)> {
    let (_, tail, at) = split(field.text()?);
    let Some((name, scale)) = tail.rsplit_once(":scale:") else {
        return bad(field, at, &format!("'{tail}' is not <metric>:scale:<number>"), "proportional");
    };
    let number: Option<f64> = scale.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale > 0.0);
    if number.is_none() {
        let place = at + name.len() + ":scale:".len();
        bad::<()>(field, place, &format!("'{scale}' is not a number above 0"), "proportional");
    }
    let metric = METRIC.find_within(field, at, name, scope.metrics);
    Some((metric?, number?))
}
