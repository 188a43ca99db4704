//! `bool`: true with probability prob.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::BooleanBuffer;

use super::Generator;
use crate::random::{Items, Stream, unit};
use crate::steps::Steps;

pub struct Bool {
    pub prob: f64,
    pub words: Stream,
}

impl Generator for Bool {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        Arc::new(BooleanArray::new(coins(&self.words, self.prob, items), None))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        steps.number("probability", self.prob, "true where word/2⁶⁴ is below it");
    }
}

/// One coin an item, set with probability `prob`: never for 0, always for 1.
pub fn coins(stream: &Stream, prob: f64, items: Items<'_>) -> BooleanBuffer {
    let mut words = Vec::new();
    stream.words(items, &mut words);
    BooleanBuffer::collect_bool(words.len(), |index| unit(words[index]) < prob)
}
