//! Tables that those who look things up in them make together.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What belongs to items 0, 1, 2, …, kept once enough of it was asked for.
pub(super) struct Lazy<T> {
    items: u64,
    /// Bytes that an item takes.
    bytes: u64,
    /// So many look-ups are answered without the table.
    patience: u64,
    asked: AtomicU64,
    /// `None` where the budget had no room.
    kept: OnceLock<Option<Parts<T>>>,
}

/// The whole table, in parts, which whoever looks something up helps to make. It counts against the budget until it is dropped.
pub(super) struct Parts<T> {
    bytes: u64,
    parts: Box<[OnceLock<Box<[T]>>]>,
    /// The part to make next.
    next: AtomicUsize,
}

impl<T> Drop for Parts<T> {
    fn drop(&mut self) {
        KEPT.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Most bytes that all tables together keep; beyond it, what is looked up is made anew.
const BUDGET: u64 = 1 << 30;
/// Bytes that tables keep or are about to.
static KEPT: AtomicU64 = AtomicU64::new(0);
/// Items of a part are this power of two.
const PART: u32 = 15;

impl<T> Lazy<T> {
    /// A table of `items` items that take `bytes` bytes each, made once `patience` of them were asked for.
    pub fn new(items: u64, bytes: u64, patience: u64) -> Lazy<T> {
        Lazy { items, bytes, patience, asked: AtomicU64::new(0), kept: OnceLock::new() }
    }

    /// The table, once enough was asked for: `asking` items are about to be. `make` gives what belongs to some items in a row.
    /// Threads that ask meanwhile make parts, none waits for another.
    pub fn get(&self, asking: usize, make: impl Fn(Range<u64>) -> Box<[T]>) -> Option<&Parts<T>> {
        let kept = match self.kept.get() {
            Some(kept) => kept.as_ref()?,
            None => {
                let asked = self.asked.fetch_add(asking as u64, Ordering::Relaxed) + asking as u64;
                if asked < self.patience {
                    return None;
                }
                self.kept.get_or_init(|| self.room()).as_ref()?
            }
        };
        while kept.next.load(Ordering::Relaxed) < kept.parts.len() {
            let part = kept.next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = kept.parts.get(part) else { break };
            let first = (part as u64) << PART;
            let own = make(first..self.items.min(first + (1 << PART)));
            slot.get_or_init(|| own);
        }
        Some(kept)
    }

    /// Room for all items, if the budget has any.
    fn room(&self) -> Option<Parts<T>> {
        let bytes = self.items.checked_mul(self.bytes)?;
        let room = |kept: u64| kept.checked_add(bytes).filter(|kept| *kept <= BUDGET);
        KEPT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).ok()?;
        let parts = self.items.div_ceil(1 << PART);
        Some(Parts { bytes, parts: (0..parts).map(|_| OnceLock::new()).collect(), next: AtomicUsize::new(0) })
    }
}

impl<T> Parts<T> {
    /// The part that holds an item, and the item's place in it; `None` while another thread makes it.
    #[inline(always)]
    pub fn of(&self, item: u64) -> Option<(&[T], usize)> {
        let part = self.parts.get((item >> PART) as usize)?.get()?;
        Some((part, (item & ((1 << PART) - 1)) as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_made_once_and_whole_when_enough_was_asked_for() {
        let items = 100_000;
        let (table, made) = (Lazy::<u64>::new(items, 8, 1000), AtomicU64::new(0));
        let make = |range: Range<u64>| {
            made.fetch_add(range.end - range.start, Ordering::Relaxed);
            range.map(|item| item * item).collect()
        };
        assert!(table.get(999, make).is_none());
        for _ in 0..2 {
            let parts = table.get(1, make).unwrap();
            for item in [0, 1, 32_767, 32_768, items - 1] {
                let (part, place) = parts.of(item).unwrap();
                assert_eq!(part[place], item * item);
            }
            assert!(parts.of(items + (1 << PART)).is_none());
        }
        assert_eq!(made.into_inner(), items);
    }

    #[test]
    fn what_exceeds_the_budget_is_not_kept() {
        assert!(Lazy::<u64>::new(BUDGET, 8, 0).get(1, |_| Box::default()).is_none());
        assert!(Lazy::<u64>::new(u64::MAX, 8, 0).get(1, |_| Box::default()).is_none());
    }
}
