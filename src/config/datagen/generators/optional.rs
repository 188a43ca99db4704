//! `optional`: a value or null.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Need, Param};

/// A generator whose values are sometimes null.
#[derive(Debug)]
pub struct Optional {
    /// Probability of a value.
    pub prob: f64,
    pub inner: Box<Generator>,
}

pub static ENTRY: Entry = Entry {
    name: "optional",
    doc: "The inner generator's value with probability prob, null otherwise",
    params: &[
        Param {
            name: "prob",
            kind: Kind::Float(Interval::UNIT),
            need: Need::Required,
            doc: "Probability of a value, not of null",
        },
        Param { name: "inner", kind: Kind::Generator, need: Need::Required, doc: "What makes the value" },
    ],
    example: "{ type: optional, prob: 0.08, inner: { type: one_of, values: [defective, late] } }",
    read: |fields, scope| {
        let prob = fields.float("prob");
        let inner = fields.get("inner")?;
        let inner = super::read(inner, &scope.inside(inner));
        Some(Generator::Optional(Optional { prob: prob?, inner: Box::new(inner?) }))
    },
};
