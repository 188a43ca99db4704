//! A table is a pure function from block numbers to columns.

pub(crate) mod allocator;
mod deferred;
mod hash;
mod hexadecimal;
pub mod lines;
mod memory;
mod nulls;
mod prune;
mod reader;
pub(crate) mod sql;
pub(crate) mod text;
pub(crate) mod types;
mod view;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::ArrayRef;

use crate::steps::Explanation;
use crate::workers::Workers;

pub(crate) use deferred::Deferred;
pub(crate) use hash::{combined, hash_int, hash_text, hashes};
pub(crate) use hexadecimal::hexadecimal;
pub use memory::MemoryTable;
pub(crate) use nulls::with_nulls;
pub(crate) use prune::{Blocks, Datum, Interval, span};
pub(crate) use reader::{Reader, Rows};
pub use types::{Column, ColumnType};
pub(crate) use view::{Values, View};

/// How many rows a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowCount {
    /// This many.
    Exact(u64),
    /// The rows are only known once they are made; this many are expected.
    Estimate(u64),
}

impl RowCount {
    /// The number, exact or not.
    pub fn rows(self) -> u64 {
        match self {
            RowCount::Exact(rows) | RowCount::Estimate(rows) => rows,
        }
    }
}

/// Rows made together: arrays of equal length, one for each projected column.
///
/// An array may be dictionary-encoded where its column's type says text.
pub struct Block {
    /// How many there are.
    pub rows: usize,
    /// One array for each projected column, of `rows` values.
    pub columns: Vec<ArrayRef>,
}

/// A table whose rows are the same whoever reads them, in whatever order and company.
pub trait Table: Send + Sync {
    /// The columns, in order; names are unique.
    fn columns(&self) -> &[Column];

    /// The number of rows all blocks hold together.
    fn rows(&self) -> RowCount;

    /// The number of rows, told more closely where an estimate can be bettered in some tenths of a second.
    fn closer_rows(&self, _workers: &Workers) -> RowCount {
        self.rows()
    }

    /// The number of blocks. Their rows, one block after the other, are the table.
    fn blocks(&self) -> u64;

    /// A reader of the columns at these positions. Preparing it is cheap; what is costly waits for the first block, and is
    /// shared out among the workers.
    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan>;

    /// A reader for estimates: as [`Table::scan`], but what would take a pass over the table before the first block is only
    /// roughly right, so that any block is at hand at once.
    fn scan_roughly(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        self.scan(projection, workers)
    }

    /// The pass over the table that reading all its columns takes before the last block can be made.
    fn pass(&self) -> Option<Pass> {
        None
    }

    /// Where this part of a whole table begins, where only making rows tells; `None` where no row is made for it.
    fn start(&self, _workers: &Workers) -> Option<Start> {
        None
    }

    /// Takes as known what [`Table::start`] of an equal part gives as [`Start::before`], so that no row before this part is made to
    /// count it. Whether it is of use here.
    fn start_at(&self, _before: &[u64]) -> bool {
        false
    }

    /// The block that a row lies in, and its place there; `None` past the end, and for tables that do not explain themselves.
    fn find(&self, _row: u64, _workers: &Workers) -> Option<(u64, usize)> {
        None
    }

    /// How a row came about that [`Table::find`] has found.
    fn explain(&self, _block: u64, _place: usize) -> Explanation {
        Explanation::default()
    }

    /// Whether blocks are to be asked for one after the other, by one thread: a table that does more than make values may
    /// keep whoever asks for a late block waiting for all earlier ones.
    fn is_serial(&self) -> bool {
        false
    }

    /// Blocks that hold all rows whose value in the column at this position lies in the interval, and may hold others;
    /// `None` if that cannot be told without making the values. Rows with a null lie in no interval.
    fn prune(&self, _column: usize, _interval: &Interval) -> Option<Blocks> {
        None
    }

    /// The column that has but one value in each of [`Table::parts`], if there are such parts.
    fn part_column(&self) -> Option<usize> {
        None
    }

    /// The parts of the table, in order: their blocks, which are all blocks together, and the value of the part column.
    fn parts(&self) -> Vec<(Range<u64>, Datum)> {
        Vec::new()
    }
}

/// Where a part of a table begins whose rows must be made to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Rows before the part or a little earlier: of the table and of those whose rows its rows name.
    pub before: Vec<u64>,
    /// The number of the first row in the whole table, and the rows of the part; none where more is done to rows once they are
    /// numbered.
    pub rows: Option<(u64, u64)>,
}

/// Work that must be done before all rows can be made, in units of about the same size.
pub struct Pass {
    /// How many pieces it has.
    pub units: u64,
    /// Does one unit, for nothing but the time it takes.
    pub run: Box<dyn Fn(u64) + Send + Sync>,
}

/// The first of `n` things for which `reached` holds, given that it holds for all after one for which it does; `n` if none.
pub(crate) fn first_that(n: u64, reached: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// A prepared reader of some columns of a table.
pub trait Scan: Send + Sync {
    /// The rows of one block; `block` is below the table's number of blocks.
    fn block(&self, block: u64) -> Block;

    /// Why there are no more rows, if something went wrong. Values cannot fail to be made; a scan that does more than make
    /// values can fail, and gives empty blocks from then on.
    fn failure(&self) -> Option<String> {
        None
    }
}

/// The blocks of one shard of several: whole ranges whose union, in order, is all of them.
///
/// `shard` is below `shards`; shares differ by at most one block.
pub fn shard_blocks(blocks: u64, shard: u64, shards: u64) -> Range<u64> {
    let edge = |index: u64| (u128::from(blocks) * u128::from(index) / u128::from(shards)) as u64;
    edge(shard)..edge(shard + 1)
}

/// At most `wanted` of `n` things: the middle ones of as many equal parts, in order, so that each stands for as many.
pub fn evenly(n: u64, wanted: u64) -> Vec<u64> {
    let wanted = wanted.min(n);
    let middle = |place: u64| (u128::from(2 * place + 1) * u128::from(n) / u128::from(2 * wanted)) as u64;
    (0..wanted).map(middle).collect()
}

/// Items of a block of a table that is cut into shards: the usual number, or fewer where that would give fewer blocks than
/// shards, so that no shard is empty while there are as many items. Values do not depend on it.
pub fn block_size(items: u64, usual: u64, shards: Option<u64>) -> u64 {
    /// Blocks of a shard, where they are split for it: so even are shards.
    const EACH: u64 = 4;
    match shards {
        Some(shards) if items.div_ceil(usual.max(1)) < shards => (items / shards.saturating_mul(EACH)).max(1),
        _ => usual.max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_spread_evenly() {
        assert!(evenly(0, 5).is_empty());
        assert_eq!(evenly(1, 5), [0]);
        assert_eq!(evenly(3, 5), [0, 1, 2]);
        assert_eq!(evenly(100, 1), [50]);
        assert_eq!(evenly(100, 5), [10, 30, 50, 70, 90]);
        assert_eq!(evenly(u64::MAX, 2), [u64::MAX / 4, u64::MAX / 4 * 3 + 2]);
    }

    #[test]
    fn no_shard_is_empty_while_there_are_as_many_items() {
        for (items, usual) in [(1, 2048), (7, 2048), (1000, 2048), (5000, 2048), (100_000, 1), (300, 170)] {
            assert_eq!(block_size(items, usual, None), usual);
            for shards in [1, 2, 4, 7, 8, 100, 1000] {
                let size = block_size(items, usual, Some(shards));
                let blocks = items.div_ceil(size);
                let items_of = |shard: u64| {
                    let range = shard_blocks(blocks, shard, shards);
                    (range.end * size).min(items) - (range.start * size).min(items)
                };
                let sizes: Vec<u64> = (0..shards).map(items_of).collect();
                assert_eq!(sizes.iter().sum::<u64>(), items);
                let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
                assert!(items < shards || *least > 0, "{items} over {shards}: {sizes:?}");
                // The last block of all may be a shorter one.
                assert!(most - least < 2 * size, "{items} over {shards}: {sizes:?}");
            }
        }
    }

    #[test]
    fn shards_are_the_whole_in_order() {
        for (blocks, shards) in [(0, 3), (1, 8), (100, 7), (u64::MAX, 1000)] {
            let mut next = 0;
            for shard in 0..shards {
                let range = shard_blocks(blocks, shard, shards);
                assert_eq!(range.start, next);
                next = range.end;
            }
            assert_eq!(next, blocks);
        }
    }
}
