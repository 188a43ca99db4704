//! `uniform_float`: real numbers, all equally likely: min + U·(max − min), U uniform in [0, 1).

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::laws::reals::{Reals, ZEROS, cut};
use super::laws::rounding::{DECIMALS, Rounding, STEP};
use super::{Entry, Generator, Values};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::config::reader::Fields;
use crate::config::types::ColumnType;
use crate::facts::{Extent, Facts, Independent, UniformReal};
use crate::random::{Items, Stream, unit};
use crate::steps::Steps;

const MIN: Key<f64> = Key::float("min", Interval::EVERYTHING).doc("Least value");
const MAX: Key<f64> = Key::float("max", Interval::EVERYTHING).doc("First value that is too large");

pub static ENTRY: Entry = Entry {
    name: "uniform_float",
    section: Section::new(
        "datagen.generator.uniform_float",
        "docs/datagen.md#uniform_float",
        "A number from min up to, but not including, max (continuous uniform); with step or decimals one of their multiples, all \
         equally likely",
        &[MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: uniform_float, min: 0.0, max: 1.0 }",
    read: |fields, _| {
        let (min, max) = (fields.read(&MIN), fields.read(&MAX));
        let (zeros, rounding) = (fields.read(&ZEROS), Rounding::read(fields));
        let (min, max, zeros, rounding) = (min?, max?, zeros?, rounding?);
        if min >= max || !(max - min).is_finite() {
            let message = format!(
                "min is {min:?} and max is {max:?}, but min must be less than max, by a finite amount"
            );
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        if zeros > 0.0 || rounding.is_rounding() {
            return rounded(fields, (min, max), zeros, rounding);
        }
        let facts = Facts::from(Independent {
            kind: ColumnType::Float64,
            range: Some((min, max)),
            extent: Extent::NUMBER,
            categories: None,
            law: Some(Arc::new(UniformReal { min, max })),
            unique: false,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(UniformFloat { min, max, words: site.quantiles(key) })
        }))
    },
};

/// Multiples from `min` on that lie below `max`, each as likely; and zeros.
fn rounded(fields: &Fields<'_>, (min, max): (f64, f64), zeros: f64, rounding: Rounding) -> Option<Generator> {
    let mut law = Uniform { min, max, told: (min, max) };
    let mut bounds = (min, max);
    if rounding.is_rounding() {
        let (first, mut last) = rounding.between((min, max));
        if rounding.number(last) >= max {
            last -= 1.0;
        }
        if first > last {
            let message = format!(
                "no multiple of {} lies from {min} up to, but not including, {max}",
                rounding.width()
            );
            fields.whole.error("out-of-range", message, None);
            return None;
        }
        bounds = (rounding.number(first), rounding.number(last));
        // Each multiple is what half a step around it is rounded to.
        let half = rounding.width() / 2.0;
        (law.min, law.max) = (bounds.0 - half, bounds.1 + half);
    }
    cut(&ENTRY, fields, Arc::new(law), bounds, zeros, rounding)
}

/// The law that is rounded.
#[derive(Clone, Copy, Debug)]
struct Uniform {
    min: f64,
    max: f64,
    /// As the config says them.
    told: (f64, f64),
}

impl Reals for Uniform {
    fn tails(&self, x: f64) -> (f64, f64) {
        let span = self.max - self.min;
        (((x - self.min) / span).clamp(0.0, 1.0), ((self.max - x) / span).clamp(0.0, 1.0))
    }

    fn quantile(&self, p: f64, _: f64) -> f64 {
        self.min + p * (self.max - self.min)
    }

    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }

    fn in_words(&self) -> String {
        format!("uniform from {} to {}", self.told.0, self.told.1)
    }
}

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
