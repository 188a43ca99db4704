//! Rows of a parent that share values with the rows that name them.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "reference_match",
    doc: "A foreign key with match, where or same names rows of the other table that keep them, and one to several datasets a row of the one that is told",
    rule: "rows that name one with other values in the columns of match, where or same, or no row of the dataset that parent_dataset tells = 0",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: by_rules,
};
