//! What the calendar says of a period.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};
use chrono::{Datelike, Weekday};

use super::values::{chosen, whole};
use super::{
    Entry, Keys, OfPeriod as Declared, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values,
    Written,
};
use crate::config::calendar::{MONTHS, WEEKDAYS, parse_date};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, OfPeriod, Order, Relation, Window};
use crate::plotsim::draft::Dtype;
use crate::plotsim::model::{CalendarField, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::plotsim::tables::subject::Subjects;
use crate::steps::Steps;
use crate::tables::{Datum, Interval, span};
use crate::trajectory::time_axis::{Period, TimeAxis, date_of, iso_week};

const KEY_DOC: &str = "The period's key in dim_date";

pub static ENTRY: Entry = Entry {
    builder: &[],
    engine: &[
        Written::word("generated:date_key", KEY_DOC, |_| Some(Arc::new(CalendarField::DateKey))),
        Written::word("generated:period_label", "The period as text, as in 2024-01", |_| {
            Some(Arc::new(CalendarField::PeriodLabel))
        }),
        Written::word("derived:period_index", "Number of the period, from 0", |_| {
            Some(Arc::new(CalendarField::PeriodIndex))
        }),
        Written::word("derived:date_key", KEY_DOC, |_| Some(Arc::new(CalendarField::DateKey))),
    ],
    what: "a date of the row",
    role: Role::Value,
    unique: false,
    stands: |about| about.period,
    hint: Some("its rows must belong to periods"),
};

impl SourceDraft for CalendarField {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        match (self, column.draft.dtype) {
            (CalendarField::DateKey, Some(Dtype::Date)) => Some(Arc::new(Calendar::new(CalendarField::Date))),
            (field, _) => column.settled(Calendar::new(*field)),
        }
    }

    fn of_period(&self) -> Declared {
        Declared::Field(*self)
    }

    fn keys(&self) -> Option<&dyn Keys> {
        Some(self)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        column.about.is_each_period()
    }
}

impl Keys for CalendarField {
    fn kind(&self, _: &Standing<'_, '_>) -> Option<ColumnType> {
        Some((*self).kind())
    }

    fn row(&self, column: &Standing<'_, '_>, key: &str) -> Option<u64> {
        let time = column.catalog.known.time?;
        let day = match self {
            CalendarField::DateKey if key.len() == 8 && key.is_ascii() => {
                parse_date(&format!("{}-{}-{}", &key[..4], &key[4..6], &key[6..]))?
            }
            CalendarField::Date => parse_date(key)?,
            _ => return None,
        };
        let index = time.index_of(date_of(day)?)?;
        (time.period(index)?.anchor == day).then_some(index as u64)
    }

    fn hint(&self, _: &Standing<'_, '_>) -> Option<String> {
        Some("its keys are days written YYYYMMDD".to_owned())
    }
}

const BY_NAME_DOC: &str = "In dim_date, what the column's name says";

/// Columns of a date dimension, which their names tell apart.
pub static BY_NAME: Entry = Entry {
    builder: &[
        Written::word("date", BY_NAME_DOC, |_| Some(Arc::new(ByName))),
        Written::word("int", BY_NAME_DOC, |_| Some(Arc::new(ByName))),
        Written::word("string", BY_NAME_DOC, |_| Some(Arc::new(ByName))),
        Written::word("float", BY_NAME_DOC, |_| Some(Arc::new(ByName))),
    ],
    engine: &[],
    what: "a calendar column",
    role: Role::Value,
    unique: false,
    stands: |about| about.calendar,
    hint: Some("it belongs to a date dimension"),
};

/// On a date dimension, what the column's name says.
#[derive(Debug)]
pub struct ByName;

impl SourceDraft for ByName {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        // Only date dimensions hold it, and there it has been given its meaning.
        None
    }

    fn of_period(&self) -> Declared {
        Declared::ByName
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
        let one_row = place.table().kind.about().is_each_period();
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
        CalendarField::DayOfWeek => {
            text(&|p| WEEKDAYS[p.date.weekday().num_days_from_sunday() as usize].to_owned())
        }
        CalendarField::DayOfMonth => number(&|p| i64::from(p.date.day())),
        CalendarField::IsWeekend => {
            let weekend = |p: Period| matches!(p.date.weekday(), Weekday::Sat | Weekday::Sun);
            Arc::new(BooleanArray::from_iter(periods(time).map(|p| Some(weekend(p)))))
        }
    }
}
