//! Parts of dates, times and intervals: `date_part`, `date_trunc`, `date_diff`, and functions by the name of a part.

mod differences;
mod starts;

use arrow::datatypes::{
    Date32Type, Float64Type, Int64Type, IntervalMonthDayNanoType, Time64MicrosecondType,
    TimestampMicrosecondType,
};

use super::super::calendar::{Civil, HOUR, MINUTE, SECOND, Span, day_of_year, iso_week, split, weekday};
use super::super::kernels::map1;
use super::super::node::{Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Call, Function, widen};
pub use differences::{ages_between, spans};
use differences::{boundaries, difference, wholes};
use starts::truncated;

/// What of a date, a time or an interval is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Millennium,
    Century,
    Decade,
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    DayOfWeek,
    IsoDayOfWeek,
    DayOfYear,
    IsoYear,
    Epoch,
}

/// The parts by their names.
static UNITS: &[(Unit, &[&str])] = &[
    (Unit::Millennium, &["millennium", "millennia"]),
    (Unit::Century, &["century", "centuries"]),
    (Unit::Decade, &["decade", "decades"]),
    (Unit::Year, &["year", "years", "yr", "yrs"]),
    (Unit::Quarter, &["quarter", "quarters"]),
    (Unit::Month, &["month", "months", "mon", "mons"]),
    (Unit::Week, &["week", "weeks", "weekofyear"]),
    (Unit::Day, &["day", "days", "dayofmonth"]),
    (Unit::Hour, &["hour", "hours"]),
    (Unit::Minute, &["minute", "minutes", "min", "mins"]),
    (Unit::Second, &["second", "seconds", "sec", "secs"]),
    (Unit::Millisecond, &["millisecond", "milliseconds", "ms"]),
    (Unit::Microsecond, &["microsecond", "microseconds", "us"]),
    (Unit::DayOfWeek, &["dow", "dayofweek", "weekday"]),
    (Unit::IsoDayOfWeek, &["isodow"]),
    (Unit::DayOfYear, &["doy", "dayofyear"]),
    (Unit::IsoYear, &["isoyear"]),
    (Unit::Epoch, &["epoch"]),
];

/// The part of a name.
pub fn unit(name: &str) -> Option<Unit> {
    let name = name.to_ascii_lowercase();
    UNITS.iter().find(|(_, names)| names.contains(&&*name)).map(|(unit, _)| *unit)
}

const fn part(
    name: &'static str,
    aliases: &'static [&'static str],
    usage: &'static str,
    doc: &'static str,
    bind: fn(Call) -> Result<Node, Refusal>,
) -> Function {
    Function { name, aliases, usage, result: "BIGINT", doc, arity: (1, 1), bind }
}

pub static FUNCTIONS: &[Function] = &[
    Function {
        name: "date_part",
        aliases: &["datepart", "extract"],
        usage: "date_part(part, date, time, timestamp or interval)",
        result: "BIGINT; DOUBLE of epoch",
        doc: "A part, as extract(part FROM …) gives it: millennium, century, decade, year, quarter, month, week (ISO), \
              day, hour, minute, second, millisecond and microsecond (of the minute), dow (0 is Sunday), isodow (1 is \
              Monday), doy, isoyear, epoch (seconds since 1970)",
        arity: (2, 2),
        bind: |call| {
            let at = call.at;
            let [name, value] = call.take()?;
            date_part(named(&name)?, value, at)
        },
    },
    Function {
        name: "date_trunc",
        aliases: &["datetrunc"],
        usage: "date_trunc(part, date or timestamp)",
        result: "TIMESTAMP",
        doc: "The start of the millennium, century, decade, year, quarter, month, week, day, hour, minute, second or \
              millisecond that it lies in",
        arity: (2, 2),
        bind: truncated,
    },
    Function {
        name: "date_diff",
        aliases: &["datediff"],
        usage: "date_diff(part, start, end)",
        result: "BIGINT",
        doc: "How often a part begins between two dates or timestamps; weeks are seven days",
        arity: (3, 3),
        bind: |call| difference(call, boundaries),
    },
    Function {
        name: "date_sub",
        aliases: &["datesub"],
        usage: "date_sub(part, start, end)",
        result: "BIGINT",
        doc: "How many whole parts lie between two dates or timestamps",
        arity: (3, 3),
        bind: |call| difference(call, wholes),
    },
    part("year", &[], "year(date)", "The year", |call| by(Unit::Year, call)),
    part("quarter", &[], "quarter(date)", "The quarter, from 1 to 4", |call| by(Unit::Quarter, call)),
    part("month", &[], "month(date)", "The month, from 1 to 12", |call| by(Unit::Month, call)),
    part("week", &["weekofyear"], "week(date)", "The ISO week", |call| by(Unit::Week, call)),
    part("day", &["dayofmonth"], "day(date)", "The day of the month", |call| by(Unit::Day, call)),
    part("dayofweek", &["weekday"], "dayofweek(date)", "The day of the week, from 0 for Sunday", |call| {
        by(Unit::DayOfWeek, call)
    }),
    part("isodow", &[], "isodow(date)", "The day of the week, from 1 for Monday", |call| {
        by(Unit::IsoDayOfWeek, call)
    }),
    part("dayofyear", &[], "dayofyear(date)", "The day of the year, from 1", |call| {
        by(Unit::DayOfYear, call)
    }),
    part("hour", &[], "hour(timestamp)", "The hour, from 0 to 23", |call| by(Unit::Hour, call)),
    part("minute", &[], "minute(timestamp)", "The minute", |call| by(Unit::Minute, call)),
    part("second", &[], "second(timestamp)", "The second without its fraction", |call| {
        by(Unit::Second, call)
    }),
    Function {
        name: "epoch",
        aliases: &[],
        usage: "epoch(timestamp or interval)",
        result: "DOUBLE",
        doc: "Seconds since 1970-01-01, or of an interval",
        arity: (1, 1),
        bind: |call| by(Unit::Epoch, call),
    },
];

fn by(unit: Unit, call: Call) -> Result<Node, Refusal> {
    let at = call.at;
    let [value] = call.take()?;
    date_part(unit, value, at)
}

/// The part that a text names in every row.
fn named(name: &Node) -> Result<Unit, Refusal> {
    let Some(text) = name.as_text() else {
        return Err(Refusal::At(name.at, "the part must be written out, as in 'month'".to_owned()));
    };
    let unknown = || Refusal::At(name.at, format!("extract specifier \"{text}\" not recognized"));
    unit(text).ok_or_else(unknown)
}

/// The node as a date, a timestamp, a time or an interval.
fn moment_node(node: Node) -> Result<Node, Refusal> {
    match node.kind {
        Type::Date | Type::Timestamp | Type::Time | Type::Interval => Ok(node),
        Type::Null => widen(node, Type::Timestamp),
        _ => Err(Refusal::NoMatch),
    }
}

/// `extract(unit FROM value)`.
pub fn date_part(unit: Unit, value: Node, at: usize) -> Result<Node, Refusal> {
    let value = moment_node(value)?;
    if unit == Unit::Epoch {
        let kind = Type::Double;
        let kernel = match value.kind {
            Type::Date => map1::<Date32Type, Float64Type, _>(kind, |day| f64::from(day) * 86_400.0),
            Type::Time => map1::<Time64MicrosecondType, Float64Type, _>(kind, |micros| micros as f64 / 1e6),
            Type::Interval => {
                map1::<IntervalMonthDayNanoType, Float64Type, _>(kind, |span| epoch(span.into()))
            }
            _ => map1::<TimestampMicrosecondType, Float64Type, _>(kind, |micros| micros as f64 / 1e6),
        };
        return Ok(Node::call(kind, at, vec![value], kernel));
    }
    let kind = Type::BigInt;
    let kernel: Kernel = match value.kind {
        Type::Interval => {
            let of = of_interval(unit).ok_or(Refusal::NoMatch)?;
            map1::<IntervalMonthDayNanoType, Int64Type, _>(kind, move |span| of(span.into()))
        }
        Type::Time => {
            let of = of_time(unit).ok_or(Refusal::NoMatch)?;
            map1::<Time64MicrosecondType, Int64Type, _>(kind, of)
        }
        Type::Date => match of_day(unit) {
            Some(of) => map1::<Date32Type, Int64Type, _>(kind, of),
            None => map1::<Date32Type, Int64Type, _>(kind, |_| 0),
        },
        _ => match (of_day(unit), of_time(unit)) {
            (Some(of), _) => {
                map1::<TimestampMicrosecondType, Int64Type, _>(kind, move |micros| of(split(micros).0))
            }
            (None, Some(of)) => {
                map1::<TimestampMicrosecondType, Int64Type, _>(kind, move |micros| of(split(micros).1))
            }
            (None, None) => return Err(Refusal::NoMatch),
        },
    };
    let range = match unit {
        Unit::Quarter => Some((1.0, 4.0)),
        Unit::Month if value.kind != Type::Interval => Some((1.0, 12.0)),
        Unit::Week => Some((1.0, 53.0)),
        Unit::Day if value.kind != Type::Interval => Some((1.0, 31.0)),
        Unit::DayOfWeek => Some((0.0, 6.0)),
        Unit::IsoDayOfWeek => Some((1.0, 7.0)),
        Unit::DayOfYear => Some((1.0, 366.0)),
        Unit::Hour if value.kind != Type::Interval => Some((0.0, 24.0)),
        Unit::Minute | Unit::Second => Some((-59.0, 59.0)),
        _ => None,
    };
    Ok(Node::call(kind, at, vec![value], kernel).range(range))
}

/// Seconds of an interval, with years of 365.25 days and months of 30.
fn epoch(span: Span) -> f64 {
    let (years, months) = (i64::from(span.months / 12), i64::from(span.months % 12));
    // A quarter of a day for each year is a whole number of seconds.
    let days = years * 365 + months * 30 + i64::from(span.days);
    let seconds = days * 86_400 + years * 21_600;
    seconds as f64 + span.micros as f64 / 1e6
}

fn of_day(unit: Unit) -> Option<fn(i32) -> i64> {
    Some(match unit {
        Unit::Millennium => |day| ages(Civil::of(day).year, 1000),
        Unit::Century => |day| ages(Civil::of(day).year, 100),
        Unit::Decade => |day| Civil::of(day).year / 10,
        Unit::Year => |day| Civil::of(day).year,
        Unit::Quarter => |day| (Civil::of(day).month - 1) / 3 + 1,
        Unit::Month => |day| Civil::of(day).month,
        Unit::Week => |day| iso_week(day).1,
        Unit::IsoYear => |day| iso_week(day).0,
        Unit::Day => |day| Civil::of(day).day,
        Unit::DayOfWeek => weekday,
        Unit::IsoDayOfWeek => |day| (weekday(day) + 6) % 7 + 1,
        Unit::DayOfYear => day_of_year,
        Unit::Hour | Unit::Minute | Unit::Second | Unit::Millisecond | Unit::Microsecond | Unit::Epoch => {
            return None;
        }
    })
}

/// Centuries or millennia, which begin with a year 1; there is no year 0.
fn ages(year: i64, years: i64) -> i64 {
    if year > 0 { (year - 1) / years + 1 } else { -((-year) / years + 1) }
}

fn of_time(unit: Unit) -> Option<fn(i64) -> i64> {
    Some(match unit {
        Unit::Hour => |micros| micros / HOUR,
        Unit::Minute => |micros| micros % HOUR / MINUTE,
        Unit::Second => |micros| micros % MINUTE / SECOND,
        Unit::Millisecond => |micros| micros % MINUTE / 1000,
        Unit::Microsecond => |micros| micros % MINUTE,
        _ => return None,
    })
}

fn of_interval(unit: Unit) -> Option<fn(Span) -> i64> {
    Some(match unit {
        Unit::Year => |span| i64::from(span.months / 12),
        Unit::Month => |span| i64::from(span.months % 12),
        Unit::Day => |span| i64::from(span.days),
        Unit::Hour => |span| span.micros / HOUR,
        Unit::Minute => |span| span.micros % HOUR / MINUTE,
        Unit::Second => |span| span.micros % MINUTE / SECOND,
        Unit::Millisecond => |span| span.micros % MINUTE / 1000,
        Unit::Microsecond => |span| span.micros % MINUTE,
        _ => return None,
    })
}
