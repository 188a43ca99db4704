//! `negative_binomial`: counts that vary more than those of the Poisson law.

use super::counts::{Counts, MAX, MIN, generator};
use super::reals::ZEROS;
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const R: Key<f64> = Key::float("r", Interval::closed(1e-3, 1e6)).doc("Successes; need not be whole");
const P: Key<f64> = Key::float("p", Interval::closed(1e-4, 1.0)).doc("Probability of a success");

pub static ENTRY: Entry = Entry {
    name: "negative_binomial",
    section: Section::new(
        "datagen.generator.negative_binomial",
        "docs/datagen.md#negative_binomial",
        "A whole number from the negative binomial law: failures before the r-th success, with mean r·(1 − p)/p",
        &[R.param, P.param, MIN.param, MAX.param, ZEROS.param],
    ),
    example: "{ type: negative_binomial, r: 2, p: 0.4 }",
    read: |fields, _| {
        let (r, p) = (fields.read(&R), fields.read(&P));
        let law = r.zip(p).map(|(r, p)| Counts {
            support: if p == 1.0 { (0, 0) } else { (0, 1 << 53) },
            mode: ((r - 1.0) * (1.0 - p) / p).max(0.0) as i64,
            ratio: Box::new(move |k| (k + r) / (k + 1.0) * (1.0 - p)),
            words: format!("negative binomial, r {r}, p {p}"),
        });
        generator(&ENTRY, fields, law)
    },
};
