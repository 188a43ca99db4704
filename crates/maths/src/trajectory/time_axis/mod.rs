//! The window of a dataset cut into periods.
//!
//! | Granularity | Periods | Anchor | Label |
//! |---|---|---|---|
//! | monthly | every month with a day in the window | its first day | `2023-01` |
//! | weekly | every ISO week with a day in the window | its Monday, which may lie before the window | `2023-W01` |
//! | daily | every day of the window | the day | `2023-01-01` |
//!
//! Any period is computed directly from its number; no list of periods is ever built.

#[cfg(test)]
mod tests;
mod window;

pub use window::{WindowField, WindowProblem};

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// Days from 0001-01-01 (day 1) to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Calendar months.
    Monthly,
    /// ISO weeks, from Monday on.
    Weekly,
    /// Days.
    Daily,
}

impl Granularity {
    /// Every granularity, coarsest first.
    pub const ALL: [Granularity; 3] = [Granularity::Monthly, Granularity::Weekly, Granularity::Daily];

    /// The word used in configs.
    pub fn name(self) -> &'static str {
        match self {
            Granularity::Monthly => "monthly",
            Granularity::Weekly => "weekly",
            Granularity::Daily => "daily",
        }
    }

    /// The granularity called `name`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|granularity| granularity.name() == name)
    }
}

impl fmt::Display for Granularity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One step of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Number of the period, from 0.
    pub index: usize,
    /// The day the period is known by; see the table above.
    pub date: NaiveDate,
    /// The anchor as days since 1970-01-01.
    pub anchor: i32,
    /// The anchor as the number YYYYMMDD.
    pub date_key: i32,
    /// Length of the whole period: 28 to 31, 7 or 1.
    pub days: u32,
    /// Month, 1 to 12, whose season the period has: for a week, the month of its first day inside the window.
    pub month: u32,
    /// First and last day that lie inside the window, as days since 1970-01-01, both inclusive.
    pub inside: (i32, i32),
}

impl Period {
    /// Whether some of its days lie outside the window.
    pub fn is_cut(&self) -> bool {
        (self.inside.1 - self.inside.0 + 1).unsigned_abs() < self.days
    }
}

/// A window and its granularity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeAxis {
    granularity: Granularity,
    first_day: NaiveDate,
    last_day: NaiveDate,
    /// The anchor of period 0: a day since 1970-01-01, or for months a month counted from January of year 0.
    origin: i32,
    periods: usize,
}

impl TimeAxis {
    /// The window from `start` to `end`, each `YYYY-MM` or `YYYY-MM-DD` and each inclusive: a month means its
    /// first day as a start and its last day as an end. Years run from 0001 to 9999.
    ///
    /// ```
    /// # use plotsim_maths::trajectory::time_axis::{Granularity, TimeAxis};
    /// let axis = TimeAxis::parse("2023-01", "2023-12", Granularity::Weekly).unwrap();
    /// assert_eq!(axis.len(), 53);
    /// let first = axis.period(0).unwrap();
    /// assert_eq!((axis.label(0).unwrap().as_str(), first.date_key), ("2022-W52", 20221226));
    /// ```
    ///
    /// # Errors
    ///
    /// An end that cannot be read or does not exist, both reported at once; else a window that ends before it
    /// starts.
    pub fn parse(start: &str, end: &str, granularity: Granularity) -> Result<Self, Vec<WindowProblem>> {
        match (window::first_day(start), window::last_day(end)) {
            (Ok(first), Ok(last)) => Self::new(first, last, granularity).ok_or_else(|| {
                vec![WindowProblem::Reversed { start: start.to_string(), end: end.to_string() }]
            }),
            (first, last) => Err(first.err().into_iter().chain(last.err()).collect()),
        }
    }

    /// The window from one day to another, both inclusive, or nothing if `last` comes before `first`
    /// or either lies outside the years 1 to 9999.
    pub fn new(first: NaiveDate, last: NaiveDate, granularity: Granularity) -> Option<Self> {
        if last < first || first.year() < 1 || last.year() > 9999 {
            return None;
        }
        let (origin, end) = (slot(first, granularity), slot(last, granularity));
        let step = if granularity == Granularity::Weekly { 7 } else { 1 };
        let periods = usize::try_from((end - origin) / step).ok()? + 1;
        Some(TimeAxis { granularity, first_day: first, last_day: last, origin, periods })
    }

    /// The same window with another last day; nothing if that comes before the first.
    pub fn until(self, last: NaiveDate) -> Option<Self> {
        Self::new(self.first_day, last, self.granularity)
    }

    /// The same periods, the last of them with all its days.
    pub fn whole(self) -> Self {
        let last = self.periods.checked_sub(1).and_then(|last| self.period(last));
        let end = last.and_then(|last| date_of(last.anchor + last.days as i32 - 1));
        end.and_then(|end| self.until(end)).unwrap_or(self)
    }

    /// The length of its periods.
    pub fn granularity(&self) -> Granularity {
        self.granularity
    }

    /// First day of the window.
    pub fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    /// Last day of the window.
    pub fn last_day(&self) -> NaiveDate {
        self.last_day
    }

    /// Number of periods, at least 1.
    #[allow(clippy::len_without_is_empty, reason = "a window is never empty")]
    pub fn len(&self) -> usize {
        self.periods
    }

    /// Period number `index`, or nothing past the end.
    pub fn period(&self, index: usize) -> Option<Period> {
        if index >= self.periods {
            return None;
        }
        let steps = i32::try_from(index).ok()?;
        let (anchor, days) = match self.granularity {
            Granularity::Daily => (self.origin + steps, 1),
            Granularity::Weekly => (self.origin + 7 * steps, 7),
            Granularity::Monthly => {
                let first = day_number(first_of_month(self.origin + steps)?);
                (first, day_number(first_of_month(self.origin + steps + 1)?) - first)
            }
        };
        let date = date_of(anchor)?;
        let inside =
            (anchor.max(day_number(self.first_day)), (anchor + days - 1).min(day_number(self.last_day)));
        Some(Period {
            index,
            date,
            anchor,
            date_key: date.year() * 10_000 + date.month() as i32 * 100 + date.day() as i32,
            days: days.unsigned_abs(),
            month: date_of(inside.0)?.month(),
            inside,
        })
    }

    /// The number of the period that holds `date`, or nothing outside the window's periods.
    pub fn index_of(&self, date: NaiveDate) -> Option<usize> {
        let step = if self.granularity == Granularity::Weekly { 7 } else { 1 };
        let index = usize::try_from((slot(date, self.granularity) - self.origin).div_euclid(step)).ok()?;
        (index < self.periods).then_some(index)
    }

    /// The label of period number `index`, or nothing past the end.
    pub fn label(&self, index: usize) -> Option<String> {
        let date = self.period(index)?.date;
        Some(match self.granularity {
            Granularity::Monthly => format!("{:04}-{:02}", date.year(), date.month()),
            Granularity::Weekly => week_label(date),
            Granularity::Daily => format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        })
    }
}

/// The ISO year and week of a date. A week belongs to the year its Thursday lies in.
pub fn iso_week(date: NaiveDate) -> (i32, u32) {
    let weekday = date.weekday().num_days_from_monday() as i32;
    // At the very ends of the calendar there may be no Thursday; the date's own year then is as good an
    // answer as any.
    let thursday = date_of(day_number(date) - weekday + 3).unwrap_or(date);
    (thursday.year(), thursday.ordinal0() / 7 + 1)
}

/// `YYYY-Www`, the ISO year and week of a date.
pub fn week_label(date: NaiveDate) -> String {
    let (year, week) = iso_week(date);
    format!("{year:04}-W{week:02}")
}

/// A date as days since 1970-01-01.
pub fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// The date that many days after 1970-01-01, or nothing outside the calendar.
pub fn date_of(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH_FROM_CE)?)
}

/// Where a date falls: its day, the Monday of its week, or its month counted from January of year 0.
fn slot(date: NaiveDate, granularity: Granularity) -> i32 {
    match granularity {
        Granularity::Daily => day_number(date),
        Granularity::Weekly => day_number(date) - date.weekday().num_days_from_monday() as i32,
        Granularity::Monthly => date.year() * 12 + date.month0() as i32,
    }
}

fn first_of_month(month: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)
}
