//! The log-normal family: x = c·exp(s·z).
//!
//! * **Density** exp(−ln²(x/c)/2s²) / (x s √(2π)), x > 0; the centre c is the **median**.
//! * **Parameters** `s` in [0, 10], the standard deviation of ln x (no unit); `loc` and `scale`, the centre at position 0
//!   and what is added to it at position 1, in the metric's unit.
//! * **Mean** c·exp(s²/2), **variance** c²·exp(s²)·(exp(s²) − 1).
//! * **Source** Johnson, Kotz, Balakrishnan vol. 1, ch. 14.
//!
//! Centres below 1e-9 count as 1e-9. Above s ≈ 2 most of the variance sits in scores that even a million draws
//! rarely reach, so sample variances and Pearson correlations settle slowly.

use super::build::Params;
use super::chart::Point;
use super::registry::{Extent, Family, FamilyInfo, LARGEST, ParamInfo};
use super::sampler::Scores;
use super::scaled::Placement;
use super::standard::Standard;
use super::tilt::Tilt;
use crate::maths::normal as kernel;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    name: "lognorm",
    aliases: &["lognormal", "log_normal"],
    extent: Extent::Positive,
    doc: "Positive and skewed; the centre loc + scale·position is the median.",
    params: &[
        ParamInfo {
            name: "s",
            default: None,
            min: 0.0,
            max: 10.0,
            of_centre: false,
            doc: "standard deviation of the logarithm",
        },
        ParamInfo {
            name: "loc",
            default: Some(0.0),
            min: -LARGEST,
            max: LARGEST,
            of_centre: true,
            doc: "median at position 0",
        },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: -LARGEST,
            max: LARGEST,
            of_centre: true,
            doc: "median at position 1, less loc",
        },
    ],
    top: |_, top| Some(("scale", top)),
    centres: |draft| (draft.get("loc"), draft.get("loc") + draft.get("scale")),
    clamped: |draft| draft.placed(Placement { b1: 1.0, floor: LEAST_CENTRE, ..Placement::default() }),
    reshaped: |draft| draft.reshaped_positive(),
    standard: Some(|params| Box::new(Lognorm::of(params))),
    tilt: Some(|params| Box::new(Lognorm::of(params))),
};

impl Family {
    /// See [`lognorm`](self).
    pub const LOGNORM: Family = Family::of(&INFO);
}

/// As a tilt: T = ln(x/m)/s.
impl Tilt for Lognorm {
    fn narrowest(&self, _: f64) -> f64 {
        self.s
    }

    fn terms(&self, point: &Point, _: f64, ln_m: f64) -> [f64; 4] {
        let (x, s) = (point.x, self.s);
        let t = (point.ln_x - ln_m) / s;
        [-point.ln_x - 0.5 * t * t, -(1.0 + t / s) / x, t, 1.0 / (s * x)]
    }

    fn uncut(&self) -> f64 {
        -0.5 * self.s
    }
}

/// The smallest median.
pub const LEAST_CENTRE: f64 = 1e-9;

/// The log-normal with median 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognorm {
    /// Standard deviation of the logarithm.
    pub s: f64,
}

impl Lognorm {
    fn of(params: &Params) -> Self {
        Self { s: params.get("s") }
    }

    fn moment(&self, order: f64) -> f64 {
        libm::exp(0.5 * order * order * self.s * self.s)
    }

    fn score(&self, q: f64) -> f64 {
        let log = libm::log(q);
        if self.s > 0.0 {
            log / self.s
        } else if log < 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }
    }
}

impl Standard for Lognorm {
    fn density(&self, q: f64) -> f64 {
        if q <= 0.0 { 0.0 } else { kernel::density(self.score(q)) / (q * self.s) }
    }

    fn tails(&self, q: f64) -> (f64, f64) {
        if q <= 0.0 {
            return (0.0, 1.0);
        }
        let z = self.score(q);
        (kernel::cdf(z), kernel::cdf(-z))
    }

    fn quantile(&self, z: f64) -> f64 {
        libm::exp(self.s * z)
    }

    fn mean(&self) -> f64 {
        self.moment(1.0)
    }

    fn second_moment(&self) -> f64 {
        self.moment(2.0)
    }

    fn moments_below(&self, q: f64) -> [f64; 2] {
        if q <= 0.0 {
            return [0.0; 2];
        }
        let z = self.score(q);
        [1.0, 2.0].map(|order| self.moment(order) * kernel::cdf(z - order * self.s))
    }

    fn scores(&self) -> Scores {
        Scores::Exp { s: self.s }
    }
}
