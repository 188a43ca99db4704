//! `geometric`: counts of failures before a success.

use super::{Entry, Generator, int_kind};
use crate::config::param::{Interval, Kind, Section, optional, required};

/// Least success probability: below it the counts outgrow what a double counts exactly.
const LEAST_P: f64 = 1e-12;

/// The greatest number of failures one random word can give: ⌊ln 2⁻⁵³ / ln(1−p)⌋.
pub fn greatest(p: f64) -> f64 {
    if p >= 1.0 { 0.0 } else { (-53.0 * core::f64::consts::LN_2 / libm::log1p(-p)).floor() }
}

pub static ENTRY: Entry = Entry {
    name: "geometric",
    section: Section::new(
        "datagen.generator.geometric",
        "docs/datagen.md#geometric",
        "The number of failures before the first success, P(k) = (1−p)ᵏ·p, raised to min where it is less",
        &[
            required("p", Kind::Float(Interval::closed(LEAST_P, 1.0)), "Probability of success"),
            optional(
                "min",
                Kind::Int(i64::MIN, i64::MAX),
                "1",
                "Least value; smaller draws become it. null lets 0 through",
            ),
        ],
    ),
    example: "{ type: geometric, p: 0.5 }",
    read: |fields, _| {
        let p = fields.float("p");
        // A written null turns the clamp off, and no draw is below 0.
        let min = if fields.is_null("min") { Some(0) } else { fields.int_or("min", 1) };
        let (p, min) = (p?, min?);
        Some(Generator::Geometric { p, min, kind: int_kind(min, (greatest(p) as i64).max(min)) })
    },
};
