//! What the calendar says of a period.

use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, BooleanArray, Date32Array, StringArray, TimestampMicrosecondArray};
use chrono::{Datelike, Weekday};

use super::values::{chosen, whole};
use super::{CellSource, Site};
use crate::config::types::ColumnType;
use crate::plotsim::model::CalendarField;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;
use crate::trajectory::time_axis::{Period, TimeAxis, iso_week};

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

/// A field of each row's period.
pub struct Calendar {
    pub engine: Arc<Engine>,
    pub field: CalendarField,
    pub kind: ColumnType,
    /// The field of every period of the window, made when first read.
    pub all: OnceLock<ArrayRef>,
}

impl CellSource for Calendar {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let all = self.all.get_or_init(|| every_period(&self.engine.config().time, self.field, self.kind));
        chosen(all, rows.periods.iter().map(|period| *period as i32).collect())
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_period(site, rows, row, steps);
    }
}

/// The beginning of each row's period.
pub struct Beginning {
    pub engine: Arc<Engine>,
    pub kind: ColumnType,
    pub all: OnceLock<ArrayRef>,
}

impl CellSource for Beginning {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let all = self.all.get_or_init(|| {
            let anchors = periods(&self.engine.config().time).map(|period| period.anchor);
            match self.kind {
                ColumnType::Timestamp => {
                    let micros = anchors.map(|day| i64::from(day) * DAY);
                    Arc::new(TimestampMicrosecondArray::from_iter_values(micros))
                }
                _ => Arc::new(Date32Array::from_iter_values(anchors)),
            }
        });
        chosen(all, rows.periods.iter().map(|period| *period as i32).collect())
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_period(site, rows, row, steps);
    }
}

/// Tells the period of a row.
pub fn explain_period(site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
    let Some(period) = rows.periods.get(row) else { return };
    let label = site.engine.config().time.label(*period as usize).unwrap_or_default();
    steps.named("period", f64::from(*period), label, "the row's period, from 0; the calendar says the rest");
}

fn periods(time: &TimeAxis) -> impl Iterator<Item = Period> {
    (0..time.len()).filter_map(|index| time.period(index))
}

/// A field of all periods.
pub fn every_period(time: &TimeAxis, field: CalendarField, kind: ColumnType) -> ArrayRef {
    let number = |of: &dyn Fn(Period) -> i64| match kind {
        ColumnType::Text => Arc::new(StringArray::from_iter_values(periods(time).map(|p| of(p).to_string()))),
        _ => whole(kind, periods(time).map(of)),
    };
    let text = |of: &dyn Fn(Period) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(periods(time).map(of)))
    };
    match field {
        CalendarField::DateKey => number(&|p| i64::from(p.date_key)),
        CalendarField::Date if kind == ColumnType::Text => text(&|p| p.date.to_string()),
        CalendarField::Date => Arc::new(Date32Array::from_iter_values(periods(time).map(|p| p.anchor))),
        CalendarField::Year => number(&|p| i64::from(p.date.year())),
        CalendarField::Quarter => number(&|p| i64::from(p.date.month0() / 3 + 1)),
        CalendarField::Month => number(&|p| i64::from(p.date.month())),
        CalendarField::MonthName => text(&|p| MONTHS[p.date.month0() as usize % 12].to_owned()),
        CalendarField::Week => number(&|p| i64::from(iso_week(p.date).1)),
        CalendarField::PeriodLabel => text(&|p| time.label(p.index).unwrap_or_default()),
        CalendarField::PeriodIndex => number(&|p| p.index as i64),
        CalendarField::DayOfWeek => text(&|p| day_name(p.date.weekday()).to_owned()),
        CalendarField::DayOfMonth => number(&|p| i64::from(p.date.day())),
        CalendarField::IsWeekend => {
            let weekend = |p: Period| matches!(p.date.weekday(), Weekday::Sat | Weekday::Sun);
            Arc::new(BooleanArray::from_iter(periods(time).map(|p| Some(weekend(p)))))
        }
    }
}

const MONTHS: [&str; 12] = [
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

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
