//! Keys that name one row each.

use super::{BOTH, Check, Finding, Need};
use crate::checks::outcome::Status;
use crate::checks::rules::tuple;

pub static CHECK: Check = Check {
    name: "pk_uniqueness",
    doc: "No two rows have the same key: primary keys, unique columns of datasets, and keys that are distinct_within others",
    rule: "rows whose key came before = 0, or the number of redelivered rows; keys that are made in order are compared with the row before, others by 64-bit hashes",
    languages: BOTH,
    needs: &[Need::Keys],
    judge: |judged| {
        let evidence = judged.evidence;
        let mut all = Vec::new();
        for ((plan, tally), repeats) in evidence.plans.iter().zip(&evidence.tallies).zip(&evidence.repeats) {
            for (key, repeats) in plan.keys.iter().zip(repeats) {
                // Redelivered rows repeat the keys of others.
                let again = plan.primary_rows.zip(plan.rows).map_or(0, |(primary, rows)| rows - primary);
                let names: Vec<&str> = key
                    .columns
                    .iter()
                    .filter_map(|column| plan.columns.get(*column))
                    .map(|c| c.name.as_str())
                    .collect();
                let nulls: u64 =
                    key.columns.iter().filter_map(|column| tally.columns.get(*column)).map(|c| c.nulls).sum();
                let right = repeats.rows.count == again && (nulls == 0 || key.partial);
                let key = tuple(&names);
                let expected = match again {
                    0 => format!("every {key} once"),
                    again => format!("every {key} once but for {again} redelivered rows"),
                };
                all.push(Finding {
                    table: Some(plan.name.clone()),
                    columns: names.iter().map(|name| (*name).to_owned()).collect(),
                    status: if right { Status::Pass } else { Status::Fail },
                    expected,
                    observed: format!("{} repeated, {nulls} null", repeats.rows.count),
                    detail: if right { String::new() } else { repeats.rows.words() },
                });
            }
        }
        all
    },
};
