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

use super::curve::Curve;
use super::poisson;
use crate::maths::exp;
use crate::maths::normal as kernel;

/// Means up to here are summed.
const SUMMED: f64 = 10.0;
/// Probabilities this close are not told apart by summing.
const DOUBT: f64 = 1e-11;
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
        if !(R_LOW..=R_HIGH).contains(&r) {
            return None;
        }
        let leading = lambda * self.0.f.at(r);
        let x = leading + self.0.g.at(r) - 0.0218 / (leading + 0.065 * lambda);
        // Beyond the error of the expansion, leave room for rounding of a large λ·f.
        let margin = 0.01 / lambda + 1e-12 * lambda;
        let k = x.floor();
        (x - k > margin && k + 1.0 - x > margin).then_some(k)
    }
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
