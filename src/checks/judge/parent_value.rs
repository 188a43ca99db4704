//! Copies of a parent's values.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "parent_value",
    doc: "A value taken from the parent is the one in the row that the key names",
    rule: "rows with another value than the named row of the parent = 0; a copy of no row is null",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: by_rules,
};
