//! References that lead somewhere.

use super::{BOTH, Check, Need, by_columns, tables};

pub static CHECK: Check = Check {
    name: "fk_integrity",
    doc: "Every foreign key names a row of its parent",
    rule: "keys that are not null and that no row of the parent has = 0; parents of over 2²⁶ rows are not looked up",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: |judged| {
        let find = |table| {
            by_columns(
                table,
                |plan| plan.reference.is_some(),
                |tally| &tally.orphans,
                "a row of the parent for every key",
                "orphans",
            )
        };
        tables(judged).filter_map(find).collect()
    },
};
