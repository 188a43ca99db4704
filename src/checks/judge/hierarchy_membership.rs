//! Levels that belong together.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "hierarchy_membership",
    doc: "The levels of a hierarchy that a row shows lie above one another in it",
    rule: "rows whose tuple of levels is that of no leaf = 0",
    languages: DATAGEN,
    needs: &[Need::Columns],
    judge: by_rules,
};
