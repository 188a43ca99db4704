//! Axes: from where to where, and what is written beside them.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

use crate::config::calendar::format_date;
use crate::report::number;
use crate::trajectory::time_axis::{Granularity, TimeAxis, date_of};

/// What the numbers of an axis count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Numbers,
    /// Days since 1970-01-01.
    Days,
    /// Seconds since then.
    Seconds,
}

/// Seconds of a day.
const DAY: f64 = 86_400.0;

impl Scale {
    /// A number between `least` and `greatest` as people read it.
    pub fn text(self, value: f64, least: f64, greatest: f64) -> String {
        match self {
            Scale::Numbers => number::within(value, least, greatest),
            Scale::Days => format_date(libm::floor(value) as i32),
            Scale::Seconds => format_date(libm::floor(value / DAY) as i32),
        }
    }
}

/// One axis of a chart; the ends are finite and differ.
#[derive(Clone)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    /// Where labels stand, and the labels.
    pub ticks: Vec<(f64, String)>,
    /// What is measured, with its unit; may be empty.
    pub name: String,
}

impl Axis {
    /// Numbers with round labels, `most` at most.
    pub fn numbers(low: f64, high: f64, most: usize, name: &str) -> Axis {
        let (low, high) = match (low.is_finite() && high.is_finite(), low < high) {
            (true, true) => (low, high),
            (true, false) => (low - 0.5, low + 0.5),
            (false, _) => (0.0, 1.0),
        };
        Axis { low, high, ticks: number::ticks(low, high, most), name: name.to_owned() }
    }

    /// Like [`Axis::numbers`], with dates as labels where the numbers are instants.
    pub fn scaled(low: f64, high: f64, most: usize, scale: Scale) -> Axis {
        let mut axis = Axis::numbers(low, high, most, "");
        let unit = match scale {
            Scale::Numbers => return axis,
            Scale::Days => 1.0,
            Scale::Seconds => DAY,
        };
        axis.ticks = days(axis.low / unit, axis.high / unit);
        for (at, _) in &mut axis.ticks {
            *at *= unit;
        }
        axis
    }

    /// From 0 to a little above the greatest of some numbers.
    pub fn up_to(values: impl IntoIterator<Item = f64>, most: usize, name: &str) -> Axis {
        let greatest = values.into_iter().filter(|value| value.is_finite()).fold(0.0, f64::max);
        let high = if greatest > 0.0 { greatest * 1.06 } else { 1.0 };
        Axis::numbers(0.0, high, most, name)
    }

    /// The periods of a window, from 0, with the beginnings of years, quarters or months as labels. Half a period of
    /// room is left on both sides if bars are to stand there.
    pub fn periods(time: &TimeAxis, room: f64) -> Axis {
        Axis::periods_with(time, room, LABELS)
    }

    /// The same with so many labels at most.
    pub fn periods_with(time: &TimeAxis, room: f64, most: usize) -> Axis {
        let last = time.len().saturating_sub(1) as f64;
        let (low, high) = (-room, (last + room).max(1.0 - room));
        Axis { low, high, ticks: dates(time, most), name: String::new() }
    }

    /// The label of a tick.
    pub fn label(&self, at: f64) -> String {
        self.ticks.iter().find(|(tick, _)| *tick == at).map(|(_, label)| label.clone()).unwrap_or_default()
    }
}

/// For `plotters`: a straight scale whose ticks are given. What lies outside is drawn at the edge.
impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        limit.0 + libm::round(share * f64::from(limit.1 - limit.0)) as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let ticks = || self.ticks.iter().map(|(at, _)| *at).collect();
        if hint.weight().allow_light_points() { Vec::new() } else { ticks() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// Most labels along a window.
const LABELS: usize = 5;

/// Where labels stand in a window: at the first period of every so many months, or else at every so many periods.
fn dates(time: &TimeAxis, most: usize) -> Vec<(f64, String)> {
    use chrono::Datelike;
    let month = |index: usize| {
        time.period(index)
            .map_or(0, |period| i64::from(period.date.year()) * 12 + i64::from(period.date.month0()))
    };
    let (first, last) = (month(0), month(time.len() - 1));
    for months in [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000] {
        // The first period of a window may lie within its month, so only a change of month counts there.
        let from =
            if time.period(0).is_some_and(|period| period.date.day() == 1) { first } else { first + 1 };
        let starts =
            from.div_euclid(months) + i64::from(from.rem_euclid(months) > 0)..=last.div_euclid(months);
        let many = usize::try_from(starts.end() - starts.start() + 1).unwrap_or(0);
        if many > most {
            continue;
        }
        if many < 2 {
            break;
        }
        let label = |number: i64| {
            let start = number * months;
            let (year, month) = (start.div_euclid(12), start.rem_euclid(12) + 1);
            let date = chrono::NaiveDate::from_ymd_opt(year as i32, month as u32, 1)?;
            // A week that begins before the month holds its first day.
            let index = time.index_of(date)?;
            let text = if months % 12 == 0 { format!("{year}") } else { format!("{year}-{month:02}") };
            Some((index as f64, text))
        };
        return starts.filter_map(label).collect();
    }
    let step = time.len().div_ceil(most.max(2) - 1).max(1);
    let label = |index: usize| Some((index as f64, time.label(index)?));
    (0..time.len()).step_by(step).filter_map(label).collect()
}

/// Round dates between two days.
fn days(low: f64, high: f64) -> Vec<(f64, String)> {
    let first = libm::floor(low);
    let (Some(start), Some(end)) = (date_of(first as i32), date_of(libm::floor(high) as i32)) else {
        return Vec::new();
    };
    let Some(time) = TimeAxis::new(start, end, Granularity::Daily) else { return Vec::new() };
    let ticks = dates(&time, LABELS).into_iter().map(|(at, label)| (first + at, label));
    ticks.filter(|(at, _)| low <= *at && *at <= high).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::time_axis::Granularity;

    fn labels(start: &str, end: &str, granularity: Granularity) -> Vec<String> {
        let axis = Axis::periods(&TimeAxis::parse(start, end, granularity).unwrap(), 0.0);
        assert!(axis.low < axis.high);
        axis.ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn windows_are_labelled_by_the_calendar() {
        assert_eq!(
            labels("2022-01", "2024-06", Granularity::Monthly),
            ["2022-01", "2022-07", "2023-01", "2023-07", "2024-01"]
        );
        assert_eq!(
            labels("2023-01", "2023-12", Granularity::Monthly),
            ["2023-01", "2023-04", "2023-07", "2023-10"]
        );
        assert_eq!(
            labels("2023-01", "2024-12", Granularity::Weekly),
            ["2023-01", "2023-07", "2024-01", "2024-07"]
        );
        assert_eq!(labels("2023-01-10", "2023-01-13", Granularity::Daily).len(), 4);
        assert_eq!(labels("2023-01", "2023-01", Granularity::Monthly), ["2023-01"]);
    }

    #[test]
    fn ends_always_differ() {
        for (low, high) in [(1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            let axis = Axis::numbers(low, high, 4, "");
            assert!(axis.low < axis.high && axis.low.is_finite() && axis.high.is_finite());
        }
        assert_eq!(Axis::up_to([], 4, "").high, 1.0);
    }
}
