//! Dates and instants as numbers: days and seconds since 1970-01-01T00:00:00, proleptic Gregorian, no time zone.

use chrono::{Months, NaiveDate, NaiveDateTime, Timelike};

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("the epoch is a date");
/// Seconds in a day.
pub const DAY: i64 = 86_400;

/// Names of months.
pub static MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Names of the days of a week, from Sunday on.
pub static WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// First and last year that can be written: four digits.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9999;

/// Days since the epoch of `YYYY-MM-DD`; month and day may have one digit. `None` for anything else.
pub fn parse_date(text: &str) -> Option<i32> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    in_years(date)
}

/// Seconds since the epoch of `YYYY-MM-DDTHH:MM:SS`. `None` for anything else: a zone, a fraction and a leap second included.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let instant = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()?;
    in_years(instant.date())?;
    // Second 60 is read as the 59th and a thousand million nanoseconds.
    (instant.nanosecond() == 0).then_some(())?;
    Some(instant.and_utc().timestamp())
}

fn in_years(date: NaiveDate) -> Option<i32> {
    use chrono::Datelike;
    YEARS.contains(&date.year()).then(|| date.signed_duration_since(EPOCH).num_days() as i32)
}

/// The date `days` after the epoch, if four digits can hold its year.
pub fn date_from_days(days: i64) -> Option<NaiveDate> {
    let date = EPOCH.checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
    in_years(date).map(|_| date)
}

/// The same day so many years before, or the last of February.
pub fn years_before(day: i32, years: u32) -> i32 {
    let date = date_from_days(day.into()).and_then(|date| date.checked_sub_months(Months::new(12 * years)));
    date.map_or(day, |date| date.to_epoch_days())
}

/// Text `YYYY-MM-DD` of a day, for file names and messages.
pub fn format_date(days: i32) -> String {
    date_from_days(days.into())
        .map_or_else(|| format!("day {days}"), |date| date.format("%Y-%m-%d").to_string())
}

/// Text `YYYY-MM-DDTHH:MM:SS` of a second since 1970-01-01T00:00:00.
pub fn format_timestamp(second: i64) -> String {
    let (day, time) = (second.div_euclid(DAY), second.rem_euclid(DAY));
    let date = i32::try_from(day).map_or_else(|_| format!("day {day}"), format_date);
    format!("{date}T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_instants_are_read_strictly() {
        assert_eq!(parse_date("1970-01-02"), Some(1));
        assert_eq!(parse_date("2024-2-9"), parse_date("2024-02-09"));
        assert_eq!(parse_date("2023-02-29"), None);
        assert_eq!(parse_date("2024-01-01T00:00:00"), None);
        assert_eq!(parse_date("12024-01-01"), None);
        assert_eq!(parse_timestamp("1970-01-01T00:01:00"), Some(60));
        for wrong in [
            "2024-01-01",
            "2024-01-01 00:00:00",
            "2024-01-01T00:00:00Z",
            "2024-01-01T00:00",
            "2024-01-01T25:00:00",
            "2016-12-31T23:59:60",
        ] {
            assert_eq!(parse_timestamp(wrong), None, "{wrong}");
        }
        assert_eq!(format_date(19_723), "2024-01-01");
        assert_eq!(format_timestamp(-1), "1969-12-31T23:59:59");
    }
}
