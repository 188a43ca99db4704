//! `optional`: the inner value with probability prob, else null.

use std::sync::Arc;

use arrow::array::{ArrayRef, make_array};
use arrow::buffer::NullBuffer;

use super::Generator;
use super::boolean::coins;
use crate::random::{Items, Stream};
use crate::steps::Steps;

pub struct Optional {
    pub prob: f64,
    pub coins: Stream,
    pub inner: Arc<dyn Generator>,
}

impl Generator for Optional {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let present = NullBuffer::new(coins(&self.coins, self.prob, items));
        with_nulls(self.inner.array(items), present)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.coins.item(item), "of this row and column: the coin");
        steps.number("probability", self.prob, "NULL unless word/2⁶⁴ is below it");
        self.inner.explain(item, steps);
    }
}

/// The same values, null also where `present` is unset.
pub fn with_nulls(array: ArrayRef, present: NullBuffer) -> ArrayRef {
    let nulls = NullBuffer::union(array.nulls(), Some(&present));
    let data = array.to_data().into_builder().nulls(nulls);
    // The values and their number are those of a valid array; only which are null has changed.
    data.build().map_or(array, make_array)
}
