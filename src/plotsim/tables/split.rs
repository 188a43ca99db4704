//! One side of a split: a filter on the rows of the whole table.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::compute::filter;
use arrow::datatypes::{UInt32Type, UInt64Type};

use super::about::{IDENTITY, PERIOD};
use super::counted_closely;
use super::engine::Engine;
use super::facts::EntityPeriodRows;
use super::offsets::Offsets;
use crate::facts::rows::Metrics;
use crate::plotsim::model::{Split, SplitRule, SplitSide};
use crate::random::{Items, Stream, unit};
use crate::steps::Explanation;
use crate::tables::{Block, Blocks, Column, Interval, Pass, RowCount, Scan, Table};
use crate::workers::Workers;

/// The rows of one side of a table, in the order and the blocks of the whole.
pub struct SplitTable {
    whole: Arc<dyn Table>,
    keep: Keep,
    rows: RowCount,
    offsets: Offsets,
}

/// Which rows are kept.
#[derive(Clone)]
struct Keep {
    split: Split,
    /// The coins of entities, by identity.
    coins: Arc<Stream>,
    /// The place behind the columns that decides.
    place: usize,
}

impl Keep {
    /// Whether rows are kept, by what the place behind the columns holds.
    fn rows(&self, deciding: &ArrayRef) -> BooleanArray {
        let holdout = self.split.side == SplitSide::Holdout;
        match self.split.rule {
            SplitRule::From(cutoff) => {
                let periods = deciding.as_primitive::<UInt32Type>().values();
                periods.iter().map(|period| Some((*period as usize >= cutoff) == holdout)).collect()
            }
            SplitRule::Entities(fraction) => {
                let identities = deciding.as_primitive::<UInt64Type>().values();
                let mut kept = Vec::with_capacity(identities.len());
                let mut words = Vec::new();
                for same in identities.chunk_by(|a, b| a == b) {
                    self.coins.words(Items::List(&same[..1]), &mut words);
                    let held = words.first().is_some_and(|word| unit(*word) < fraction);
                    kept.resize(kept.len() + same.len(), held == holdout);
                }
                kept.into()
            }
        }
    }
}

impl SplitTable {
    /// A side of the table given as `whole`, which is the part for `shard`.
    pub fn new(
        engine: &Arc<Engine>,
        split: Split,
        whole: Arc<dyn Table>,
        shard: Option<(u64, u64)>,
    ) -> SplitTable {
        let place = whole.columns().len()
            + match split.rule {
                SplitRule::From(_) => PERIOD,
                SplitRule::Entities(_) => IDENTITY,
            };
        let keep = Keep { split, coins: Arc::new(Stream::new(engine.key().child("holdout"), 1)), place };
        let rows = expected(engine, split, whole.as_ref(), shard);
        SplitTable { whole, keep, rows, offsets: Offsets::default() }
    }

    fn counter(&self, workers: &Workers) -> impl Fn(u64) -> u64 + Sync + use<> {
        let scan = self.scan(&[], workers);
        move |block| scan.block(block).rows as u64
    }
}

/// The rows of a side, exactly where they are those of entities from their starts on.
fn expected(engine: &Engine, split: Split, whole: &dyn Table, shard: Option<(u64, u64)>) -> RowCount {
    let config = engine.config();
    let all = whole.rows().rows() as f64;
    let cells =
        config.tables[split.of].kind.about().metrics == Metrics::Value && !config.changes_rows(split.of);
    match split.rule {
        SplitRule::From(cutoff) => {
            let window = match split.side {
                SplitSide::Train => 0..cutoff,
                SplitSide::Holdout => cutoff..engine.periods(),
            };
            if cells {
                return EntityPeriodRows::new(engine, shard).count_within(engine, window);
            }
            RowCount::Estimate((all * window.len() as f64 / engine.periods().max(1) as f64) as u64)
        }
        SplitRule::Entities(fraction) => {
            let share = if split.side == SplitSide::Holdout { fraction } else { 1.0 - fraction };
            RowCount::Estimate((all * share) as u64)
        }
    }
}

impl Table for SplitTable {
    fn columns(&self) -> &[Column] {
        self.whole.columns()
    }

    fn rows(&self) -> RowCount {
        self.rows
    }

    fn closer_rows(&self, workers: &Workers) -> RowCount {
        counted_closely(self, workers)
    }

    fn blocks(&self) -> u64 {
        self.whole.blocks()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let whole = self.whole.scan(&with(projection, self.keep.place), workers);
        Arc::new(SplitScan { whole, keep: self.keep.clone() })
    }

    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let whole = self.whole.scan_roughly(&with(projection, self.keep.place), workers);
        Arc::new(SplitScan { whole, keep: self.keep.clone() })
    }

    fn pass(&self) -> Option<Pass> {
        self.whole.pass()
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        let (block, before) = self.offsets.find(row, self.blocks(), &self.counter(workers), workers)?;
        Some((block, (row - before) as usize))
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let scan = self.whole.scan(&[self.keep.place], &Workers::single());
        let Some(deciding) = scan.block(block).columns.pop() else { return Explanation::default() };
        let kept = self.keep.rows(&deciding);
        let whole = kept.iter().enumerate().filter(|(_, kept)| *kept == Some(true)).nth(place);
        whole.map_or_else(Explanation::default, |(whole, _)| self.whole.explain(block, whole))
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        self.whole.prune(column, interval)
    }
}

/// A projection and one place more.
fn with(projection: &[usize], place: usize) -> Vec<usize> {
    projection.iter().copied().chain([place]).collect()
}

struct SplitScan {
    whole: Arc<dyn Scan>,
    keep: Keep,
}

impl Scan for SplitScan {
    fn block(&self, block: u64) -> Block {
        let Block { rows, mut columns } = self.whole.block(block);
        let Some(deciding) = columns.pop() else { return Block { rows: 0, columns } };
        let kept = self.keep.rows(&deciding);
        match kept.true_count() {
            all if all == rows => Block { rows, columns },
            some => {
                // A filter of the rows' own number cannot fail.
                let cut = |column: &ArrayRef| filter(column, &kept).unwrap_or_else(|_| column.slice(0, 0));
                Block { rows: some, columns: columns.iter().map(cut).collect() }
            }
        }
    }

    fn failure(&self) -> Option<String> {
        self.whole.failure()
    }
}
