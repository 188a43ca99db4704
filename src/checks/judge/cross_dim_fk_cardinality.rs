//! Drawn references that always name the same row.

use super::{BOTH, Check, Finding, Need, UNLIKELY};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "cross_dim_fk_cardinality",
    doc: "Foreign keys that are drawn name more than one row of their parent",
    rule: "warn: one value only, though n draws with the greatest weight w would agree with a probability wⁿ⁻¹ below 10⁻⁷; n counts entities in facts and rows elsewhere",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: |judged| {
        let evidence = judged.evidence;
        let entities = evidence.project.panel().map_or(0, |panel| panel.entities);
        let mut all = Vec::new();
        for (plan, tally) in evidence.plans.iter().zip(&evidence.tallies) {
            for (column, own) in plan.columns.iter().zip(&tally.columns) {
                let Some(reference) = &column.reference else { continue };
                let Some(alike) = reference.alike.filter(|_| reference.parent_rows > 1) else { continue };
                let shared = column.shared.entries as u64;
                let draws = if reference.by_entity { entities.max(shared) } else { tally.rows };
                let chance = libm::pow(alike, draws.saturating_sub(1) as f64);
                let same = !own.several && chance < UNLIKELY;
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: Vec::new(),
                    status: if same { Status::Warn } else { Status::Pass },
                    expected: format!("several rows of {}", evidence.plans[reference.table].name),
                    observed: if own.several {
                        "several values".to_owned()
                    } else {
                        "one value or none".to_owned()
                    },
                    detail: column.name.clone(),
                });
            }
        }
        all
    },
};
