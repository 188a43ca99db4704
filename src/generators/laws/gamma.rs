//! `gamma`: positive numbers with a tail; see [`crate::distributions::special`] for the functions.

use super::reals::{MAX, MIN, Reals, ZEROS, generator, score};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::distributions::special::gamma;
use crate::generators::Entry;

const SHAPE: Key<f64> = Key::float("shape", Interval::closed(1e-3, 1e6)).doc("Shape k");
const SCALE: Key<f64> = Key::float("scale", Interval::POSITIVE).doc("Scale θ");

pub static ENTRY: Entry = Entry {
    name: "gamma",
    section: Section::new(
        "datagen.generator.gamma",
        "docs/datagen.md#gamma",
        "A number from the gamma law with mean shape·scale",
        &[SHAPE.param, SCALE.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: gamma, shape: 2, scale: 15, decimals: 2 }",
    read: |fields, _| {
        let (shape, scale) = (fields.read(&SHAPE), fields.read(&SCALE));
        let law = shape.zip(scale).map(|(shape, scale)| Gamma { shape, scale });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct Gamma {
    shape: f64,
    scale: f64,
}

impl Reals for Gamma {
    fn tails(&self, x: f64) -> (f64, f64) {
        gamma::regularised(self.shape, x / self.scale)
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        self.scale * libm::exp(gamma::ln_quantile(self.shape, score(p, q)))
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn in_words(&self) -> String {
        format!("gamma, shape {}, scale {}", self.shape, self.scale)
    }
}
