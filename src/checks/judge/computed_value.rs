//! Columns that are computed from others.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "computed_value",
    doc: "A computed column is what its expression comes to",
    rule: "rows that differ from the expression over the row's other columns = 0; none is computed anew from an arrival, which redelivery moves, or from a parent's column that no parent_value shows",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
