//! `bool`: true with a probability.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::BooleanBuffer;

use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Extent, Facts, Independent};
use crate::random::{Items, Stream, unit};
use crate::steps::Steps;

const PROB: Key<f64> = Key::float("prob", Interval::UNIT).doc("Probability of true");

pub static ENTRY: Entry = Entry {
    name: "bool",
    section: Section::new(
        "datagen.generator.bool",
        "docs/datagen.md#bool",
        "True with a given probability (Bernoulli)",
        &[PROB.param],
    ),
    example: "{ type: bool, prob: 0.15 }",
    read: |fields, _| {
        let prob = fields.read(&PROB)?;
        let values = ["false", "true"].map(str::to_owned);
        let weights = Some(vec![1.0 - prob, prob]);
        let facts = Facts::from(Independent {
            kind: ColumnType::Bool,
            range: None,
            extent: Extent::NUMBER,
            categories: Some(Categories { values: values.into(), weights }),
            law: None,
            unique: false,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| Arc::new(Bool { prob, words: site.quantiles(key) })))
    },
};

struct Bool {
    prob: f64,
    words: Stream,
}

impl Values for Bool {
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
