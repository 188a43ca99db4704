//! Structures and lists of the configured shape.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "nested_shape",
    doc: "Every field of a STRUCT and every item of a LIST has a value that the config gives, and lists have the lengths it gives",
    rule: "structures and lists with too few or many items, or with a field or item that is null, outside its bounds, list or pattern and must not be, = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
