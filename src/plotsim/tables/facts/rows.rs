//! Which rows a table per entity and period has.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::plotsim::model::Arrival;
use crate::plotsim::tables::engine::{Engine, Part};
use crate::plotsim::tables::grains::blocks_of;
use crate::plotsim::tables::offsets::Offsets;
use crate::plotsim::tables::per_block;
use crate::tables::{Blocks, RowCount, block_size, shard_blocks};
use crate::workers::Workers;

/// Entities whose starts are drawn are counted one by one up to this many, which takes milliseconds; beyond, their rows are
/// estimated from as many.
const COUNTED: u64 = 1 << 20;

/// The same of entities that may leave, for which values must be made.
const LEAVERS: u64 = 1 << 14;

/// Entities whose starts are drawn together.
const TOGETHER: u64 = 1 << 16;

/// Blocks of entities, each over the periods from its start on.
#[derive(Clone)]
pub struct EntityPeriodRows {
    /// Entities of a block.
    each: u64,
    blocks: Range<u64>,
    count: Arc<OnceLock<RowCount>>,
    /// Rows before blocks of the whole table.
    offsets: Arc<Offsets>,
}

impl EntityPeriodRows {
    /// All blocks, or those of one of several shards.
    pub fn new(engine: &Engine, shard: Option<(u64, u64)>) -> EntityPeriodRows {
        let shards = shard.map(|(_, shards)| shards);
        let each = block_size(engine.entities(), per_block(engine), shards);
        let blocks = engine.entities().div_ceil(each);
        let blocks = shard.map_or(0..blocks, |(shard, shards)| shard_blocks(blocks, shard, shards));
        EntityPeriodRows { each, blocks, count: Arc::default(), offsets: Arc::default() }
    }

    /// Number of blocks.
    pub fn blocks(&self) -> u64 {
        self.blocks.end - self.blocks.start
    }

    /// The entities of a block.
    pub fn entities(&self, engine: &Engine, block: u64) -> Range<u64> {
        let first = (self.blocks.start + block).saturating_mul(self.each).min(engine.entities());
        first..first.saturating_add(self.each).min(engine.entities())
    }

    /// The block that a row lies in, and its place there; `None` past the end. Where starts are drawn, those of all
    /// entities before are drawn for it.
    pub fn find(&self, engine: &Engine, row: u64) -> Option<(u64, usize)> {
        let first = self.entities(engine, 0).start;
        let end = self.blocks.end.saturating_mul(self.each).min(engine.entities());
        let mut left = row;
        for part in engine.parts(first..end) {
            let start = part.run.first + part.place;
            let part_end = start + part.len as u64;
            if let Arrival::At(period) = &part.run.arrival
                && !engine.has_leavers()
            {
                let each = engine.periods().saturating_sub(*period) as u64;
                if left < each.saturating_mul(part.len as u64) {
                    return Some(self.place(engine, start + left / each, left % each));
                }
                left -= each * part.len as u64;
                continue;
            }
            for from in (start..part_end).step_by(TOGETHER as usize) {
                let spans = engine.spans(from..(from + TOGETHER).min(part_end));
                for (entity, span) in (from..).zip(spans) {
                    let own = span.len() as u64;
                    if left < own {
                        return Some(self.place(engine, entity, left));
                    }
                    left -= own;
                }
            }
        }
        None
    }

    /// The block that a row of an entity lies in, and its place there.
    fn place(&self, engine: &Engine, entity: u64, row: u64) -> (u64, usize) {
        let block = entity / self.each - self.blocks.start;
        let before = engine.spans(self.entities(engine, block).start..entity);
        let rows: usize = before.iter().map(Range::len).sum();
        (block, rows + row as usize)
    }

    /// The number of rows of the whole table before a block.
    pub fn before(&self, engine: &Engine, block: u64, workers: &Workers) -> u64 {
        let of = |block: u64| {
            let first = block.saturating_mul(self.each).min(engine.entities());
            let spans = engine.spans(first..first.saturating_add(self.each).min(engine.entities()));
            spans.iter().map(|span| span.len() as u64).sum()
        };
        self.offsets.before(self.blocks.start + block, engine.entities().div_ceil(self.each), &of, workers)
    }

    /// The blocks of some entities.
    pub fn blocks_of(&self, entities: Range<u64>) -> Blocks {
        blocks_of(entities, self.each).within(self.blocks.clone())
    }

    /// The number of rows of all blocks: exact where starts are given or few are drawn.
    pub fn count(&self, engine: &Engine) -> RowCount {
        *self.count.get_or_init(|| self.count_within(engine, 0..engine.periods()))
    }

    /// As [`EntityPeriodRows::count`], of the rows of some periods.
    pub fn count_within(&self, engine: &Engine, periods: Range<usize>) -> RowCount {
        let each = |span: Range<usize>| {
            span.end.min(periods.end).saturating_sub(span.start.max(periods.start)) as u64
        };
        let leavers = engine.has_leavers();
        let counted = if leavers { LEAVERS } else { COUNTED };
        let mut rows = 0u64;
        let mut exact = true;
        let first = self.entities(engine, 0).start;
        let end = self.blocks.end.saturating_mul(self.each).min(engine.entities());
        for part in engine.parts(first..end) {
            let len = part.len as u64;
            rows = rows.saturating_add(match &part.run.arrival {
                Arrival::At(start) if !leavers => len.saturating_mul(each(*start..engine.periods())),
                _ if len <= counted => drawn(engine, &part, len, each),
                _ => {
                    exact = false;
                    let sample = u128::from(drawn(engine, &part, counted, each));
                    (sample * u128::from(len) / u128::from(counted)) as u64
                }
            });
        }
        if exact { RowCount::Exact(rows) } else { RowCount::Estimate(rows) }
    }
}

/// The rows of the first entities of a part, where `each` says how many there are in the periods of an entity.
fn drawn(engine: &Engine, part: &Part<'_>, entities: u64, each: impl Fn(Range<usize>) -> u64) -> u64 {
    let first = part.run.first + part.place;
    engine.spans(first..first + entities).into_iter().map(each).sum()
}
