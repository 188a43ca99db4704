//! How many rows the faults of a table hit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::hits::{Behind, Row};
use super::plan::Plan;
use crate::plotsim::tables::clean;
use crate::plotsim::tables::engine::Engine;
use crate::workers::Workers;

/// How many rows an issue could hit, and how many it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The issue, by place among all.
    pub issue: usize,
    /// The column whose values it hits, if it hits values.
    pub column: Option<usize>,
    pub rows: u64,
    pub hit: u64,
}

/// Counts what the issues of a table hit.
pub fn hits(engine: &Arc<Engine>, table: usize, workers: &Workers) -> Vec<Hits> {
    let Some(plan) = Plan::new(engine, table) else { return Vec::new() };
    let wanted = plan.of_all();
    let issues = plan.hits(&wanted, workers);
    let places: Vec<usize> = issues.places(&wanted).iter().map(|place| plan.own + place).collect();
    let whole = clean(engine, table, None);
    let scan = whole.scan(&places, workers);
    let counts: Vec<(AtomicU64, AtomicU64)> = wanted.iter().map(|_| Default::default()).collect();
    // What a stopped call counts is not read.
    let _ = workers.each(whole.blocks(), |block| {
        let read = scan.block(block);
        let behind = Behind::new(&issues, &wanted, &read.columns);
        for ((place, column), (rows, hit)) in wanted.iter().zip(&counts) {
            // Rows are counted as they stand when the issue comes.
            let (here, later) = behind.rows_before(*place, read.rows, |_, _| {});
            let standing: Vec<Row> = here.into_iter().chain(later).collect();
            let concerned = standing.iter().filter(|row| behind.concerns(*place, **row)).count();
            let own = standing.iter().filter(|row| behind.hit(*place, *column, **row).is_some()).count();
            rows.fetch_add(concerned as u64, Ordering::Relaxed);
            hit.fetch_add(own as u64, Ordering::Relaxed);
        }
    });
    let of = |((issue, column), (rows, hit)): (&(usize, Option<usize>), (AtomicU64, AtomicU64))| Hits {
        issue: plan.issues.get(*issue).map_or(0, |(place, _)| *place),
        column: *column,
        rows: rows.into_inner(),
        hit: hit.into_inner(),
    };
    wanted.iter().zip(counts).map(of).collect()
}
