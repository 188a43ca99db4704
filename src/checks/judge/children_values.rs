//! Values that are made of a row's children.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: "children_values",
    doc: "A count, sum, least, greatest or mean over the children of a row is that of the rows that name it",
    rule: "rows with another value than their children come to = 0; children that are redelivered are left out",
    languages: DATAGEN,
    needs: &[Need::Keys],
    judge: by_rules,
};
