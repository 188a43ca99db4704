//! `plotsim_shards(config, table, shards)`: how a table is cut, and the query that makes each piece.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED};
use super::call::{Parameter, ParameterKind};
use super::failure::Failure;
use super::first::Tokens;
use super::rows::Listing;
use super::table_call::TableCall;
use super::{Function, config};
use crate::project::Project;
use crate::tables::{Deferred, RowCount};
use crate::workers::Workers;

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
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        Parameter {
            name: "count",
            kind: ParameterKind::Flag,
            doc: "true counts rows that are estimated otherwise, in one pass over the table, and tells each query where its piece begins, \
                  so that none counts again",
        },
    ],
    bind: |call| {
        let shards = call.whole(2, "shards")?;
        if !(1..=MOST).contains(&shards) {
            return Err(Failure::Argument(format!("shards is {shards}, but must be from 1 to {MOST}")));
        }
        let source = config::source(call, call.text(0, "config")?)?;
        let (project, _) = config::valid(&source, call)?;
        let name = call.text(1, "table")?;
        let index = config::table_index(&project, name)?;
        let plan = Plan {
            tokens: Tokens::of(call, &source, project.names().get(index).copied().unwrap_or_default())?,
            calls: TableCall::like(call)?,
            name: name.to_owned(),
            project,
            index,
            shards,
        };
        if call.flag("count") != Some(true) {
            let estimated = |shard| plan.estimated(shard);
            return Ok(plan.listing((0..shards).map(estimated).collect()).table());
        }
        let (columns, _) = plan.listing(Vec::new()).parts();
        Ok(Arc::new(Deferred::new(columns, RowCount::Exact(shards), move |workers| plan.counted(workers))))
    },
};

/// How a table is cut.
struct Plan {
    project: Project,
    index: usize,
    /// The table's name as it was typed.
    name: String,
    shards: u64,
    calls: TableCall,
    tokens: Tokens,
}

/// A piece of the table.
struct Piece {
    rows: RowCount,
    /// The number of its first row, where it is known and not a sum of those before.
    first: Option<u64>,
    /// Where it begins.
    token: Option<String>,
}

impl Plan {
    fn estimated(&self, shard: u64) -> Piece {
        let rows = self.project.table(self.index, Some((shard, self.shards))).rows();
        Piece { rows, first: None, token: None }
    }

    /// The columns with all rows counted.
    fn counted(&self, workers: &Workers) -> Result<Vec<arrow::array::ArrayRef>, String> {
        let mut pieces = Vec::new();
        for shard in 0..self.shards {
            if workers.is_stopped() {
                return Err(crate::workers::Stopped.to_string());
            }
            let own = (shard, self.shards);
            let table = self.project.table(self.index, Some(own));
            let start = table.start(workers);
            let token = start.as_ref().map(|start| self.tokens.token(own, &start.before));
            let rows = start.and_then(|start| start.rows);
            pieces.push(Piece {
                rows: rows.map_or_else(|| table.rows(), |(_, rows)| RowCount::Exact(rows)),
                first: rows.map(|(first, _)| first),
                token,
            });
        }
        Ok(self.listing(pieces).parts().1)
    }

    fn listing(&self, pieces: Vec<Piece>) -> Listing {
        let rows = |exact: bool| {
            pieces.iter().map(move |piece| match (piece.rows, exact) {
                (RowCount::Exact(rows), true) | (RowCount::Estimate(rows), false) => i64::try_from(rows).ok(),
                _ => None,
            })
        };
        let query = |(shard, piece): (u64, &Piece)| {
            Some(format!(
                "FROM {}",
                self.calls.piece(&self.name, (shard, self.shards), piece.token.as_deref())
            ))
        };
        Listing::default()
            .number("shard", (0..pieces.len() as i64).map(Some))
            .number("rows", rows(true))
            .number("estimated_rows", rows(false))
            .number("first_row", firsts(&pieces).into_iter())
            .text("query", (0..).zip(&pieces).map(query))
    }
}

/// The number of each piece's first row within the whole, as far as it or all pieces before are counted.
fn firsts(pieces: &[Piece]) -> Vec<Option<i64>> {
    let mut next = Some(0u64);
    let mut firsts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let first = piece.first.or(next);
        firsts.push(first.and_then(|first| i64::try_from(first).ok()));
        next = match piece.rows {
            RowCount::Exact(rows) => first.and_then(|first| first.checked_add(rows)),
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
        let pieces = counts.map(|rows| Piece { rows, first: None, token: None });
        assert_eq!(firsts(&pieces), [Some(0), Some(3), Some(3), None]);
    }
}
