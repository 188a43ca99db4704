//! `binomial`: successes among a number of trials.

use super::counts::{Counts, MAX, MIN, generator};
use super::reals::ZEROS;
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const N: Key<i64> = Key::int("n", 1, 1_000_000_000).doc("Trials");
const P: Key<f64> = Key::float("p", Interval::UNIT).doc("Probability of a success");

pub static ENTRY: Entry = Entry {
    name: "binomial",
    section: Section::new(
        "datagen.generator.binomial",
        "docs/datagen.md#binomial",
        "A whole number from the binomial law: successes among n trials, each with probability p",
        &[N.param, P.param, MIN.param, MAX.param, ZEROS.param],
    ),
    example: "{ type: binomial, n: 10, p: 0.3 }",
    read: |fields, _| {
        let (n, p) = (fields.read(&N), fields.read(&P));
        let law = n.zip(p).map(|(n, p)| Counts {
            // Without chance there is one value.
            support: if p == 0.0 {
                (0, 0)
            } else if p == 1.0 {
                (n, n)
            } else {
                (0, n)
            },
            mode: ((n + 1) as f64 * p) as i64,
            ratio: Box::new(move |k| (n as f64 - k) / (k + 1.0) * (p / (1.0 - p))),
            words: format!("binomial, n {n}, p {p}"),
        });
        generator(&ENTRY, fields, law)
    },
};
