//! Texts that the config lists.

use super::{BOTH, Check, Need, by_columns, tables};

pub static CHECK: Check = Check {
    name: "value_set",
    doc: "Columns whose values the config lists show only those",
    rule: "values that are not listed = 0, in columns of up to 256 listed values",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| {
        let find = |table| {
            by_columns(
                table,
                |plan| !plan.categories.is_empty(),
                |tally| &tally.others,
                "only listed values",
                "others",
            )
        };
        tables(judged).filter_map(find).collect()
    },
};
