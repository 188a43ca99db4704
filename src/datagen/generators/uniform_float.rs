//! `uniform_float`: real numbers, all equally likely.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "uniform_float",
    section: Section::new(
        "datagen.generator.uniform_float",
        "docs/datagen.md#uniform_float",
        "A number from min up to, but not including, max (continuous uniform)",
        &[
            required("min", Kind::Float(Interval::EVERYTHING), "Least value"),
            required("max", Kind::Float(Interval::EVERYTHING), "First value that is too large"),
        ],
    ),
    example: "{ type: uniform_float, min: 0.0, max: 1.0 }",
    read: |fields, _| {
        let (min, max) = (fields.float("min"), fields.float("max"));
        let (min, max) = (min?, max?);
        if min >= max || !(max - min).is_finite() {
            let message = format!(
                "min is {min:?} and max is {max:?}, but min must be less than max, by a finite amount"
            );
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        Some(Generator::UniformFloat { min, max })
    },
};
