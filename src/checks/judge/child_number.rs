//! Children counted within their parent.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "child_number",
    doc: "Children are counted from 1 without gaps within their parent",
    rule: "rows whose number is neither one more than that of the row before, of the same parent, nor 1 with another parent = 0; not judged where rows are redelivered",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: by_rules,
};
