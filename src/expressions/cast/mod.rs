//! Casts: of every type to every other that DuckDB casts it to.

mod text;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type,
    IntervalMonthDayNanoType, Time64MicrosecondType, TimestampMicrosecondType,
};

pub use text::{double_text, write_decimal};

use super::calendar::{self, Span};
use super::kernels::{each, map1, nulls_of, try1};
use super::node::{Fault, Kernel, Node};
use super::types::Type;
use text::{read, to_text};

/// 10 to the power of a scale.
pub fn power(scale: u8) -> i128 {
    10i128.pow(u32::from(scale))
}

/// The node as another type, by a cast that is written out or not; none if there is no such cast.
pub fn cast(node: Node, to: Type) -> Option<Node> {
    if node.kind == to {
        return Some(node);
    }
    let kernel = kernel(node.kind, to)?;
    let bytes = match (node.kind, to) {
        (_, Type::Varchar) => longest(node.kind),
        _ => 0,
    };
    let range = match to {
        // Casts round, which moves a number by less than one of the last digit.
        Type::Double | Type::Timestamp => node.range.filter(|_| node.kind != Type::Date),
        Type::Integer | Type::BigInt => node.range.map(|(a, b)| (libm::floor(a), libm::ceil(b))),
        _ => None,
    };
    let range = match (node.kind, to) {
        (Type::Date, Type::Timestamp) => node.range.map(|(a, b)| (a * 86_400.0, b * 86_400.0)),
        (Type::Timestamp, Type::Date) => {
            node.range.map(|(a, b)| (libm::floor(a / 86_400.0), libm::floor(b / 86_400.0)))
        }
        (Type::Integer | Type::BigInt, Type::Decimal { .. }) => node.range,
        (one, _) if one.is_number() => range,
        _ => None,
    };
    let at = node.at;
    Some(Node::call(to, at, vec![node], kernel).bytes(bytes).range(range))
}

/// An array cast.
pub fn array(array: &ArrayRef, from: Type, to: Type) -> Result<ArrayRef, Fault> {
    if from == to {
        return Ok(Arc::clone(array));
    }
    let no_cast = || Fault { row: 0, message: format!("Unimplemented type for cast ({from} -> {to})") };
    kernel(from, to).ok_or_else(no_cast)?(&[Arc::clone(array)])
}

/// Most bytes of a value as text.
fn longest(kind: Type) -> u64 {
    match kind {
        Type::Uuid => 36,
        Type::Interval => 80,
        _ => 48,
    }
}

fn kernel(from: Type, to: Type) -> Option<Kernel> {
    use Type::{
        BigInt, Boolean, Date, Decimal, Double, Integer, Interval, Null, Time, Timestamp, Uuid, Varchar,
    };
    Some(match (from, to) {
        (Null, _) => {
            Arc::new(move |arguments| Ok(arrow::array::new_null_array(&to.arrow(), arguments[0].len())))
        }
        (_, Varchar) => to_text(from)?,
        (Varchar, _) => read(to)?,
        (Integer, BigInt) => map1::<Int32Type, Int64Type, _>(to, i64::from),
        (BigInt, Integer) => try1::<Int64Type, Int32Type, _>(to, |value| {
            i32::try_from(value).map(Some).map_err(|_| out_of_range("INT64", value, "INT32"))
        }),
        (Integer, Double) => map1::<Int32Type, Float64Type, _>(to, f64::from),
        (BigInt, Double) => map1::<Int64Type, Float64Type, _>(to, |value| value as f64),
        // Ten digits hold every INTEGER and nineteen every BIGINT.
        (Integer, Decimal { width, scale }) if width >= scale + 10 => {
            let factor = power(scale);
            map1::<Int32Type, Decimal128Type, _>(to, move |value| i128::from(value) * factor)
        }
        (BigInt, Decimal { width, scale }) if width >= scale + 19 => {
            let factor = power(scale);
            map1::<Int64Type, Decimal128Type, _>(to, move |value| i128::from(value) * factor)
        }
        (Integer, Decimal { width, scale }) => {
            try1::<Int32Type, Decimal128Type, _>(to, move |value| widened(i128::from(value), width, scale))
        }
        (BigInt, Decimal { width, scale }) => {
            try1::<Int64Type, Decimal128Type, _>(to, move |value| widened(i128::from(value), width, scale))
        }
        (Double, Integer) => try1::<Float64Type, Int32Type, _>(to, |value| {
            let whole = libm::rint(value);
            let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&whole);
            fits.then_some(Some(whole as i32))
                .ok_or_else(|| out_of_range("DOUBLE", double_text(value), "INT32"))
        }),
        (Double, BigInt) => try1::<Float64Type, Int64Type, _>(to, |value| {
            let whole = libm::rint(value);
            let fits = whole >= i64::MIN as f64 && whole < -(i64::MIN as f64);
            fits.then_some(Some(whole as i64))
                .ok_or_else(|| out_of_range("DOUBLE", double_text(value), "INT64"))
        }),
        (Double, Decimal { width, scale }) => {
            let factor = libm::pow(10.0, f64::from(scale));
            let limit = libm::pow(10.0, f64::from(width));
            try1::<Float64Type, Decimal128Type, _>(to, move |value| {
                let rounded = libm::round(value * factor);
                let fits = rounded > -limit && rounded < limit;
                fits.then_some(Some(rounded as i128))
                    .ok_or_else(|| format!("Could not cast value {value:.6} to DECIMAL({width},{scale})"))
            })
        }
        (Decimal { scale, .. }, Integer) => try1::<Decimal128Type, Int32Type, _>(to, move |value| {
            let whole = divided(value, power(scale));
            i32::try_from(whole).map(Some).map_err(|_| cannot_cast(value, scale, "INT32"))
        }),
        (Decimal { scale, .. }, BigInt) => try1::<Decimal128Type, Int64Type, _>(to, move |value| {
            let whole = divided(value, power(scale));
            i64::try_from(whole).map(Some).map_err(|_| cannot_cast(value, scale, "INT64"))
        }),
        (Decimal { scale, .. }, Double) => {
            let factor = power(scale) as f64;
            map1::<Decimal128Type, Float64Type, _>(to, move |value| match i64::try_from(value) {
                // Processors turn 64 bits into a double; 128 take a function.
                Ok(small) if small.unsigned_abs() <= EXACT => small as f64 / factor,
                _ => decimal_double(value, scale),
            })
        }
        (Decimal { width: w1, scale: s1 }, Decimal { width: w2, scale: s2 }) => {
            rescaled((w1, s1), (w2, s2), to)
        }
        (Boolean, Integer) => of_truth::<Int32Type>(to, 1),
        (Boolean, BigInt) => of_truth::<Int64Type>(to, 1),
        (Boolean, Double) => of_truth::<Float64Type>(to, 1.0),
        (Boolean, Decimal { width, scale }) if width > scale => of_truth::<Decimal128Type>(to, power(scale)),
        (Integer, Boolean) => truth::<Int32Type>(|value| value != 0),
        (BigInt, Boolean) => truth::<Int64Type>(|value| value != 0),
        (Double, Boolean) => truth::<Float64Type>(|value| value != 0.0),
        (Decimal { .. }, Boolean) => truth::<Decimal128Type>(|value| value != 0),
        (Date, Timestamp) => try1::<Date32Type, TimestampMicrosecondType, _>(to, |day| {
            calendar::moment(i64::from(day), 0).map(Some)
        }),
        (Timestamp, Date) => {
            map1::<TimestampMicrosecondType, Date32Type, _>(to, |micros| calendar::split(micros).0)
        }
        (Timestamp, Time) => {
            map1::<TimestampMicrosecondType, Time64MicrosecondType, _>(to, |micros| calendar::split(micros).1)
        }
        (Time, Interval) => map1::<Time64MicrosecondType, IntervalMonthDayNanoType, _>(to, |micros| {
            Span { months: 0, days: 0, micros }.into()
        }),
        (
            Boolean | Date | Time | Timestamp | Interval | Uuid | Integer | BigInt | Double | Decimal { .. },
            _,
        ) => {
            return None;
        }
    })
}

fn out_of_range(from: &str, value: impl std::fmt::Display, to: &str) -> String {
    format!(
        "Type {from} with value {value} can't be cast because the value is out of range for the destination type {to}"
    )
}

fn cannot_cast(value: i128, scale: u8, to: &str) -> String {
    let mut text = String::new();
    write_decimal(value, scale, &mut text);
    format!("Failed to cast decimal value {text} to type {to}")
}

/// A whole number as a decimal.
fn widened(value: i128, width: u8, scale: u8) -> Result<Option<i128>, String> {
    if value.abs() < power(width - scale) {
        return Ok(Some(value * power(scale)));
    }
    Err(format!("Could not cast value {value} to DECIMAL({width},{scale})"))
}

/// A quotient, rounded half away from zero.
pub fn divided(value: i128, by: i128) -> i128 {
    let half = by / 2;
    if by == 1 {
        value
    } else if let (Ok(value), Ok(by)) = (i64::try_from(value), i64::try_from(by))
        && value.unsigned_abs() < 1 << 62
        && by < 1 << 62
    {
        // A division of 64 bits takes a third of the time.
        let half = by / 2;
        let shifted = if value < 0 { value - half } else { value + half };
        i128::from(shifted / by)
    } else if value < 0 {
        (value - half) / by
    } else {
        (value + half) / by
    }
}

/// Up to here doubles hold every whole number.
const EXACT: u64 = 1 << 53;

fn decimal_double(value: i128, scale: u8) -> f64 {
    let factor = power(scale);
    if value.unsigned_abs() <= u128::from(EXACT) || scale == 0 {
        return value as f64 / factor as f64;
    }
    // Whole part and fraction apart, so that neither loses digits.
    (value / factor) as f64 + (value % factor) as f64 / factor as f64
}

fn rescaled((w1, s1): (u8, u8), (w2, s2): (u8, u8), to: Type) -> Kernel {
    let limit = power(w2);
    let failed = move |value: i128| {
        let mut text = String::new();
        write_decimal(value, s1, &mut text);
        format!("Casting value \"{text}\" to type DECIMAL({w2},{s2}) failed: value is out of range!")
    };
    if s2 >= s1 {
        let factor = power(s2 - s1);
        if w1 - s1 <= w2 - s2 {
            return map1::<Decimal128Type, Decimal128Type, _>(to, move |value| value.wrapping_mul(factor));
        }
        return try1::<Decimal128Type, Decimal128Type, _>(to, move |value| {
            let scaled = value.checked_mul(factor).filter(|scaled| scaled.abs() < limit);
            scaled.map(Some).ok_or_else(|| failed(value))
        });
    }
    let factor = power(s1 - s2);
    try1::<Decimal128Type, Decimal128Type, _>(to, move |value| {
        let scaled = divided(value, factor);
        if scaled.abs() < limit { Ok(Some(scaled)) } else { Err(failed(value)) }
    })
}

fn of_truth<R: ArrowPrimitiveType>(to: Type, one: R::Native) -> Kernel {
    Arc::new(move |arguments| {
        let a = arguments[0].as_boolean();
        each::<R>(to, a.len(), nulls_of(arguments), |row| {
            Ok(Some(if a.value(row) { one } else { R::Native::default() }))
        })
    })
}

fn truth<A: ArrowPrimitiveType>(holds: impl Fn(A::Native) -> bool + Send + Sync + 'static) -> Kernel {
    Arc::new(move |arguments| {
        let a = arguments[0].as_primitive::<A>();
        Ok(super::kernels::truths(arguments, |row| holds(a.value(row))))
    })
}
