//! How many parts of time lie between two moments, and intervals of so many parts.

use arrow::datatypes::{Int64Type, IntervalMonthDayNanoType, TimestampMicrosecondType};

use super::super::super::calendar::{
    Civil, DAY, HOUR, MINUTE, SECOND, Span, age, iso_week, moment, month_days, split,
};
use super::super::super::kernels::{map2, try1, try2};
use super::super::super::node::Node;
use super::super::super::operators::constant_cast;
use super::super::super::refusal::Refusal;
use super::super::super::types::Type;
use super::super::{Call, widen};
use super::{Unit, named};

/// A count of parts between two moments.
type Between = fn(Unit, i64, i64) -> i64;

pub(super) fn difference(call: Call, between: Between) -> Result<Node, Refusal> {
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
pub(super) fn boundaries(unit: Unit, start: i64, end: i64) -> i64 {
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
pub(super) fn wholes(unit: Unit, start: i64, end: i64) -> i64 {
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
pub fn spans<T>(unit: Unit, value: Node, at: usize) -> Result<Node, Refusal>
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
pub fn ages_between(end: Node, start: Node, at: usize) -> Result<Node, Refusal> {
    let kind = Type::Interval;
    let nodes = vec![widen(end, Type::Timestamp)?, widen(start, Type::Timestamp)?];
    let kernel = try2::<TimestampMicrosecondType, TimestampMicrosecondType, IntervalMonthDayNanoType, _>(
        kind,
        |end, start| Ok(Some(age(end, start).into())),
    );
    Ok(Node::call(kind, at, nodes, kernel))
}
