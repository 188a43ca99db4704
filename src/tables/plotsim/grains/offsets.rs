//! How many rows come before a block, where only making them tells.

use std::sync::{Mutex, PoisonError};

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
    /// The number of rows before `block` of `blocks`, where `count` says how many each block has.
    pub fn before(&self, block: u64, blocks: u64, count: &(dyn Fn(u64) -> u64 + Sync)) -> u64 {
        // Only whole batches are ever appended, so the list of a thread that panicked is as good as any.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_empty() {
            known.push(0);
        }
        while known.len() as u64 <= block {
            let from = known.len() as u64 - 1;
            let batch = (from / 4).max(BATCH).max(block - from).min(blocks.saturating_sub(from)).max(1);
            let mut sum = known.last().copied().unwrap_or_default();
            for rows in counted(from, batch, count) {
                sum += rows;
                known.push(sum);
            }
        }
        usize::try_from(block).ok().and_then(|block| known.get(block)).copied().unwrap_or_default()
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
