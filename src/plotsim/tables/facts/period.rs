//! Facts per period: means over the entities there are.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;

use super::means::means;
use crate::config::types::ColumnType;
use crate::plotsim::model::{Site, Values};
use crate::plotsim::sources::explain_period;
use crate::plotsim::sources::values::numbers;
use crate::plotsim::tables::columns_of;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::grains::blocks_of;
use crate::plotsim::tables::per_block;
use crate::plotsim::tables::rows::RowSet;
use crate::plotsim::tables::subject::Subjects;
use crate::steps::{Explanation, Steps};
use crate::tables::{Block, Blocks, Column, Interval, Pass, RowCount, Scan, Table, block_size, shard_blocks};
use crate::workers::Workers;

/// Periods of a block, unless shards want smaller ones.
const PERIODS: u64 = 8192;

/// A fact with a row for each period.
pub struct PeriodFact {
    engine: Arc<Engine>,
    table: usize,
    columns: Vec<Column>,
    /// Periods of a block.
    size: u64,
    blocks: Range<u64>,
}

impl PeriodFact {
    /// The fact at `table`, or its part for one of several shards.
    pub fn new(engine: Arc<Engine>, table: usize, shard: Option<(u64, u64)>) -> PeriodFact {
        let periods = engine.periods() as u64;
        let size = block_size(periods, PERIODS, shard.map(|(_, shards)| shards));
        let blocks = periods.div_ceil(size);
        let blocks = shard.map_or(0..blocks, |(shard, shards)| shard_blocks(blocks, shard, shards));
        PeriodFact { columns: columns_of(&engine, table), engine, table, size, blocks }
    }

    fn periods(&self, blocks: Range<u64>) -> Range<u64> {
        let end = self.engine.periods() as u64;
        (blocks.start * self.size).min(end)..(blocks.end * self.size).min(end)
    }
}

impl Table for PeriodFact {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        let periods = self.periods(self.blocks.clone());
        RowCount::Exact(periods.end - periods.start)
    }

    fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    fn find(&self, row: u64, _: &Workers) -> Option<(u64, usize)> {
        let RowCount::Exact(rows) = self.rows() else { return None };
        (row < rows).then_some((row / self.size, (row % self.size) as usize))
    }

    fn explain(&self, block: u64, place: usize) -> Explanation {
        let period = (self.blocks.start + block) * self.size + place as u64;
        let rows = RowSet::of_periods(vec![period as u32]);
        let config = self.engine.config();
        let mut explanation = Explanation::default();
        for (column, spec) in config.tables[self.table].columns.iter().enumerate() {
            let site = Site { engine: &self.engine, table: self.table, column };
            if column == 0 {
                explain_period(site, &rows, 0, &mut explanation.row);
            }
            let mut steps = Steps::default();
            match spec.source.metric() {
                Some(metric) => {
                    let name = &config.metrics[metric].name;
                    let detail = "over the entities that have started and have a value in this period";
                    steps.text("mean", name.as_str(), detail);
                }
                None => site.values().explain(site, &rows, 0, &mut steps),
            }
            explanation.columns.push(steps);
        }
        explanation
    }

    fn prune(&self, column: usize, interval: &Interval) -> Option<Blocks> {
        let site = Site { engine: &self.engine, table: self.table, column };
        match site.column().source.subjects(site, None, interval)? {
            Subjects::Periods(periods) => Some(blocks_of(periods, self.size).within(self.blocks.clone())),
            _ => None,
        }
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(self.scanner(projection, self.engine.entities(), workers))
    }

    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(self.scanner(projection, per_block(&self.engine).min(self.engine.entities()), workers))
    }

    fn pass(&self) -> Option<Pass> {
        let columns = &self.engine.config().tables[self.table].columns;
        let metrics = columns.iter().filter_map(|column| column.source.metric());
        let set = self.engine.metrics(metrics);
        let engine = Arc::clone(&self.engine);
        let each = per_block(&engine);
        Some(Pass {
            units: engine.entities().div_ceil(each),
            run: Box::new(move |unit| drop(engine.values(unit * each..(unit + 1) * each, &set))),
        })
    }
}

impl PeriodFact {
    /// A reader whose means are over the first so many entities.
    fn scanner(&self, projection: &[usize], entities: u64, workers: &Workers) -> PeriodScan {
        let config = self.engine.config();
        let makers = projection.iter().map(|index| {
            let column = config.tables[self.table].columns.get(*index);
            match column.and_then(|column| Some((column.source.metric()?, column.kind))) {
                Some((metric, kind)) => Maker::Mean(metric, kind),
                None => {
                    Maker::Other(Site { engine: &self.engine, table: self.table, column: *index }.values())
                }
            }
        });
        PeriodScan {
            makers: makers.collect(),
            entities,
            workers: workers.clone(),
            means: OnceLock::new(),
            periods: self.periods(self.blocks.clone()),
            size: self.size,
            engine: Arc::clone(&self.engine),
        }
    }
}

enum Maker {
    Mean(usize, ColumnType),
    Other(Arc<dyn Values>),
}

struct PeriodScan {
    engine: Arc<Engine>,
    periods: Range<u64>,
    /// Periods of a block.
    size: u64,
    /// How many entities the means are over.
    entities: u64,
    workers: Workers,
    makers: Vec<Maker>,
    /// The means of all projected metrics, with their order; made when the first block is read.
    means: OnceLock<(Vec<usize>, Vec<f64>)>,
}

impl PeriodScan {
    fn means(&self, metric: usize, periods: Range<usize>) -> &[f64] {
        let (metrics, means) = self.means.get_or_init(|| {
            let wanted = self.makers.iter().filter_map(|maker| match maker {
                Maker::Mean(metric, _) => Some(*metric),
                Maker::Other(_) => None,
            });
            let set = self.engine.metrics(wanted);
            (set.wanted().to_vec(), means(&self.engine, &set, self.entities, &self.workers))
        });
        let row = metrics.binary_search(&metric).unwrap_or(metrics.len()) * self.engine.periods();
        means.get(row + periods.start..row + periods.end).unwrap_or(&[])
    }
}

impl Scan for PeriodScan {
    fn block(&self, block: u64) -> Block {
        let first = self.periods.start + block * self.size;
        let periods = first..(first + self.size).min(self.periods.end);
        let rows = RowSet::of_periods(periods.clone().map(|period| period as u32).collect());
        let column = |maker: &Maker| -> ArrayRef {
            match maker {
                Maker::Mean(metric, kind) => {
                    let means = self.means(*metric, periods.start as usize..periods.end as usize);
                    numbers(*kind, means.to_vec())
                }
                Maker::Other(source) => source.array(&rows),
            }
        };
        Block { rows: rows.len, columns: self.makers.iter().map(column).collect() }
    }

    fn failure(&self) -> Option<String> {
        self.makers.iter().find_map(|maker| match maker {
            Maker::Mean(..) => None,
            Maker::Other(source) => source.failure(),
        })
    }
}
