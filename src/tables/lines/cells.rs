//! Values as a line writes them.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, TimestampMicrosecondType};

use super::super::text::{decoded, rendered};

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Plain,
    Moment(Vec<Moment>),
    Number { width: usize, zeros: bool, digits: Option<usize> },
    Padded { width: usize, right: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Letter(char),
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Micros,
}

/// The values of a column, to be written.
pub struct Cells {
    values: ArrayRef,
    texts: ArrayRef,
}

impl Cells {
    pub fn of(array: &ArrayRef) -> Cells {
        let texts = match array.data_type() {
            DataType::Utf8 => Arc::clone(array),
            DataType::Dictionary(_, _) => decoded(Arc::clone(array)),
            DataType::Date32 | DataType::Timestamp(_, _) | DataType::FixedSizeBinary(_) => {
                rendered(Arc::clone(array))
            }
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>();
                Arc::new(
                    values.iter().map(|value| value.map(|value| value.to_string())).collect::<StringArray>(),
                )
            }
            _ => cast(array, &DataType::Utf8)
                .unwrap_or_else(|_| arrow::array::new_null_array(&DataType::Utf8, array.len())),
        };
        Cells { values: Arc::clone(array), texts: decoded(texts) }
    }

    pub fn write(&self, row: usize, shape: &Shape, line: &mut String) {
        let texts = self.texts.as_string_opt::<i32>().filter(|texts| texts.is_valid(row));
        let Some(text) = texts.map(|texts| texts.value(row)) else {
            line.push('-');
            return;
        };
        // Writing to a string cannot fail.
        let _ = match shape {
            Shape::Plain => line.write_str(text),
            Shape::Padded { width, right: true } => write!(line, "{text:>width$}"),
            Shape::Padded { width, right: false } => write!(line, "{text:<width$}"),
            Shape::Moment(parts) => match self.micros(row) {
                Some(micros) => moment(micros, parts, line),
                None => line.write_str(text),
            },
            Shape::Number { width, zeros, digits } => {
                let number = match (digits, text.parse::<f64>()) {
                    (Some(digits), Ok(number)) => format!("{number:.digits$}"),
                    _ => text.to_owned(),
                };
                match (zeros, number.strip_prefix('-')) {
                    (true, Some(size)) => write!(line, "-{size:0>width$}", width = width.saturating_sub(1)),
                    (true, None) => write!(line, "{number:0>width$}"),
                    (false, _) => write!(line, "{number:>width$}"),
                }
            }
        };
    }

    /// Microseconds since 1970 of a date or timestamp.
    fn micros(&self, row: usize) -> Option<i64> {
        match self.values.data_type() {
            DataType::Date32 => Some(i64::from(self.values.as_primitive::<Date32Type>().value(row)) * DAY),
            DataType::Timestamp(_, _) => {
                Some(self.values.as_primitive::<TimestampMicrosecondType>().value(row))
            }
            _ => None,
        }
    }
}

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

fn moment(micros: i64, parts: &[Moment], line: &mut String) -> std::fmt::Result {
    use chrono::{Datelike, Timelike};
    let Some(at) = chrono::DateTime::from_timestamp_micros(micros) else { return Ok(()) };
    for part in parts {
        match part {
            Moment::Letter(letter) => line.write_char(*letter),
            Moment::Year => write!(line, "{:04}", at.year()),
            Moment::Month => write!(line, "{:02}", at.month()),
            Moment::Day => write!(line, "{:02}", at.day()),
            Moment::Hour => write!(line, "{:02}", at.hour()),
            Moment::Minute => write!(line, "{:02}", at.minute()),
            Moment::Second => write!(line, "{:02}", at.second()),
            Moment::Micros => write!(line, "{:06}", micros.rem_euclid(1_000_000)),
        }?;
    }
    Ok(())
}
