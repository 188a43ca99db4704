//! Events where the values of a fact call for them, and nowhere else.

use super::{Check, Finding, Need, PLOTSIM};
use crate::checks::cells::EventTally;
use crate::checks::outcome::{EXAMPLES, Status};

pub static CHECK: Check = Check {
    name: "event_coherence",
    doc: "Events happen when the driving column of the fact says so: as many as a value asks for, or where a threshold was crossed for long enough",
    rule: "for every entity and period, rows = max(0, round half to even(value · scale)), or 1 where a streak of periods beyond the threshold has just reached its length; compared by sums of 64-bit hashes of (entity, period) over groups of entities, and by period; in a period that the window cuts off, at most as many",
    languages: PLOTSIM,
    needs: &[Need::Cells, Need::Events],
    judge: |judged| {
        let evidence = judged.evidence;
        let Some(cells) = &evidence.cells else { return Vec::new() };
        let mut all = Vec::new();
        for (plan, expected) in cells.plan.events.iter().zip(&cells.tally.events) {
            let Some(found) = &evidence.events[plan.table] else { continue };
            let wrong = expected.sums.iter().zip(&found.sums).filter(|(a, b)| a != b).count();
            let periods = differing(expected, found, &judged.measurements.periods);
            let right = wrong == 0 && periods.is_empty() && expected.total == found.total;
            let detail = match (right, periods.is_empty()) {
                (true, _) => String::new(),
                (false, false) => format!("periods that differ: {}", periods.join(", ")),
                (false, true) => {
                    format!("the right number in each period, but of other entities ({wrong} groups of them)")
                }
            };
            all.push(Finding {
                table: Some(evidence.plans[plan.table].name.clone()),
                columns: Vec::new(),
                status: if right { Status::Pass } else { Status::Fail },
                expected: format!("{} events where the fact calls for them", expected.total),
                observed: format!(
                    "{} events, {wrong} of {} groups of entities differ",
                    found.total, plan.groups
                ),
                detail,
            });
        }
        all
    },
};

fn differing(expected: &EventTally, found: &EventTally, labels: &[String]) -> Vec<String> {
    let pairs = expected.by_period.iter().zip(&found.by_period).enumerate();
    let words = pairs
        .filter(|(period, (a, b))| if expected.cut[*period] { b > a } else { a != b })
        .map(|(period, (a, b))| format!("{} ({b}, not {a})", labels.get(period).map_or("", String::as_str)));
    words.take(EXAMPLES).collect()
}
