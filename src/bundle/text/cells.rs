//! A column's values, ready to be written one by one.

use std::io::Write;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray, PrimitiveArray, StringArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};

use crate::bundle::format::Floats;
use crate::config::calendar::format_date;

/// The values of a column in a block.
pub struct Cells {
    nulls: Option<NullBuffer>,
    values: Values,
}

enum Values {
    Int32(PrimitiveArray<Int32Type>),
    Int64(PrimitiveArray<Int64Type>),
    Float64(PrimitiveArray<Float64Type>),
    Bool(BooleanArray),
    Date(PrimitiveArray<Date32Type>),
    Timestamp(PrimitiveArray<TimestampMicrosecondType>),
    Uuid(FixedSizeBinaryArray),
    Text(StringArray),
    /// Keys into texts.
    Dictionary(PrimitiveArray<Int32Type>, StringArray),
}

/// A value.
pub enum Cell<'a> {
    Null,
    /// Written in the format's own way, without quotes.
    Bare,
    /// Written without quotes in CSV, with quotes in JSON: dates, timestamps, UUIDs.
    Plain,
    Text(&'a str),
}

impl Cells {
    /// The values of an array.
    pub fn new(array: &ArrayRef) -> Cells {
        Cells { nulls: array.logical_nulls(), values: Values::new(array) }
    }

    /// The value of a row. What is bare or plain is appended to `out`.
    pub fn cell<'a>(&'a self, row: usize, floats: Floats, out: &mut Vec<u8>) -> Cell<'a> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return Cell::Null;
        }
        self.values.cell(row, floats, out)
    }
}

impl Values {
    fn new(array: &ArrayRef) -> Values {
        match array.data_type() {
            DataType::Int32 => Values::Int32(array.as_primitive().clone()),
            DataType::Int64 => Values::Int64(array.as_primitive().clone()),
            DataType::Float64 => Values::Float64(array.as_primitive().clone()),
            DataType::Boolean => Values::Bool(array.as_boolean().clone()),
            DataType::Date32 => Values::Date(array.as_primitive().clone()),
            DataType::Timestamp(_, _) => Values::Timestamp(array.as_primitive().clone()),
            DataType::FixedSizeBinary(_) => Values::Uuid(array.as_fixed_size_binary().clone()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_dictionary::<Int32Type>();
                Values::Dictionary(dictionary.keys().clone(), dictionary.values().as_string::<i32>().clone())
            }
            _ => Values::Text(array.as_string::<i32>().clone()),
        }
    }

    fn cell<'a>(&'a self, row: usize, floats: Floats, out: &mut Vec<u8>) -> Cell<'a> {
        match self {
            Values::Int32(values) => integer(values.value(row), out),
            Values::Int64(values) => integer(values.value(row), out),
            Values::Float64(values) => match values.value(row) {
                value if value.is_finite() => {
                    floats.write(value, out);
                    Cell::Bare
                }
                _ => Cell::Null,
            },
            Values::Bool(values) => {
                out.extend_from_slice(if values.value(row) { b"true" } else { b"false" });
                Cell::Bare
            }
            Values::Date(values) => {
                out.extend_from_slice(format_date(values.value(row)).as_bytes());
                Cell::Plain
            }
            Values::Timestamp(values) => {
                timestamp(values.value(row), out);
                Cell::Plain
            }
            Values::Uuid(values) => {
                uuid(values.value(row), out);
                Cell::Plain
            }
            Values::Text(values) => Cell::Text(values.value(row)),
            Values::Dictionary(keys, values) => Cell::Text(values.value(keys.value(row) as usize)),
        }
    }
}

fn integer<'a>(value: impl itoa::Integer, out: &mut Vec<u8>) -> Cell<'a> {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    Cell::Bare
}

/// `YYYY-MM-DD HH:MM:SS`, and `.ffffff` if there is a fraction.
fn timestamp(micros: i64, out: &mut Vec<u8>) {
    const DAY: i64 = 86_400_000_000;
    let (day, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let date = format_date(i32::try_from(day).unwrap_or(i32::MAX));
    // Writing to memory does not fail.
    let _ = write!(out, "{date} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        let _ = write!(out, ".{fraction:06}");
    }
}

fn uuid(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_iso_says() {
        let text = |micros| {
            let mut out = Vec::new();
            timestamp(micros, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(0), "1970-01-01 00:00:00");
        assert_eq!(text(-1), "1969-12-31 23:59:59.999999");
        assert_eq!(text(1_705_842_959_115_690), "2024-01-21 13:15:59.115690");
    }
}
