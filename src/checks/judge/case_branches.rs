//! Values that other columns of the row decide on.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: NAME,
    doc: "A value that other columns of its row decide on is one that its case makes",
    rule: "rows whose value is null, outside the bounds, no listed text, before or after the moment it follows, or the key of no row, where their case says otherwise = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| by_rules(judged, NAME),
};

const NAME: &str = "case_branches";
