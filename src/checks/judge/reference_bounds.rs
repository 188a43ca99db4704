//! Rows of a parent that were there by then.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "reference_bounds",
    doc: "A foreign key with before or after names rows of the parent on that side of the row's own value",
    rule: "rows that name a parent on the other side = 0; a parent without a value has no end and no beginning",
    languages: DATAGEN,
    needs: &[Need::Keys],
    judge: by_rules,
};
