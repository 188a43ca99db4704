//! The two ends of a window, as text.

use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

/// Which end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowField {
    /// The first day.
    Start,
    /// The last day.
    End,
}

impl fmt::Display for WindowField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WindowField::Start => "start",
            WindowField::End => "end",
        })
    }
}

/// Something wrong with a window.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum WindowProblem {
    /// Neither `YYYY-MM` nor `YYYY-MM-DD`.
    #[error("the window's {field} `{value}` is not a month like 2024-01 or a date like 2024-01-15")]
    Malformed { field: WindowField, value: String },
    /// The right form, but no such month or day.
    #[error("the window's {field} `{value}` does not exist in the calendar")]
    NoSuchDate { field: WindowField, value: String },
    /// The end comes before the start.
    #[error("the window ends at {end}, before it starts at {start}")]
    Reversed { start: String, end: String },
}

/// The first day that a start means.
pub(super) fn first_day(text: &str) -> Result<NaiveDate, WindowProblem> {
    let field = WindowField::Start;
    let (year, month, day) =
        split(text).ok_or(WindowProblem::Malformed { field, value: text.to_string() })?;
    date(year, month, day.unwrap_or(1)).ok_or(WindowProblem::NoSuchDate { field, value: text.to_string() })
}

/// The last day that an end means.
pub(super) fn last_day(text: &str) -> Result<NaiveDate, WindowProblem> {
    let field = WindowField::End;
    let (year, month, day) =
        split(text).ok_or(WindowProblem::Malformed { field, value: text.to_string() })?;
    let found = match day {
        Some(day) => date(year, month, day),
        None => date(year, month, 1)
            .and_then(|first| first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))),
    };
    found.ok_or(WindowProblem::NoSuchDate { field, value: text.to_string() })
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|date| date.year() >= 1)
}

/// Year, month and, if there is one, day: digits in groups of four, two and two.
fn split(text: &str) -> Option<(u32, u32, Option<u32>)> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = match parts.next() {
        Some(part) => Some(digits(part, 2)?),
        None => None,
    };
    parts.next().is_none().then_some((year, month, day))
}

fn digits(text: &str, length: usize) -> Option<u32> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
