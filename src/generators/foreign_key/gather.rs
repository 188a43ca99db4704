//! A pass over the rows of a table, shared out among all threads that wait for it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::workers::Workers;

/// How long a thread waits before it looks whether the work was given up.
const PATIENCE: Duration = Duration::from_millis(20);

/// What a pass in pieces gives, made by the first threads that ask for it. Every thread that asks meanwhile takes pieces, too.
pub struct Gathered<P, T> {
    pieces: u64,
    next: AtomicU64,
    /// What pieces gave, by their numbers.
    done: Mutex<Vec<(u64, P)>>,
    finished: Condvar,
    broken: AtomicBool,
    whole: OnceLock<T>,
}

impl<P: Send, T: Send + Sync> Gathered<P, T> {
    /// A pass in so many pieces.
    pub fn new(pieces: u64) -> Gathered<P, T> {
        Gathered {
            pieces,
            next: AtomicU64::new(0),
            done: Mutex::default(),
            finished: Condvar::new(),
            broken: AtomicBool::new(false),
            whole: OnceLock::new(),
        }
    }

    /// What the pass gives: `piece` makes its pieces and `join` takes all of them, in order. `None` if the work was told to
    /// stop, or a thread panicked in it.
    pub fn get(
        &self,
        workers: &Workers,
        piece: impl Fn(u64) -> P + Sync,
        join: impl FnOnce(Vec<P>) -> T,
    ) -> Option<&T> {
        if let Some(whole) = self.whole.get() {
            return Some(whole);
        }
        let guard = Guard(&self.broken);
        workers.join(self.pieces, || {
            while !workers.is_stopped() {
                let number = self.next.fetch_add(1, Ordering::Relaxed);
                if number >= self.pieces {
                    return;
                }
                let made = piece(number);
                self.lock().push((number, made));
            }
        });
        let mut done = self.lock();
        while (done.len() as u64) < self.pieces && self.whole.get().is_none() {
            if workers.is_stopped() || self.broken.load(Ordering::Relaxed) {
                return None;
            }
            done =
                self.finished.wait_timeout(done, PATIENCE).map_or_else(|e| e.into_inner().0, |pair| pair.0);
        }
        let whole = self.whole.get_or_init(|| {
            let mut all = std::mem::take(&mut *done);
            all.sort_unstable_by_key(|(number, _)| *number);
            join(all.into_iter().map(|(_, made)| made).collect())
        });
        drop(done);
        self.finished.notify_all();
        drop(guard);
        Some(whole)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(u64, P)>> {
        // Pieces are put in whole, so the list of a thread that panicked is as good as any.
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the others when the thread that works panics, so that nobody waits for it.
struct Guard<'a>(&'a AtomicBool);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_the_same_whoever_takes_its_pieces() {
        for threads in [1, 3] {
            let gathered = Gathered::new(50);
            let workers = Workers::new(2);
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        let whole = gathered.get(&workers, |piece| piece * 2, |all| all);
                        assert_eq!(whole, Some(&(0..50).map(|piece| piece * 2).collect::<Vec<u64>>()));
                    });
                }
            });
        }
    }

    #[test]
    fn work_that_is_told_to_stop_gives_nothing() {
        let workers = Workers::single();
        workers.stop();
        let gathered = Gathered::new(5);
        assert_eq!(gathered.get(&workers, |piece| piece, |all| all.len()), None);
    }
}
