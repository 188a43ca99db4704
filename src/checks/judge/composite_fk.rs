//! References of several columns.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "composite_fk",
    doc: "The columns of a reference of several columns name one row of their parent together",
    rule: "rows whose tuple (a, b) no row of the parent has = 0; tuples with a null name nothing",
    languages: DATAGEN,
    needs: &[Need::Keys],
    judge: by_rules,
};
