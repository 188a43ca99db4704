//! The date dimension: every period once, in order.

use super::{Check, Finding, Need, PLOTSIM, named};
use crate::checks::columns::{TablePlan, TableTally};
use crate::checks::outcome::Status;
use crate::facts::rows::Panel;

pub static CHECK: Check = Check {
    name: "date_spine",
    doc: "The date dimension has every period of the window once and in order, and each key is that of its date",
    rule: "keys ascend; their number is that of the periods; each key is that of a period and, read as YYYYMMDD, the row's date. Steps are calendar months, ISO weeks or days",
    languages: PLOTSIM,
    needs: &[Need::Columns, Need::Keys],
    judge: |judged| {
        let evidence = judged.evidence;
        let Some(Panel { time, .. }) = evidence.project.panel() else { return Vec::new() };
        let spine = |(table, (plan, tally)): (usize, (&TablePlan, &TableTally))| {
            if !evidence.project.rows(table).is_some_and(|rows| rows.about.calendar) {
                return None;
            }
            let own = named(plan, plan.period_columns.iter().copied());
            let wrong = &evidence.instants[table];
            let breaks = tally.keys.first().map_or(0, |key| key.breaks);
            let periods = time.len() as u64;
            let right = wrong.count == 0 && breaks == 0 && tally.rows == periods;
            Some(Finding {
                table: Some(plan.name.clone()),
                columns: own.clone(),
                status: if right { Status::Pass } else { Status::Fail },
                expected: format!("{periods} {} periods in order in {}", time.granularity(), own.join(", ")),
                observed: format!(
                    "{} rows, {breaks} out of order, {} not of the window",
                    tally.rows, wrong.count
                ),
                detail: wrong.words(),
            })
        };
        evidence.plans.iter().zip(&evidence.tallies).enumerate().filter_map(spine).collect()
    },
};
