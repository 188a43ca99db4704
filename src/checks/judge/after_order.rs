//! Moments that follow others.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "after_order",
    doc: "A moment lies as long after the one it follows as the config says, and is null where that is null",
    rule: "rows whose distance from the other moment is below the least or above the greatest = 0; none is held against an arrival, which redelivery moves",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
