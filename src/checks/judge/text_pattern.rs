//! Texts of a pattern.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: NAME,
    doc: "Texts follow the pattern that the config gives",
    rule: "texts that the pattern cannot make = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| by_rules(judged, NAME),
};

const NAME: &str = "text_pattern";
