//! Texts of a pattern.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "text_pattern",
    doc: "Texts follow the pattern that the config gives",
    rule: "texts that the pattern cannot make = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
