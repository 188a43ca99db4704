//! The beta family, shifted to its centre.
//!
//! * **Density** x^(α−1) (1−x)^(β−1) / B(α, β) on (0, 1), stretched to the width of the value range and moved so that
//!   its mean is the centre: x = c + (B − α/(α+β))·span. Without a complete range x = (B − α/(α+β) + c)·scale.
//! * **Parameters** `alpha` and `beta` in [0.01, 1e6] (no unit); `scale` > 0 in the metric's unit, read only without a range.
//! * **Mean** c (c·scale), **variance** span²·αβ / ((α+β)²(α+β+1)).
//! * **Source** Johnson, Kotz, Balakrishnan vol. 2, ch. 25.
//!
//! Under clamped bounds the shape never changes, so near the ends of the range a large share is cut off and lands
//! on the bound. Under reshaped bounds with a full range the law is Beta(μφ, (1−μ)φ) with mean μ and precision φ = α+β
//! (Ferrari and Cribari-Neto, *Beta regression for modelling rates and proportions*, 2004) and nothing is cut off.

use super::registry::{Family, FamilyInfo, LARGEST, ParamInfo, SMALLEST};
use super::special::{self, ln_gamma};
use super::standard::Standard;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    family: Family::Beta,
    name: "beta",
    aliases: &[],
    discrete: false,
    doc: "Bounded; its mean is the centre, which runs over the value range (0 to scale without one).",
    params: &[
        ParamInfo { name: "alpha", default: None, min: 0.01, max: 1e6, doc: "first shape, pulls to the top" },
        ParamInfo {
            name: "beta",
            default: None,
            min: 0.01,
            max: 1e6,
            doc: "second shape, pulls to the bottom",
        },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: SMALLEST,
            max: LARGEST,
            doc: "width of the law when there is no complete value range",
        },
    ],
};

/// Beta(α, β) on (0, 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    pub alpha: f64,
    pub beta: f64,
}

impl Standard for Beta {
    fn density(&self, q: f64) -> f64 {
        let (a, b) = (self.alpha, self.beta);
        if q <= 0.0 || q >= 1.0 {
            return 0.0;
        }
        let log = (a - 1.0) * libm::log(q) + (b - 1.0) * libm::log1p(-q);
        libm::exp(log + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b))
    }

    fn tails(&self, q: f64) -> (f64, f64) {
        special::beta::regularised(self.alpha, self.beta, q, 1.0 - q)
    }

    fn quantile(&self, z: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-special::beta::logit_quantile(self.alpha, self.beta, z)))
    }

    fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    fn second_moment(&self) -> f64 {
        self.mean() * (self.alpha + 1.0) / (self.alpha + self.beta + 1.0)
    }

    fn moments_below(&self, q: f64) -> [f64; 2] {
        let part = |order: f64| special::beta::regularised(self.alpha + order, self.beta, q, 1.0 - q).0;
        [self.mean() * part(1.0), self.second_moment() * part(2.0)]
    }
}
