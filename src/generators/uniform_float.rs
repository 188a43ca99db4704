//! `uniform_float`: min + U·(max − min), U uniform in [0, 1).

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::Generator;
use crate::random::{Items, Stream, unit};
use crate::steps::Steps;

pub struct UniformFloat {
    pub min: f64,
    pub max: f64,
    pub words: Stream,
}

impl Generator for UniformFloat {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let span = self.max - self.min;
        // Rounding may reach max, which must not occur.
        let last = self.max.next_down();
        let value = |word: &u64| (self.min + unit(*word) * span).min(last);
        Arc::new(Float64Array::from_iter_values(words.iter().map(value)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        steps.text("range", format!("{} to {}", self.min, self.max), "min + word/2⁶⁴·(max − min)");
    }
}
