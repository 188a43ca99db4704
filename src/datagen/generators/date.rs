//! `date`: days of a range.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "date",
    section: Section::new(
        "datagen.generator.date",
        "docs/datagen.md#date",
        "A day from start up to, but not including, end; start itself if both are equal",
        &[
            required("start", Kind::Date, "First day"),
            required("end", Kind::Date, "First day that is too late"),
            super::uniform_int::UNIQUE,
        ],
    ),
    example: "{ type: date, start: 2020-01-01, end: 2024-12-31 }",
    read: |fields, scope| {
        let (start, end) = (fields.date("start"), fields.date("end"));
        let (start, end) = (start?, end?);
        if end < start {
            let (first, last) = (fields.text("start")?, fields.text("end")?);
            let message = format!("start is {first} and end is {last}, but end must not come before start");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let days = u64::from(end.abs_diff(start)).max(1);
        Some(Generator::Date { start, days, unique: scope.unique(fields, days)? })
    },
};
