//! Versions: one current row for each entity, periods that touch, and facts that name the one in force.

use super::{Check, Finding, Need, PLOTSIM, by_rules, named};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "scd_integrity",
    doc: "The versions of an entity follow one another without gap or overlap, and facts and events name the one that holds in their period",
    rule: "current rows = entities; versions are numbered from 1 in order; each begins on the day its predecessor ends, in another tier, and the last has the open end; dim_row_id of facts and events is a version of the row's entity whose days hold the row's period",
    languages: PLOTSIM,
    needs: &[Need::Keys],
    judge: |judged| {
        let evidence = judged.evidence;
        let entities = evidence.project.panel().map_or(0, |panel| panel.entities);
        let mut all = Vec::new();
        for (plan, versions) in evidence.plans.iter().zip(&evidence.versions) {
            let Some((own, tally)) = versions else { continue };
            let mut detail = match tally.wrong.count {
                0 => Vec::new(),
                wrong => vec![format!("{wrong} versions out of turn, {}", tally.wrong.words())],
            };
            if let Some(first) = tally.first().filter(|first| *first != 1) {
                detail.push(format!("the first is number {first}"));
            }
            let right = detail.is_empty() && tally.current == entities && tally.entities == entities;
            let columns = named(plan, own.columns());
            all.push(Finding {
                table: Some(plan.name.clone()),
                status: if right { Status::Pass } else { Status::Fail },
                expected: format!("{entities} current rows, and gapless versions in {}", columns.join(", ")),
                columns,
                observed: format!(
                    "{} rows of {} entities, {} current",
                    tally.rows, tally.entities, tally.current
                ),
                detail: detail.join("; "),
            });
        }
        all.extend(by_rules(judged));
        all
    },
};
