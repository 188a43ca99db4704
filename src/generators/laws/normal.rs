//! `normal`: the normal law by inversion.

use super::reals::{MAX, MIN, Reals, ZEROS, generator, score};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;
use crate::maths::normal;

const MEAN: Key<f64> = Key::float("mean", Interval::EVERYTHING).doc("Mean μ");
const SD: Key<f64> = Key::float("sd", Interval::POSITIVE).doc("Standard deviation σ");

pub static ENTRY: Entry = Entry {
    name: "normal",
    section: Section::new(
        "datagen.generator.normal",
        "docs/datagen.md#normal",
        "A number from the normal law: mean + sd·Φ⁻¹(u)",
        &[MEAN.param, SD.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: normal, mean: 170, sd: 9, decimals: 1 }",
    read: |fields, _| {
        let (mean, sd) = (fields.read(&MEAN), fields.read(&SD));
        let law = mean.zip(sd).map(|(mean, sd)| Normal { mean, sd });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct Normal {
    mean: f64,
    sd: f64,
}

impl Reals for Normal {
    fn tails(&self, x: f64) -> (f64, f64) {
        let z = (x - self.mean) / self.sd;
        (normal::cdf(z), normal::cdf(-z))
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        self.mean + self.sd * score(p, q)
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn in_words(&self) -> String {
        format!("normal, mean {}, sd {}", self.mean, self.sd)
    }
}
