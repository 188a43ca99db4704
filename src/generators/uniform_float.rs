//! `uniform_float`: real numbers, all equally likely: min + U·(max − min), U uniform in [0, 1).

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Nulls, Order, Relation, UniformReal, Window};
use crate::random::{Items, Stream, unit};
use crate::steps::Steps;

const MIN: Key<f64> = Key::float("min", Interval::EVERYTHING).doc("Least value");
const MAX: Key<f64> = Key::float("max", Interval::EVERYTHING).doc("First value that is too large");

pub static ENTRY: Entry = Entry {
    name: "uniform_float",
    section: Section::new(
        "datagen.generator.uniform_float",
        "docs/datagen.md#uniform_float",
        "A number from min up to, but not including, max (continuous uniform)",
        &[MIN.param, MAX.param],
    ),
    example: "{ type: uniform_float, min: 0.0, max: 1.0 }",
    read: |fields, _| {
        let (min, max) = (fields.read(&MIN), fields.read(&MAX));
        let (min, max) = (min?, max?);
        if min >= max || !(max - min).is_finite() {
            let message = format!(
                "min is {min:?} and max is {max:?}, but min must be less than max, by a finite amount"
            );
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let facts = Facts {
            kind: ColumnType::Float64,
            nulls: Nulls::Never,
            range: Some((min, max)),
            extent: Extent::NUMBER,
            categories: None,
            law: Some(Arc::new(UniformReal { min, max })),
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(UniformFloat { min, max, words: site.quantiles(key) })
        }))
    },
};

struct UniformFloat {
    min: f64,
    max: f64,
    words: Stream,
}

impl Values for UniformFloat {
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
