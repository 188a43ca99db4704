//! The Poisson quantile, fast and exact.
//!
//! Each method below gives either the right count or notices that it cannot tell, and then
//! [`super::poisson::quantile`] decides by incomplete gamma functions. That happens about once in a
//! thousand draws.
//!
//! * Mean below [`SUMMED`]: add up weights from k = 0 until they reach Φ(z); doubtful if a partial sum comes within
//!   [`DOUBT`] of it.
//! * Above: the real-valued inverse of Temme's uniform expansion of the incomplete gamma function, in the form of
//!   M. Giles, *Algorithm 955: Approximation of the inverse Poisson cumulative distribution function* (ACM TOMS 42, 2016):
//!   x ≈ λ·f(r) + g(r) − 0.0218/(λ·f(r) + 0.065·λ) with r = z/√λ, within 0.01/λ; doubtful if a whole number is that near.

use std::sync::LazyLock;

use super::curve::{Curve, floor};
use super::sampler::CHUNK;
use super::{Z_MAX, poisson};
use crate::maths::exp;
use crate::maths::normal as kernel;

/// Means up to here are summed.
const SUMMED: f64 = 10.0;
/// Probabilities this close are not told apart by summing.
const DOUBT: f64 = 1e-11;
/// Cells that are summed side by side.
const SIDE: usize = 16;
/// The interval of r = z/√λ in which the expansion is tabulated.
const R_LOW: f64 = -1.1;
const R_HIGH: f64 = 2.1;

struct Tables {
    phi: Curve,
    f: Curve,
    g: Curve,
    reciprocals: [f64; 64],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    phi: Curve::of_score(64, kernel::cdf),
    f: Curve::fit(R_LOW, R_HIGH, 64, |r| expansion(r).0),
    g: Curve::fit(R_LOW, R_HIGH, 64, |r| expansion(r).1),
    reciprocals: core::array::from_fn(|k| 1.0 / k.max(1) as f64),
});

/// A handle on the shared tables, taken once per batch.
#[derive(Clone, Copy)]
pub struct PoissonInverse(&'static Tables);

impl PoissonInverse {
    pub fn new() -> Self {
        Self(&TABLES)
    }

    /// The smallest k with P(K ≤ k) ≥ Φ(z), |z| ≤ [`super::Z_MAX`]; 0 for λ ≤ 0.
    #[inline]
    pub fn at(self, lambda: f64, z: f64) -> f64 {
        if lambda <= 0.0 {
            return 0.0;
        }
        let lambda = lambda.min(poisson::MAX_MEAN);
        let found = if lambda < SUMMED { self.summed(lambda, z) } else { self.expanded(lambda, z) };
        found.unwrap_or_else(|| poisson::quantile(lambda, z))
    }

    /// The quantiles of up to [`CHUNK`] cells at these scores, clipped to ±[`super::Z_MAX`]: for each what
    /// [`PoissonInverse::at`] gives. Cells are worked on side by side, so that none waits for what a branch turns out to be.
    #[inline(always)]
    pub fn fill(self, means: &[f64], z: &[f64], out: &mut [f64]) {
        // Small means from the front, others from the back.
        let mut places = [0u8; CHUNK];
        let (mut small, mut large) = (0, CHUNK);
        for (at, mean) in means.iter().enumerate().take(CHUNK) {
            places[small % CHUNK] = at as u8;
            places[large - 1] = at as u8;
            let is_small = *mean < SUMMED;
            small += usize::from(is_small);
            large -= usize::from(!is_small);
        }
        // A place that both wrote belongs to the one that counted it: the front is written first, the back after it.
        let mut doubtful = false;
        let (mut mean, mut score, mut found) = ([1.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
        for (own, kind) in [(0..small, true), (large..CHUNK, false)] {
            let own = &places[own];
            for ((mean, score), place) in mean.iter_mut().zip(&mut score).zip(own) {
                (*mean, *score) = (means[*place as usize], clip(z[*place as usize]));
            }
            let len = own.len();
            match kind {
                true => self.sum_all(&mut mean[..len], &mut score[..len], &mut found[..len]),
                false => self.expand_all(&mean[..len], &score[..len], &mut found[..len]),
            }
            for (place, found) in own.iter().zip(&found) {
                out[*place as usize] = *found;
                doubtful |= found.is_nan();
            }
        }
        if doubtful {
            for ((mean, z), out) in means.iter().zip(z).zip(out) {
                if out.is_nan() {
                    *out = self.at(*mean, clip(*z));
                }
            }
        }
    }

    /// As [`PoissonInverse::summed`] for means below [`SUMMED`]; NaN where it is doubtful. Means and scores are written over.
    #[inline(always)]
    fn sum_all(self, lambda: &mut [f64], z: &mut [f64], out: &mut [f64]) {
        self.0.phi.fill(z, out);
        z.copy_from_slice(out);
        for lambda in lambda.iter_mut() {
            // A mean of 0 and below has no count but 0, which the sums find.
            *lambda = if *lambda > 0.0 { *lambda } else { 0.0 };
        }
        for ((lambda, z), out) in lambda.chunks(SIDE).zip(z.chunks(SIDE)).zip(out.chunks_mut(SIDE)) {
            // Where there are fewer, a target that is reached at once.
            let (mut own, mut target) = ([0.0; SIDE], [0.5; SIDE]);
            own[..lambda.len()].copy_from_slice(lambda);
            target[..z.len()].copy_from_slice(z);
            let found = self.sum(&own, &target);
            out.copy_from_slice(&found[..out.len()]);
        }
    }

    #[inline(always)]
    fn sum(self, lambda: &[f64; SIDE], target: &[f64; SIDE]) -> [f64; SIDE] {
        let (mut weight, mut sum) = ([0.0; SIDE], [0.0; SIDE]);
        for ((weight, sum), lambda) in weight.iter_mut().zip(&mut sum).zip(lambda) {
            *weight = exp(-*lambda);
            *sum = *weight;
        }
        let (mut count, mut below) = ([0.0; SIDE], [f64::NEG_INFINITY; SIDE]);
        // Each step adds a weight where the target is not reached, and nothing elsewhere.
        for steps in self.0.reciprocals[1..].chunks(3) {
            for reciprocal in steps {
                for lane in 0..SIDE {
                    let (before, short) = (sum[lane], sum[lane] < target[lane]);
                    weight[lane] *= lambda[lane] * reciprocal;
                    let after = before + weight[lane];
                    below[lane] = if short { before } else { below[lane] };
                    sum[lane] = if short { after } else { before };
                    count[lane] += if short { 1.0 } else { 0.0 };
                }
            }
            let mut left = f64::INFINITY;
            for (sum, target) in sum.iter().zip(target) {
                let over = sum - target;
                left = if over < left { over } else { left };
            }
            if left >= 0.0 {
                break;
            }
        }
        for lane in 0..SIDE {
            let sure = (target[lane] - below[lane] >= DOUBT) & (sum[lane] - target[lane] >= DOUBT);
            count[lane] = if sure { count[lane] } else { f64::NAN };
        }
        count
    }

    /// As [`PoissonInverse::expanded`] for means from [`SUMMED`] on; NaN where it is doubtful.
    #[inline(always)]
    fn expand_all(self, lambda: &[f64], z: &[f64], out: &mut [f64]) {
        let (mut r, mut f, mut g) = ([0.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
        let len = out.len();
        for ((r, lambda), z) in r.iter_mut().zip(lambda).zip(z) {
            *r = z / limited(*lambda).sqrt();
        }
        self.0.f.fill(&r[..len], &mut f[..len]);
        self.0.g.fill(&r[..len], &mut g[..len]);
        for (at, (out, lambda)) in out.iter_mut().zip(lambda).enumerate().take(CHUNK) {
            *out = rounded(limited(*lambda), r[at], f[at], g[at]);
        }
    }

    #[inline]
    fn summed(self, lambda: f64, z: f64) -> Option<f64> {
        let target = self.0.phi.at(z);
        let mut weight = exp(-lambda);
        let mut sum = weight;
        let mut k = 0;
        while sum < target {
            k += 1;
            weight *= lambda * self.0.reciprocals.get(k)?;
            let next = sum + weight;
            if target - sum < DOUBT {
                return None;
            }
            sum = next;
        }
        (sum - target >= DOUBT).then_some(k as f64)
    }

    #[inline]
    fn expanded(self, lambda: f64, z: f64) -> Option<f64> {
        let r = z / lambda.sqrt();
        Some(rounded(lambda, r, self.0.f.at(r), self.0.g.at(r))).filter(|count| !count.is_nan())
    }
}

/// The count that the expansion gives at r = z/√λ; NaN where it is doubtful.
#[inline(always)]
fn rounded(lambda: f64, r: f64, f: f64, g: f64) -> f64 {
    let leading = lambda * f;
    let x = leading + g - 0.0218 / (leading + 0.065 * lambda);
    // Beyond the error of the expansion, leave room for rounding of a large λ·f.
    let margin = 0.01 / lambda + 1e-12 * lambda;
    let k = floor(x);
    let sure = (R_LOW..=R_HIGH).contains(&r) & (x - k > margin) & (k + 1.0 - x > margin);
    if sure { k } else { f64::NAN }
}

/// A mean no greater than the greatest.
#[inline(always)]
fn limited(lambda: f64) -> f64 {
    if lambda < poisson::MAX_MEAN { lambda } else { poisson::MAX_MEAN }
}

#[inline(always)]
fn clip(z: f64) -> f64 {
    z.clamp(-Z_MAX, Z_MAX)
}

/// f solves f·ln f − f + 1 = r²/2 on the side of r, and g = ln(√f·r/(f − 1)) / ln f.
fn expansion(r: f64) -> (f64, f64) {
    if r.abs() < 1e-2 {
        // Both are smooth at 0, where their formulas are 0/0.
        let f =
            1.0 + r * (1.0 + r * (1.0 / 6.0 + r * (-1.0 / 72.0 + r * (1.0 / 270.0 + r * -23.0 / 17_280.0))));
        let g = 1.0 / 3.0
            + r * (-1.0 / 36.0
                + r * (7.0 / 810.0
                    + r * (-137.0 / 38_880.0 + r * (5.0 / 3_024.0 - r * 8.460_045_969_691e-4))));
        return (f, g);
    }
    let half_square = 0.5 * r * r;
    let mut f = (1.0 + r + r * r / 6.0).max(0.05);
    for _ in 0..60 {
        let log = libm::log(f);
        let step = (f * log - f + 1.0 - half_square) / log;
        let next = (f - step).max(0.25 * f);
        if (next - f).abs() < 1e-16 * f {
            break;
        }
        f = next;
    }
    (f, libm::log(f.sqrt() * r / (f - 1.0)) / libm::log(f))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_counts_are_those_found_one_by_one_and_the_exact_ones() {
        use crate::random::{mix, normal_from_word, unit};
        let inverse = PoissonInverse::new();
        let edges = [-1.0, 0.0, 1e-300, 1e-9, 9.999_999, SUMMED, 10.000_001, 1e6, 1e12, 1e13];
        for round in 0..3000u64 {
            let word = |at: usize| mix(round * 1000 + at as u64);
            let len = 1 + (word(900) % CHUNK as u64) as usize;
            let mean = |at: usize| match word(at + 100) % 20 {
                0 => edges[word(at + 200) as usize % edges.len()],
                _ => libm::exp(-3.0 + 9.0 * unit(word(at + 300))),
            };
            let means: Vec<f64> = (0..len).map(mean).collect();
            let z: Vec<f64> = (0..len).map(|at| normal_from_word(word(at))).collect();
            let mut found = vec![0.0; len];
            inverse.fill(&means, &z, &mut found);
            for ((mean, z), found) in means.iter().zip(&z).zip(&found) {
                assert_eq!(found.to_bits(), inverse.at(*mean, clip(*z)).to_bits(), "{mean} at {z}");
                if *mean < 1e4 {
                    assert_eq!(*found, poisson::quantile(*mean, clip(*z)), "{mean} at {z}");
                }
            }
        }
    }
    use crate::distributions::Z_MAX;

    #[test]
    fn the_series_at_zero_meets_the_formula() {
        let (f, g) = expansion(0.01);
        let (f0, g0) = expansion(0.01 - 1e-12);
        assert!((f - f0).abs() < 1e-11, "{f} {f0}");
        assert!((g - g0).abs() < 1e-9, "{g} {g0}");
    }

    #[test]
    fn equals_the_exact_quantile() {
        let inverse = PoissonInverse::new();
        let mut word = 1u64;
        for i in 0..200_000 {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let z: f64 = crate::random::normal_from_word(word ^ (word >> 29)).clamp(-Z_MAX, Z_MAX);
            // Means from 1e-3 to 1e12, and every tenth draw pushed far into a tail.
            let lambda = libm::pow(10.0, -3.0 + (i % 1501) as f64 / 100.0);
            let z = if i % 10 == 0 { (2.5 * z).clamp(-Z_MAX, Z_MAX) } else { z };
            assert_eq!(inverse.at(lambda, z), poisson::quantile(lambda, z), "λ = {lambda}, z = {z}");
        }
    }
}
