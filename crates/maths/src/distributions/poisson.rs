//! The Poisson family: counts with mean c.
//!
//! * **Weights** e^(−c) c^k / k!, k = 0, 1, 2, …
//! * **Parameter** `lambda` in [0, 1e12], the mean at position 1 (events per cell).
//! * **Mean** c, **variance** c; a centre below 0 counts as 0, one above 1e12 as 1e12.
//! * **Quantile** the smallest k with P(K ≤ k) ≥ Φ(z).
//! * **Source** Johnson, Kemp, Kotz, *Univariate Discrete Distributions*, ch. 4.
//!
//! Values are whole and never negative. Under clamped bounds they are clipped to the value range and rounded half to
//! even; under reshaped bounds a value range says where the *mean* runs and values are not clipped.

use super::LawError;
use super::Z_MAX;
use super::build::Draft;
use super::law::{Axis, Form};
use super::registry::{Extent, Family, FamilyInfo, ParamInfo};
use super::special::gamma;
use crate::maths::normal as kernel;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    name: "poisson",
    aliases: &[],
    extent: Extent::Counts,
    doc: "Counts; the mean is the centre lambda·position.",
    params: &[ParamInfo {
        name: "lambda",
        default: Some(1.0),
        min: 0.0,
        max: MAX_MEAN,
        of_centre: true,
        doc: "mean at position 1",
    }],
    top: |_, top| Some(("lambda", top.max(0.0))),
    centres: |draft| (0.0, draft.get("lambda")),
    clamped,
    reshaped,
    standard: None,
    tilt: None,
};

impl Family {
    /// See [`poisson`](self).
    pub const POISSON: Family = Family::of(&INFO);
}

fn clamped(draft: &Draft) -> (Axis, Form) {
    let (at_zero, at_one) = draft.own_centres();
    let axis = Axis { at_zero, at_one, low: draft.low, high: draft.high };
    (axis, Form::Counts(Counts::new(draft.low, draft.high)))
}

/// The range is where the mean runs.
fn reshaped(draft: &Draft) -> Result<(Axis, Form), LawError> {
    let at_zero = draft.low.max(0.0);
    let at_one =
        if draft.high.is_finite() { draft.high.max(0.0) } else { draft.own_centres().1.max(at_zero) };
    let mean = at_zero.max(at_one);
    if mean > MAX_MEAN {
        return Err(LawError::MeanTooLarge { family: draft.family, mean, most: MAX_MEAN });
    }
    let axis = Axis { at_zero, at_one, low: 0.0, high: MAX_MEAN };
    Ok((axis, Form::Counts(Counts::new(0.0, f64::INFINITY))))
}

/// The greatest mean. Counts around it are whole numbers that a double holds with three digits to spare.
pub const MAX_MEAN: f64 = 1e12;

/// P(K ≤ k) and P(K > k) for whole k at mean λ ≥ 0.
pub fn tails(lambda: f64, k: f64) -> (f64, f64) {
    if k < 0.0 {
        return (0.0, 1.0);
    }
    if lambda <= 0.0 {
        return (1.0, 0.0);
    }
    let (p, q) = gamma::regularised(k + 1.0, lambda);
    (q, p)
}

/// The smallest k with P(K ≤ k) ≥ Φ(z), by comparing tail probabilities on the side where they are small.
///
/// The search starts at the Cornish–Fisher expansion, within a count or two, and each step costs a tail probability. Both are
/// as exact as doubles: at the greatest mean about one quantile in 10⁹ is the neighbouring count.
pub fn quantile(lambda: f64, z: f64) -> f64 {
    if lambda <= 0.0 {
        return 0.0;
    }
    let lambda = lambda.min(MAX_MEAN);
    let reaches = |k: f64| {
        let (under, over) = tails(lambda, k);
        if z < 0.0 { under >= kernel::cdf(z) } else { over <= kernel::cdf(-z) }
    };
    let mut k = (lambda + lambda.sqrt() * z + (z * z - 1.0) / 6.0).floor().max(0.0);
    if reaches(k) {
        while k > 0.0 && reaches(k - 1.0) {
            k -= 1.0;
        }
    } else {
        while !reaches(k) {
            k += 1.0;
        }
    }
    k
}

/// A Poisson law clipped to whole bounds, 0 ≤ low ≤ high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts {
    /// The least count.
    pub low: f64,
    /// The greatest count; may be infinite.
    pub high: f64,
}

impl Counts {
    /// Bounds as typed: clipping to them and then rounding half to even is the same as clipping to the rounded bounds.
    pub fn new(low: f64, high: f64) -> Self {
        let low = low.max(0.0).round_ties_even();
        Self { low, high: high.max(0.0).round_ties_even().max(low) }
    }

    /// The count at score z.
    pub fn quantile(&self, centre: f64, z: f64) -> f64 {
        quantile(centre, z.clamp(-Z_MAX, Z_MAX)).clamp(self.low, self.high)
    }

    /// P(K ≤ x).
    pub fn cdf(&self, centre: f64, x: f64) -> f64 {
        if x < self.low {
            0.0
        } else if x >= self.high {
            1.0
        } else {
            tails(centre, x.floor()).0
        }
    }

    /// Mean and variance after clipping, from E\[K; K ≤ k\] = λ P(K ≤ k−1) and E\[K(K−1); K ≤ k\] = λ² P(K ≤ k−2).
    pub fn moments(&self, centre: f64) -> (f64, f64) {
        let lambda = centre.max(0.0);
        if lambda == 0.0 {
            return (self.low, 0.0);
        }
        if self.low == 0.0 && self.high == f64::INFINITY {
            return (lambda, lambda);
        }
        let parts = |k: f64| {
            if k == f64::INFINITY {
                return (1.0, 0.0, lambda, lambda * lambda + lambda);
            }
            let first = lambda * tails(lambda, k - 1.0).0;
            let (under, over) = tails(lambda, k);
            (under, over, first, lambda * lambda * tails(lambda, k - 2.0).0 + first)
        };
        let (under, _, low_first, low_second) = parts(self.low - 1.0);
        let (_, over, high_first, high_second) = parts(self.high);
        let mut mean = high_first - low_first + self.low * under;
        let mut second = high_second - low_second + self.low * self.low * under;
        if self.high.is_finite() {
            mean += self.high * over;
            second += self.high * self.high * over;
        }
        (mean, (second - mean * mean).max(0.0))
    }
}
