//! A keyed permutation of 0 … n−1 that needs no memory.

use super::{Key, mix, split_mix};

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
/// places.sort();
/// assert_eq!(places, [0, 1, 2, 3, 4]);
/// ```
pub struct Permutation {
    n: u64,
    half: u32,
    keys: [u64; 8],
}

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
            x = self.encrypt(x);
            if x < self.n {
                return x;
            }
        }
    }

    fn encrypt(&self, x: u64) -> u64 {
        let mask = if self.half == 32 { u64::from(u32::MAX) } else { (1 << self.half) - 1 };
        let (mut left, mut right) = (x >> self.half, x & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        left << self.half | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
