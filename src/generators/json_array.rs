//! `json_array`: one JSON array per item.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::json::Cells;
use super::json_object::{is_json, told};
use super::text::Texts;
use super::{Generator, Site, build, spec};
use crate::random::{Items, Key, Stream, below};
use crate::steps::Steps;

pub struct JsonArray {
    min: u64,
    max: u64,
    lengths: Stream,
    verbatim: bool,
    /// Element k of item i is its value number i·max + k.
    values: Arc<dyn Generator>,
}

impl JsonArray {
    pub fn new(spec: &spec::JsonArray, key: Key, site: &Site<'_>) -> JsonArray {
        let max = u64::from(spec.max);
        let elements = site.elements(key, max);
        JsonArray {
            min: spec.min.into(),
            max,
            lengths: site.stream(key, 1),
            verbatim: is_json(&spec.item, site),
            values: build(&spec.item, key.child("item"), &elements),
        }
    }
}

impl Generator for JsonArray {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.lengths.words(items, &mut words);
        let lengths: Vec<u64> =
            words.iter().map(|word| self.min + below(*word, self.max - self.min + 1)).collect();
        let first = |position| items.item(position).wrapping_mul(self.max);
        let elements: Vec<u64> = lengths
            .iter()
            .enumerate()
            .flat_map(|(position, length)| (0..*length).map(move |k| first(position).wrapping_add(k)))
            .collect();
        let cells = Cells::new(self.values.array(Items::List(&elements)), self.verbatim);
        let mut texts = Texts::with_capacity(items.len(), 8 * self.max as usize);
        let mut next = 0;
        for length in lengths {
            texts.push("[");
            for k in 0..length {
                if k > 0 {
                    texts.push(",");
                }
                cells.write(next, texts.buffer());
                next += 1;
            }
            texts.push("]");
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.lengths.item(item);
        steps.words(&words, "of this row and column: the length");
        for word in words {
            let length = self.min + below(word, self.max - self.min + 1);
            steps.number("length", length as f64, format!("{} to {}, each as likely", self.min, self.max));
            for k in 0..length {
                told(
                    &self.values,
                    item.wrapping_mul(self.max).wrapping_add(k),
                    "element",
                    k.to_string(),
                    steps,
                );
            }
        }
    }
}
