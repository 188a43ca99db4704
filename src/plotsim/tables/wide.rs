//! A fact joined with its dimensions, without a search: what a row names is known before its keys are made.

use std::sync::Arc;

use super::about::JOINED;
use super::columns_of;
use super::engine::Engine;
use crate::steps::{Explanation, Steps};
use crate::tables::{Blocks, Column, Interval, Pass, RowCount, Scan, Table};
use crate::workers::Workers;

/// The rows and blocks of a fact, with the columns of its dimensions behind its own.
pub struct WideTable {
    engine: Arc<Engine>,
    table: usize,
    fact: Arc<dyn Table>,
    columns: Vec<Column>,
}

impl WideTable {
    /// The wide table at `table` of the fact given as `fact`.
    pub fn new(engine: &Arc<Engine>, table: usize, fact: Arc<dyn Table>) -> WideTable {
        let config = engine.config();
        let wide = config.tables.get(table).and_then(|table| table.kind.wide());
        let own = wide.and_then(|wide| config.tables.get(wide.of)).map_or(0, |fact| fact.columns.len());
        // Faults may have changed the columns of the fact.
        let joined = columns_of(engine, table).into_iter().skip(own);
        let columns = fact.columns().iter().cloned().chain(joined).collect();
        WideTable { columns, engine: Arc::clone(engine), table, fact }
    }

    /// The same places as the fact has them: those of dimensions lie behind its columns.
    fn places(&self, projection: &[usize]) -> Vec<usize> {
        let own = self.fact.columns().len();
        projection.iter().map(|place| if *place < own { *place } else { place + JOINED }).collect()
    }
}

impl Table for WideTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.fact.rows()
    }

    fn closer_rows(&self, workers: &Workers) -> RowCount {
        self.fact.closer_rows(workers)
    }

    fn blocks(&self) -> u64 {
        self.fact.blocks()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        self.fact.scan(&self.places(projection), workers)
    }

    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        self.fact.scan_roughly(&self.places(projection), workers)
    }

    fn pass(&self) -> Option<Pass> {
        self.fact.pass()
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        self.fact.find(row, workers)
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let mut all = self.fact.explain(block, place);
        let config = self.engine.config();
        let Some(wide) = config.tables.get(self.table).and_then(|table| table.kind.wide()) else {
            return all;
        };
        for join in &wide.joins {
            let key = all.columns.get(join.key).cloned().unwrap_or_default();
            let (Some(dim), Some(fact)) = (config.tables.get(join.table), config.tables.get(wide.of)) else {
                continue;
            };
            for column in &join.columns {
                let mut steps: Steps = key.clone();
                let name = dim.columns.get(*column).map_or("", |column| column.name.as_str());
                let by = fact.columns.get(join.key).map_or("", |column| column.name.as_str());
                steps.text("joined", format!("{}.{name}", dim.name), format!("of the row that {by} names"));
                all.columns.push(steps);
            }
        }
        all
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        if column < self.fact.columns().len() { self.fact.prune(column, interval) } else { None }
    }
}
