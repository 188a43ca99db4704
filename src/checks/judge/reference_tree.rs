//! Rows of one table that are a tree.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "reference_tree",
    doc: "A foreign key with tree leads to a root within its depth, over rows that come earlier",
    rule: "rows whose chain of parents comes back, goes forward or is longer than the depth = 0",
    languages: DATAGEN,
    needs: &[Need::Keys],
    judge: by_rules,
};
