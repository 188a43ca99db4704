//! Reading blocks on several threads, with results that do not depend on how many there are.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::workers::{Stopped, Workers};

/// Most parts that blocks are gathered in.
const PARTS: u64 = 256;

/// Gathers something from blocks `0..blocks`.
///
/// Blocks are cut into parts, the same for any number of threads. Within a part `add` sees them in order, each part beginning
/// with an empty result; `merge` then joins the parts in order, the later one into the earlier. So sums of floating-point
/// numbers come out the same, and what only compares neighbours can be gathered too.
///
/// # Errors
/// The work was told to stop.
pub fn gather<A: Send>(
    blocks: u64,
    workers: &Workers,
    empty: impl Fn() -> A + Sync,
    add: impl Fn(&mut A, u64) + Sync,
    merge: impl Fn(&mut A, A) + Sync,
) -> Result<A, Stopped> {
    let parts = blocks.min(PARTS);
    let edge = |part: u64| (u128::from(blocks) * u128::from(part) / u128::from(parts.max(1))) as u64;
    let waiting = Mutex::new(Waiting { total: empty(), merged: 0, done: BTreeMap::new() });
    workers.each(parts, |part| {
        let mut own = empty();
        (edge(part)..edge(part + 1)).for_each(|block| add(&mut own, block));
        // What was merged is whole even if another thread panicked.
        waiting.lock().unwrap_or_else(PoisonError::into_inner).take(part, own, &merge);
    })?;
    Ok(waiting.into_inner().unwrap_or_else(PoisonError::into_inner).total)
}

/// Parts that are done, merged as far as there is none missing.
struct Waiting<A> {
    total: A,
    merged: u64,
    done: BTreeMap<u64, A>,
}

impl<A> Waiting<A> {
    fn take(&mut self, part: u64, own: A, merge: impl Fn(&mut A, A)) {
        self.done.insert(part, own);
        while let Some(own) = self.done.remove(&self.merged) {
            merge(&mut self.total, own);
            self.merged += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_gives_the_same_in_order() {
        for blocks in [0, 1, 7, 255, 256, 257, 5000] {
            let order = |threads: usize| {
                let add = |own: &mut Vec<u64>, block| own.push(block);
                gather(blocks, &Workers::new(threads), Vec::new, add, |all, own| all.extend(own)).unwrap()
            };
            let expected: Vec<u64> = (0..blocks).collect();
            assert_eq!(order(1), expected);
            assert_eq!(order(8), expected);
        }
        let sum = |threads: usize| {
            let term = |block: u64| 1.0 / (block + 1) as f64;
            let add = |own: &mut f64, block| *own += term(block);
            gather(10_000, &Workers::new(threads), || 0.0, add, |all, own| *all += own).unwrap()
        };
        assert_eq!(sum(1).to_bits(), sum(7).to_bits());
    }
}
