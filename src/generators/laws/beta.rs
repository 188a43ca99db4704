//! `beta`: shares between 0 and 1; see [`crate::distributions::special`] for the functions.

use super::reals::{MAX, MIN, Reals, ZEROS, generator, score};
use super::rounding::{DECIMALS, STEP};
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::distributions::special::beta;
use crate::generators::Entry;

const ALPHA: Key<f64> =
    Key::float("alpha", Interval::closed(1e-2, 1e6)).doc("First shape α, which pulls to 1");
const BETA: Key<f64> =
    Key::float("beta", Interval::closed(1e-2, 1e6)).doc("Second shape β, which pulls to 0");

pub static ENTRY: Entry = Entry {
    name: "beta",
    section: Section::new(
        "datagen.generator.beta",
        "docs/datagen.md#beta",
        "A number between 0 and 1 from the beta law with mean alpha/(alpha + beta)",
        &[ALPHA.param, BETA.param, MIN.param, MAX.param, STEP.param, DECIMALS.param, ZEROS.param],
    ),
    example: "{ type: beta, alpha: 2, beta: 5, decimals: 3 }",
    read: |fields, _| {
        let (alpha, beta) = (fields.read(&ALPHA), fields.read(&BETA));
        let law = alpha.zip(beta).map(|(alpha, beta)| Beta { alpha, beta });
        generator(&ENTRY, fields, law)
    },
};

#[derive(Clone, Copy, Debug)]
struct Beta {
    alpha: f64,
    beta: f64,
}

impl Reals for Beta {
    fn tails(&self, x: f64) -> (f64, f64) {
        beta::regularised(self.alpha, self.beta, x.max(0.0), 1.0 - x)
    }

    fn quantile(&self, p: f64, q: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-beta::logit_quantile(self.alpha, self.beta, score(p, q))))
    }

    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn in_words(&self) -> String {
        format!("beta, alpha {}, beta {}", self.alpha, self.beta)
    }
}
