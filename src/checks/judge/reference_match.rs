//! Rows of a parent that share values with the rows that name them.

use super::{Check, DATAGEN, Need, by_rules};

pub static CHECK: Check = Check {
    name: NAME,
    doc: "A foreign key with match or where names rows of the parent that keep them",
    rule: "rows that name a parent with other values in the columns of match or where = 0",
    languages: DATAGEN,
    needs: &[Need::Keys],
    judge: |judged| by_rules(judged, NAME),
};

const NAME: &str = "reference_match";
