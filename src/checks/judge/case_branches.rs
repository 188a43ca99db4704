//! Values that other columns of the row decide on.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "case_branches",
    doc: "A value that other columns of its row decide on is one that its case makes",
    rule: "rows whose value is null, outside the bounds, no listed text, before or after the moment it follows, or the key of no row, where their case says otherwise = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
