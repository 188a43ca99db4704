//! `rate`: datasets whose rows come day by day, so that they extend in time.
//!
//! With C(d) the rows expected up to day d, a day gets ⌊C(d)⌋ − ⌊C(d − 1)⌋. What a day expects depends on the day alone, so C does not
//! depend on the last day, and rows, which are numbered in the order of days, keep their numbers where there are more days.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::rows::{COLUMN, day_column};
use crate::config::calendar::{date_from_days, format_date};
use crate::config::key::{Day, Key, Mapping};
use crate::config::node::Value;
use crate::config::param::{Interval, Section};
use crate::config::reader::Fields;
use crate::facts::Arrivals;
use crate::random;
use crate::rhythm::{self, MOST_DAYS, Part};

crate::words! {
    /// What rows are counted by.
    enum Per { Day = "day", Hour = "hour", Week = "week", Month = "month" }
}

pub static RATE: Key<Option<Mapping>> = Key::map("rate", &SECTION)
    .optional()
    .doc("Rows that come day by day, in place of num_rows: the dataset extends in time")
    .example("{ rows: 1000, start: 2025-01-01, end: 2025-12-31, column: order_date }");

const PER: Key<Per> = Key::word("per")
    .default_word(Per::Day as usize)
    .doc("What rows are counted by; those of a week or a month are spread evenly over its days");
const ROWS: Key<f64> = Key::float("rows", Interval::POSITIVE)
    .doc("Rows of an average day, hour, week or month before scaling, of those at the start if they grow")
    .example("1000");
const START: Key<Day> = Key::date("start").doc("First day").example("2025-01-01");
const END: Key<Day> = Key::date("end").doc("Last day, unless until says another").example("2025-12-31");

static SECTION: Section = Section::new(
    "datagen.rate",
    "docs/time.md#datasets-that-flow",
    "Rows that come day by day",
    &[PER.param, ROWS.param, rhythm::DAYS.param, START.param, END.param, COLUMN.param],
);

/// The rows of each day.
#[derive(Clone)]
pub struct Rate {
    /// The name of the day's column.
    pub column: String,
    pub arrivals: Arc<Arrivals>,
}

/// The rate of a dataset; noise is drawn under the key. Where it cannot be read, which is reported, there is one row, so that what
/// names the day's column, or the dataset, can be read for its own problems.
pub fn read(
    dataset: &Fields<'_>,
    scale: Option<f64>,
    until: Option<i32>,
    key: Option<random::Key>,
) -> Option<Rate> {
    let provisional = || {
        let Value::Text(column) = &dataset.at(&RATE)?.node.get(COLUMN.param.name)?.value else { return None };
        Some(Rate { column: column.clone(), arrivals: Arc::new(Arrivals::new(0, vec![1])) })
    };
    settled(dataset, scale, until, key).or_else(provisional)
}

fn settled(
    dataset: &Fields<'_>,
    scale: Option<f64>,
    until: Option<i32>,
    key: Option<random::Key>,
) -> Option<Rate> {
    let fields = dataset.read(&RATE)??;
    let (per, rows, column) = (fields.read(&PER), fields.read(&ROWS), day_column(&fields));
    let (start, end) = (fields.read(&START), fields.read(&END));
    let days = start.zip(end).map(|(start, end)| days(&fields, start, end, until));
    let rhythm = rhythm::optional(&fields, &rhythm::DAYS, Part::Days);
    let (per, rows, start, days, rhythm) = (per?, rows? * scale?, start?, days??, rhythm?);
    let weights = match rhythm {
        Some((field, rhythm)) => {
            let days = rhythm.days(&field, start, days)?.with_noise(rhythm.noise, key?);
            let average = rhythm.average_day();
            days.weights.iter().map(|weight| weight / average).collect()
        }
        None => vec![1.0; days as usize],
    };
    let ends = running(&weights, |place| {
        let date = date_from_days(i64::from(start) + place as i64);
        rows * date.map_or(0.0, |date| per.of_a_day(date))
    });
    let Some(ends) = ends else {
        let message = "makes more rows than can be numbered";
        fields.at(&ROWS)?.error("out-of-range", message, None);
        return None;
    };
    let arrivals = Arrivals::new(start, ends);
    if arrivals.rows() == 0 {
        let last = format_date(start.saturating_add(days as i32 - 1));
        let message = format!("gives no row by {last}");
        fields.at(&ROWS)?.error("no-rows", message, Some("say more rows, or a later day".to_owned()));
        return None;
    }
    Some(Rate { column: column?, arrivals: Arc::new(arrivals) })
}

/// Number of days from the first to the last.
fn days(fields: &Fields<'_>, start: i32, end: i32, until: Option<i32>) -> Option<u64> {
    if end < start {
        let message = format!("is {}, before the start {}", format_date(end), format_date(start));
        fields.at(&END)?.error("bad-range", message, None);
        return None;
    }
    let last = until.unwrap_or(end);
    if last < start {
        let message =
            format!("is {}, but until is {}, before any row comes", format_date(start), format_date(last));
        fields.at(&START)?.error("bad-window", message, Some("say a later day for until".to_owned()));
        return None;
    }
    let days = (i64::from(last) - i64::from(start) + 1) as u64;
    if days > MOST_DAYS {
        let message = format!("is {days} days before the last day, but there can be {MOST_DAYS} at most");
        fields.at(&START)?.error("out-of-range", message, None);
        return None;
    }
    Some(days)
}

impl Per {
    /// How many of these a day is.
    fn of_a_day(self, date: NaiveDate) -> f64 {
        match self {
            Per::Hour => 24.0,
            Per::Day => 1.0,
            Per::Week => 1.0 / 7.0,
            Per::Month => 1.0 / f64::from(date.num_days_in_month()),
        }
    }
}

/// ⌊C(d)⌋ of each day; none if that is too many. A sum that misses a whole number by rounding counts as that number.
fn running(weights: &[f64], expected: impl Fn(usize) -> f64) -> Option<Vec<u64>> {
    let (mut sum, mut whole) = (0.0, 0);
    let mut ends = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        sum += expected(place) * weight;
        if sum.is_nan() || sum >= i64::MAX as f64 {
            return None;
        }
        let nearest = libm::round(sum);
        // Each day's number and each sum is rounded by half a unit in the last place.
        let missed = (nearest - sum).abs() <= sum * f64::EPSILON * (place + 2) as f64;
        whole = (if missed { nearest } else { sum.floor() } as u64).max(whole);
        ends.push(whole);
    }
    Some(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_get_what_the_running_total_passes() {
        assert_eq!(running(&[1.0; 4], |_| 2.5), Some(vec![2, 5, 7, 10]));
        assert_eq!(running(&[0.0, 1.0, 0.5, 2.0], |_| 0.9), Some(vec![0, 0, 1, 3]));
        let week = running(&[1.0; 70], |_| 1000.0 / 7.0).unwrap();
        assert_eq!((week[6], week[13], week[69]), (1000, 2000, 10_000));
        assert_eq!(running(&[1.0; 2], |_| 5e18), None);
    }

    #[test]
    fn a_month_gets_its_rows_whatever_its_days() {
        let day = |text| crate::config::calendar::parse_date(text).unwrap();
        let start = day("2024-01-01");
        let ends = running(&[1.0; 366], |place| {
            310.0 * Per::Month.of_a_day(date_from_days(i64::from(start) + place as i64).unwrap())
        });
        let ends = ends.unwrap();
        let by = |text| ends[(day(text) - start) as usize];
        assert_eq!([by("2024-01-31"), by("2024-02-29"), by("2024-12-31")], [310, 620, 3720]);
    }
}
