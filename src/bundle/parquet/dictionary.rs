//! For which columns a dictionary pays.

use std::collections::BTreeSet;

use arrow::array::ArrayRef;

use crate::tables::{Values, View};

/// Whether a column whose first rows are these is better kept as a dictionary of its values.
///
/// Looking every value up costs several times what writing it does, and saves nothing where hardly any comes twice: there
/// the dictionary would be as long as the column. One value in ten coming again within a block speaks for a column of at
/// most some ten thousand values.
pub fn pays(sample: &ArrayRef) -> bool {
    let Some(view) = View::of(sample) else { return false };
    let distinct = match &view.values {
        // What the tables make as a dictionary is one.
        Values::Dictionary { .. } => return true,
        Values::Int32(values) | Values::Date(values) => count(values.iter()),
        Values::Int64(values)
        | Values::Time(values)
        | Values::Timestamp(values)
        | Values::TimestampTz(values, _) => count(values.iter()),
        Values::Float64(values) => count(values.iter().map(|value| value.to_bits())),
        Values::Decimal { digits, .. } => count(digits.iter()),
        Values::Text(texts) => count(texts.iter()),
        Values::Bool(_) | Values::Uuid(_) | Values::List { .. } | Values::Struct { .. } => return false,
    };
    distinct * 10 < view.rows * 9
}

/// Whether these are texts as keys into others.
pub fn is_one(array: &ArrayRef) -> bool {
    View::of(array).is_some_and(|view| matches!(view.values, Values::Dictionary { .. }))
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
