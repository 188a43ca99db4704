//! `poisson`: how often something happens.

use super::counts::{Counts, MAX, MIN, generator};
use super::reals::ZEROS;
use crate::config::key::Key;
use crate::config::param::{Interval, Section};
use crate::generators::Entry;

const MEAN: Key<f64> = Key::float("mean", Interval::closed(1e-9, 1e9)).doc("Mean λ");

pub static ENTRY: Entry = Entry {
    name: "poisson",
    section: Section::new(
        "datagen.generator.poisson",
        "docs/datagen.md#poisson",
        "A whole number from the Poisson law: P(k) = e^−mean·meanᵏ/k!",
        &[MEAN.param, MIN.param, MAX.param, ZEROS.param],
    ),
    example: "{ type: poisson, mean: 3.2 }",
    read: |fields, _| {
        let law = fields.read(&MEAN).map(|mean| Counts {
            support: (0, 1 << 53),
            mode: mean as i64,
            ratio: Box::new(move |k| mean / (k + 1.0)),
            words: format!("Poisson, mean {mean}"),
        });
        generator(&ENTRY, fields, law)
    },
};
