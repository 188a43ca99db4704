//! Rows that share entities: the same entity, the same values.

use crate::checks::keys::{Examples, KeySet};
use crate::tables::Block;

/// Columns that show an entry of a pool together.
pub struct PoolPlan {
    /// The pool's name, or `entity`.
    pub name: String,
    pub columns: Vec<usize>,
    /// Entries of the pool.
    pub size: u64,
    /// Every tuple there is; none if the pool is too large to be held.
    pub tuples: Option<KeySet>,
    /// A column whose values tell entries apart.
    pub key: Option<usize>,
}

/// What was gathered of a pool.
#[derive(Clone, Debug, Default)]
pub struct PoolTally {
    /// Tuples that are none of the pool's.
    pub strangers: Examples,
    /// Pairs of a key and the tuple it came with, each once, with what names the row.
    pairs: Vec<(u64, u64)>,
    fresh: usize,
}

/// Pairs that are gathered before those that came again are dropped.
const GATHERED: usize = 1 << 16;

impl PoolTally {
    pub fn add(&mut self, plan: &PoolPlan, block: &Block, named: &dyn Fn(usize) -> String) {
        let tuples = super::tally::tuple_hashes(block, &plan.columns);
        if let Some(known) = &plan.tuples {
            for (row, tuple) in tuples.iter().enumerate() {
                if known.row(*tuple).is_none() {
                    self.strangers.push(|| named(row));
                }
            }
        }
        if let Some(key) = plan.key {
            let keys = super::tally::tuple_hashes(block, &[key]);
            self.pairs.extend(keys.into_iter().zip(tuples));
            if self.pairs.len() > self.fresh + GATHERED {
                self.tidy();
            }
        }
    }

    fn tidy(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.fresh = self.pairs.len();
    }

    pub fn merge(&mut self, later: PoolTally) {
        self.strangers.merge(later.strangers);
        self.pairs.extend(later.pairs);
        if self.pairs.len() > self.fresh + GATHERED {
            self.tidy();
        }
    }

    /// Keys, and how many of them came with more than one tuple.
    pub fn keys(&mut self) -> (u64, u64) {
        self.tidy();
        let groups = || self.pairs.chunk_by(|a, b| a.0 == b.0);
        (groups().count() as u64, groups().filter(|same| same.len() > 1).count() as u64)
    }
}
