//! Parts of dates, times and intervals: `date_part`, `date_trunc`, `date_diff`, and functions by the name of a part.

use arrow::datatypes::{
    Date32Type, Float64Type, Int64Type, IntervalMonthDayNanoType, Time64MicrosecondType,
    TimestampMicrosecondType,
};

use super::super::calendar::{
    Civil, DAY, HOUR, MINUTE, SECOND, Span, age, day_of_year, iso_week, moment, monday, month_days, split,
    weekday,
};
use super::super::kernels::{map1, map2, try1, try2};
use super::super::node::{Kernel, Node};
use super::super::operators::constant_cast;
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::{Call, Function, widen};

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

/// `date_trunc(part, value)`.
fn truncated(call: Call) -> Result<Node, Refusal> {
    let at = call.at;
    let [name, value] = call.take()?;
    let unit = match named(&name)? {
        Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear => Unit::Day,
        Unit::Epoch => Unit::Second,
        unit => unit,
    };
    let value = match value.kind {
        Type::Date | Type::Timestamp => constant_cast(value, Type::Timestamp)?.ok_or(Refusal::NoMatch)?,
        _ => widen(value, Type::Timestamp)?,
    };
    let (kind, range) = (Type::Timestamp, value.range);
    let kernel = try1::<TimestampMicrosecondType, TimestampMicrosecondType, _>(kind, move |micros| {
        start_of(unit, micros).map(Some)
    });
    // A start lies before the moment by less than the part's length.
    let days = match unit {
        Unit::Millennium => 365_250.0,
        Unit::Century => 36_525.0,
        Unit::Decade => 3653.0,
        Unit::Year | Unit::IsoYear => 371.0,
        Unit::Quarter => 92.0,
        Unit::Month => 31.0,
        Unit::Week => 7.0,
        _ => 1.0,
    };
    let range = range.map(|(least, greatest)| (least - days * 86_400.0, greatest));
    Ok(Node::call(kind, at, vec![value], kernel).range(range))
}

fn start_of(unit: Unit, micros: i64) -> Result<i64, String> {
    let (day, _) = split(micros);
    let first = |year: i64, month: i64| {
        let day = Civil { year, month, day: 1 }.days();
        moment(day.map_or(i64::MIN, i64::from), 0)
    };
    let civil = Civil::of(day);
    match unit {
        Unit::Millennium => first(civil.year / 1000 * 1000, 1),
        Unit::Century => first(civil.year / 100 * 100, 1),
        Unit::Decade => first(civil.year / 10 * 10, 1),
        Unit::Year => first(civil.year, 1),
        Unit::Quarter => first(civil.year, (civil.month - 1) / 3 * 3 + 1),
        Unit::Month => first(civil.year, civil.month),
        Unit::Week => moment(monday(day), 0),
        Unit::IsoYear => {
            let fourth = Civil { year: iso_week(day).0, month: 1, day: 4 }.days();
            moment(fourth.map_or(i64::MIN, monday), 0)
        }
        Unit::Hour => Ok(micros - micros.rem_euclid(HOUR)),
        Unit::Minute => Ok(micros - micros.rem_euclid(MINUTE)),
        Unit::Second => Ok(micros - micros.rem_euclid(SECOND)),
        Unit::Millisecond => Ok(micros - micros.rem_euclid(1000)),
        Unit::Microsecond => Ok(micros),
        Unit::Day | Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear | Unit::Epoch => {
            moment(i64::from(day), 0)
        }
    }
}

/// A count of parts between two moments.
type Between = fn(Unit, i64, i64) -> i64;

fn difference(call: Call, between: Between) -> Result<Node, Refusal> {
    let at = call.at;
    let [name, start, end] = call.take()?;
    let unit = match named(&name)? {
        Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear => Unit::Day,
        Unit::Epoch => Unit::Second,
        unit => unit,
    };
    let as_moment = |node: Node| match node.kind {
        Type::Date | Type::Timestamp => constant_cast(node, Type::Timestamp)?.ok_or(Refusal::NoMatch),
        _ => widen(node, Type::Timestamp),
    };
    let nodes = vec![as_moment(start)?, as_moment(end)?];
    let kind = Type::BigInt;
    let range = (unit == Unit::Day).then_some(()).and_then(|()| {
        let ((s1, s2), (e1, e2)) = (nodes[0].range?, nodes[1].range?);
        Some((libm::floor((e1 - s2) / 86_400.0) - 1.0, libm::ceil((e2 - s1) / 86_400.0) + 1.0))
    });
    let kernel =
        map2::<TimestampMicrosecondType, TimestampMicrosecondType, Int64Type, _>(kind, move |start, end| {
            between(unit, start, end)
        });
    Ok(Node::call(kind, at, nodes, kernel).range(range))
}

/// How often a part begins between two moments.
fn boundaries(unit: Unit, start: i64, end: i64) -> i64 {
    let (from, to) = (split(start).0, split(end).0);
    let (a, b) = (Civil::of(from), Civil::of(to));
    match unit {
        Unit::Millennium => b.year / 1000 - a.year / 1000,
        Unit::Century => b.year / 100 - a.year / 100,
        Unit::Decade => b.year / 10 - a.year / 10,
        Unit::Year => b.year - a.year,
        Unit::IsoYear => iso_week(to).0 - iso_week(from).0,
        Unit::Quarter => {
            (b.year * 12 + b.month - 1).div_euclid(3) - (a.year * 12 + a.month - 1).div_euclid(3)
        }
        Unit::Month => (b.year - a.year) * 12 + b.month - a.month,
        // Unlike the other parts, weeks are counted as seven days, wherever they begin.
        Unit::Week => (i64::from(to) - i64::from(from)) / 7,
        Unit::Day | Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear => i64::from(to) - i64::from(from),
        Unit::Hour => end.div_euclid(HOUR) - start.div_euclid(HOUR),
        Unit::Minute => end.div_euclid(MINUTE) - start.div_euclid(MINUTE),
        Unit::Second | Unit::Epoch => end.div_euclid(SECOND) - start.div_euclid(SECOND),
        Unit::Millisecond => end.div_euclid(1000) - start.div_euclid(1000),
        Unit::Microsecond => end.wrapping_sub(start),
    }
}

/// How many whole parts lie between two moments.
fn wholes(unit: Unit, start: i64, end: i64) -> i64 {
    let micros = i128::from(end) - i128::from(start);
    let of = |unit: i64| (micros / i128::from(unit)) as i64;
    match unit {
        Unit::Millennium => months(start, end) / 12_000,
        Unit::Century => months(start, end) / 1200,
        Unit::Decade => months(start, end) / 120,
        Unit::Year | Unit::IsoYear => months(start, end) / 12,
        Unit::Quarter => months(start, end) / 3,
        Unit::Month => months(start, end),
        Unit::Week => of(7 * DAY),
        Unit::Day | Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear => of(DAY),
        Unit::Hour => of(HOUR),
        Unit::Minute => of(MINUTE),
        Unit::Second | Unit::Epoch => of(SECOND),
        Unit::Millisecond => of(1000),
        Unit::Microsecond => of(1),
    }
}

/// Whole months between two moments; the last day of a month stands for the days it lacks.
fn months(start: i64, end: i64) -> i64 {
    if start > end {
        return -months(end, start);
    }
    let ((start_day, start_time), (end_day, end_time)) = (split(start), split(end));
    let (a, b) = (Civil::of(start_day), Civil::of(end_day));
    let last = month_days(b.year, b.month);
    let mut start = start;
    if last == b.day && (a.day > last || (a.day == last && start_time < end_time)) {
        let day = Civil { day: last.min(month_days(a.year, a.month)), ..a }.days();
        start = day.and_then(|day| moment(i64::from(day), start_time).ok()).unwrap_or(start);
    }
    i64::from(age(end, start).months)
}

/// A count of parts, for intervals.
pub(super) fn spans<T>(unit: Unit, value: Node, at: usize) -> Result<Node, Refusal>
where
    T: arrow::array::ArrowPrimitiveType<Native: Into<i64>>,
{
    let kind = Type::Interval;
    let kernel = try1::<T, IntervalMonthDayNanoType, _>(kind, move |many| {
        let one = match unit {
            Unit::Millennium => Span { months: 12_000, days: 0, micros: 0 },
            Unit::Century => Span { months: 1200, days: 0, micros: 0 },
            Unit::Decade => Span { months: 120, days: 0, micros: 0 },
            Unit::Year | Unit::IsoYear => Span { months: 12, days: 0, micros: 0 },
            Unit::Quarter => Span { months: 3, days: 0, micros: 0 },
            Unit::Month => Span { months: 1, days: 0, micros: 0 },
            Unit::Week => Span { months: 0, days: 7, micros: 0 },
            Unit::Day | Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear => {
                Span { months: 0, days: 1, micros: 0 }
            }
            Unit::Hour => Span { months: 0, days: 0, micros: HOUR },
            Unit::Minute => Span { months: 0, days: 0, micros: MINUTE },
            Unit::Second | Unit::Epoch => Span { months: 0, days: 0, micros: SECOND },
            Unit::Millisecond => Span { months: 0, days: 0, micros: 1000 },
            Unit::Microsecond => Span { months: 0, days: 0, micros: 1 },
        };
        let many: i64 = many.into();
        let span = one.times(many).ok_or_else(|| format!("Interval value {many} is out of range"))?;
        Ok(Some(span.into()))
    });
    Ok(Node::call(kind, at, vec![value], kernel))
}

/// `age(end, start)`.
pub(super) fn ages_between(end: Node, start: Node, at: usize) -> Result<Node, Refusal> {
    let kind = Type::Interval;
    let nodes = vec![widen(end, Type::Timestamp)?, widen(start, Type::Timestamp)?];
    let kernel = try2::<TimestampMicrosecondType, TimestampMicrosecondType, IntervalMonthDayNanoType, _>(
        kind,
        |end, start| Ok(Some(age(end, start).into())),
    );
    Ok(Node::call(kind, at, nodes, kernel))
}
