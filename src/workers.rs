//! Threads for the work of one call: as many as the host allows, and no other place starts any.
//!
//! A scan's blocks are made by the host's own threads. What one block needs from all of them (a counting pass, means over all
//! entities) and functions of one long row (checks, manifests, bundles) share their work out here. Threads of the host that
//! are inside a call count against the limit, so that no more than it are busy at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// The threads that a call may use, and its wish to stop. Clones are the same workers.
#[derive(Clone, Debug)]
pub struct Workers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    threads: usize,
    /// Threads of the host that are inside the call.
    callers: AtomicUsize,
    /// Threads started here that are still at work.
    helpers: AtomicUsize,
    stop: AtomicBool,
}

/// The work was given up because [`Workers::stop`] was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Stopped;

impl Workers {
    /// Workers that use so many threads, the calling one included; at least that one.
    pub fn new(threads: usize) -> Workers {
        Workers(Arc::new(Shared {
            threads: threads.max(1),
            callers: AtomicUsize::new(0),
            helpers: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        }))
    }

    /// The calling thread alone.
    pub fn single() -> Workers {
        Workers::new(1)
    }

    /// How many threads may be busy at a time.
    pub fn threads(&self) -> usize {
        self.0.threads
    }

    /// Makes work end at its next piece.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to end.
    pub fn is_stopped(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }

    /// Counts the calling thread, which is the host's, among the busy ones until the guard is dropped. A host with several
    /// threads inside one call holds a guard in each.
    pub fn enter(&self) -> impl Drop + use<> {
        self.0.callers.fetch_add(1, Ordering::Relaxed);
        Leave(Arc::clone(&self.0))
    }

    /// Runs `work` on this thread and on those that are free, `most` together at most, and returns when all have come back.
    /// Every thread takes pieces of the same work until none is left. A panic on any thread goes on in this one.
    pub fn join(&self, most: u64, work: impl Fn() + Sync) {
        let wanted = most.min(self.0.threads as u64).saturating_sub(1);
        let helpers: Vec<Helper<'_>> = (0..wanted).map_while(|_| self.0.helper()).collect();
        if helpers.is_empty() {
            return work();
        }
        let work = &work;
        std::thread::scope(|scope| {
            // Fewer threads than there is room for do the same work.
            let begun: Vec<_> = helpers
                .into_iter()
                .map_while(|helper| {
                    let help = move || {
                        let _helper = helper;
                        work();
                    };
                    std::thread::Builder::new().name("plotsim".into()).spawn_scoped(scope, help).ok()
                })
                .collect();
            work();
            for helper in begun {
                helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            }
        });
    }

    /// Runs `work` once for each piece from 0 on, in any order, on this thread and on those that are free.
    ///
    /// # Errors
    /// Some pieces were left out because the work was told to stop.
    pub fn each(&self, pieces: u64, work: impl Fn(u64) + Sync) -> Result<(), Stopped> {
        let next = AtomicU64::new(0);
        self.join(pieces, || {
            while !self.is_stopped() {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                if piece >= pieces {
                    return;
                }
                work(piece);
            }
        });
        if self.is_stopped() { Err(Stopped) } else { Ok(()) }
    }
}

impl Shared {
    /// Room for one more busy thread, if there is.
    fn helper(&self) -> Option<Helper<'_>> {
        let callers = self.callers.load(Ordering::Relaxed).max(1);
        let more = |helpers: usize| (callers + helpers < self.threads).then_some(helpers + 1);
        self.helpers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Helper(self))
    }
}

/// A thread started here, counted until it ends.
struct Helper<'a>(&'a Shared);

impl Drop for Helper<'_> {
    fn drop(&mut self) {
        self.0.helpers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A thread of the host, counted until it leaves the call.
struct Leave(Arc<Shared>);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.callers.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::{Barrier, Mutex};

    use super::*;

    /// The threads that take pieces, all of which are begun before any ends.
    fn threads(workers: &Workers, pieces: u64, meeting: usize) -> usize {
        let seen = Mutex::new(BTreeSet::new());
        let barrier = Barrier::new(meeting);
        workers
            .each(pieces, |_| {
                seen.lock().unwrap().insert(format!("{:?}", std::thread::current().id()));
                barrier.wait();
            })
            .unwrap();
        seen.into_inner().unwrap().len()
    }

    #[test]
    fn so_many_threads_are_used_and_no_more() {
        assert_eq!(threads(&Workers::new(4), 4, 4), 4);
        assert_eq!(threads(&Workers::new(4), 2, 2), 2);
        assert_eq!(threads(&Workers::single(), 5, 1), 1);
        assert_eq!(threads(&Workers::new(0), 5, 1), 1);
        assert_eq!(threads(&Workers::new(4), 0, 1), 0);
    }

    #[test]
    fn busy_threads_leave_room_for_the_others_alone() {
        let workers = Workers::new(3);
        let one = workers.enter();
        assert_eq!(threads(&workers, 3, 3), 3, "the one that entered is the one that works");
        let two = workers.enter();
        assert_eq!(threads(&workers, 4, 2), 2);
        drop(one);
        drop(two);
        assert_eq!(threads(&workers, 3, 3), 3);
        let nested = AtomicUsize::new(0);
        workers
            .each(3, |_| {
                nested.fetch_max(threads(&workers, 1, 1), Ordering::Relaxed);
            })
            .unwrap();
        assert_eq!(nested.into_inner(), 1);
    }

    #[test]
    fn every_piece_is_done_once() {
        for threads in [1, 2, 7] {
            let done = Mutex::new(Vec::new());
            Workers::new(threads).each(100, |piece| done.lock().unwrap().push(piece)).unwrap();
            let mut done = done.into_inner().unwrap();
            done.sort_unstable();
            assert_eq!(done, (0..100).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn work_stops_at_the_next_piece() {
        let workers = Workers::single();
        let done = AtomicU64::new(0);
        let stopped = workers.each(10, |piece| {
            done.fetch_add(1, Ordering::Relaxed);
            if piece == 3 {
                workers.stop();
            }
        });
        assert_eq!((stopped, done.into_inner()), (Err(Stopped), 4));
    }

    #[test]
    fn a_panic_goes_on_and_frees_its_thread() {
        let workers = Workers::new(3);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            workers.each(3, |piece| assert!(piece != 1, "no")).unwrap();
        }));
        assert!(panicked.is_err());
        assert_eq!(threads(&workers, 3, 3), 3);
    }
}
