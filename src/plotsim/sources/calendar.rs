//! What the calendar says of a period.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};
use chrono::{Datelike, Weekday};

use super::values::{chosen, whole};
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, OfPeriod, Order, Relation, Window};
use crate::plotsim::model::{Plotsim, TableKind};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::plotsim::tables::subject::Subjects;
use crate::steps::Steps;
use crate::tables::{Datum, Interval, span};
use crate::trajectory::time_axis::{Period, TimeAxis, iso_week};

/// What a column may say about a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarField {
    /// The anchor as the number YYYYMMDD.
    DateKey,
    /// The anchor as a date.
    Date,
    Year,
    Quarter,
    Month,
    /// In English.
    MonthName,
    /// ISO week number.
    Week,
    /// `2024-01`, `2024-W01` or `2024-01-01`.
    PeriodLabel,
    /// From 0.
    PeriodIndex,
    /// The day's name in English.
    DayOfWeek,
    DayOfMonth,
    IsWeekend,
}

impl CalendarField {
    /// Every field in the usual order of a date dimension's columns.
    pub const ALL: [CalendarField; 12] = [
        CalendarField::DateKey,
        CalendarField::Date,
        CalendarField::Year,
        CalendarField::Quarter,
        CalendarField::Month,
        CalendarField::MonthName,
        CalendarField::Week,
        CalendarField::PeriodLabel,
        CalendarField::PeriodIndex,
        CalendarField::DayOfWeek,
        CalendarField::DayOfMonth,
        CalendarField::IsWeekend,
    ];

    /// Name, type, whether only days have it, and meaning.
    fn spec(self) -> (&'static str, ColumnType, bool, &'static str) {
        use ColumnType::{Bool, Date, Int32, Text};
        match self {
            CalendarField::DateKey => {
                ("date_key", Int32, false, "First day of the period, as the number YYYYMMDD")
            }
            CalendarField::Date => ("date", Date, false, "First day of the period"),
            CalendarField::Year => ("year", Int32, false, "Year of the period"),
            CalendarField::Quarter => ("quarter", Int32, false, "Quarter of the year, 1 to 4"),
            CalendarField::Month => ("month", Int32, false, "Month, 1 to 12"),
            CalendarField::MonthName => ("month_name", Text, false, "Month in English"),
            CalendarField::Week => ("week", Int32, false, "ISO week, 1 to 53"),
            CalendarField::PeriodLabel => ("period_label", Text, false, "The period as text, as in 2024-01"),
            CalendarField::PeriodIndex => ("period_index", Int32, false, "Number of the period, from 0"),
            CalendarField::DayOfWeek => ("day_of_week", Text, true, "Day of the week in English"),
            CalendarField::DayOfMonth => ("day_of_month", Int32, true, "Day of the month, 1 to 31"),
            CalendarField::IsWeekend => ("is_weekend", Bool, true, "Whether the day is a Saturday or Sunday"),
        }
    }

    /// The name of the date dimension's column.
    pub fn name(self) -> &'static str {
        self.spec().0
    }

    /// The type of the date dimension's column.
    pub fn kind(self) -> ColumnType {
        self.spec().1
    }

    /// Whether only windows of days have it.
    pub fn is_daily(self) -> bool {
        self.spec().2
    }

    fn description(self) -> &'static str {
        self.spec().3
    }
}

/// A field of each row's period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub field: CalendarField,
    /// The type that the field is shown in.
    pub kind: ColumnType,
}

impl Calendar {
    /// A field in its usual type.
    pub fn new(field: CalendarField) -> Calendar {
        Calendar { field, kind: field.kind() }
    }
}

impl Source for Calendar {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, _: &Plotsim) -> String {
        format!("calendar:{}", self.field.name())
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let time = &place.config.time;
        let first_and_last = || {
            let date_key = |period: usize| time.period(period).map(|period| f64::from(period.date_key));
            date_key(0).zip(date_key(time.len() - 1))
        };
        // A row for each period has each value of these once.
        let one_row = matches!(place.table().kind, TableKind::DateDim | TableKind::PeriodFact);
        let names_period = matches!(
            self.field,
            CalendarField::DateKey
                | CalendarField::Date
                | CalendarField::PeriodLabel
                | CalendarField::PeriodIndex
        );
        Stated {
            kind: self.kind,
            nulls: Nulls::Never,
            range: match self.field {
                CalendarField::DateKey => first_and_last(),
                CalendarField::Quarter => Some((1.0, 4.0)),
                CalendarField::Month => Some((1.0, 12.0)),
                CalendarField::Week => Some((1.0, 53.0)),
                CalendarField::DayOfMonth => Some((1.0, 31.0)),
                CalendarField::PeriodIndex => Some((0.0, time.len() as f64 - 1.0)),
                CalendarField::Year
                | CalendarField::Date
                | CalendarField::MonthName
                | CalendarField::PeriodLabel
                | CalendarField::DayOfWeek
                | CalendarField::IsWeekend => None,
            },
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Period(match self.field {
                CalendarField::DateKey => OfPeriod::Key,
                CalendarField::Date => OfPeriod::Day,
                CalendarField::Year => OfPeriod::Year,
                CalendarField::Quarter => OfPeriod::Quarter,
                CalendarField::Month => OfPeriod::Month,
                CalendarField::MonthName => OfPeriod::MonthName,
                CalendarField::Week => OfPeriod::Week,
                CalendarField::PeriodLabel => OfPeriod::Label,
                CalendarField::PeriodIndex => OfPeriod::Index,
                CalendarField::DayOfWeek => OfPeriod::Weekday,
                CalendarField::DayOfMonth => OfPeriod::DayOfMonth,
                CalendarField::IsWeekend => OfPeriod::IsWeekend,
            }),
            unique: one_row && names_period,
            order: Order::Any,
            window: Window::Config,
            description: self.field.description().to_owned(),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(CalendarValues { engine: Arc::clone(site.engine), calendar: *self, all: OnceLock::new() })
    }

    /// The periods from the first to the last whose value lies in the interval.
    fn subjects(&self, site: Site<'_>, _: Option<u64>, interval: &Interval) -> Option<Subjects> {
        let values = every_period(&site.engine.config().time, self.field, self.kind);
        let value = |period: usize| match values.data_type() {
            DataType::Int32 => Some(Datum::Whole(values.as_primitive::<Int32Type>().value(period).into())),
            DataType::Int64 => Some(Datum::Whole(values.as_primitive::<Int64Type>().value(period))),
            DataType::Date32 => Some(Datum::Day(values.as_primitive::<Date32Type>().value(period))),
            DataType::Utf8 => Some(Datum::Text(values.as_string::<i32>().value(period).to_owned())),
            _ => None,
        };
        let mut found: Option<Range<u64>> = None;
        for period in 0..values.len() {
            let hit = span(1, |_| value(period).unwrap_or(Datum::Whole(0)), interval)?;
            value(period)?;
            if !hit.is_empty() {
                let start = found.map_or(period as u64, |found| found.start);
                found = Some(start..period as u64 + 1);
            }
        }
        Some(Subjects::Periods(found.unwrap_or(0..0)))
    }
}

struct CalendarValues {
    engine: Arc<Engine>,
    calendar: Calendar,
    /// The field of every period of the window, made when first read.
    all: OnceLock<ArrayRef>,
}

impl Values for CalendarValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let Calendar { field, kind } = self.calendar;
        let all = self.all.get_or_init(|| every_period(&self.engine.config().time, field, kind));
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
