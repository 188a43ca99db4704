//! How many rows come before a block, where only making them tells.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Blocks counted in one go, at least.
const BATCH: u64 = 256;

/// The number of rows before each block, counted as far as was asked for.
///
/// A query that reads only the first blocks counts only those; later ones are counted in ever larger batches, each in
/// parallel, so that all of it costs little more than one pass. One number a block is kept.
#[derive(Default)]
pub struct Offsets {
    /// Rows before block 0, 1, 2, …; empty before the first call.
    known: Mutex<Vec<u64>>,
}

impl Offsets {
    /// What is known so far: at least that nothing comes before the first block.
    fn known(&self) -> MutexGuard<'_, Vec<u64>> {
        // Only whole batches are ever appended, so the list of a thread that panicked is as good as any.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_empty() {
            known.push(0);
        }
        known
    }

    /// The number of rows before `block` of `blocks`, where `count` says how many each block has.
    pub fn before(&self, block: u64, blocks: u64, count: &(dyn Fn(u64) -> u64 + Sync)) -> u64 {
        let mut known = self.known();
        while known.len() as u64 <= block {
            extend(&mut known, block, blocks, count);
        }
        usize::try_from(block).ok().and_then(|block| known.get(block)).copied().unwrap_or_default()
    }

    /// The block that a row lies in and the number of rows before that block; `None` if there are not so many rows.
    pub fn find(&self, row: u64, blocks: u64, count: &(dyn Fn(u64) -> u64 + Sync)) -> Option<(u64, u64)> {
        let mut known = self.known();
        while known.last().is_some_and(|rows| *rows <= row) && known.len() as u64 <= blocks {
            extend(&mut known, 0, blocks, count);
        }
        let block = known.partition_point(|before| *before <= row).checked_sub(1)?;
        known.get(block + 1)?;
        Some((block as u64, known[block]))
    }
}

/// Counts a further batch of blocks, up to `block` at least.
fn extend(known: &mut Vec<u64>, block: u64, blocks: u64, count: &(dyn Fn(u64) -> u64 + Sync)) {
    let from = known.len() as u64 - 1;
    let batch = (from / 4).max(BATCH).max(block.saturating_sub(from)).min(blocks.saturating_sub(from)).max(1);
    let mut sum = known.last().copied().unwrap_or_default();
    for rows in counted(from, batch, count) {
        sum += rows;
        known.push(sum);
    }
}

/// The rows of `batch` blocks from `from` on, counted by all processors.
fn counted(from: u64, batch: u64, count: &(dyn Fn(u64) -> u64 + Sync)) -> Vec<u64> {
    let mut rows = vec![0; batch as usize];
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let share = rows.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        for (place, part) in rows.chunks_mut(share).enumerate() {
            scope.spawn(move || {
                let first = from + (place * share) as u64;
                for (rows, block) in part.iter_mut().zip(first..) {
                    *rows = count(block);
                }
            });
        }
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn offsets_are_sums_in_whatever_order_they_are_asked_for() {
        let count = |block: u64| block % 7;
        let before = |block: u64| (0..block).map(count).sum::<u64>();
        let offsets = Offsets::default();
        for block in [0, 5, 999, 3, 1500, 2999, 256, 257] {
            assert_eq!(offsets.before(block, 3000, &count), before(block), "{block}");
        }
    }

    #[test]
    fn rows_are_found_in_their_blocks() {
        let count = |block: u64| block % 3;
        let offsets = Offsets::default();
        assert_eq!(offsets.find(0, 600, &count), Some((1, 0)));
        assert_eq!(offsets.find(1, 600, &count), Some((2, 1)));
        assert_eq!(offsets.find(2, 600, &count), Some((2, 1)));
        assert_eq!(offsets.find(3, 600, &count), Some((4, 3)));
        assert_eq!(offsets.find(599, 600, &count), Some((599, 598)));
        assert_eq!(offsets.find(600, 600, &count), None);
        assert_eq!(Offsets::default().find(0, 0, &count), None);
    }

    #[test]
    fn the_first_block_counts_nothing_and_the_next_ones_little() {
        let calls = AtomicU64::new(0);
        let count = |_: u64| {
            calls.fetch_add(1, Ordering::Relaxed);
            1
        };
        let offsets = Offsets::default();
        assert_eq!(offsets.before(0, u64::MAX, &count), 0);
        assert_eq!(calls.load(Ordering::Relaxed), 0);
        assert_eq!(offsets.before(10, u64::MAX, &count), 10);
        assert!(calls.load(Ordering::Relaxed) <= 256);
    }
}
