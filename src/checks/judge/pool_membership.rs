//! Rows that show entries of their pool.

use super::{Check, DATAGEN, Finding, Need, named};
use crate::checks::outcome::Status;

pub static CHECK: Check = Check {
    name: "pool_membership",
    doc: "The columns of an entity or a linked pool show an entry of it together, in every row",
    rule: "rows whose values together are no entry of the pool = 0; pools of over 2²² entries are not looked up",
    languages: DATAGEN,
    needs: &[Need::Pools],
    judge: |judged| {
        let evidence = judged.evidence;
        let mut all = Vec::new();
        for (plan, tally) in evidence.plans.iter().zip(&evidence.tallies) {
            for (pool, own) in plan.pools.iter().zip(&tally.pools) {
                let looked_up = pool.tuples.is_some();
                let own_columns = named(plan, pool.columns.iter().copied());
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: if looked_up { own_columns.clone() } else { Vec::new() },
                    status: if own.strangers.count == 0 { Status::Pass } else { Status::Fail },
                    expected: format!("entries of {} in {}", pool.name, own_columns.join(", ")),
                    observed: match looked_up {
                        true => format!("{} rows with others", own.strangers.count),
                        false => format!("not looked up: the pool has {} entries", pool.size),
                    },
                    detail: own.strangers.words(),
                });
            }
        }
        all
    },
};
