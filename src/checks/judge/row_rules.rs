//! The rules that a dataset declares.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "row_rules",
    doc: "Every row keeps the rules of its dataset",
    rule: "rows for which a rule is false, or cannot be computed = 0; null holds, as in an SQL CHECK",
    languages: DATAGEN,
    needs: &[Need::Columns],
    judge: by_rules,
};
