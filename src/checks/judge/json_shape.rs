//! JSON of the configured shape.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "json_shape",
    doc: "JSON texts can be read, and have the fields, in their order, and the values that the config gives",
    rule: "texts that are no JSON, have other fields or too few or many items, or hold a value of another type, outside its bounds, list or pattern, = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
