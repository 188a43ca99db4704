//! Small arrays that several columns share.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Decimal128Array, DictionaryArray, Float64Array, Int32Array, Int64Array, UInt32Array,
};
use arrow::buffer::NullBuffer;
use arrow::compute::take;
use arrow::datatypes::DataType;

use crate::config::types::ColumnType;
use crate::generators::constant::dictionary;
use crate::generators::laws::rounding::decimal;
use crate::maths::nearest_even;
use crate::steps::Steps;

/// Whole numbers as INTEGER or BIGINT.
pub fn whole(kind: ColumnType, values: impl Iterator<Item = i64>) -> ArrayRef {
    match kind {
        ColumnType::Int32 => Arc::new(Int32Array::from_iter_values(values.map(|value| value as i32))),
        _ => Arc::new(Int64Array::from_iter_values(values)),
    }
}

/// Numbers as a column's type says, whole ones and decimals rounded half to even; NaN is null.
pub fn numbers(kind: ColumnType, values: Vec<f64>) -> ArrayRef {
    let missing = values.iter().any(|value| value.is_nan());
    let nulls = missing.then(|| NullBuffer::from_iter(values.iter().map(|value| !value.is_nan())));
    match kind {
        ColumnType::Int32 => {
            let whole: Vec<i32> = values.iter().map(|value| nearest_even(*value) as i32).collect();
            Arc::new(Int32Array::new(whole.into(), nulls))
        }
        ColumnType::Int64 => {
            let whole: Vec<i64> = values.iter().map(|value| nearest_even(*value) as i64).collect();
            Arc::new(Int64Array::new(whole.into(), nulls))
        }
        ColumnType::Decimal { precision, scale } => {
            let units = decimal(scale);
            let digits: Vec<i128> = values.iter().map(|value| libm::rint(value * units) as i128).collect();
            let array = Decimal128Array::new(digits.into(), nulls);
            // Metrics whose values this type does not hold are refused.
            Arc::new(array.clone().with_precision_and_scale(precision, scale as i8).unwrap_or(array))
        }
        _ => Arc::new(Float64Array::new(values.into(), nulls)),
    }
}

/// Tells that a column of whole numbers rounds.
pub fn explain_rounding(kind: ColumnType, value: f64, steps: &mut Steps) {
    if matches!(kind, ColumnType::Int32 | ColumnType::Int64) {
        steps.number("rounding", value.round_ties_even(), "the column shows whole numbers: half to even");
    }
}

/// The chosen elements of an array: a dictionary of its texts, or the values themselves. Every choice lies within it.
pub fn chosen(values: &ArrayRef, choices: Vec<i32>) -> ArrayRef {
    match values.data_type() {
        DataType::Utf8 if values.null_count() == 0 => dictionary(choices, values),
        _ => {
            let places = UInt32Array::from_iter_values(choices.iter().map(|choice| *choice as u32));
            // Taking only fails on places past the end, which would be an error above; nulls then say so.
            take(values, &places, None)
                .unwrap_or_else(|_| arrow::array::new_null_array(values.data_type(), choices.len()))
        }
    }
}

/// The same of texts, null where nothing is chosen.
pub fn chosen_or_null(texts: &ArrayRef, choices: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    let keys: Int32Array = choices.collect();
    Arc::new(DictionaryArray::new(keys, Arc::clone(texts)))
}
