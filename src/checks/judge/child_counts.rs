//! As many children as a parent may have.

use super::{Check, Need, PLOTSIM, by_rules};

pub static CHECK: Check = Check {
    name: "child_counts",
    doc: "Every row that has children has as many as children_per_row allows, and they stand together",
    rule: "runs of rows of one parent that are shorter than the least or longer than the greatest number = 0",
    languages: PLOTSIM,
    needs: &[Need::Keys],
    judge: by_rules,
};
