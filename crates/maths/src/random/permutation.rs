//! A keyed permutation of 0 … n−1 that needs no memory.

use super::parts::Lazy;
use super::{Key, mix, split_mix};
use crate::vectors::{Kernel, run};

/// A pseudo-random bijection of [0, n) onto itself.
///
/// A balanced Feistel network of eight rounds over the smallest even number of bits that holds n, walked until the result
/// falls below n (Black & Rogaway, "Ciphers with arbitrary finite domains", 2002). The domain is less than 4n, so the
/// walk takes fewer than four steps on average.
///
/// ```
/// use plotsim_maths::random::{Key, Permutation};
///
/// let order = Permutation::new(Key::root(7), 5);
/// let mut places: Vec<u64> = (0..5).map(|index| order.apply(index)).collect();
/// assert_ne!(places, [0, 1, 2, 3, 4]);
/// // Many at once, in a fraction of the time.
/// let mut together = [0, 1, 2, 3, 4];
/// order.apply_all(&mut together);
/// assert_eq!(places, together);
/// places.sort();
/// assert_eq!(places, [0, 1, 2, 3, 4]);
/// ```
pub struct Permutation {
    n: u64,
    half: u32,
    keys: [u64; 8],
}

/// A permutation whose places are looked up again and again, in any order. The places of up to [`PermutationTable::MOST`]
/// numbers are kept once half as many were asked for.
pub struct PermutationTable {
    order: Permutation,
    kept: Option<Lazy<u32>>,
}

/// Numbers that are worked on together.
const TOGETHER: usize = 256;
/// Numbers that the compiler puts into vectors.
const LANES: usize = 16;

impl Permutation {
    /// The permutation of [0, n) that belongs to `key`; `n` ≥ 1.
    pub fn new(key: Key, n: u64) -> Permutation {
        let bits = 64 - n.saturating_sub(1).leading_zeros();
        let mut keys = [0; 8];
        for (index, round) in keys.iter_mut().enumerate() {
            let bytes = key.child(&index.to_string()).bytes();
            *round = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        }
        Permutation { n, half: bits.div_ceil(2).max(1), keys }
    }

    /// The permutation of [0, n) that belongs to a word drawn for it; `n` ≥ 1. Made in some nanoseconds, for as many small
    /// permutations as there are groups.
    pub fn of_word(word: u64, n: u64) -> Permutation {
        let bits = 64 - n.saturating_sub(1).leading_zeros();
        let keys = std::array::from_fn(|round| split_mix(word, round as u64));
        Permutation { n, half: bits.div_ceil(2).max(1), keys }
    }

    /// Where `index` (below n) goes.
    pub fn apply(&self, index: u64) -> u64 {
        debug_assert!(index < self.n);
        let mut x = index;
        loop {
            let mut one = [x];
            self.encrypt(&mut one);
            [x] = one;
            if x < self.n {
                return x;
            }
        }
    }

    /// Puts in place of each index (below n) where it goes.
    pub fn apply_all(&self, indices: &mut [u64]) {
        run(ApplyAll { order: self, indices });
    }

    /// One pass of the network over numbers that do not hang on each other.
    #[inline(always)]
    fn encrypt<const N: usize>(&self, x: &mut [u64; N]) {
        let mask = if self.half == 32 { u64::from(u32::MAX) } else { (1 << self.half) - 1 };
        let mut left = x.map(|x| x >> self.half);
        let mut right = x.map(|x| x & mask);
        for key in self.keys {
            for (left, right) in left.iter_mut().zip(&mut right) {
                (*left, *right) = (*right, *left ^ (mix(*right ^ key) & mask));
            }
        }
        for (x, (left, right)) in x.iter_mut().zip(left.iter().zip(&right)) {
            *x = left << self.half | right;
        }
    }
}

struct ApplyAll<'a> {
    order: &'a Permutation,
    indices: &'a mut [u64],
}

impl Kernel for ApplyAll<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut at = [0u64; TOGETHER];
        let mut places = [0u16; TOGETHER];
        for chunk in self.indices.chunks_mut(TOGETHER) {
            at[..chunk.len()].copy_from_slice(chunk);
            for (place, own) in places.iter_mut().enumerate() {
                *own = place as u16;
            }
            // Those that have not fallen below n walk on together.
            let mut walking = chunk.len();
            while walking > 0 {
                for lanes in at[..walking.next_multiple_of(LANES)].as_chunks_mut::<LANES>().0 {
                    self.order.encrypt(lanes);
                }
                let mut left = 0;
                for one in 0..walking {
                    let (x, place) = (at[one], places[one]);
                    chunk[place as usize] = x;
                    (at[left], places[left]) = (x, place);
                    left += usize::from(x >= self.order.n);
                }
                walking = left;
            }
        }
    }
}

impl PermutationTable {
    /// The largest permutation that is kept, which takes 4 MiB. Beyond, a look-up in memory costs what it saves.
    pub const MOST: u64 = 1 << 20;

    /// A permutation to look up.
    pub fn new(order: Permutation) -> PermutationTable {
        let kept = (order.n <= PermutationTable::MOST).then(|| Lazy::new(order.n, 4, order.n / 2));
        PermutationTable { order, kept }
    }

    /// Where `index` (below n) goes.
    pub fn apply(&self, index: u64) -> u64 {
        self.order.apply(index)
    }

    /// Puts in place of each index (below n) where it goes.
    pub fn apply_all(&self, indices: &mut [u64]) {
        let make = |range: std::ops::Range<u64>| {
            let mut own: Vec<u64> = range.collect();
            self.order.apply_all(&mut own);
            own.into_iter().map(|place| place as u32).collect()
        };
        let Some(kept) = self.kept.as_ref().and_then(|kept| kept.get(indices.len(), make)) else {
            return self.order.apply_all(indices);
        };
        for index in indices {
            *index = match kept.of(*index) {
                Some((part, place)) => u64::from(part[place]),
                None => self.order.apply(*index),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::Level;

    #[test]
    fn every_number_appears_once() {
        for n in [1, 2, 3, 5, 64, 65, 1000, 4096, 10_007] {
            let permutation = Permutation::new(Key::root(n), n);
            let mut seen = vec![false; n as usize];
            for index in 0..n {
                let image = permutation.apply(index) as usize;
                assert!(!seen[image], "{image} twice among {n}");
                seen[image] = true;
            }
        }
    }

    #[test]
    fn many_at_once_go_where_each_goes_alone_on_every_level() {
        for n in [1, 2, 5, 65, 1000, 4096, 4097, 1 << 33, u64::MAX] {
            let order = Permutation::new(Key::root(n), n);
            let step = n / 3000 + 1;
            let indices: Vec<u64> = (0..3000u64).map(|i| i.wrapping_mul(step) % n).collect();
            let alone: Vec<u64> = indices.iter().map(|index| order.apply(*index)).collect();
            for level in Level::all() {
                let mut together = indices.clone();
                level.run(ApplyAll { order: &order, indices: &mut together });
                assert_eq!(together, alone, "{n} on {level:?}");
            }
        }
    }

    #[test]
    fn a_table_holds_what_is_computed() {
        for n in [1, 5, 70_001] {
            let (order, table) = (Permutation::new(Key::root(n), n), Permutation::new(Key::root(n), n));
            let table = PermutationTable::new(table);
            for _ in 0..3 {
                let mut indices: Vec<u64> = (0..n).rev().collect();
                table.apply_all(&mut indices);
                assert!(indices.iter().rev().enumerate().all(|(at, place)| order.apply(at as u64) == *place));
            }
            assert_eq!(table.apply(n - 1), order.apply(n - 1));
        }
    }

    #[test]
    fn order_is_lost() {
        let n = 100_000;
        let permutation = Permutation::new(Key::root(5), n);
        // Spearman's rank correlation of position and image; its standard deviation is 1/sqrt(n) under no order.
        let mean = (n - 1) as f64 / 2.0;
        let covariance: f64 = (0..n).map(|i| (i as f64 - mean) * (permutation.apply(i) as f64 - mean)).sum();
        let variance: f64 = (0..n).map(|i| (i as f64 - mean).powi(2)).sum();
        assert!((covariance / variance).abs() < 4.0 / (n as f64).sqrt());
    }

    #[test]
    fn the_largest_domain_works() {
        let permutation = Permutation::new(Key::root(5), u64::MAX);
        assert_ne!(permutation.apply(0), permutation.apply(1));
    }
}
