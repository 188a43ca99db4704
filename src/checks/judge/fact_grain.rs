//! Facts that have the rows they ought to have.

use super::{Check, Need, PLOTSIM, by_columns, tables};
use crate::checks::columns::{Grain, NamedRow};

pub static CHECK: Check = Check {
    name: "fact_grain",
    doc: "A fact has a row for every entity in every period from its start on, entity by entity, with the keys of both",
    rule: "rows whose entity or date key is not that of their place = 0",
    languages: PLOTSIM,
    needs: &[Need::Keys, Need::Cells],
    judge: |judged| {
        let find = |table| {
            by_columns(
                table,
                |plan| plan.reference.as_ref().is_some_and(|reference| reference.row != NamedRow::Any),
                |tally| &tally.misplaced,
                "the keys of the row's entity and period",
                "rows with other keys",
            )
        };
        tables(judged).filter(|(plan, _)| plan.grain == Grain::EntityPeriod).filter_map(find).collect()
    },
};
