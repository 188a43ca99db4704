//! Days and instants. There is no clock: today is the last day of the config's window.

use chrono::{Datelike, NaiveDate};

use super::method::{Arguments, Method};
use crate::config::calendar::DAY;
use crate::config::calendar::years_before;
use crate::random::Dice;
use crate::trajectory::time_axis::{date_of, day_number};

pub fn method(name: &str, arguments: &Arguments<'_>) -> Option<Method> {
    let today = arguments.today;
    let end = arguments.day("end_datetime", today);
    Some(match name {
        "year" => Method::Int(Box::new(|dice| 1950 + dice.below(71) as i64)),
        "date" => days(0, end),
        "date_between" => {
            let start = arguments.day("start_date", years_before(today, 30));
            days(start, arguments.day("end_date", today))
        }
        "date_this_decade" => days(decade(today), today),
        "date_of_birth" => {
            let youngest = arguments.int("minimum_age", 0).clamp(0, 150) as u32;
            let oldest = arguments.int("maximum_age", 115).clamp(0, 150) as u32;
            // Somebody is of an age until the day before the next birthday.
            days(years_before(today, oldest + 1) + 1, years_before(today, youngest))
        }
        "date_time" => {
            let second = seconds(end);
            Method::Second(Box::new(second))
        }
        "unix_time" => Method::Int(Box::new(seconds(end))),
        "iso8601" => {
            let second = seconds(end);
            Method::text(move |_, dice, out| iso8601(second(dice), out))
        }
        _ => return None,
    })
}

/// Days between two, both included, whichever comes first: a last day before 1970 comes before the first.
fn days(first: i32, last: i32) -> Method {
    let (first, last) = (first.min(last), first.max(last));
    let span = (i64::from(last) - i64::from(first) + 1) as u64;
    Method::Day(Box::new(move |dice| first + dice.below(span) as i32))
}

/// Seconds from 1970 to the end of a day, or from that day to 1970.
fn seconds(last: i32) -> impl Fn(&mut Dice<'_>) -> i64 + Send + Sync {
    let (first, end) = (last.min(0), last.max(0));
    let span = (i64::from(end) - i64::from(first) + 1) * DAY;
    move |dice| i64::from(first) * DAY + dice.below(span as u64) as i64
}

/// `YYYY-MM-DDTHH:MM:SS`.
pub fn iso8601(second: i64, out: &mut String) {
    use std::fmt::Write;
    let day = i32::try_from(second.div_euclid(DAY)).ok().and_then(date_of).unwrap_or_default();
    let of_day = second.rem_euclid(DAY);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    // Writing to a string cannot fail.
    let _ = write!(out, "{year:04}-{month:02}-{of_month:02}T{hour:02}:{minute:02}:{second:02}");
}

fn decade(day: i32) -> i32 {
    let year = date_of(day).map_or(1970, |date| date.year().div_euclid(10) * 10);
    NaiveDate::from_ymd_opt(year, 1, 1).map_or(day, day_number)
}
