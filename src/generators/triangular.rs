//! `triangular`: numbers around a mode, ever rarer towards two ends, by inversion.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::laws::reals::{Reals, ZEROS, cut};
use super::laws::rounding::{DECIMALS, Rounding, STEP};
use super::sequential_id::numbers;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::node::Value;
use crate::config::param::{Interval, Section};
use crate::config::types::ColumnType;
use crate::facts::{Bins, Extent, Facts, Independent, Law, int_kind};
use crate::random::{Items, Stream, unit};
use crate::steps::Steps;

/// The greatest whole number up to which a double holds every one.
const WHOLE: f64 = (1u64 << 53) as f64;

const MIN: Key<f64> = Key::float("min", Interval::EVERYTHING).doc("Least value");
const MODE: Key<f64> = Key::float("mode", Interval::EVERYTHING).doc("The likeliest value, from min to max");
const MAX: Key<f64> = Key::float("max", Interval::EVERYTHING).doc("Greatest value");

pub static ENTRY: Entry = Entry {
    name: "triangular",
    section: Section::new(
        "datagen.generator.triangular",
        "docs/datagen.md#triangular",
        "A number from min to max, the likelier the nearer to mode (triangular); whole, both ends included, where all \
         three are written as whole numbers and there is no step, decimals or zeros, which round a real one",
        &[MIN.param, MODE.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: triangular, min: 1, mode: 3, max: 10 }",
    read: |fields, _| {
        let (min, mode, max) = (fields.read(&MIN), fields.read(&MODE), fields.read(&MAX));
        let (zeros, rounding) = (fields.read(&ZEROS), Rounding::read(fields));
        let (min, mode, max, zeros, rounding) = (min?, mode?, max?, zeros?, rounding?);
        if min >= max || !(min..=max).contains(&mode) || !(max - min).is_finite() {
            let message = format!(
                "min is {min}, mode is {mode} and max is {max}, but mode must lie from min to max, and min below max by \
                 a finite amount"
            );
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        if zeros > 0.0 || rounding.is_rounding() {
            let law = Triangular { min, mode, max, whole: false };
            return cut(&ENTRY, fields, Arc::new(law), (min, max), zeros, rounding);
        }
        let keys = [&MIN, &MODE, &MAX].map(|key| fields.at(key));
        let whole = keys.iter().flatten().all(|field| matches!(field.node.value, Value::Int(_)));
        if whole && min.abs().max(max.abs()) > WHOLE {
            let message = "is over whole numbers, which must lie from −2⁵³ to 2⁵³";
            fields.whole.error("out-of-range", message, Some("write 1.0 for real numbers".to_owned()));
            return None;
        }
        let kind = if whole { int_kind(min as i64, max as i64) } else { ColumnType::Float64 };
        let law = Triangular { min, mode, max, whole };
        let facts = Facts::from(Independent {
            kind,
            range: Some((min, max)),
            extent: Extent::NUMBER,
            categories: None,
            law: Some(Arc::new(law)),
            unique: false,
            language: None,
            rhythm: None,
        });
        Some(
            ENTRY
                .generator(facts, move |key, site| Arc::new(Drawn { law, kind, words: site.quantiles(key) })),
        )
    },
};

/// The triangular law: a density that rises linearly from `min` to `mode` and falls linearly to `max`; of whole numbers
/// P(k) ∝ (k − min + 1)/(mode − min + 1) up to the mode and (max − k + 1)/(max − mode + 1) from there, so that both ends occur
/// (Kokonendji and Zocchi 2010, order 1).
#[derive(Clone, Copy, Debug)]
struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
    whole: bool,
}

impl Triangular {
    /// The least value that is not exceeded with probability `u`, in [0, 1).
    fn inverse(&self, u: f64) -> f64 {
        let value = if self.whole {
            // Numbers up to the mode, and from it on; P(X ≤ min + i − 1) = i·(i + 1)/(up·all) for i up to `up`.
            let (up, down) = (self.mode - self.min + 1.0, self.max - self.mode + 1.0);
            let all = up + down;
            let root = |x: f64| (libm::sqrt(1.0 + 4.0 * x * all) - 1.0) / 2.0;
            if u * all <= up + 1.0 {
                self.min + libm::ceil(root(u * up)) - 1.0
            } else {
                self.max - libm::floor(root((1.0 - u) * down))
            }
        } else {
            let span = self.max - self.min;
            let (up, down) = (self.mode - self.min, self.max - self.mode);
            if u * span <= up {
                self.min + libm::sqrt(u) * libm::sqrt(span) * libm::sqrt(up)
            } else {
                self.max - libm::sqrt(1.0 - u) * libm::sqrt(span) * libm::sqrt(down)
            }
        };
        value.clamp(self.min, self.max)
    }
}

impl Law for Triangular {
    fn below(&self, x: f64) -> f64 {
        if x <= self.min {
            return 0.0;
        }
        if x > self.max {
            return 1.0;
        }
        if self.whole {
            let (up, down) = (self.mode - self.min + 1.0, self.max - self.mode + 1.0);
            let all = up + down;
            // The greatest number below x.
            let k = libm::ceil(x) - 1.0;
            let (i, j) = (k - self.min + 1.0, self.max - k);
            if k <= self.mode { i / up * ((i + 1.0) / all) } else { 1.0 - j / down * ((j + 1.0) / all) }
        } else {
            let span = self.max - self.min;
            let (i, j) = (x - self.min, self.max - x);
            if x <= self.mode {
                i / span * (i / (self.mode - self.min))
            } else {
                1.0 - j / span * (j / (self.max - self.mode))
            }
        }
    }

    fn bins(&self) -> Bins {
        if self.whole { Bins::whole(self.min, self.max) } else { Bins::continuous(self.min, self.max) }
    }

    fn in_words(&self) -> String {
        format!("triangular from {} to {}, mode {}", self.min, self.max, self.mode)
    }
}

impl Reals for Triangular {
    fn tails(&self, x: f64) -> (f64, f64) {
        let span = self.max - self.min;
        let (i, j) = ((x - self.min).max(0.0), (self.max - x).max(0.0));
        if x <= self.mode {
            let p = if i == 0.0 { 0.0 } else { i / span * (i / (self.mode - self.min)) };
            (p, 1.0 - p)
        } else {
            let q = if j == 0.0 { 0.0 } else { j / span * (j / (self.max - self.mode)) };
            (1.0 - q, q)
        }
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        let span = self.max - self.min;
        let (up, down) = (self.mode - self.min, self.max - self.mode);
        if p * span <= up {
            self.min + libm::sqrt(p) * libm::sqrt(span) * libm::sqrt(up)
        } else {
            self.max - libm::sqrt(q) * libm::sqrt(span) * libm::sqrt(down)
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }

    fn in_words(&self) -> String {
        Law::in_words(self)
    }
}

struct Drawn {
    law: Triangular,
    kind: ColumnType,
    words: Stream,
}

impl Values for Drawn {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let values = words.iter().map(|word| self.law.inverse(unit(*word)));
        if self.law.whole {
            numbers(self.kind, values.map(|value| value as i64))
        } else {
            Arc::new(Float64Array::from_iter_values(values))
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row and column");
        steps.text("law", Law::in_words(&self.law), "its quantile at word/2⁶⁴");
    }
}
