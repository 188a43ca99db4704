//! `child_number`: the row's number among the children of its parent.

use super::{Entry, Generator};

pub static ENTRY: Entry = Entry {
    name: "child_number",
    doc: "The row's number among the children of its parent, from 1, as in the lines of an order; \
          the dataset has a per_parent",
    params: &[],
    example: "{ type: child_number }",
    read: |fields, scope| {
        scope.check_child_number(&fields.whole)?;
        Some(Generator::ChildNumber)
    },
};
