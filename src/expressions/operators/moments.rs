//! Sums and differences with dates, times and intervals.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Int32Type, Int64Type, IntervalMonthDayNanoType, Time64MicrosecondType,
    TimestampMicrosecondType,
};

use super::super::calendar::{self, DAY, Span};
use super::super::cast::cast;
use super::super::kernels::{map2, try2};
use super::super::node::{Kernel, Node};
use super::super::refusal::Refusal;
use super::super::types::Type;
use super::arithmetic::{Arithmetic, range_of};

/// Sums and differences with dates, times and intervals.
pub(super) fn moments(op: Arithmetic, left: Node, right: Node, at: usize) -> Result<Node, Refusal> {
    use Arithmetic::{Add, Multiply, Subtract};
    use Type::{BigInt, Date, Integer, Interval, Time, Timestamp};
    // Sums and products are the same either way round.
    let turned = matches!(
        (op, left.kind, right.kind),
        (Add, Integer | Interval, Date)
            | (Add, Interval, Timestamp | Time)
            | (Add, Time, Date)
            | (Multiply, Integer | BigInt, Interval)
    );
    let (left, right) = if turned { (right, left) } else { (left, right) };
    let sign = if op == Subtract { -1 } else { 1 };
    let (kind, kernel): (Type, Kernel) = match (op, left.kind, right.kind) {
        (Add | Subtract, Date, Integer) => (
            Date,
            try2::<Date32Type, Int32Type, Date32Type, _>(Date, move |day, by| {
                i32::try_from(i64::from(day) + sign * i64::from(by))
                    .map(Some)
                    .map_err(|_| "Date out of range".to_owned())
            }),
        ),
        (Subtract, Date, Date) => {
            (BigInt, map2::<Date32Type, Date32Type, Int64Type, _>(BigInt, |a, b| i64::from(a) - i64::from(b)))
        }
        (Add, Date, Time) => (
            Timestamp,
            try2::<Date32Type, Time64MicrosecondType, TimestampMicrosecondType, _>(Timestamp, |day, time| {
                calendar::moment(i64::from(day), time).map(Some)
            }),
        ),
        (Add | Subtract, Date, Interval) => (
            Timestamp,
            try2::<Date32Type, IntervalMonthDayNanoType, TimestampMicrosecondType, _>(
                Timestamp,
                move |day, by| signed(by.into(), sign)?.after(calendar::moment(i64::from(day), 0)?).map(Some),
            ),
        ),
        (Add | Subtract, Timestamp, Interval) => (
            Timestamp,
            try2::<TimestampMicrosecondType, IntervalMonthDayNanoType, TimestampMicrosecondType, _>(
                Timestamp,
                move |micros, by| signed(by.into(), sign)?.after(micros).map(Some),
            ),
        ),
        (Add | Subtract, Time, Interval) => (
            Time,
            map2::<Time64MicrosecondType, IntervalMonthDayNanoType, Time64MicrosecondType, _>(
                Time,
                move |time, by| {
                    let by = Span::from(by).micros.rem_euclid(DAY);
                    (time + sign * by).rem_euclid(DAY)
                },
            ),
        ),
        (Subtract, Date | Timestamp, Date | Timestamp) => (
            Interval,
            map2::<TimestampMicrosecondType, TimestampMicrosecondType, IntervalMonthDayNanoType, _>(
                Interval,
                |a, b| {
                    let micros = i128::from(a) - i128::from(b);
                    let day = i128::from(DAY);
                    Span { months: 0, days: (micros / day) as i32, micros: (micros % day) as i64 }.into()
                },
            ),
        ),
        (Add | Subtract, Interval, Interval) => (
            Interval,
            try2::<IntervalMonthDayNanoType, IntervalMonthDayNanoType, IntervalMonthDayNanoType, _>(
                Interval,
                move |a, b| {
                    let sum = Span::from(a).plus(signed(b.into(), sign)?);
                    sum.map(|sum| Some(sum.into())).ok_or_else(interval_overflow)
                },
            ),
        ),
        (Multiply, Interval, Integer | BigInt) => (
            Interval,
            try2::<IntervalMonthDayNanoType, Int64Type, IntervalMonthDayNanoType, _>(Interval, |a, b| {
                let product = Span::from(a).times(b);
                product.map(|product| Some(product.into())).ok_or_else(interval_overflow)
            }),
        ),
        _ => return Err(Refusal::NoMatch),
    };
    let wanted = match (op, left.kind, right.kind) {
        (Subtract, Date, Date) => (Date, Date),
        (Subtract, Date | Timestamp, Date | Timestamp) => (Timestamp, Timestamp),
        (Multiply, _, _) => (Interval, BigInt),
        (_, one, two) => (one, two),
    };
    let range = match (op, kind) {
        (_, Date) | (Subtract, BigInt) => range_of(op, left.range, right.range),
        (_, Timestamp) if right.kind == Interval => {
            let unit = if left.kind == Date { 86_400.0 } else { 1.0 };
            let start = left.range.map(|(least, greatest)| (least * unit, greatest * unit));
            range_of(op, start, right.as_constant().and_then(seconds_of))
        }
        _ => None,
    };
    let left = cast(left, wanted.0).ok_or(Refusal::NoMatch)?;
    let right = cast(right, wanted.1).ok_or(Refusal::NoMatch)?;
    Ok(Node::call(kind, at, vec![left, right], kernel).range(range))
}

/// The fewest and the most seconds that a constant interval can be.
fn seconds_of(one: &ArrayRef) -> Option<(f64, f64)> {
    let span = Span::from(
        one.as_primitive_opt::<IntervalMonthDayNanoType>().filter(|one| one.is_valid(0))?.value(0),
    );
    let months = f64::from(span.months);
    let (least, greatest) = (months * 28.0, months * 31.0);
    let rest = f64::from(span.days) * 86_400.0 + span.micros as f64 / 1e6;
    Some((least.min(greatest) * 86_400.0 + rest, least.max(greatest) * 86_400.0 + rest))
}

fn interval_overflow() -> String {
    "Interval value is out of range".to_owned()
}

pub(super) fn signed(span: Span, sign: i64) -> Result<Span, String> {
    if sign < 0 { span.negated().ok_or_else(interval_overflow) } else { Ok(span) }
}
