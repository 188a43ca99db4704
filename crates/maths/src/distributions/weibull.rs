//! The Weibull family: x = c·(−ln(1 − u))^(1/k).
//!
//! * **Density** (k/c) (x/c)^(k−1) exp(−(x/c)^k), x > 0; the centre c is the scale.
//! * **Parameters** `shape` k in [0.05, 1e6] (no unit) and `scale` ≥ 0, the centre at position 1, in the metric's unit.
//! * **Mean** c·Γ(1 + 1/k), **variance** c²·(Γ(1 + 2/k) − Γ(1 + 1/k)²). A centre at or below 0 gives 0.
//! * **Source** Johnson, Kotz, Balakrishnan vol. 1, ch. 21.

use super::build::Params;
use super::chart::Point;
use super::curve::Curve;
use super::registry::{Extent, Family, FamilyInfo, LARGEST, ParamInfo};
use super::sampler::{PIECES, Scores};
use super::scaled::Placement;
use super::special;
use super::standard::Standard;
use super::tilt::Tilt;
use crate::maths::{exp, normal as kernel};

pub(super) static INFO: FamilyInfo = FamilyInfo {
    name: "weibull",
    aliases: &[],
    extent: Extent::Positive,
    doc: "Positive waiting times; the centre scale·position is the scale of the law.",
    params: &[
        ParamInfo {
            name: "shape",
            default: None,
            min: 0.05,
            max: 1e6,
            of_centre: false,
            doc: "shape k; 1 is the exponential",
        },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: 0.0,
            max: LARGEST,
            of_centre: true,
            doc: "scale of the law at position 1",
        },
    ],
    top: |_, top| Some(("scale", top)),
    centres: |draft| (0.0, draft.get("scale")),
    clamped: |draft| draft.placed(Placement { b1: 1.0, ..Placement::default() }),
    reshaped: |draft| draft.reshaped_positive(),
    standard: Some(|params| Box::new(Weibull::of(params))),
    tilt: Some(|params| Box::new(Weibull::of(params))),
};

impl Family {
    /// See [`weibull`](self).
    pub const WEIBULL: Family = Family::of(&INFO);
}

/// As a tilt: T = (x/m)^k.
impl Tilt for Weibull {
    fn narrowest(&self, _: f64) -> f64 {
        1.0 / self.shape
    }

    fn terms(&self, point: &Point, _: f64, ln_m: f64) -> [f64; 4] {
        let shape = self.shape;
        // The cap keeps θ·T a number where the density has long vanished.
        let power = exp((shape * (point.ln_x - ln_m)).min(600.0));
        [(shape - 1.0) * point.ln_x, (shape - 1.0) / point.x, power, shape * power / point.x]
    }

    fn uncut(&self) -> f64 {
        -libm::exp(self.shape * special::ln_gamma(1.0 + 1.0 / self.shape))
    }
}

/// Weibull(k) with scale 1: an exponential variable to the power 1/k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    /// The shape k.
    pub shape: f64,
}

impl Weibull {
    fn of(params: &Params) -> Self {
        Self { shape: params.get("shape") }
    }

    fn moment(&self, order: f64) -> f64 {
        libm::tgamma(1.0 + order / self.shape)
    }

    /// ln of the quantile at score z. Taken from the upper tail, where −ln Φ(−z) keeps its digits for every z:
    /// near Φ(−z) = 1 it is computed as −ln(1 − Φ(z)) instead.
    pub fn ln_quantile(&self, z: f64) -> f64 {
        let exponential = if z < -1.0 { -libm::log1p(-kernel::cdf(z)) } else { -libm::log(kernel::cdf(-z)) };
        libm::log(exponential) / self.shape
    }
}

impl Standard for Weibull {
    fn density(&self, q: f64) -> f64 {
        if q <= 0.0 {
            return 0.0;
        }
        let log = libm::log(q);
        self.shape * libm::exp((self.shape - 1.0) * log - libm::exp(self.shape * log))
    }

    fn tails(&self, q: f64) -> (f64, f64) {
        if q <= 0.0 {
            return (0.0, 1.0);
        }
        let exponential = libm::pow(q, self.shape);
        (-libm::expm1(-exponential), libm::exp(-exponential))
    }

    fn quantile(&self, z: f64) -> f64 {
        libm::exp(self.ln_quantile(z))
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
        let exponential = libm::pow(q, self.shape);
        [1.0, 2.0].map(|order| {
            self.moment(order) * special::gamma::regularised(1.0 + order / self.shape, exponential).0
        })
    }

    fn scores(&self) -> Scores {
        Scores::Log(Curve::of_score(PIECES, |z| self.ln_quantile(z)))
    }
}
