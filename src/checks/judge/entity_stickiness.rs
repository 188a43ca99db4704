//! The same entity, the same values.

use super::{Check, DATAGEN, Finding, Need, named};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "entity_stickiness",
    doc: "Rows with the same entity show the same values of all its columns",
    rule: "keys of entities that come with more than one set of values = 0, where a column of the entity tells entities apart",
    languages: DATAGEN,
    needs: &[Need::Pools],
    judge: |judged| {
        let evidence = judged.evidence;
        let mut all = Vec::new();
        for (plan, tally) in evidence.plans.iter().zip(&evidence.tallies) {
            for (pool, own) in plan.pools.iter().zip(&tally.pools) {
                let Some(key) = pool.key else { continue };
                let (keys, torn) = own.clone().keys();
                let own_columns = named(plan, pool.columns.iter().copied());
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: own_columns.clone(),
                    status: if torn == 0 && keys <= pool.size { Status::Pass } else { Status::Fail },
                    expected: format!(
                        "one set of values for each of up to {} entities in {}",
                        pool.size,
                        own_columns.join(", ")
                    ),
                    observed: format!("{keys} entities, {torn} with several"),
                    detail: format!("{}, told apart by {}", pool.name, plan.columns[key].name),
                });
            }
        }
        all
    },
};
