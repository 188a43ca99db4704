//! Columns that several others of the row read: each block of theirs is made once for all of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::take;

use super::Values;
use crate::random::Items;
use crate::steps::Steps;

/// Blocks that are kept of a column: those of threads that are at work.
const KEPT: usize = 8;
/// Rows of a block at most.
const BLOCK: u64 = 2048;

/// The columns that were built for a reading, by dataset and place.
#[derive(Default)]
pub struct Columns(Mutex<BTreeMap<(usize, usize), Arc<Shared>>>);

impl std::fmt::Debug for Columns {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Columns").finish_non_exhaustive()
    }
}

impl Columns {
    /// The values of a column for one more reader; `build` makes them if nobody has read them.
    pub fn get(&self, column: (usize, usize), build: impl FnOnce() -> Arc<dyn Values>) -> Arc<dyn Values> {
        if let Some(shared) = self.lock().get(&column) {
            shared.readers.fetch_add(1, Ordering::Relaxed);
            return Arc::clone(shared) as Arc<dyn Values>;
        }
        // Built without the lock, since that may ask for other columns.
        let shared = Arc::new(Shared::new(build()));
        self.lock().insert(column, Arc::clone(&shared));
        shared
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(usize, usize), Arc<Shared>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Values that several read.
struct Shared {
    values: Arc<dyn Values>,
    readers: AtomicUsize,
    made: [Mutex<Option<Made>>; KEPT],
}

/// The values of the rows from this one on.
#[derive(Clone)]
struct Made {
    first: u64,
    array: ArrayRef,
}

impl Shared {
    fn new(values: Arc<dyn Values>) -> Shared {
        Shared { values, readers: AtomicUsize::new(1), made: Default::default() }
    }

    fn slot(&self, row: u64) -> MutexGuard<'_, Option<Made>> {
        let place = (row / BLOCK % KEPT as u64) as usize;
        self.made[place].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was made of the block of these rows, which need not be in order.
    fn of_block(&self, rows: &[u64]) -> Option<ArrayRef> {
        let (least, greatest) = (*rows.iter().min()?, *rows.iter().max()?);
        // A block begins anywhere, so that the slot of a row is that of its block or the one before.
        let begun = |row: u64| self.slot(row).clone().filter(|made| made.first <= least);
        let made = begun(least).or_else(|| begun(least.checked_sub(BLOCK)?))?;
        if greatest - made.first >= made.array.len() as u64 {
            return None;
        }
        let places: UInt32Array =
            rows.iter().map(|row| (row - made.first) as u32).collect::<Vec<u32>>().into();
        take(&made.array, &places, None).ok()
    }
}

impl Values for Shared {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        if self.readers.load(Ordering::Relaxed) < 2 {
            return self.values.array(items);
        }
        match items {
            Items::Range { first, len } => {
                if let Some(made) = &*self.slot(first)
                    && made.first == first
                    && made.array.len() == len
                {
                    return Arc::clone(&made.array);
                }
                let array = self.values.array(items);
                if len as u64 <= BLOCK {
                    *self.slot(first) = Some(Made { first, array: Arc::clone(&array) });
                }
                array
            }
            Items::List(rows) => self.of_block(rows).unwrap_or_else(|| self.values.array(items)),
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.values.explain(item, steps);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;

    use arrow::array::Int64Array;

    use super::*;

    /// Three times the row, and how many rows were asked for.
    struct Counted(AtomicU64);

    impl Values for Counted {
        fn array(&self, items: Items<'_>) -> ArrayRef {
            self.0.fetch_add(items.len() as u64, Ordering::Relaxed);
            Arc::new(Int64Array::from_iter_values((0..items.len()).map(|place| 3 * items.item(place) as i64)))
        }

        fn explain(&self, _: u64, _: &mut Steps) {}
    }

    #[test]
    fn a_block_is_made_once_however_it_is_read() {
        let counted = Arc::new(Counted(AtomicU64::new(0)));
        let columns = Columns::default();
        let get = || columns.get((0, 1), || Arc::clone(&counted) as Arc<dyn Values>);
        let (one, other) = (get(), get());
        let block = Items::Range { first: 5000, len: 2048 };
        let expected = Counted(AtomicU64::new(0)).array(block);
        assert_eq!(&one.array(block), &expected);
        assert_eq!(&other.array(block), &expected);
        let mut some: Vec<u64> = (5000..7048).step_by(5).collect();
        some.reverse();
        assert_eq!(&other.array(Items::List(&some)), &Counted(AtomicU64::new(0)).array(Items::List(&some)));
        let last = Items::List(&[7047, 7000]);
        assert_eq!(&one.array(last), &Counted(AtomicU64::new(0)).array(last));
        assert_eq!(counted.0.load(Ordering::Relaxed), 2048);
        // Rows of another block are made anew, and so is a part.
        for rows in [&[7048, 5000][..], &[4999], &[]] {
            let rows = Items::List(rows);
            assert_eq!(&one.array(rows), &Counted(AtomicU64::new(0)).array(rows));
        }
        let part = Items::Range { first: 5000, len: 10 };
        assert_eq!(&one.array(part), &Counted(AtomicU64::new(0)).array(part));
        assert_eq!(counted.0.load(Ordering::Relaxed), 2048 + 3 + 10);
    }

    #[test]
    fn a_single_reader_keeps_nothing() {
        let counted = Arc::new(Counted(AtomicU64::new(0)));
        let columns = Columns::default();
        let one = columns.get((0, 1), || Arc::clone(&counted) as Arc<dyn Values>);
        for _ in 0..2 {
            one.array(Items::Range { first: 0, len: 100 });
        }
        assert_eq!(counted.0.load(Ordering::Relaxed), 200);
    }
}
