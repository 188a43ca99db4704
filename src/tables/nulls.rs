//! Which values of a column are missing.

use arrow::array::{Array, ArrayRef, make_array};
use arrow::buffer::NullBuffer;

/// The same values, null also where `present` is unset.
pub fn with_nulls(array: ArrayRef, present: NullBuffer) -> ArrayRef {
    let nulls = NullBuffer::union(array.nulls(), Some(&present));
    let data = array.to_data().into_builder().nulls(nulls);
    // The values and their number are those of a valid array; only which are null has changed.
    data.build().map_or(array, make_array)
}
