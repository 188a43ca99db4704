//! `zipf`: ranks of which the first are much likelier than the rest.

use super::counts::{Counts, MAX, MIN, generator};
use super::reals::ZEROS;
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const N: Key<i64> = Key::int("n", 1, 1_000_000).doc("Greatest rank");
const S: Key<f64> = Key::float("s", Interval::closed(0.0, 20.0)).doc("Exponent; 0 makes all ranks alike");

pub static ENTRY: Entry = Entry {
    name: "zipf",
    section: Section::new(
        "datagen.generator.zipf",
        "docs/datagen.md#zipf",
        "A whole number from 1 to n from the Zipf law: P(k) ∝ k^−s",
        &[N.param, S.param, MIN.param, MAX.param, ZEROS.param],
    ),
    example: "{ type: zipf, n: 1000, s: 1.1 }",
    read: |fields, _| {
        let (n, s) = (fields.read(&N), fields.read(&S));
        let law = n.zip(s).map(|(n, s)| Counts {
            support: (1, n),
            mode: 1,
            ratio: Box::new(move |k| libm::pow(k / (k + 1.0), s)),
            words: format!("Zipf, n {n}, s {s}"),
        });
        generator(&ENTRY, fields, law)
    },
};
