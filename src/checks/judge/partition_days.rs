//! Days of a partition.

use super::{Check, DATAGEN, Finding, Need, named};
use crate::checks::outcome::Status;
use crate::config::calendar::format_date;

pub static CHECK: Check = Check {
    name: "partition_days",
    doc: "Rows are spread over the days of the partition, evenly or as its rhythm says, and no other day comes",
    rule: "each day has its share of rows and its redelivered rows; without a rhythm the first (rows mod days) days have one more, with one the largest remainders; rows of other days = 0",
    languages: DATAGEN,
    needs: &[Need::Rows, Need::Columns],
    judge: |judged| {
        let evidence = judged.evidence;
        let mut all = Vec::new();
        for (plan, tally) in evidence.plans.iter().zip(&evidence.tallies) {
            let Some(days) = &plan.days else { continue };
            let wrong: Vec<String> = days
                .rows
                .iter()
                .zip(&tally.days)
                .enumerate()
                .filter(|(_, (expected, found))| expected != found)
                .map(|(day, (expected, found))| {
                    format!("{}: {found}, not {expected}", format_date(days.first + day as i32))
                })
                .collect();
            let right = wrong.is_empty() && tally.other_days.count == 0;
            let mut detail: Vec<String> = wrong.iter().take(crate::checks::EXAMPLES).cloned().collect();
            if tally.other_days.count > 0 {
                detail.push(tally.other_days.words());
            }
            all.push(Finding {
                table: Some(plan.name.clone()),
                columns: named(plan, [days.column]),
                status: if right { Status::Pass } else { Status::Fail },
                expected: format!(
                    "{} days with their shares of rows in {}",
                    days.rows.len(),
                    plan.columns[days.column].name
                ),
                observed: format!(
                    "{} days with other numbers, {} rows of other days",
                    wrong.len(),
                    tally.other_days.count
                ),
                detail: detail.join("; "),
            });
        }
        all
    },
};
