//! `bool`: true with a probability.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "bool",
    section: Section::new(
        "datagen.generator.bool",
        "docs/datagen.md#bool",
        "True with a given probability (Bernoulli)",
        &[required("prob", Kind::Float(Interval::UNIT), "Probability of true")],
    ),
    example: "{ type: bool, prob: 0.15 }",
    read: |fields, _| Some(Generator::Bool { prob: fields.float("prob")? }),
};
