//! `timestamp`: seconds of a range.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "timestamp",
    section: Section::new(
        "datagen.generator.timestamp",
        "docs/datagen.md#timestamp",
        "A second from start up to, but not including, end; start itself if both are equal",
        &[
            required("start", Kind::Timestamp, "First second"),
            required("end", Kind::Timestamp, "First second that is too late"),
            super::uniform_int::UNIQUE,
        ],
    ),
    example: "{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-03-31T23:59:59 }",
    read: |fields, scope| {
        let (start, end) = (fields.timestamp("start"), fields.timestamp("end"));
        let (start, end) = (start?, end?);
        if end < start {
            let (first, last) = (fields.text("start")?, fields.text("end")?);
            let message = format!("start is {first} and end is {last}, but end must not come before start");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let seconds = end.abs_diff(start).max(1);
        Some(Generator::Timestamp { start, seconds, unique: scope.unique(fields, seconds)? })
    },
};
