//! Stages that follow from values.

use super::{Check, Finding, Need, PLOTSIM, named};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "stage_order",
    doc: "The stage of every row is the one that the deciding column and the ladder give, order and delays included",
    rule: "rows with another stage than walking the ladder over the entity's values gives = 0",
    languages: PLOTSIM,
    needs: &[Need::Cells],
    judge: |judged| {
        let Some(cells) = &judged.evidence.cells else { return Vec::new() };
        let Some(plan) = &cells.plan.stage else { return Vec::new() };
        let tally = &cells.tally.stage;
        let counts = plan.names.iter().zip(&tally.counts).map(|(name, count)| format!("{name} {count}"));
        let detail = match tally.wrong.count {
            0 => counts.collect::<Vec<_>>().join(", "),
            _ => tally.wrong.words(),
        };
        let table = &judged.evidence.plans[plan.table];
        vec![Finding {
            table: Some(table.name.clone()),
            columns: named(table, [plan.stage_column]),
            status: if tally.wrong.count == 0 { Status::Pass } else { Status::Fail },
            expected: format!(
                "{} rows on the stages of their values in {}",
                tally.rows, table.columns[plan.stage_column].name
            ),
            observed: format!("{} on others", tally.wrong.count),
            detail,
        }]
    },
};
