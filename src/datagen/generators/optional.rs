//! `optional`: a value or null.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Section, required};

/// A generator whose values are sometimes null.
#[derive(Debug)]
pub struct Optional {
    /// Probability of a value.
    pub prob: f64,
    pub inner: Box<Generator>,
}

pub static ENTRY: Entry = Entry {
    name: "optional",
    section: Section::new(
        "datagen.generator.optional",
        "docs/datagen.md#optional",
        "The inner generator's value with probability prob, null otherwise",
        &[
            required("prob", Kind::Float(Interval::UNIT), "Probability of a value, not of null"),
            required("inner", Kind::Generator, "What makes the value"),
        ],
    ),
    example: "{ type: optional, prob: 0.08, inner: { type: one_of, values: [defective, late] } }",
    read: |fields, scope| {
        let prob = fields.float("prob");
        let inner = fields.get("inner")?;
        let inner = super::read(inner, &scope.inside(inner));
        Some(Generator::Optional(Optional { prob: prob?, inner: Box::new(inner?) }))
    },
};
