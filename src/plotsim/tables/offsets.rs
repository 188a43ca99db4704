//! Rows before each block, where only making them tells how many there are.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::workers::Workers;

/// Blocks counted in one go, at least.
const BATCH: u64 = 32;

/// The number of rows before each block, counted as far as was asked for.
///
/// A query that reads only the first blocks counts only those; later ones are counted in ever larger batches, so that all of
/// it costs little more than one pass. Whoever asks for what is not counted yet helps to count it. One number a block is kept.
/// Where somebody knows how many rows come before a block, counting begins there as well.
#[derive(Default)]
pub struct Offsets {
    state: Mutex<State>,
    counted: Condvar,
}

#[derive(Default)]
struct State {
    /// What is known from block 0 on, and from each further block that was made known; in order. Empty before the first call.
    runs: Vec<Run>,
    /// The blocks that are being counted.
    batch: Option<Arc<Batch>>,
}

/// Blocks in a row, counted from the first of them on.
struct Run {
    first: u64,
    /// Rows before the first block, the one after it, …; never empty.
    known: Vec<u64>,
}

impl Run {
    /// The last block of which the rows before it are known.
    fn last(&self) -> u64 {
        self.first + self.known.len() as u64 - 1
    }

    /// The rows before that block.
    fn rows(&self) -> u64 {
        self.known.last().copied().unwrap_or_default()
    }

    fn before(&self, block: u64) -> Option<u64> {
        let place = usize::try_from(block.checked_sub(self.first)?).ok()?;
        self.known.get(place).copied()
    }
}

/// Blocks that are counted together.
struct Batch {
    /// The first block of the run that they go on with.
    run: u64,
    from: u64,
    rows: Vec<AtomicU64>,
    next: AtomicUsize,
    left: AtomicUsize,
}

/// How many rows a block has.
type Count<'a> = &'a (dyn Fn(u64) -> u64 + Sync);

impl Offsets {
    /// What is known so far: at least that nothing comes before the first block.
    fn lock(&self) -> MutexGuard<'_, State> {
        // Only whole batches are ever appended, so the list of a thread that panicked is as good as any.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.runs.is_empty() {
            state.runs.push(Run { first: 0, known: vec![0] });
        }
        state
    }

    /// Takes it as known that so many rows come before a block.
    pub fn know(&self, block: u64, rows: u64) {
        let mut state = self.lock();
        let place = state.runs.partition_point(|run| run.first < block);
        let is_known =
            place.checked_sub(1).and_then(|before| state.runs.get(before)?.before(block)).is_some()
                || state.runs.get(place).is_some_and(|run| run.first == block);
        if !is_known {
            state.runs.insert(place, Run { first: block, known: vec![rows] });
        }
    }

    /// The number of rows before `block` of `blocks`, where `count` says how many each block has.
    pub fn before(&self, block: u64, blocks: u64, count: Count<'_>, workers: &Workers) -> u64 {
        let mut state = self.lock();
        loop {
            let place = state.runs.partition_point(|run| run.first <= block).saturating_sub(1);
            let Some(run) = state.runs.get(place).filter(|run| run.last() < blocks.max(block)) else { break };
            if run.before(block).is_some() {
                break;
            }
            state = self.extend(state, place, block, blocks, count, workers);
        }
        let run = state.runs.iter().rev().find(|run| run.first <= block);
        run.and_then(|run| run.before(block)).unwrap_or_default()
    }

    /// The block that a row lies in and the number of rows before that block; `None` if there are not so many rows.
    pub fn find(&self, row: u64, blocks: u64, count: Count<'_>, workers: &Workers) -> Option<(u64, u64)> {
        let mut state = self.lock();
        loop {
            let starts = |run: &Run| run.known.first().is_some_and(|before| *before <= row);
            let place = state.runs.partition_point(starts).checked_sub(1)?;
            let run = state.runs.get(place)?;
            if run.rows() > row {
                let block = run.known.partition_point(|before| *before <= row).checked_sub(1)?;
                return Some((run.first + block as u64, run.known.get(block).copied()?));
            }
            if run.last() >= blocks {
                return None;
            }
            state = self.extend(state, place, 0, blocks, count, workers);
        }
    }

    /// Counts a further batch of blocks of a run, up to `block` at least, or what is left of the one that is being counted.
    fn extend<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        place: usize,
        block: u64,
        blocks: u64,
        count: Count<'_>,
        workers: &Workers,
    ) -> MutexGuard<'a, State> {
        // What comes from the next run on is that one's.
        let end = state.runs.get(place + 1).map_or(blocks, |next| next.first.min(blocks));
        let State { runs, batch } = &mut *state;
        let Some(run) = runs.get(place) else { return state };
        let batch = Arc::clone(batch.get_or_insert_with(|| Arc::new(Batch::new(run, block, end))));
        drop(state);
        let guard = GiveUp { offsets: self, batch: &batch };
        workers.join(batch.rows.len() as u64, || batch.count(count));
        drop(guard);
        let mut state = self.lock();
        // The blocks that this thread has not counted are with others, which are about to come back.
        while batch.left.load(Ordering::Acquire) > 0 && state.is_counting(&batch) {
            state = self.counted.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_counting(&batch) {
            state.batch = None;
            if let Some(run) = state.runs.iter_mut().find(|run| run.first == batch.run) {
                let mut sum = run.rows();
                for rows in &batch.rows {
                    sum += rows.load(Ordering::Relaxed);
                    run.known.push(sum);
                }
            }
        }
        self.counted.notify_all();
        state
    }
}

impl State {
    fn is_counting(&self, batch: &Arc<Batch>) -> bool {
        self.batch.as_ref().is_some_and(|current| Arc::ptr_eq(current, batch))
    }
}

impl Batch {
    fn new(run: &Run, block: u64, end: u64) -> Batch {
        let (known, from) = (run.known.len() as u64, run.last());
        let size =
            (known / 4).max(BATCH).max(block.saturating_sub(from)).min(end.saturating_sub(from)).max(1);
        let rows: Vec<AtomicU64> = (0..size).map(|_| AtomicU64::new(0)).collect();
        Batch { run: run.first, from, next: AtomicUsize::new(0), left: AtomicUsize::new(rows.len()), rows }
    }

    /// Counts block after block until all are taken.
    fn count(&self, count: Count<'_>) {
        loop {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(rows) = self.rows.get(place) else { return };
            rows.store(count(self.from + place as u64), Ordering::Relaxed);
            self.left.fetch_sub(1, Ordering::Release);
        }
    }
}

/// Gives up a batch when the thread that counts it panics, so that nobody waits for it.
struct GiveUp<'a> {
    offsets: &'a Offsets,
    batch: &'a Arc<Batch>,
}

impl Drop for GiveUp<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut state = self.offsets.lock();
            if state.is_counting(self.batch) {
                state.batch = None;
            }
            self.offsets.counted.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn offsets_are_sums_in_whatever_order_they_are_asked_for() {
        let count = |block: u64| block % 7;
        let before = |block: u64| (0..block).map(count).sum::<u64>();
        let (offsets, workers) = (Offsets::default(), Workers::new(3));
        for block in [0, 5, 999, 3, 1500, 2999, 256, 257] {
            assert_eq!(offsets.before(block, 3000, &count, &workers), before(block), "{block}");
        }
    }

    #[test]
    fn rows_are_found_in_their_blocks() {
        let count = |block: u64| block % 3;
        let (offsets, workers) = (Offsets::default(), Workers::new(3));
        assert_eq!(offsets.find(0, 600, &count, &workers), Some((1, 0)));
        assert_eq!(offsets.find(1, 600, &count, &workers), Some((2, 1)));
        assert_eq!(offsets.find(2, 600, &count, &workers), Some((2, 1)));
        assert_eq!(offsets.find(3, 600, &count, &workers), Some((4, 3)));
        assert_eq!(offsets.find(599, 600, &count, &workers), Some((599, 598)));
        assert_eq!(offsets.find(600, 600, &count, &workers), None);
        assert_eq!(Offsets::default().find(0, 0, &count, &workers), None);
    }

    #[test]
    fn what_is_made_known_is_not_counted() {
        let calls = AtomicU64::new(0);
        let count = |block: u64| {
            calls.fetch_add(1, Ordering::Relaxed);
            block % 7
        };
        let before = |block: u64| (0..block).map(|block| block % 7).sum::<u64>();
        let (blocks, workers) = (1_000_000, Workers::new(3));
        let offsets = Offsets::default();
        for block in [900_000, 500_000, 900_000, blocks] {
            offsets.know(block, before(block));
            assert_eq!(offsets.before(block, blocks, &count, &workers), before(block));
        }
        assert_eq!(calls.load(Ordering::Relaxed), 0);
        for block in [900_003, 500_100, 3, 899_999, 900_200, 999_999] {
            assert_eq!(offsets.before(block, blocks, &count, &workers), before(block), "{block}");
        }
        for block in [900_009, 500_001, 2, 900_150] {
            let row = before(block);
            assert_eq!(offsets.find(row, blocks, &count, &workers), Some((block, row)));
        }
        assert_eq!(offsets.find(before(blocks), blocks, &count, &workers), None);
        // A block that was counted is not made known again, and one that was made known is not counted twice.
        offsets.know(900_003, 7);
        assert_eq!(offsets.before(900_003, blocks, &count, &workers), before(900_003));
        assert_eq!(offsets.before(500_000, blocks, &count, &workers), before(500_000));
        assert!(calls.load(Ordering::Relaxed) <= blocks);
    }

    #[test]
    fn the_first_block_counts_nothing_and_the_next_ones_little() {
        let calls = AtomicU64::new(0);
        let count = |_: u64| {
            calls.fetch_add(1, Ordering::Relaxed);
            1
        };
        let (offsets, workers) = (Offsets::default(), Workers::new(3));
        assert_eq!(offsets.before(0, u64::MAX, &count, &workers), 0);
        assert_eq!(calls.load(Ordering::Relaxed), 0);
        assert_eq!(offsets.before(10, u64::MAX, &count, &workers), 10);
        assert!(calls.load(Ordering::Relaxed) <= 256);
    }

    #[test]
    fn threads_that_ask_together_count_together() {
        let calls = AtomicU64::new(0);
        let count = |block: u64| {
            calls.fetch_add(1, Ordering::Relaxed);
            block % 7
        };
        let (offsets, workers) = (Offsets::default(), Workers::single());
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (offsets, workers, count) = (&offsets, &workers, &count);
                scope.spawn(move || {
                    for block in (thread..5000).step_by(4) {
                        let before = (block / 7) * 21 + (0..block % 7).sum::<u64>();
                        assert_eq!(offsets.before(block, 5000, count, workers), before, "{block}");
                    }
                });
            }
        });
        assert!(calls.load(Ordering::Relaxed) <= 5000, "no block is counted twice");
    }

    #[test]
    fn a_panic_leaves_nobody_waiting() {
        let (offsets, workers) = (Offsets::default(), Workers::single());
        let breaks = |block: u64| if block == 100 { panic!("as asked for") } else { 1 };
        let broken = std::panic::AssertUnwindSafe(|| offsets.before(300, 400, &breaks, &workers));
        assert!(std::panic::catch_unwind(broken).is_err());
        assert_eq!(offsets.before(300, 400, &|_| 1, &workers), 300);
    }
}
