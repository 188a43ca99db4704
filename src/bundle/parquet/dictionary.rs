//! For which columns a dictionary pays.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use std::collections::BTreeSet;

/// Whether a column whose first rows are these is better kept as a dictionary of its values.
///
/// Looking every value up costs several times what writing it does, and saves nothing where hardly any comes twice: there
/// the dictionary would be as long as the column. One value in ten coming again within a block speaks for a column of at
/// most some ten thousand values.
pub fn pays(sample: &ArrayRef) -> bool {
    let distinct = match sample.data_type() {
        // What the tables make as a dictionary is one.
        DataType::Dictionary(_, _) => return true,
        DataType::Int32 => count(sample.as_primitive::<Int32Type>().values()),
        DataType::Date32 => count(sample.as_primitive::<Date32Type>().values()),
        DataType::Int64 => count(sample.as_primitive::<Int64Type>().values()),
        DataType::Timestamp(_, _) => count(sample.as_primitive::<TimestampMicrosecondType>().values()),
        DataType::Float64 => count(sample.as_primitive::<Float64Type>().values().iter().map(|x| x.to_bits())),
        DataType::Utf8 => count(sample.as_string::<i32>().iter()),
        _ => return false,
    };
    distinct * 10 < sample.len() * 9
}

fn count<T: Ord>(values: impl IntoIterator<Item = T>) -> usize {
    values.into_iter().collect::<BTreeSet<T>>().len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{FixedSizeBinaryArray, Int64Array, StringArray};

    use super::*;

    fn numbers(values: impl Iterator<Item = i64>) -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(values))
    }

    #[test]
    fn dictionaries_are_for_values_that_come_again() {
        assert!(pays(&numbers((0..2048).map(|row| row % 1000))));
        assert!(!pays(&numbers(0..2048)));
        assert!(!pays(&numbers(std::iter::empty())));
        assert!(pays(&(Arc::new(StringArray::from_iter_values(["a", "b", "a"])) as ArrayRef)));
        let uuids = FixedSizeBinaryArray::try_from_iter(std::iter::repeat_n([0u8; 16], 5)).unwrap();
        assert!(!pays(&(Arc::new(uuids) as ArrayRef)));
    }
}
