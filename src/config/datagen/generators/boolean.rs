//! `bool`: true with a probability.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Need, Param};

pub static ENTRY: Entry = Entry {
    name: "bool",
    doc: "True with a given probability (Bernoulli)",
    params: &[Param {
        name: "prob",
        kind: Kind::Float(Interval::UNIT),
        need: Need::Required,
        doc: "Probability of true",
    }],
    example: "{ type: bool, prob: 0.15 }",
    read: |fields, _| Some(Generator::Bool { prob: fields.float("prob")? }),
};
