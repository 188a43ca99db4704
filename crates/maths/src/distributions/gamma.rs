//! The gamma family: x = (c/k)·G, G ~ Gamma(k) with unit scale.
//!
//! * **Density** x^(k−1) exp(−x/θ) / (Γ(k) θ^k), x > 0, with θ = c/k.
//! * **Parameters** `shape` k in [0.01, 1e6] (no unit) and `scale` ≥ 0 in the metric's unit; the centre at position 1 is k·scale.
//! * **Mean** c, **variance** c²/k. A centre at or below 0 gives 0.
//! * **Source** Johnson, Kotz, Balakrishnan vol. 1, ch. 17.

use super::registry::{Family, FamilyInfo, LARGEST, ParamInfo};
use super::special;
use super::standard::Standard;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    family: Family::Gamma,
    name: "gamma",
    aliases: &[],
    discrete: false,
    doc: "Positive; its mean is the centre shape·scale·position.",
    params: &[
        ParamInfo {
            name: "shape",
            default: None,
            min: 0.01,
            max: 1e6,
            doc: "shape k; the relative spread is 1/√k",
        },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: 0.0,
            max: LARGEST,
            doc: "scale θ at position 1, where the mean is k·θ",
        },
    ],
};

/// Gamma(k) with scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    pub shape: f64,
}

impl Standard for Gamma {
    fn density(&self, q: f64) -> f64 {
        if q <= 0.0 {
            return 0.0;
        }
        libm::exp((self.shape - 1.0) * libm::log(q) - q - special::ln_gamma(self.shape))
    }

    fn tails(&self, q: f64) -> (f64, f64) {
        special::gamma::regularised(self.shape, q)
    }

    fn quantile(&self, z: f64) -> f64 {
        libm::exp(special::gamma::ln_quantile(self.shape, z))
    }

    fn mean(&self) -> f64 {
        self.shape
    }

    fn second_moment(&self) -> f64 {
        self.shape * (self.shape + 1.0)
    }

    fn moments_below(&self, q: f64) -> [f64; 2] {
        let part = |order: f64| special::gamma::regularised(self.shape + order, q).0;
        [self.mean() * part(1.0), self.second_moment() * part(2.0)]
    }
}
