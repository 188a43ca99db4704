//! The gamma family: x = (c/k)·G, G ~ Gamma(k) with unit scale.
//!
//! * **Density** x^(k−1) exp(−x/θ) / (Γ(k) θ^k), x > 0, with θ = c/k.
//! * **Parameters** `shape` k in [0.01, 1e6] (no unit) and `scale` ≥ 0 in the metric's unit; the centre at position 1 is k·scale.
//! * **Mean** c, **variance** c²/k. A centre at or below 0 gives 0.
//! * **Source** Johnson, Kotz, Balakrishnan vol. 1, ch. 17.

use super::build::Params;
use super::chart::Point;
use super::curve::Curve;
use super::line::LineQuantile;
use super::registry::{Extent, Family, FamilyInfo, LARGEST, ParamInfo};
use super::sampler::{LEAST_GRID_SHAPE, PIECES, Scores};
use super::scaled::Placement;
use super::special;
use super::standard::Standard;
use super::tilt::Tilt;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    name: "gamma",
    aliases: &[],
    extent: Extent::Positive,
    doc: "Positive; its mean is the centre shape·scale·position.",
    params: &[
        ParamInfo {
            name: "shape",
            default: None,
            min: 0.01,
            max: 1e6,
            of_centre: false,
            doc: "shape k; the relative spread is 1/√k",
        },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: 0.0,
            max: LARGEST,
            of_centre: true,
            doc: "scale θ at position 1, where the mean is k·θ",
        },
    ],
    top: |get, top| {
        // A shape that cannot be is reported when the law is settled.
        Some(("scale", top / get("shape").filter(|shape| *shape > 0.0).unwrap_or(1.0)))
    },
    centres: |draft| (0.0, draft.get("shape") * draft.get("scale")),
    clamped: |draft| draft.placed(Placement { b1: 1.0 / draft.get("shape"), ..Placement::default() }),
    reshaped: |draft| draft.reshaped_positive(),
    standard: Some(|params| Box::new(Gamma::of(params))),
    tilt: Some(|params| Box::new(Gamma::of(params))),
};

impl Family {
    /// See [`gamma`](self).
    pub const GAMMA: Family = Family::of(&INFO);
}

impl Gamma {
    fn of(params: &Params) -> Self {
        Self { shape: params.get("shape") }
    }
}

/// As a tilt: T = x/m.
impl Tilt for Gamma {
    fn narrowest(&self, _: f64) -> f64 {
        1.0 / self.shape.sqrt()
    }

    fn terms(&self, point: &Point, m: f64, _: f64) -> [f64; 4] {
        let power = self.shape - 1.0;
        [power * point.ln_x, power / point.x, point.x / m, 1.0 / m]
    }

    fn uncut(&self) -> f64 {
        -self.shape
    }
}

/// Gamma(k) with scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    /// The shape k.
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

    fn scores(&self) -> Scores {
        let k = self.shape;
        Scores::Log(if k < LEAST_GRID_SHAPE {
            Curve::of_score(PIECES, |z| special::gamma::ln_quantile(k, z))
        } else {
            let line = LineQuantile::new(libm::log(k), |w| {
                let x = libm::exp(w);
                (k * w - x, k - x)
            });
            Curve::of_score(PIECES, |z| special::gamma::ln_quantile_from(k, z, line.at(z)))
        })
    }
}
