//! One cell of an array, to be told.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

use crate::tables::text::{decoded, rendered};

/// The value in a row as a number, if it is one; a date in days and a timestamp in microseconds since 1970, true as 1.
pub fn number(array: &ArrayRef, row: usize) -> Option<f64> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Int32 => f64::from(array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row) as f64,
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row),
        DataType::Decimal128(_, scale) => {
            let digits = array.as_primitive::<Decimal128Type>().value(row);
            digits as f64 / libm::pow(10.0, f64::from(*scale))
        }
        DataType::Boolean => f64::from(u8::from(array.as_boolean().value(row))),
        DataType::Date32 => f64::from(array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(_, _) => array.as_primitive::<TimestampMicrosecondType>().value(row) as f64,
        _ => return None,
    })
}

/// The value in a row as text: numbers in the fewest digits that say them exactly, dates and times in ISO 8601. `None` for
/// null.
pub fn text(array: &ArrayRef, row: usize) -> Option<String> {
    let one = array.slice(row, 1);
    if one.is_null(0) {
        return None;
    }
    let texts = match one.data_type() {
        DataType::Float64 => return Some(one.as_primitive::<Float64Type>().value(0).to_string()),
        DataType::Dictionary(_, _) => decoded(one),
        DataType::Date32 | DataType::Timestamp(_, _) | DataType::FixedSizeBinary(_) => rendered(one),
        DataType::Utf8 => one,
        DataType::Struct(fields) => {
            let parts = fields.iter().zip(one.as_struct().columns());
            let parts = parts.map(|(field, part)| format!("'{}': {}", field.name(), part_text(part, 0)));
            return Some(format!("{{{}}}", parts.collect::<Vec<_>>().join(", ")));
        }
        DataType::List(_) => {
            let items = one.as_list::<i32>().value(0);
            let items = (0..items.len()).map(|item| part_text(&items, item));
            return Some(format!("[{}]", items.collect::<Vec<_>>().join(", ")));
        }
        _ => cast(&one, &DataType::Utf8).ok()?,
    };
    let texts = decoded(texts);
    texts.as_string_opt::<i32>().filter(|texts| texts.is_valid(0)).map(|texts| texts.value(0).to_owned())
}

/// A part of a structure or list, as DuckDB shows it.
fn part_text(array: &ArrayRef, row: usize) -> String {
    text(array, row).unwrap_or_else(|| "NULL".to_owned())
}
