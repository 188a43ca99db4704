//! Numbers and dates within their bounds.

use super::{BOTH, Check, Need, by_columns, tables};

pub static CHECK: Check = Check {
    name: "value_range",
    doc: "Numbers and dates lie within the bounds that the config gives them",
    rule: "values below the least or above the greatest, or dates that cannot be read = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: |judged| {
        let find = |table| {
            by_columns(
                table,
                |plan| plan.range.is_some_and(|(low, high)| low.is_finite() || high.is_finite()),
                |tally| &tally.outside,
                "values within bounds",
                "outside",
            )
        };
        tables(judged).filter_map(find).collect()
    },
};
