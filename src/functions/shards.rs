//! `plotsim_shards(config, table, shards)`: how a table is cut, and the query that makes each piece.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::failure::Failure;
use super::rows::Listing;
use super::table_call::TableCall;
use super::{Function, config};
use crate::tables::RowCount;

/// More pieces than any cluster has tasks; keeps the listing small.
const MOST: u64 = 100_000;

pub static FUNCTION: Function = Function {
    name: "plotsim_shards",
    doc: "Even pieces of a table for several machines: rows of each, and the query that makes it",
    example: "FROM plotsim_shards('template:retail_analytics', 'orders', 4);",
    positional: &[
        CONFIG,
        Parameter { name: "table", kind: ParameterKind::Text, doc: "Name of the table" },
        Parameter { name: "shards", kind: ParameterKind::Integer, doc: "How many pieces" },
    ],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let shards = call.whole(2, "shards")?;
        if !(1..=MOST).contains(&shards) {
            return Err(Failure::Argument(format!("shards is {shards}, but must be from 1 to {MOST}")));
        }
        let project = config::project(call)?;
        let name = call.text(1, "table")?;
        let index = config::table_index(&project, name)?;
        let counts: Vec<RowCount> =
            (0..shards).map(|shard| project.table(index, Some((shard, shards))).rows()).collect();
        let rows = |exact: bool| {
            counts.iter().map(move |count| match (count, exact) {
                (RowCount::Exact(rows), true) | (RowCount::Estimate(rows), false) => {
                    i64::try_from(*rows).ok()
                }
                _ => None,
            })
        };
        let calls = TableCall::like(call)?;
        Ok(Listing::default()
            .number("shard", (0..shards as i64).map(Some))
            .number("rows", rows(true))
            .number("estimated_rows", rows(false))
            .number("first_row", firsts(&counts).into_iter())
            .text(
                "query",
                (0..shards).map(|shard| Some(format!("FROM {}", calls.piece(name, shard, shards)))),
            )
            .table())
    },
};

/// The number of each piece's first row within the whole, as far as all pieces before are counted.
fn firsts(counts: &[RowCount]) -> Vec<Option<i64>> {
    let mut next = Some(0u64);
    let mut firsts = Vec::with_capacity(counts.len());
    for count in counts {
        firsts.push(next.and_then(|first| i64::try_from(first).ok()));
        next = match count {
            RowCount::Exact(rows) => next.and_then(|first| first.checked_add(*rows)),
            RowCount::Estimate(_) => None,
        };
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_rows_are_known_up_to_the_first_estimate() {
        let counts = [RowCount::Exact(3), RowCount::Exact(0), RowCount::Estimate(5), RowCount::Exact(1)];
        assert_eq!(firsts(&counts), [Some(0), Some(3), Some(3), None]);
    }
}
