//! `uuid`: random UUIDs.

use super::{Entry, Generator};
use crate::config::param::Section;

pub static ENTRY: Entry = Entry {
    name: "uuid",
    section: Section::new(
        "datagen.generator.uuid",
        "docs/datagen.md#uuid",
        "A random UUID, version 4 (RFC 9562), in lower case",
        &[],
    ),
    example: "{ type: uuid }",
    read: |_, _| Some(Generator::Uuid),
};
