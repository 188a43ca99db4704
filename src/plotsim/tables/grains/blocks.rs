//! How the rows of a table are cut into blocks.

use std::ops::Range;

use crate::tables::{Blocks, block_size};

/// The items in some blocks of `size` items each, of `total` items.
pub fn rows_of(blocks: Range<u64>, size: u64, total: u64) -> Range<u64> {
    let edge = |block: u64| block.saturating_mul(size).min(total);
    edge(blocks.start)..edge(blocks.end)
}

/// The blocks of `size` items each that hold these items.
pub fn blocks_of(items: Range<u64>, size: u64) -> Blocks {
    if items.is_empty() {
        Blocks::default()
    } else {
        Blocks::range(items.start / size..items.end.div_ceil(size))
    }
}

/// Most cells, entities times periods, whose values are made together, unless a single entity has more.
const CELLS: u64 = 4096;
/// Rows that a block should not exceed by much.
const ROWS: f64 = 4096.0;
/// Beyond so many expected rows, an entity is spread over several blocks.
const LONG: f64 = 65_536.0;

/// Blocks of entities whose rows follow from what the entities do.
///
/// A block is some entities over the whole window or, where a single one has very many rows, a part of the window of one.
#[derive(Clone, Copy, Debug)]
pub struct EntityBlocks {
    entities: u64,
    periods: u64,
    /// Entities of a block; 1 if there are several slices.
    each: u64,
    /// Blocks of an entity.
    slices: u64,
}

impl EntityBlocks {
    /// Blocks for entities with this many rows each, on average, of a table that is cut into shards or not.
    pub fn new(entities: u64, periods: usize, expected: f64, shards: Option<u64>) -> EntityBlocks {
        let periods = periods.max(1) as u64;
        let slices = if expected > LONG { ((expected / ROWS) as u64).clamp(1, periods) } else { 1 };
        let by_rows = (ROWS / expected.max(1.0)) as u64;
        let usual = (CELLS / periods).min(by_rows).max(1);
        let each = if slices > 1 { 1 } else { block_size(entities, usual, shards) };
        EntityBlocks { entities, periods, each, slices }
    }

    /// Number of blocks.
    pub fn blocks(&self) -> u64 {
        self.entities.div_ceil(self.each).saturating_mul(self.slices)
    }

    /// The entities and the periods of a block.
    pub fn block(&self, block: u64) -> (Range<u64>, Range<usize>) {
        let (place, slice) = (block / self.slices, block % self.slices);
        let edge = |slice: u64| (slice * self.periods / self.slices) as usize;
        (rows_of(place..place + 1, self.each, self.entities), edge(slice)..edge(slice + 1))
    }

    /// The block of an entity in a period.
    pub fn block_of(&self, entity: u64, period: usize) -> u64 {
        let first = entity / self.each * self.slices;
        let slice = (0..self.slices).find(|slice| self.block(first + slice).1.contains(&period));
        first + slice.unwrap_or_default()
    }

    /// The blocks of some entities.
    pub fn of_entities(&self, entities: Range<u64>) -> Blocks {
        let blocks = blocks_of(entities, self.each).into_ranges().into_iter();
        let sliced = blocks.map(|part| {
            Blocks::range(part.start.saturating_mul(self.slices)..part.end.saturating_mul(self.slices))
        });
        sliced.reduce(|a, b| a.or(&b)).unwrap_or_default()
    }

    /// How much of all entities these blocks are, in entities; parts of one count as such.
    pub fn share(&self, blocks: Range<u64>) -> f64 {
        if self.slices > 1 {
            return (blocks.end - blocks.start) as f64 / self.slices as f64;
        }
        let entities = rows_of(blocks, self.each, self.entities);
        (entities.end - entities.start) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_tile_entities_and_periods() {
        for (entities, periods, expected) in
            [(1, 1, 0.0), (1000, 24, 3.0), (7, 730, 1e3), (3, 12, 1e6), (5, 1, 1e9), (10, 5000, 0.1)]
        {
            let blocks = EntityBlocks::new(entities, periods, expected, None);
            let mut seen = vec![0u32; entities as usize * periods];
            for block in 0..blocks.blocks() {
                let (some, window) = blocks.block(block);
                for entity in some {
                    window.clone().for_each(|period| seen[entity as usize * periods + period] += 1);
                }
            }
            for entity in 0..entities {
                let held = blocks.of_entities(entity..entity + 1).into_ranges().into_iter().flatten();
                let having = (0..blocks.blocks()).filter(|block| blocks.block(*block).0.contains(&entity));
                assert!(held.eq(having));
            }
            assert!(seen.iter().all(|count| *count == 1), "{entities} × {periods}, {expected} rows each");
            assert!((blocks.share(0..blocks.blocks()) - entities as f64).abs() < 1e-9);
        }
    }

    #[test]
    fn an_entity_with_very_many_rows_is_spread_over_blocks() {
        assert!(EntityBlocks::new(1, 730, 1e6, Some(3)).blocks() > 200);
        assert_eq!(EntityBlocks::new(1 << 40, 24, 2.0, Some(100)).blocks(), (1u64 << 40).div_ceil(170));
    }
}
