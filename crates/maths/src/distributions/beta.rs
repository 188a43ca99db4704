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

use super::LawError;
use super::bounded::Reshape;
use super::build::{Draft, Params};
use super::curve::Curve;
use super::law::{Axis, Form};
use super::line::LineQuantile;
use super::registry::{Extent, Family, FamilyInfo, LARGEST, ParamInfo, SMALLEST};
use super::sampler::{LEAST_GRID_SHAPE, PIECES, Scores};
use super::scaled::Placement;
use super::special::{self, ln_gamma};
use super::standard::Standard;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    name: "beta",
    aliases: &[],
    extent: Extent::Interval,
    doc: "Bounded; its mean is the centre, which runs over the value range (0 to scale without one).",
    params: &[
        ParamInfo {
            name: "alpha",
            default: None,
            min: 0.01,
            max: 1e6,
            of_centre: false,
            doc: "first shape, pulls to the top",
        },
        ParamInfo {
            name: "beta",
            default: None,
            min: 0.01,
            max: 1e6,
            of_centre: false,
            doc: "second shape, pulls to the bottom",
        },
        ParamInfo {
            name: "scale",
            default: Some(1.0),
            min: SMALLEST,
            max: LARGEST,
            of_centre: false,
            doc: "width of the law when there is no complete value range",
        },
    ],
    // It fills its range.
    top: |_, _| None,
    centres: |draft| if draft.full_range() { (draft.low, draft.high) } else { (0.0, 1.0) },
    clamped,
    reshaped,
    standard: Some(|params| Box::new(Beta::of(params))),
    tilt: None,
};

impl Family {
    /// See [`beta`](self).
    pub const BETA: Family = Family::of(&INFO);
}

impl Beta {
    fn of(params: &Params) -> Self {
        Self { alpha: params.get("alpha"), beta: params.get("beta") }
    }
}

fn clamped(draft: &Draft) -> (Axis, Form) {
    let mean = Beta::of(&draft.params).mean();
    if draft.full_range() {
        let span = draft.high - draft.low;
        return draft.placed(Placement { a0: -mean * span, a1: 1.0, b0: span, ..Placement::default() });
    }
    // The centre is in units of the scale here, and so are the bounds that apply to it.
    let scale = draft.get("scale");
    let (mut axis, form) =
        draft.placed(Placement { a0: -mean * scale, a1: scale, b0: scale, ..Placement::default() });
    (axis.low, axis.high) = (draft.low / scale, draft.high / scale);
    (axis, form)
}

fn reshaped(draft: &Draft) -> Result<(Axis, Form), LawError> {
    if draft.full_range() {
        let phi = draft.get("alpha") + draft.get("beta");
        return draft.between(draft.low, draft.high, Reshape::Precision { phi });
    }
    // One bound: centres, in units of the scale, at which the whole law lies inside it.
    let (mut axis, form) = clamped(draft);
    let mean = draft.get("alpha") / (draft.get("alpha") + draft.get("beta"));
    axis.low += mean;
    axis.high -= 1.0 - mean;
    axis.at_zero = axis.at_zero.clamp(axis.low, axis.high);
    axis.at_one = axis.at_one.clamp(axis.low, axis.high);
    Ok((axis, form))
}

/// Beta(α, β) on (0, 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    /// First shape, pulls to 1.
    pub alpha: f64,
    /// Second shape, pulls to 0.
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

    fn scores(&self) -> Scores {
        let (a, b) = (self.alpha, self.beta);
        Scores::Logit(if a.min(b) < LEAST_GRID_SHAPE {
            Curve::of_score(PIECES, |z| special::beta::logit_quantile(a, b, z))
        } else {
            let line = LineQuantile::new(libm::log(a / b), |w| {
                let e = libm::exp(-w.abs());
                let x = if w < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) };
                (a * w.min(0.0) - b * w.max(0.0) - (a + b) * libm::log1p(e), a - (a + b) * x)
            });
            Curve::of_score(PIECES, |z| special::beta::logit_quantile_from(a, b, z, line.at(z)))
        })
    }
}
