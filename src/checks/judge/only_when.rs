//! Metrics that have values only where another's allow it.

use super::{Check, Finding, Need, PLOTSIM, named};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "only_when",
    doc: "A metric with a condition has no value where the condition does not hold",
    rule: "rows with a value other than 0, or null where that is what the config says, beside a value of the deciding metric for which the condition fails = 0; rows in which the deciding value is missing are not judged",
    languages: PLOTSIM,
    needs: &[Need::Cells],
    judge: |judged| {
        let Some(cells) = &judged.evidence.cells else { return Vec::new() };
        let all = cells.plan.conditions.iter().zip(&cells.tally.conditions);
        let find =
            |(plan, tally): (&crate::checks::cells::ConditionPlan, &crate::checks::cells::ConditionTally)| {
                let table = &judged.evidence.plans[plan.table];
                let name = |column: usize| table.columns[column].name.as_str();
                let (sign, value) = (plan.condition.comparison.sign(), plan.condition.value);
                Finding {
                    table: Some(table.name.clone()),
                    columns: named(table, [plan.column]),
                    status: if tally.wrong.count == 0 { Status::Pass } else { Status::Fail },
                    expected: format!(
                        "{} only when {} {sign} {value}",
                        name(plan.column),
                        name(plan.deciding)
                    ),
                    observed: format!("{} values beside others", tally.wrong.count),
                    detail: match tally.wrong.count {
                        0 => format!("{} of {} rows have none", tally.without, tally.rows),
                        _ => tally.wrong.words(),
                    },
                }
            };
        all.map(find).collect()
    },
};
