//! The Weibull family: x = c·(−ln(1 − u))^(1/k).
//!
//! * **Density** (k/c) (x/c)^(k−1) exp(−(x/c)^k), x > 0; the centre c is the scale.
//! * **Parameters** `shape` k in [0.05, 1e6] (no unit) and `scale` ≥ 0, the centre at position 1, in the metric's unit.
//! * **Mean** c·Γ(1 + 1/k), **variance** c²·(Γ(1 + 2/k) − Γ(1 + 1/k)²). A centre at or below 0 gives 0.
//! * **Source** Johnson, Kotz, Balakrishnan vol. 1, ch. 21.

use super::registry::{Family, FamilyInfo, LARGEST, ParamInfo};
use super::special;
use super::standard::Standard;
use crate::maths::normal as kernel;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    family: Family::Weibull,
    name: "weibull",
    aliases: &[],
    discrete: false,
    doc: "Positive waiting times; the centre scale·position is the scale of the law.",
    params: &[
        ParamInfo { name: "shape", default: None, min: 0.05, max: 1e6, doc: "shape k; 1 is the exponential" },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: 0.0,
            max: LARGEST,
            doc: "scale of the law at position 1",
        },
    ],
};

/// Weibull(k) with scale 1: an exponential variable to the power 1/k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    pub shape: f64,
}

impl Weibull {
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
}
