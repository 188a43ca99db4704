//! A table of a plotsim config: a grain, which says what its rows are about, and columns that show it.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;

use super::columns_of;
use super::engine::{Engine, MetricSet};
use super::rows::RowSet;
use super::subject::Subjects;
use crate::plotsim::model::{Site, Values};
use crate::steps::{Explanation, Steps};
use crate::tables::{
    Block, Blocks, Column, Interval, Pass, RowCount, Scan, Start, Table, evenly, first_that, shard_blocks,
};
use crate::workers::Workers;

/// Which rows a table has.
pub trait Grain: Send + Sync {
    /// The number of blocks of the whole table.
    fn blocks(&self) -> u64;

    /// How many rows these blocks hold together.
    fn count(&self, blocks: Range<u64>) -> RowCount;

    /// The rows of a block, saying what is needed of them and perhaps more.
    fn rows(&self, block: u64, needs: &Needs) -> RowSet;

    /// The number of rows of a block, where only making what drives them tells.
    fn counted(&self, _block: u64) -> Option<u64> {
        None
    }

    /// Where some blocks begin, if only making rows tells.
    fn start(&self, _blocks: Range<u64>, _workers: &Workers) -> Option<Start> {
        None
    }

    /// Takes as known where a block begins, as [`Grain::start`] tells. Whether it is of use here.
    fn start_at(&self, _block: u64, _before: &[u64]) -> bool {
        false
    }

    /// The block that a row lies in, and its place there; `None` past the end.
    fn find(&self, row: u64, _workers: &Workers) -> Option<(u64, usize)> {
        // Rows up to a block are known in closed form; grains that must count have their own way.
        let blocks = self.blocks();
        let block = first_that(blocks, |block| self.count(0..block + 1).rows() > row);
        (block < blocks).then(|| (block, (row - self.count(0..block).rows()) as usize))
    }

    /// Tells why a row of a block is there. Its cells hold at least what the grain itself reads.
    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps);

    /// The blocks that hold all rows about some things, and perhaps others; `None` if that may be any.
    fn blocks_of(&self, _: &Subjects) -> Option<Blocks> {
        None
    }
}

/// What the columns of a query read of the rows.
pub struct Needs {
    /// Whether somebody reads the number of a row; where rows must be counted for that, it costs a pass.
    pub numbers: bool,
    /// Whether numbers of rows that would have to be counted may be estimated instead.
    pub roughly: bool,
    /// Whether somebody reads [`RowSet::cells`].
    pub cells: bool,
    /// Other tables the numbers of whose rows somebody reads.
    pub tables: Vec<usize>,
    /// Who counts rows.
    pub workers: Workers,
    metrics: Vec<usize>,
    set: OnceLock<MetricSet>,
}

impl Needs {
    /// What some columns read.
    pub fn of(sources: &[Arc<dyn Values>], workers: &Workers) -> Needs {
        Needs {
            numbers: sources.iter().any(|source| source.reads_numbers()),
            roughly: false,
            tables: tables(sources.iter()),
            workers: workers.clone(),
            cells: sources.iter().any(|source| source.reads_positions() || !source.metrics().is_empty()),
            metrics: sources.iter().flat_map(|source| source.metrics()).collect(),
            set: OnceLock::new(),
        }
    }

    /// Whatever columns may read, cells included.
    pub fn all<'a>(sources: impl Iterator<Item = &'a Arc<dyn Values>> + Clone) -> Needs {
        let metrics = sources.clone().flat_map(|source| source.metrics()).collect();
        let (workers, tables) = (Workers::single(), tables(sources));
        Needs { numbers: true, roughly: false, cells: true, tables, workers, metrics, set: OnceLock::new() }
    }

    /// The metrics that the columns and, besides, the grain itself want. Solved at the first call, which is why a query
    /// waits with it until its first block; a grain always wants the same.
    pub fn metrics(&self, engine: &Engine, own: Option<usize>) -> &MetricSet {
        self.set.get_or_init(|| engine.metrics(self.metrics.iter().copied().chain(own)))
    }
}

/// The tables the numbers of whose rows some columns read.
fn tables<'a>(sources: impl Iterator<Item = &'a Arc<dyn Values>>) -> Vec<usize> {
    let mut tables: Vec<usize> = sources.filter_map(|source| source.reads_rows_of()).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// Blocks whose rows are counted for a closer estimate: about a million cells of what drives them.
const COUNTED: u64 = 256;

/// A table whose rows a [`Grain`] knows, or a shard of it.
pub struct GrainTable {
    engine: Arc<Engine>,
    table: usize,
    columns: Vec<Column>,
    grain: Arc<dyn Grain>,
    blocks: Range<u64>,
}

impl GrainTable {
    /// The table at this place among the config's, or its part for one of several shards. `grain` is told into how many
    /// shards it is cut.
    pub fn open(
        engine: &Arc<Engine>,
        table: usize,
        shard: Option<(u64, u64)>,
        grain: impl FnOnce(Option<u64>) -> Arc<dyn Grain>,
    ) -> Arc<dyn Table> {
        let grain = grain(shard.map(|(_, shards)| shards));
        let blocks = match shard {
            Some((shard, shards)) => shard_blocks(grain.blocks(), shard, shards),
            None => 0..grain.blocks(),
        };
        let columns = columns_of(engine, table);
        Arc::new(GrainTable { columns, engine: Arc::clone(engine), table, grain, blocks })
    }
}

impl Table for GrainTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.grain.count(self.blocks.clone())
    }

    fn closer_rows(&self, workers: &Workers) -> RowCount {
        let blocks = self.blocks();
        let RowCount::Estimate(rows) = self.rows() else { return self.rows() };
        let sample = evenly(blocks, COUNTED);
        let total = AtomicU64::new(0);
        let counted = workers.each(sample.len() as u64, |place| {
            let rows = self.grain.counted(self.blocks.start + sample[place as usize]).unwrap_or_default();
            total.fetch_add(rows, Ordering::Relaxed);
        });
        let total = total.into_inner();
        match counted {
            _ if sample.is_empty() || self.grain.counted(self.blocks.start).is_none() => {
                RowCount::Estimate(rows)
            }
            Err(_) => RowCount::Estimate(rows),
            Ok(()) if sample.len() as u64 == blocks => RowCount::Exact(total),
            Ok(()) => {
                let rows = u128::from(total) * u128::from(blocks) / sample.len() as u128;
                RowCount::Estimate(u64::try_from(rows).unwrap_or(u64::MAX))
            }
        }
    }

    fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    fn start(&self, workers: &Workers) -> Option<Start> {
        self.grain.start(self.blocks.clone(), workers)
    }

    fn start_at(&self, before: &[u64]) -> bool {
        self.grain.start_at(self.blocks.start, before)
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        let (block, place) = self.grain.find(row, workers)?;
        Some((block.checked_sub(self.blocks.start)?, place))
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let sites =
            (0..self.columns.len()).map(|column| Site { engine: &self.engine, table: self.table, column });
        let sources: Vec<_> = sites.map(|site| (site, site.values())).collect();
        let needs = Needs::all(sources.iter().map(|(_, source)| source));
        let rows = self.grain.rows(self.blocks.start + block, &needs);
        let mut explanation = Explanation::default();
        self.grain.explain(&rows, place, &mut explanation.row);
        for (site, source) in sources {
            let mut steps = Steps::default();
            source.explain(site, &rows, place, &mut steps);
            explanation.columns.push(steps);
        }
        explanation
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        let rows = match self.grain.count(0..self.grain.blocks()) {
            RowCount::Exact(rows) => Some(rows),
            RowCount::Estimate(_) => None,
        };
        let site = Site { engine: &self.engine, table: self.table, column };
        let subjects = site.column().source.subjects(site, rows, interval)?;
        Some(self.grain.blocks_of(&subjects)?.within(self.blocks.clone()))
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(self.scanner(projection, workers))
    }

    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let mut scan = self.scanner(projection, workers);
        scan.needs.roughly = true;
        Arc::new(scan)
    }

    fn pass(&self) -> Option<Pass> {
        let site = |column: usize| Site { engine: &self.engine, table: self.table, column };
        let all: Vec<_> = (0..self.columns.len()).map(|column| site(column).values()).collect();
        let numbered = all.iter().any(|values| values.reads_numbers() || values.reads_rows_of().is_some());
        let units = self.blocks.end;
        if numbered && units > 0 && self.grain.counted(0).is_some() {
            let grain = Arc::clone(&self.grain);
            let run = move |block| {
                let _ = grain.counted(block);
            };
            return Some(Pass { units, run: Box::new(run) });
        }
        version_pass(&self.engine, &all)
    }
}

/// The pass over entities that columns which number versions take, if there are any.
pub fn version_pass(engine: &Arc<Engine>, columns: &[Arc<dyn Values>]) -> Option<Pass> {
    let versions = columns.iter().find_map(|values| values.reads_versions_of())?;
    let counting = Arc::clone(engine);
    let run = move |block| {
        let _ = counting.version_block(versions, block);
    };
    Some(Pass { units: engine.version_blocks(versions), run: Box::new(run) })
}

impl GrainTable {
    fn scanner(&self, projection: &[usize], workers: &Workers) -> GrainScan {
        let site = |column: usize| Site { engine: &self.engine, table: self.table, column };
        let sources: Vec<_> = projection.iter().map(|column| site(*column).values()).collect();
        GrainScan {
            needs: Needs::of(&sources, workers),
            sources,
            grain: Arc::clone(&self.grain),
            first: self.blocks.start,
        }
    }
}

struct GrainScan {
    grain: Arc<dyn Grain>,
    /// The table's first block.
    first: u64,
    needs: Needs,
    sources: Vec<Arc<dyn Values>>,
}

impl Scan for GrainScan {
    fn block(&self, block: u64) -> Block {
        let block = self.first + block;
        if self.sources.is_empty()
            && let RowCount::Exact(rows) = self.grain.count(block..block + 1)
        {
            return Block { rows: rows as usize, columns: Vec::new() };
        }
        let mut rows = self.grain.rows(block, &self.needs);
        rows.roughly = self.needs.roughly;
        let columns: Vec<ArrayRef> = self.sources.iter().map(|source| source.array(&rows)).collect();
        Block { rows: rows.len, columns }
    }

    fn failure(&self) -> Option<String> {
        self.sources.iter().find_map(|source| source.failure())
    }
}
