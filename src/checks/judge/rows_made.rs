//! Whether there is a value wherever one is asked for.

use super::{BOTH, Check, Finding, Need, TablePlan, TableTally, tables};
use crate::checks::outcome::Status;

/// The name of this check: the only one that is heard of a table that does not pass it.
pub const NAME: &str = "rows_made";

pub static CHECK: Check = Check {
    name: NAME,
    doc: "Every row can be made; told of tables where one cannot, of which no other check is then told",
    rule: "no value is beyond its type, and every required parent is there",
    languages: BOTH,
    needs: &[Need::Rows],
    judge: |judged| {
        let failures = &judged.evidence.failures;
        let of = |(plan, _): (&TablePlan, &TableTally)| {
            let table = judged.evidence.plans.iter().position(|own| own.name == plan.name)?;
            let failure = failures[table].clone()?;
            Some(Finding {
                table: Some(plan.name.clone()),
                columns: plan.columns.iter().map(|column| column.name.clone()).collect(),
                status: Status::Fail,
                expected: "every row".to_owned(),
                observed: "rows that cannot be made".to_owned(),
                detail: failure,
            })
        };
        tables(judged).filter_map(of).collect()
    },
};
