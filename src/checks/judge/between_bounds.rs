//! Moments between two others.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "between_bounds",
    doc: "A moment between two others of its row does not come before the one or after the other",
    rule: "rows whose moment lies before low, or after high (end where that is null), or that have one where low is null = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
