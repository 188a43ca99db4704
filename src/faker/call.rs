//! Reading calls: `name`, `date_between:start_date:-5y:end_date:today`.

use super::{ArgumentKind, FakerArgument, FakerCall, FakerMethod, FakerValue, METHODS, contradictions, find};
use crate::config::calendar;
use crate::config::reader::Field;
use crate::config::suggest;

/// Most arguments of a call.
const MOST_ARGUMENTS: usize = 20;

/// Reads a call that stands at byte `byte` of a field's text. `today` is a day since 1970-01-01.
pub fn read(field: &Field<'_>, byte: usize, call: &str, unique: bool, today: i32) -> Option<FakerCall> {
    let mut parts = Vec::new();
    let mut at = byte;
    for part in call.split(':') {
        parts.push((at, part));
        at += part.len() + 1;
    }
    let (at, name) = *parts.first()?;
    let Some(method) = find(name) else {
        let hint = suggest::hint(name, METHODS.iter().map(|method| method.name).collect::<Vec<_>>());
        field.broken_within(at, "unknown-faker-method", format!("'{name}' is not a faker method"), hint);
        return None;
    };
    if unique && !method.can_be_unique {
        let message = format!("faker.{name} repeats its values, so they cannot be unique");
        field.error("not-enough-values", message, None);
        return None;
    }
    let arguments = arguments(field, method, &parts[1..], today)?;
    let call = FakerCall { method, arguments, unique };
    if let Some(contradiction) = contradictions::find(&call, today) {
        field.error("bad-range", contradiction, None);
        return None;
    }
    Some(call)
}

fn arguments(
    field: &Field<'_>,
    method: &FakerMethod,
    parts: &[(usize, &str)],
    today: i32,
) -> Option<Vec<(&'static str, FakerValue)>> {
    if parts.len() > 2 * MOST_ARGUMENTS {
        field.error("bad-source", format!("a call takes at most {MOST_ARGUMENTS} arguments"), None);
        return None;
    }
    let mut arguments: Vec<(&'static str, FakerValue)> = Vec::new();
    let mut complete = true;
    for pair in parts.chunks(2) {
        let (at, name) = pair[0];
        let known = method.arguments.iter().find(|argument| argument.name == name);
        let (Some(argument), Some((value_at, text))) = (known, pair.get(1)) else {
            let message = match known {
                None => format!("faker.{} takes no argument '{name}'", method.name),
                Some(_) => format!("the argument '{name}' has no value"),
            };
            let names = method.arguments.iter().map(|argument| argument.name);
            field.error_within(at, "bad-source", message, suggest::hint(name, names.collect::<Vec<_>>()));
            complete = false;
            continue;
        };
        if arguments.iter().any(|(other, _)| *other == argument.name) {
            field.error_within(at, "bad-source", format!("the argument '{name}' is given twice"), None);
            complete = false;
            continue;
        }
        match value(argument, text.trim(), today) {
            Some(value) => arguments.push((argument.name, value)),
            None => {
                let message =
                    format!("'{text}' is not a value for '{name}', which is {}", expected(argument.kind));
                field.error_within(*value_at, "bad-source", message, Some(argument.doc.to_owned()));
                complete = false;
            }
        }
    }
    complete.then_some(arguments)
}

fn expected(kind: ArgumentKind) -> String {
    match kind {
        ArgumentKind::Int(i64::MIN, i64::MAX) => "a whole number".to_owned(),
        ArgumentKind::Int(low, high) => format!("a whole number from {low} to {high}"),
        ArgumentKind::Float => "a number".to_owned(),
        ArgumentKind::Bool => "true or false".to_owned(),
        ArgumentKind::Date => {
            "a day: YYYY-MM-DD, today, or a distance such as -30y, +6M, -2w, +10d".to_owned()
        }
        ArgumentKind::Text => "a text".to_owned(),
        ArgumentKind::Texts => "texts with commas between them".to_owned(),
    }
}

fn value(argument: &FakerArgument, text: &str, today: i32) -> Option<FakerValue> {
    Some(match argument.kind {
        ArgumentKind::Int(low, high) => {
            FakerValue::Int(text.parse().ok().filter(|value| (low..=high).contains(value))?)
        }
        ArgumentKind::Float => FakerValue::Float(text.parse().ok().filter(|value: &f64| value.is_finite())?),
        ArgumentKind::Bool => FakerValue::Bool(text.to_ascii_lowercase().parse().ok()?),
        ArgumentKind::Date => FakerValue::Date(day(text, today)?),
        ArgumentKind::Text => FakerValue::Text(text.to_owned()),
        ArgumentKind::Texts => {
            let texts: Vec<String> = text.split(',').map(|item| item.trim().to_owned()).collect();
            FakerValue::Texts(Some(texts).filter(|texts| texts.iter().all(|text| !text.is_empty()))?)
        }
    })
}

/// The mean length of each unit, in days.
const UNITS: &[(char, f64)] = &[('y', 365.2425), ('M', 30.436875), ('w', 7.0), ('d', 1.0)];

/// A date, `today` or `now`, or a signed distance from it.
fn day(text: &str, today: i32) -> Option<i32> {
    if matches!(text, "today" | "now") {
        return Some(today);
    }
    if let Some(date) = calendar::parse_date(text) {
        return Some(date);
    }
    let unit = text.chars().last()?;
    let (_, length) = UNITS.iter().find(|(letter, _)| *letter == unit)?;
    let count: i32 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let day = f64::from(today) + (f64::from(count) * length).round();
    calendar::date_from_days(day as i64).map(|_| day as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates_or_distances_from_today() {
        let today = calendar::parse_date("2024-12-31").unwrap();
        assert_eq!(day("2020-02-29", today), calendar::parse_date("2020-02-29"));
        assert_eq!(day("today", today), Some(today));
        assert_eq!(day("-10d", today), calendar::parse_date("2024-12-21"));
        assert_eq!(day("+2w", today), calendar::parse_date("2025-01-14"));
        assert_eq!(day("-1y", today), calendar::parse_date("2024-01-01"));
        for wrong in ["", "y", "-y", "5x", "tomorrow", "-99999999y", "12é", "2024-13-01"] {
            assert_eq!(day(wrong, today), None, "{wrong}");
        }
    }

    #[test]
    fn methods_have_names_of_their_own() {
        let mut names: Vec<&str> = METHODS.iter().map(|method| method.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(names.len(), 62);
    }
}
