//! Bridges: distinct partners, as many as configured.

use super::{Check, Finding, Need, PLOTSIM, named};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "bridge_integrity",
    doc: "Each left row of a bridge has as many partners as configured, each once, and never itself",
    rule: "left rows with fewer partners than the minimum (0 for pairs without direction) or more than the maximum, both cut to the rows there are = 0; repeated pairs, mirrored pairs without direction, rows paired with themselves, and left rows without partners despite a minimum = 0",
    languages: PLOTSIM,
    needs: &[Need::Bridges, Need::Keys],
    judge: |judged| {
        let evidence = judged.evidence;
        let mut all = Vec::new();
        for (plan, bridge) in evidence.plans.iter().zip(&evidence.bridges) {
            let Some((pairs, tally)) = bridge else { continue };
            let mirrored = tally.mirrored();
            let absent = pairs.lefts.map_or(0, |lefts| lefts.saturating_sub(tally.lefts));
            let problems = [
                (&tally.wrong_number, "rows with another number of partners"),
                (&tally.repeated, "rows with a partner twice"),
                (&mirrored, "mirrored pairs"),
                (&tally.loops, "rows paired with themselves"),
                (&tally.disorder, "left rows that come again"),
            ];
            let words = problems.iter().filter(|(found, _)| found.count > 0);
            let mut detail: Vec<String> =
                words.map(|(found, what)| format!("{} {what}, {}", found.count, found.words())).collect();
            if absent > 0 {
                detail.push(format!("{absent} left rows without partners"));
            }
            let (least, most) = pairs.partners;
            all.push(Finding {
                table: Some(plan.name.clone()),
                columns: named(plan, pairs.columns()),
                status: if detail.is_empty() { Status::Pass } else { Status::Fail },
                expected: format!(
                    "{least} to {most} different partners each in {}",
                    named(plan, pairs.columns()).join(", ")
                ),
                observed: format!("{} pairs of {} left rows", tally.rows, tally.lefts),
                detail: detail.join("; "),
            });
        }
        all
    },
};
