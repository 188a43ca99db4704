//! `child_number`: the row's number among the children of its parent.

use super::{Entry, Generator};
use crate::config::param::Section;

pub static ENTRY: Entry = Entry {
    name: "child_number",
    section: Section::new(
        "datagen.generator.child_number",
        "docs/datagen.md#child_number",
        "The row's number among the children of its parent, from 1, as in the lines of an order; \
         the dataset has a per_parent",
        &[],
    ),
    example: "{ type: child_number }",
    read: |fields, scope| {
        scope.check_child_number(&fields.whole)?;
        Some(Generator::ChildNumber)
    },
};
