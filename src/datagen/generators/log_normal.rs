//! `log_normal`: whole numbers, many small and few large.

use super::{Entry, Generator};
use crate::config::param::{Interval, Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "log_normal",
    section: Section::new(
        "datagen.generator.log_normal",
        "docs/datagen.md#log_normal",
        "A whole number ⌊exp(ln median + sigma·Z)⌋ with Z standard normal, capped at max (log-normal)",
        &[
            required("median", Kind::Float(Interval::POSITIVE), "Median before rounding down"),
            required("sigma", Kind::Float(Interval::NOT_NEGATIVE), "Standard deviation of the logarithm"),
            required("max", Kind::Int(0, i64::MAX), "Greatest value; larger draws become it"),
        ],
    ),
    example: "{ type: log_normal, median: 2500, sigma: 1.2, max: 500000 }",
    read: |fields, _| {
        let (median, sigma, max) = (fields.float("median"), fields.float("sigma"), fields.int("max"));
        Some(Generator::LogNormal { median: median?, sigma: sigma?, max: max? })
    },
};
