//! The normal family: x = c + σ·z.
//!
//! * **Density** exp(−(x − c)²/2σ²) / (σ√(2π)) around a centre c.
//! * **Parameters** `sigma` ≥ 0, the standard deviation, and `mu`, the centre at position 1; both in the metric's unit.
//! * **Mean** c, **variance** σ².
//! * **Source** Johnson, Kotz, Balakrishnan, *Continuous Univariate Distributions* vol. 1, ch. 13.
//!
//! The centre at position p is `mu`·p, so a metric with `mu: 0` and clamped bounds does not react to its
//! trajectory. Reshaped bounds place the centre by the range instead.

use super::registry::{Family, FamilyInfo, LARGEST, ParamInfo};
use super::standard::Standard;
use crate::maths::normal as kernel;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    family: Family::Normal,
    name: "normal",
    aliases: &["gaussian"],
    discrete: false,
    doc: "Symmetric around the centre mu·position, with standard deviation sigma.",
    params: &[
        ParamInfo { name: "sigma", default: None, min: 0.0, max: LARGEST, doc: "standard deviation" },
        ParamInfo {
            name: "mu",
            default: Some(0.0),
            min: -LARGEST,
            max: LARGEST,
            doc: "centre at position 1",
        },
    ],
};

/// The standard normal; the spread belongs to the placement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal;

impl Standard for Normal {
    fn density(&self, q: f64) -> f64 {
        kernel::density(q)
    }

    fn tails(&self, q: f64) -> (f64, f64) {
        (kernel::cdf(q), kernel::cdf(-q))
    }

    fn quantile(&self, z: f64) -> f64 {
        z
    }

    fn mean(&self) -> f64 {
        0.0
    }

    fn second_moment(&self) -> f64 {
        1.0
    }

    fn moments_below(&self, q: f64) -> [f64; 2] {
        let density = kernel::density(q);
        [-density, kernel::cdf(q) - q * density]
    }
}
