//! `optional`: a value with a probability, else null.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::NullBuffer;

use super::boolean::coins;
use super::{Entry, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::facts::Facts;
use crate::random::{Items, Stream};
use crate::steps::Steps;
use crate::tables::with_nulls;

const PROB: Key<f64> = Key::float("prob", Interval::UNIT).doc("Probability of a value, not of null");
const VALUE: Key<Unread> = Key::of("inner", Kind::Generator).doc("What makes the value");

pub static ENTRY: Entry = Entry {
    name: "optional",
    section: Section::new(
        "datagen.generator.optional",
        "docs/datagen.md#optional",
        "The inner generator's value with probability prob, null otherwise",
        &[PROB.param, VALUE.param],
    ),
    example: "{ type: optional, prob: 0.08, inner: { type: one_of, values: [defective, late] } }",
    read: |fields, scope| {
        let prob = fields.read(&PROB);
        let inner = fields.at(&VALUE)?;
        let inner = super::read(inner, &scope.inside(inner));
        let (prob, inner) = (prob?, inner?);
        let facts = Facts::clone(&inner.facts).sometimes(prob);
        Some(ENTRY.generator(facts, move |key, site| {
            if site.is_probed() {
                return inner.build(key.child(INNER), site);
            }
            let coins = site.stream(key, 1);
            Arc::new(Optional { prob, coins, inner: inner.build(key.child(INNER), site) })
        }))
    },
};

/// What the key of the inner generator adds to that of the coin.
pub const INNER: &str = "inner";

struct Optional {
    prob: f64,
    coins: Stream,
    inner: Arc<dyn Values>,
}

impl Values for Optional {
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
