//! `uuid`: random UUIDs.

use super::{Entry, Generator};

pub static ENTRY: Entry = Entry {
    name: "uuid",
    doc: "A random UUID, version 4 (RFC 9562), in lower case",
    params: &[],
    example: "{ type: uuid }",
    read: |_, _| Some(Generator::Uuid),
};
