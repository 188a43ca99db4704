//! `pareto`: few that have most (Pareto of the first kind).

use super::reals::{MAX, MIN, Reals, ZEROS, generator};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const ALPHA: Key<f64> =
    Key::float("alpha", Interval::closed(0.05, 1e3)).doc("Tail index α; the mean is finite above 1");
const SCALE: Key<f64> = Key::float("scale", Interval::POSITIVE).doc("Least value x_m");

pub static ENTRY: Entry = Entry {
    name: "pareto",
    section: Section::new(
        "datagen.generator.pareto",
        "docs/datagen.md#pareto",
        "A number from scale on from the Pareto law: scale·(1 − u)^(−1/alpha)",
        &[ALPHA.param, SCALE.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: pareto, alpha: 1.16, scale: 20, max: 100000, decimals: 2 }",
    read: |fields, _| {
        let (alpha, scale) = (fields.read(&ALPHA), fields.read(&SCALE));
        let law = alpha.zip(scale).map(|(alpha, scale)| Pareto { alpha, scale });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct Pareto {
    alpha: f64,
    scale: f64,
}

impl Reals for Pareto {
    fn tails(&self, x: f64) -> (f64, f64) {
        let log = -self.alpha * libm::log((x / self.scale).max(1.0));
        (-libm::expm1(log), libm::exp(log))
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        let log = if p < q { libm::log1p(-p) } else { libm::log(q) };
        self.scale * libm::exp(-log / self.alpha)
    }

    fn support(&self) -> (f64, f64) {
        (self.scale, f64::INFINITY)
    }

    fn has_variance(&self) -> bool {
        self.alpha > 2.0
    }

    fn in_words(&self) -> String {
        format!("Pareto, alpha {}, scale {}", self.alpha, self.scale)
    }
}
