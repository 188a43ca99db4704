//! `weighted_choice`: texts with weights.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "weighted_choice",
    section: Section::new(
        "datagen.generator.weighted_choice",
        "docs/datagen.md#weighted_choice",
        "One of several texts, each with its weight; weights need not sum to 1",
        &[required("values", Kind::Weights, "The texts and their weights")],
    ),
    example: "{ type: weighted_choice, values: { paid: 0.8, refunded: 0.2 } }",
    read: |fields, _| {
        let field = fields.get("values")?;
        let entries = field.entries()?;
        let read = |(text, weight): &(&str, crate::config::reader::Field<'_>)| {
            Some(((*text).to_owned(), weight.float(Interval::NOT_NEGATIVE)?))
        };
        let pairs: Vec<Option<(String, f64)>> = entries.iter().map(read).collect();
        let (values, weights): (Vec<_>, Vec<_>) =
            pairs.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        if values.len() < field.length() {
            return None;
        }
        let total: f64 = weights.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            let rule = if values.is_empty() {
                "is empty, but must name at least one value"
            } else {
                "must have weights with a positive, finite sum"
            };
            field.error("bad-weights", rule, None);
            return None;
        }
        Some(Generator::WeightedChoice { values, weights })
    },
};
