//! Tables of events that nothing causes.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::columns::{TablePlan, TableTally};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "empty_event_table",
    doc: "A table of events has a cause; one without can have no rows",
    rule: "warn: no rows, and the config gives no driver or threshold",
    languages: PLOTSIM,
    needs: &[Need::Rows, Need::Events],
    judge: |judged| {
        let evidence = judged.evidence;
        let event = |(table, (plan, tally)): (usize, (&TablePlan, &TableTally))| {
            let rows = evidence.project.rows(table).filter(|rows| rows.about.event)?;
            let caused = rows.cause.is_some();
            Some(Finding {
                table: Some(plan.name.clone()),
                columns: Vec::new(),
                status: if caused || tally.rows > 0 { Status::Pass } else { Status::Warn },
                expected: "a driver".to_owned(),
                observed: format!("{} rows, {}", tally.rows, if caused { "a driver" } else { "no driver" }),
                detail: String::new(),
            })
        };
        evidence.plans.iter().zip(&evidence.tallies).enumerate().filter_map(event).collect()
    },
};
