//! Casts to text and from it.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, IntervalMonthDayNanoType,
    Time64MicrosecondType, TimestampMicrosecondType,
};

use super::super::calendar::{self, Span};
use super::super::kernels::{from_text, nulls_of, shown, texts};
use super::super::node::{Fault, Kernel};
use super::super::read_text;
use super::super::types::Type;
use super::power;

pub fn to_text(from: Type) -> Option<Kernel> {
    Some(match from {
        Type::Boolean => Arc::new(|arguments| {
            let a = arguments[0].as_boolean();
            texts(a.len(), nulls_of(arguments), a.len() * 5, |row, out| {
                out.push_str(if a.value(row) { "true" } else { "false" });
                Ok(true)
            })
        }),
        Type::Integer => shown::<Int32Type, _>(|value, out| out.push_str(itoa::Buffer::new().format(value))),
        Type::BigInt => shown::<Int64Type, _>(|value, out| out.push_str(itoa::Buffer::new().format(value))),
        Type::Double => shown::<Float64Type, _>(|value, out| out.push_str(&double_text(value))),
        Type::Decimal { scale, .. } => {
            shown::<Decimal128Type, _>(move |value, out| write_decimal(value, scale, out))
        }
        Type::Date => shown::<Date32Type, _>(calendar::write_date),
        Type::Time => shown::<Time64MicrosecondType, _>(calendar::write_time),
        Type::Timestamp => shown::<TimestampMicrosecondType, _>(calendar::write_timestamp),
        Type::Interval => shown::<IntervalMonthDayNanoType, _>(|value, out| Span::from(value).write(out)),
        Type::Uuid => Arc::new(|arguments| {
            let a = arguments[0].as_fixed_size_binary();
            texts(a.len(), nulls_of(arguments), a.len() * 36, |row, out| {
                for (place, byte) in a.value(row).iter().enumerate() {
                    if matches!(place, 4 | 6 | 8 | 10) {
                        out.push('-');
                    }
                    let _ = write!(out, "{byte:02x}");
                }
                Ok(true)
            })
        }),
        Type::Null | Type::Varchar => return None,
    })
}

pub fn read(to: Type) -> Option<Kernel> {
    fn wrong<T>(text: &str, kind: &str) -> Result<T, String> {
        Err(format!("Could not convert string '{text}' to {kind}"))
    }
    Some(match to {
        Type::Boolean => Arc::new(|arguments: &[ArrayRef]| {
            let a = arguments[0].as_string::<i32>();
            let mut values = Vec::with_capacity(a.len());
            for row in 0..a.len() {
                values.push(match a.is_valid(row) {
                    true => Some(read_text::boolean(a.value(row)).ok_or_else(|| Fault {
                        row,
                        message: format!("Could not convert string '{}' to BOOL", a.value(row)),
                    })?),
                    false => None,
                });
            }
            Ok(Arc::new(BooleanArray::from(values)) as ArrayRef)
        }),
        Type::Integer => from_text::<Int32Type, _>(to, |text| {
            match read_text::whole(text).and_then(|whole| i32::try_from(whole).ok()) {
                Some(whole) => Ok(Some(whole)),
                None => wrong(text, "INT32"),
            }
        }),
        Type::BigInt => from_text::<Int64Type, _>(to, |text| {
            match read_text::whole(text).and_then(|whole| i64::try_from(whole).ok()) {
                Some(whole) => Ok(Some(whole)),
                None => wrong(text, "INT64"),
            }
        }),
        Type::Double => from_text::<Float64Type, _>(to, |text| match read_text::double(text) {
            Some(value) => Ok(Some(value)),
            None => wrong(text, "DOUBLE"),
        }),
        Type::Decimal { width, scale } => from_text::<Decimal128Type, _>(to, move |text| {
            let value = read_text::decimal(text, scale).filter(|value| value.abs() < power(width));
            value
                .map(Some)
                .ok_or_else(|| format!("Could not convert string \"{text}\" to DECIMAL({width},{scale})"))
        }),
        Type::Date => from_text::<Date32Type, _>(to, |text| {
            read_text::date(text).map(Some).ok_or_else(|| {
                format!("invalid date field format: \"{text}\", expected format is (YYYY-MM-DD)")
            })
        }),
        Type::Time => from_text::<Time64MicrosecondType, _>(to, |text| {
            read_text::time(text).map(Some).ok_or_else(|| {
                format!("time field value out of range: \"{text}\", expected format is (HH:MM:SS[.MS])")
            })
        }),
        Type::Timestamp => from_text::<TimestampMicrosecondType, _>(to, |text| {
            read_text::timestamp(text).map(Some).ok_or_else(|| {
                format!(
                    "invalid timestamp field format: \"{text}\", expected format is (YYYY-MM-DD HH:MM[:SS[.US]])"
                )
            })
        }),
        Type::Uuid => Arc::new(|arguments: &[ArrayRef]| {
            let a = arguments[0].as_string::<i32>();
            let mut bytes = Vec::with_capacity(a.len() * 16);
            for row in 0..a.len() {
                bytes.extend(match a.is_valid(row) {
                    true => read_text::uuid(a.value(row)).ok_or_else(|| Fault {
                        row,
                        message: format!("Could not convert string '{}' to INT128", a.value(row)),
                    })?,
                    false => [0; 16],
                });
            }
            Ok(Arc::new(FixedSizeBinaryArray::new(16, bytes.into(), a.nulls().cloned())) as ArrayRef)
        }),
        Type::Null | Type::Varchar | Type::Interval => return None,
    })
}

/// A decimal number with all digits of its scale.
pub fn write_decimal(value: i128, scale: u8, out: &mut String) {
    let (whole, fraction) =
        (value.unsigned_abs() / power(scale) as u128, value.unsigned_abs() % power(scale) as u128);
    let sign = if value < 0 { "-" } else { "" };
    let _ = match scale {
        0 => write!(out, "{sign}{whole}"),
        _ => write!(out, "{sign}{whole}.{fraction:0scale$}", scale = usize::from(scale)),
    };
}

/// The fewest digits that give the same double again; with an exponent below 10⁻⁴ and from 10¹⁶ on.
pub fn double_text(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let plain = format!("{value}");
    if plain.contains('.') { plain } else { format!("{plain}.0") }
}
