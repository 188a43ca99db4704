//! `sequential_id`: 1, 2, 3, …

use super::{Entry, Generator, int_kind};
use crate::config::param::Section;

pub static ENTRY: Entry = Entry {
    name: "sequential_id",
    section: Section::new(
        "datagen.generator.sequential_id",
        "docs/datagen.md#sequential_id",
        "The row's number, from 1; BIGINT where the rows need it. In an entity pool the entity's number, in a linked pool the entry's",
        &[],
    ),
    example: "{ type: sequential_id }",
    read: |_, scope| {
        if scope.in_array {
            scope.refuse("sequential_id cannot number the elements of a json_array");
            return None;
        }
        Some(Generator::SequentialId { kind: int_kind(1, i64::try_from(scope.items).unwrap_or(i64::MAX)) })
    },
};
