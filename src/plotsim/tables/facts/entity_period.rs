//! Facts per entity and period: entity by entity, and within each the periods from its start on until it leaves.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::rows::EntityPeriodRows;
use crate::plotsim::model::{Site, Values};
use crate::plotsim::sources::{explain_entity, explain_period};
use crate::plotsim::tables::columns_of;
use crate::plotsim::tables::engine::{Engine, MetricSet};
use crate::plotsim::tables::rows::{Numbers, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::plotsim::tables::table::version_pass;
use crate::steps::{Explanation, Steps};
use crate::tables::{Block, Blocks, Column, Interval, Pass, RowCount, Scan, Table};
use crate::workers::Workers;

/// A fact with a row for each entity and period. A block is a range of entities.
pub struct EntityPeriodFact {
    engine: Arc<Engine>,
    table: usize,
    columns: Vec<Column>,
    rows: EntityPeriodRows,
}

impl EntityPeriodFact {
    /// The fact at `table`, or its part for one of several shards.
    pub fn new(engine: Arc<Engine>, table: usize, shard: Option<(u64, u64)>) -> EntityPeriodFact {
        let rows = EntityPeriodRows::new(&engine, shard);
        EntityPeriodFact { columns: columns_of(&engine, table), engine, table, rows }
    }
}

impl Table for EntityPeriodFact {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.rows.count(&self.engine)
    }

    fn blocks(&self) -> u64 {
        self.rows.blocks()
    }

    fn find(&self, row: u64, _: &Workers) -> Option<(u64, usize)> {
        self.rows.find(&self.engine, row)
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let sites =
            (0..self.columns.len()).map(|column| Site { engine: &self.engine, table: self.table, column });
        let sources: Vec<_> = sites.map(|site| (site, site.values())).collect();
        let set = self.engine.metrics(sources.iter().flat_map(|(_, source)| source.metrics()));
        let cells = Arc::new(self.engine.values(self.rows.entities(&self.engine, block), &set));
        let rows = RowSet::of_cells(&self.engine, cells);
        let mut explanation = Explanation::default();
        explain_entity(&self.engine, &rows, place, &mut explanation.row);
        for (site, source) in sources {
            if explanation.columns.is_empty() {
                explain_period(site, &rows, place, &mut explanation.row);
            }
            let mut steps = Steps::default();
            source.explain(site, &rows, place, &mut steps);
            explanation.columns.push(steps);
        }
        explanation
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        let site = Site { engine: &self.engine, table: self.table, column };
        match site.column().source.subjects(site, None, interval)? {
            Subjects::Entities(entities) => Some(self.rows.blocks_of(entities)),
            Subjects::Periods(periods) => periods.is_empty().then(Blocks::default),
            Subjects::Rows(_) => None,
        }
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(self.scanner(projection, workers, false))
    }

    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(self.scanner(projection, workers, true))
    }

    fn pass(&self) -> Option<Pass> {
        version_pass(&self.engine, &self.sources(0..self.columns.len()))
    }
}

impl EntityPeriodFact {
    fn sources(&self, columns: impl Iterator<Item = usize>) -> Vec<Arc<dyn Values>> {
        let site = |column: usize| Site { engine: &self.engine, table: self.table, column };
        columns.map(|column| site(column).values()).collect()
    }

    fn scanner(&self, projection: &[usize], workers: &Workers, roughly: bool) -> FactScan {
        FactScan {
            engine: Arc::clone(&self.engine),
            rows: self.rows.clone(),
            set: OnceLock::new(),
            workers: workers.clone(),
            sources: self.sources(projection.iter().copied()),
            roughly,
        }
    }
}

struct FactScan {
    engine: Arc<Engine>,
    rows: EntityPeriodRows,
    set: OnceLock<MetricSet>,
    /// Who counts rows.
    workers: Workers,
    sources: Vec<Arc<dyn Values>>,
    /// Whether numbers of versions may be left out.
    roughly: bool,
}

impl Scan for FactScan {
    fn block(&self, block: u64) -> Block {
        let entities = self.rows.entities(&self.engine, block);
        if self.sources.is_empty() {
            let rows = self.engine.spans(entities).iter().map(Range::len).sum();
            return Block { rows, columns: Vec::new() };
        }
        let metrics = || self.sources.iter().flat_map(|source| source.metrics());
        let set = self.set.get_or_init(|| self.engine.metrics(metrics()));
        let cells = Arc::new(self.engine.values(entities, set));
        let mut rows = RowSet::of_cells(&self.engine, cells);
        if self.sources.iter().any(|source| source.reads_numbers()) {
            rows.numbers = Numbers::From(self.rows.before(&self.engine, block, &self.workers));
        }
        rows.roughly = self.roughly;
        let columns = self.sources.iter().map(|source| source.array(&rows)).collect();
        Block { rows: rows.len, columns }
    }

    fn failure(&self) -> Option<String> {
        self.sources.iter().find_map(|source| source.failure())
    }
}
