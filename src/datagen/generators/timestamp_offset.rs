//! `timestamp_offset`: some time after another timestamp of the row.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};

/// A timestamp a number of seconds away from another.
#[derive(Debug)]
pub struct TimestampOffset {
    pub base: Base,
    pub seconds: Box<Generator>,
    pub nullable: bool,
}

/// What a [`TimestampOffset`] or an [`super::After`] starts from.
#[derive(Clone, Copy, Debug)]
pub enum Base {
    /// An earlier column of the same row, entity or pool entry.
    Column(usize),
    /// A column of the row's entity.
    Entity(usize),
    /// Midnight of the row's partition day.
    Partition,
}

pub static ENTRY: Entry = Entry {
    name: "timestamp_offset",
    section: Section::new(
        "datagen.generator.timestamp_offset",
        "docs/datagen.md#timestamp_offset",
        "A timestamp a number of seconds after (or before) another of the row, or after midnight of its partition day",
        &[
            required("base", Kind::Text, "An earlier timestamp column, or the partition column"),
            required(
                "offset_seconds",
                Kind::Generator,
                "A generator of whole seconds; fractions are rounded half away from zero",
            ),
        ],
    ),
    example: "{ type: timestamp_offset, base: ordered_at, offset_seconds: { type: log_normal, median: 86400, sigma: 0.8, max: 1209600 } }",
    read: |fields, scope| {
        let seconds = fields
            .get("offset_seconds")
            .and_then(|field| Some((field, super::read(field, &scope.inside(field))?)));
        let base_field = fields.get("base")?;
        let (base, reach, nullable) = scope.timestamp_base(base_field)?;
        let (field, seconds) = seconds?;
        scope.check_seconds(field, &seconds, reach)?;
        Some(Generator::TimestampOffset(TimestampOffset { base, seconds: Box::new(seconds), nullable }))
    },
};
