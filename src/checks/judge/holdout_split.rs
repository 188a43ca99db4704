//! The two sides of a split table: every row on one of them, and on the right one.

use super::{Check, Finding, Need, PLOTSIM, named};
use crate::checks::columns::{SidePlan, TablePlan, TableTally};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "holdout_split",
    doc: "Each row of a split table is on one side, and what is held out comes after what is for training",
    rule: "rows for training + rows held out = rows of the whole; where periods are held out, the last period for training is before the first that is held out",
    languages: PLOTSIM,
    needs: &[Need::Rows, Need::Columns],
    judge: |judged| {
        let evidence = judged.evidence;
        let find = |(table, plan): (usize, &TablePlan)| {
            let SidePlan { of, other, period: key } = plan.side?;
            let (whole, train, held) =
                (evidence.tallies.get(of)?, evidence.tallies.get(other)?, evidence.tallies.get(table)?);
            let numbers = |tally: &TableTally| tally.columns.get(key?)?.numbers().cloned();
            let last = numbers(train).map(|numbers| numbers.greatest());
            let first = numbers(held).map(|numbers| numbers.least());
            let crossed = last.zip(first).is_some_and(|(last, first)| last >= first);
            let right = train.rows + held.rows == whole.rows && !crossed;
            let detail = match last.zip(first) {
                Some((last, first)) => format!("training ends with {last}, the holdout begins with {first}"),
                None => String::new(),
            };
            Some(Finding {
                table: Some(plan.name.clone()),
                columns: named(plan, key),
                status: if right { Status::Pass } else { Status::Fail },
                expected: format!("{} rows of the whole, on two sides", whole.rows),
                observed: format!("{} for training and {} held out", train.rows, held.rows),
                detail,
            })
        };
        evidence.plans.iter().enumerate().filter_map(find).collect()
    },
};
