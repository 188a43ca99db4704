//! Zipf-distributed ranks.

use crate::random::{Items, Key, Permutation, Stream, open_unit};

/// Ranks k in 1..=n with P(k) ∝ k⁻ˢ.
///
/// Rejection-inversion (Hörmann & Derflinger 1996, "Rejection-inversion to generate variates from monotone discrete
/// distributions"): at most 1.1 words a rank on average.
pub struct Ranks {
    ranks: u64,
    n: f64,
    s: f64,
    low: f64,
    high: f64,
    shortcut: f64,
}

/// Ranks that are spread over [0, n) in a keyed order. The first attempt of an item takes its word of one stream, the further
/// ones its words of another, so any item can be made alone.
pub struct Zipf {
    ranks: Ranks,
    first: Stream,
    more: Stream,
    spread: Permutation,
}

/// Attempts after the first; the last is taken as it is, which happens with probability below 10⁻²⁰.
pub const MORE: usize = 32;

impl Zipf {
    /// Exponent `s` ≥ 0 over `n` ≥ 1 ranks.
    pub fn new(n: u64, s: f64, key: Key) -> Zipf {
        Zipf {
            ranks: Ranks::new(n, s),
            first: Stream::new(key, 1),
            more: Stream::new(key.child("again"), MORE),
            spread: Permutation::new(key.child("spread"), n),
        }
    }

    /// The selected items' numbers in [0, n).
    pub fn of(&self, items: Items<'_>) -> Vec<u64> {
        let (mut words, mut again) = (Vec::new(), Vec::new());
        self.first.words(items, &mut words);
        let rank = |(position, word): (usize, &u64)| {
            let rank = self.ranks.rank(*word, || {
                self.more.words(Items::Range { first: items.item(position), len: 1 }, &mut again);
                again.iter()
            });
            self.spread.apply(rank)
        };
        words.iter().enumerate().map(rank).collect()
    }
}

impl Ranks {
    /// Exponent `s` ≥ 0 over `n` ≥ 1 ranks.
    pub fn new(n: u64, s: f64) -> Ranks {
        let mut ranks = Ranks { ranks: n, n: n as f64, s, low: 0.0, high: 0.0, shortcut: 0.0 };
        ranks.low = ranks.integral(1.5) - 1.0;
        ranks.high = ranks.integral(ranks.n + 0.5);
        ranks.shortcut = 2.0 - ranks.inverse(ranks.integral(2.5) - ranks.hat(2.0));
        ranks
    }

    /// The rank, from 0, that a word gives, or one of the words that follow if it does not.
    pub fn rank<'a, I: Iterator<Item = &'a u64>>(&self, word: u64, again: impl FnOnce() -> I) -> u64 {
        let rank = self.attempt(word).unwrap_or_else(|_| {
            let mut last = 1.0;
            again().find_map(|word| self.attempt(*word).map_err(|k| last = k).ok()).unwrap_or(last)
        });
        // Above 2⁵³ the last rank may round up to n + 1.
        (rank as u64).min(self.ranks) - 1
    }

    /// The rank a word proposes: `Ok` if it is accepted.
    fn attempt(&self, word: u64) -> Result<f64, f64> {
        let u = self.low + open_unit(word) * (self.high - self.low);
        let x = self.inverse(u);
        let k = libm::floor(x + 0.5).clamp(1.0, self.n);
        if k - x <= self.shortcut || u >= self.integral(k + 0.5) - self.hat(k) { Ok(k) } else { Err(k) }
    }

    /// h(x) = x⁻ˢ.
    fn hat(&self, x: f64) -> f64 {
        libm::exp(-self.s * libm::log(x))
    }

    /// H(x) = (x¹⁻ˢ − 1)/(1 − s), and ln x for s = 1.
    fn integral(&self, x: f64) -> f64 {
        let log = libm::log(x);
        let t = (1.0 - self.s) * log;
        log * if t.abs() > 1e-8 { libm::expm1(t) / t } else { 1.0 + t / 2.0 }
    }

    /// H⁻¹.
    fn inverse(&self, y: f64) -> f64 {
        let t = (y * (1.0 - self.s)).max(-1.0);
        libm::exp(y * if t.abs() > 1e-8 { libm::log1p(t) / t } else { 1.0 - t / 2.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_the_power_law() {
        const N: usize = 1_000_000;
        for s in [0.0, 0.5, 1.0, 1.7] {
            let zipf = Zipf::new(50, s, Key::root(11));
            let mut seen = [0u64; 50];
            for number in zipf.of(Items::Range { first: 0, len: N }) {
                seen[number as usize] += 1;
            }
            let weights: Vec<f64> = (1..=50).map(|k| (k as f64).powf(-s)).collect();
            let total: f64 = weights.iter().sum();
            let chi: f64 = weights
                .iter()
                .enumerate()
                .map(|(rank, weight)| {
                    let expected = N as f64 * weight / total;
                    (seen[zipf.spread.apply(rank as u64) as usize] as f64 - expected).powi(2) / expected
                })
                .sum();
            // The 0.9999 quantile of χ² with 49 degrees of freedom.
            assert!(chi < 94.0, "s = {s}: χ² = {chi}");
        }
    }
}
