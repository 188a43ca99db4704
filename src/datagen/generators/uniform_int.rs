//! `uniform_int`: whole numbers, all equally likely.

use super::{Entry, Generator};
use crate::config::param::{Kind, Param, Section, optional, required};

/// The switch that makes values differ from row to row.
pub const UNIQUE: Param =
    optional("unique", Kind::Bool, "false", "No value twice; there must be at least as many values as rows");

pub static ENTRY: Entry = Entry {
    name: "uniform_int",
    section: Section::new(
        "datagen.generator.uniform_int",
        "docs/datagen.md#uniform_int",
        "A whole number from min up to, but not including, max (discrete uniform)",
        &[
            required("min", Kind::Int(i64::MIN, i64::MAX), "Least value"),
            required("max", Kind::Int(i64::MIN, i64::MAX), "First value that is too large"),
            UNIQUE,
        ],
    ),
    example: "{ type: uniform_int, min: 1950, max: 2005 }",
    read: |fields, scope| {
        let (min, max) = (fields.int("min"), fields.int("max"));
        let (min, max) = (min?, max?);
        if min >= max {
            let message = format!("min is {min} and max is {max}, but min must be less than max");
            fields.whole.error("inverted-range", message, Some("max itself never occurs".into()));
            return None;
        }
        let size = max.abs_diff(min);
        Some(Generator::UniformInt { min, size, unique: scope.unique(fields, size)? })
    },
};
