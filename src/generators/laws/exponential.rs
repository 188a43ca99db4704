//! `exponential`: waiting times without memory.

use super::reals::{MAX, MIN, Reals, ZEROS, generator};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const MEAN: Key<f64> = Key::float("mean", Interval::POSITIVE).doc("Mean 1/λ");

pub static ENTRY: Entry = Entry {
    name: "exponential",
    section: Section::new(
        "datagen.generator.exponential",
        "docs/datagen.md#exponential",
        "A number from the exponential law: −mean·ln(1 − u)",
        &[MEAN.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: exponential, mean: 12.5 }",
    read: |fields, _| {
        let law = fields.read(&MEAN).map(|mean| Exponential { mean });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct Exponential {
    mean: f64,
}

impl Reals for Exponential {
    fn tails(&self, x: f64) -> (f64, f64) {
        let x = (x / self.mean).max(0.0);
        (-libm::expm1(-x), libm::exp(-x))
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        -self.mean * if p < q { libm::log1p(-p) } else { libm::log(q) }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn in_words(&self) -> String {
        format!("exponential, mean {}", self.mean)
    }
}
