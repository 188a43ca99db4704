//! `weibull`: times to failure.

use super::reals::{MAX, MIN, Reals, ZEROS, generator};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const SHAPE: Key<f64> = Key::float("shape", Interval::closed(0.05, 1e3)).doc("Shape k; 1 is exponential");
const SCALE: Key<f64> = Key::float("scale", Interval::POSITIVE).doc("Scale λ");

pub static ENTRY: Entry = Entry {
    name: "weibull",
    section: Section::new(
        "datagen.generator.weibull",
        "docs/datagen.md#weibull",
        "A number from the Weibull law: scale·(−ln(1 − u))^(1/shape)",
        &[SHAPE.param, SCALE.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: weibull, shape: 1.5, scale: 800, step: 1 }",
    read: |fields, _| {
        let (shape, scale) = (fields.read(&SHAPE), fields.read(&SCALE));
        let law = shape.zip(scale).map(|(shape, scale)| Weibull { shape, scale });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct Weibull {
    shape: f64,
    scale: f64,
}

impl Reals for Weibull {
    fn tails(&self, x: f64) -> (f64, f64) {
        let hazard = libm::pow((x / self.scale).max(0.0), self.shape);
        (-libm::expm1(-hazard), libm::exp(-hazard))
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        let hazard = -if p < q { libm::log1p(-p) } else { libm::log(q) };
        self.scale * libm::pow(hazard, 1.0 / self.shape)
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn in_words(&self) -> String {
        format!("Weibull, shape {}, scale {}", self.shape, self.scale)
    }
}
