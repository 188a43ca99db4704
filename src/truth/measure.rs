//! Reading a whole table, by all workers, to know its rows and its hash.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::digest::{RowDigests, TableDigest};
use crate::tables::{Scan, Table};
use crate::workers::{Stopped, Workers};

/// Blocks that may wait for one before them, for each thread.
const AHEAD: u64 = 4;

/// What the rows of a table come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// How many there are.
    pub rows: u64,
    /// In hexadecimal; see [`super::digest`].
    pub sha256: String,
}

/// Why a table was not measured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmeasured {
    /// The work was told to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A row cannot be made; see [`Scan::failure`].
    #[error("{0}")]
    Failed(String),
}

/// Makes every row of a table.
///
/// # Errors
/// The work was told to stop, or a row could not be made.
pub fn measure(table: &dyn Table, workers: &Workers) -> Result<Measured, Unmeasured> {
    let every: Vec<usize> = (0..table.columns().len()).collect();
    let scan = table.scan(&every, workers);
    let line = Line {
        scan: scan.as_ref(),
        workers,
        blocks: table.blocks(),
        ahead: workers.threads() as u64 * AHEAD,
        taken: AtomicU64::new(0),
        failed: AtomicBool::new(false),
        queue: Mutex::default(),
        moved: Condvar::new(),
    }
    .run();
    match (line, scan.failure()) {
        (_, Some(failure)) => Err(Unmeasured::Failed(failure)),
        (Some((rows, sha256)), None) => Ok(Measured { rows, sha256 }),
        (None, None) => Err(Stopped.into()),
    }
}

/// Blocks that are hashed in any order and put together in theirs.
struct Line<'a> {
    scan: &'a dyn Scan,
    workers: &'a Workers,
    blocks: u64,
    ahead: u64,
    taken: AtomicU64,
    /// A thread panicked, or rows could not be made.
    failed: AtomicBool,
    queue: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    next: u64,
    waiting: BTreeMap<u64, RowDigests>,
    table: TableDigest,
}

impl Line<'_> {
    fn run(self) -> Option<(u64, String)> {
        self.workers.join(self.blocks, || self.work());
        let queue = self.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        (queue.next == self.blocks).then(|| queue.table.finish())
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ends(&self) -> bool {
        self.workers.is_stopped() || self.failed.load(Ordering::Relaxed)
    }

    fn work(&self) {
        let _alarm = Alarm(self);
        while !self.ends() {
            let block = self.taken.fetch_add(1, Ordering::Relaxed);
            if block >= self.blocks {
                return;
            }
            let made = self.scan.block(block);
            if self.scan.failure().is_some() {
                // Rows that could not be made have no digest.
                self.failed.store(true, Ordering::Relaxed);
                self.moved.notify_all();
                return;
            }
            let digests = RowDigests::of(&made);
            let mut queue = self.lock();
            while block > queue.next + self.ahead && !self.ends() {
                // The thread whose block is next never waits, so there is always one that moves the line on.
                let patience = std::time::Duration::from_millis(50);
                queue = self.moved.wait_timeout(queue, patience).unwrap_or_else(PoisonError::into_inner).0;
            }
            queue.waiting.insert(block, digests);
            let before = queue.next;
            while let Some(digests) = {
                let next = queue.next;
                queue.waiting.remove(&next)
            } {
                queue.table.push(&digests);
                queue.next += 1;
            }
            if queue.next > before {
                self.moved.notify_all();
            }
        }
    }
}

/// Ends the other threads when one of them panics.
struct Alarm<'a>(&'a Line<'a>);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.failed.store(true, Ordering::Relaxed);
            self.0.moved.notify_all();
        }
    }
}
