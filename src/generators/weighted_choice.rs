//! `weighted_choice`: texts chosen by weight.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::Generator;
use super::alias::Alias;
use super::constant::dictionary;
use crate::random::{Items, Stream};
use crate::steps::Steps;

pub struct WeightedChoice {
    values: ArrayRef,
    alias: Alias,
    words: Stream,
}

impl WeightedChoice {
    pub fn new(values: &[String], weights: &[f64], words: Stream) -> WeightedChoice {
        WeightedChoice {
            values: Arc::new(StringArray::from_iter_values(values)),
            alias: Alias::new(weights),
            words,
        }
    }
}

impl Generator for WeightedChoice {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        dictionary(words.iter().map(|word| self.alias.choose(*word) as i32).collect(), &self.values)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column");
        for word in words {
            let detail = format!("of {} values, from 0, by weight (alias method)", self.values.len());
            steps.number("choice", f64::from(self.alias.choose(word)), detail);
        }
    }
}
