//! The numbers of rows among those with the same value.

use std::sync::Arc;

use super::candidates::hash_all;
use super::gather::Gathered;
use crate::generators::Values;
use crate::random::Items;
use crate::workers::Workers;

/// Bytes for each row.
pub const BYTES: u64 = 4;
/// Rows that are looked at in one go.
const PIECE: u64 = 1 << 14;

/// The number of each row, from 0, among those with the same value in a column, in the order of the rows.
pub struct Ranked {
    own: Arc<dyn Values>,
    rows: u64,
    gathered: Gathered<Vec<u64>, Numbers>,
}

/// By row.
pub struct Numbers(Vec<u32>);

impl Numbers {
    /// The number of a row.
    pub fn of(&self, row: u64) -> u64 {
        self.0.get(row as usize).copied().map_or(0, u64::from)
    }
}

impl Ranked {
    /// The numbers of so many rows by the column `own`.
    pub fn new(own: Arc<dyn Values>, rows: u64) -> Ranked {
        Ranked { own, rows, gathered: Gathered::new(rows.div_ceil(PIECE)) }
    }

    /// The numbers; `None` if the work was told to stop.
    pub fn get(&self, workers: &Workers) -> Option<&Numbers> {
        let piece = |number: u64| {
            let first = number * PIECE;
            let len = (self.rows - first).min(PIECE) as usize;
            let mut hashes = Vec::new();
            hash_all(&self.own.array(Items::Range { first, len }), &mut hashes);
            hashes
        };
        self.gathered.get(workers, piece, |pieces| {
            let hashes: Vec<u64> = pieces.into_iter().flatten().collect();
            let mut order: Vec<u32> = (0..hashes.len() as u32).collect();
            order.sort_unstable_by_key(|row| (hashes[*row as usize], *row));
            let mut numbers = vec![0; hashes.len()];
            for group in order.chunk_by(|a, b| hashes[*a as usize] == hashes[*b as usize]) {
                group.iter().zip(0..).for_each(|(row, number)| numbers[*row as usize] = number);
            }
            Numbers(numbers)
        })
    }
}
