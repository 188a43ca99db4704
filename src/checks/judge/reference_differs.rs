//! Rows that name two different rows of a parent.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "reference_differs",
    doc: "A foreign key with differs_from names another row than that column does",
    rule: "rows in which both name the same row = 0",
    languages: DATAGEN,
    needs: &[Need::Keys],
    judge: by_rules,
};
