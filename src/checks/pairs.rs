//! The pairs of a bridge: whom each left row is paired with, and how often.

use std::sync::Arc;

use super::keys::{Examples, KeySet, Values};
use crate::facts::rows::Bridge;
use crate::tables::Block;

/// What is expected of the pairs.
pub struct PairPlan {
    left: (usize, Arc<KeySet>),
    right: (usize, Arc<KeySet>),
    /// Fewest and most partners of a left row.
    pub partners: (u64, u64),
    /// Left rows that must have partners.
    pub lefts: Option<u64>,
    /// A dimension paired with itself, and whether (a, b) and (b, a) are one pair.
    own: bool,
    once: bool,
}

/// What was gathered. The pairs of a left row stand together in one block.
#[derive(Clone, Debug, Default)]
pub struct PairTally {
    pub rows: u64,
    /// Left rows that have partners.
    pub lefts: u64,
    ends: Option<(u64, u64)>,
    /// Left rows with too few or too many partners.
    pub wrong_number: Examples,
    pub repeated: Examples,
    /// Rows paired with themselves.
    pub loops: Examples,
    /// Left rows that come again after others.
    pub disorder: Examples,
    /// For pairs without direction, both rows, the lesser first: 16 bytes for each.
    pairs: Vec<(u64, u64)>,
}

impl PairPlan {
    /// The columns of the left and the right row.
    pub fn columns(&self) -> [usize; 2] {
        [self.left.0, self.right.0]
    }

    /// `things` are the rows of either end that can be paired, where these are not all it has.
    pub fn new(
        bridge: &Bridge,
        left: Option<(usize, Arc<KeySet>)>,
        right: Option<(usize, Arc<KeySet>)>,
        things: (Option<u64>, Option<u64>),
    ) -> Option<PairPlan> {
        let own = bridge.left == bridge.right;
        let (left, right) = (left?, right?);
        let (all_left, all_right) =
            (things.0.unwrap_or(left.1.len() as u64), things.1.unwrap_or(right.1.len() as u64));
        let most = all_right.saturating_sub(u64::from(own));
        let once = own && !bridge.directed;
        // Mirrored pairs are shown once, so a row may have fewer of its own.
        let least = if once { 0 } else { bridge.partners.0.min(most) };
        let lefts = (least > 0).then_some(all_left);
        Some(PairPlan { partners: (least, bridge.partners.1.min(most)), lefts, left, right, own, once })
    }

    pub fn add(&self, block: &Block, tally: &mut PairTally) {
        let rows = |(column, keys): &(usize, Arc<KeySet>)| {
            let mut hashes = Vec::new();
            Values::of(&block.columns[*column]).hashes(block.rows, &mut hashes);
            hashes.into_iter().map(|hash| keys.row(hash).unwrap_or(u64::MAX)).collect::<Vec<_>>()
        };
        let (lefts, rights) = (rows(&self.left), rows(&self.right));
        tally.rows += block.rows as u64;
        let mut at = 0;
        for same in lefts.chunk_by(|a, b| a == b) {
            let left = same[0];
            let mut partners = rights[at..at + same.len()].to_vec();
            at += same.len();
            if tally.ends.is_some_and(|(_, last)| last >= left) {
                tally.disorder.push(|| format!("row {left}"));
            }
            tally.ends = Some((tally.ends.map_or(left, |(first, _)| first), left));
            tally.lefts += 1;
            let (least, most) = self.partners;
            let count = partners.len() as u64;
            if count < least || count > most {
                tally.wrong_number.push(|| format!("row {left} with {count}"));
            }
            if self.own {
                tally.loops.add(partners.iter().filter(|right| **right == left).count() as u64, || {
                    format!("row {left}")
                });
            }
            if self.once {
                tally.pairs.extend(partners.iter().map(|right| (left.min(*right), left.max(*right))));
            }
            partners.sort_unstable();
            if let Some(pair) = partners.windows(2).find(|pair| pair[0] == pair[1]) {
                tally.repeated.push(|| format!("rows {left} and {}", pair[0]));
            }
        }
    }
}

impl PairTally {
    pub fn merge(&mut self, later: PairTally) {
        self.rows += later.rows;
        self.lefts += later.lefts;
        if let (Some((_, last)), Some((first, _))) = (self.ends, later.ends)
            && last >= first
        {
            self.disorder.push(|| format!("row {first}"));
        }
        self.ends = match (self.ends, later.ends) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (own, later) => own.or(later),
        };
        self.wrong_number.merge(later.wrong_number);
        self.repeated.merge(later.repeated);
        self.loops.merge(later.loops);
        self.disorder.merge(later.disorder);
        self.pairs.extend(later.pairs);
    }

    /// Pairs that come in both directions though they are one.
    pub fn mirrored(&self) -> Examples {
        let mut pairs = self.pairs.clone();
        pairs.sort_unstable();
        let mut found = Examples::default();
        for pair in pairs.windows(2).filter(|pair| pair[0] == pair[1]) {
            found.push(|| format!("rows {} and {}", pair[0].0, pair[0].1));
        }
        found
    }
}
