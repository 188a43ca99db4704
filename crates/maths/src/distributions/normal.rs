//! The normal family: x = c + σ·z.
//!
//! * **Density** exp(−(x − c)²/2σ²) / (σ√(2π)) around a centre c.
//! * **Parameters** `sigma` ≥ 0, the standard deviation, and `mu`, the centre at position 1; both in the metric's unit.
//! * **Mean** c, **variance** σ².
//! * **Source** Johnson, Kotz, Balakrishnan, *Continuous Univariate Distributions* vol. 1, ch. 13.
//!
//! The centre at position p is `mu`·p, so a metric with `mu: 0` and clamped bounds does not react to its
//! trajectory. Reshaped bounds place the centre by the range instead.

use super::LawError;
use super::bounded::{Bounded, Reshape};
use super::build::{Draft, MARGIN, Params};
use super::chart::{Chart, Point};
use super::law::{Axis, Form};
use super::registry::{Extent, Family, FamilyInfo, LARGEST, ParamInfo};
use super::sampler::Scores;
use super::scaled::{Placement, Scaled};
use super::standard::{Shape, Standard};
use super::tilt::{Cut, Tilt};
use crate::maths::normal as kernel;

pub(super) static INFO: FamilyInfo = FamilyInfo {
    name: "normal",
    aliases: &["gaussian"],
    extent: Extent::Line,
    doc: "Symmetric around the centre mu·position, with standard deviation sigma.",
    params: &[
        ParamInfo {
            name: "sigma",
            default: None,
            min: 0.0,
            max: LARGEST,
            of_centre: false,
            doc: "standard deviation",
        },
        ParamInfo {
            name: "mu",
            default: Some(0.0),
            min: -LARGEST,
            max: LARGEST,
            of_centre: true,
            doc: "centre at position 1",
        },
    ],
    top: |_, top| Some(("mu", top)),
    centres: |draft| (0.0, draft.get("mu")),
    clamped: |draft| draft.placed(Placement { a1: 1.0, b0: draft.get("sigma"), ..Placement::default() }),
    reshaped,
    standard: Some(standard),
    tilt: Some(tilt),
};

impl Family {
    /// See [`normal`](self).
    pub const NORMAL: Family = Family::of(&INFO);
}

/// Reshaped normals with one bound keep this many sigmas away from it.
const MARGIN_SIGMAS: f64 = 0.1;
/// A normal this many times narrower than the margin never reaches a bound, so it needs no cutting.
const NARROW: f64 = 9.0;
/// A normal this many times wider than its range is flat there to the last bit.
const FLAT: f64 = 1e9;

/// A normal around its centre, clipped to bounds that it hardly reaches.
pub(super) fn around_centre(sigma: f64, low: f64, high: f64) -> Form {
    let placement = Placement { a1: 1.0, b0: sigma, ..Placement::default() };
    let params = Params::of(Family::NORMAL, [sigma, 0.0, 0.0]);
    Form::Scaled(Scaled { shape: Shape::new(params, standard), placement, low, high })
}

fn standard(_: &Params) -> Box<dyn Standard> {
    Box::new(Normal)
}

fn tilt(params: &Params) -> Box<dyn Tilt> {
    Box::new(Width { sigma: params.get("sigma") })
}

fn reshaped(draft: &Draft) -> Result<(Axis, Form), LawError> {
    let (sigma, own) = (draft.get("sigma"), draft.get("mu"));
    let (low, high) = (draft.low, draft.high);
    if draft.full_range() {
        // Wider is as flat as a double can tell, and the tilt of the mean stays within its reach.
        let sigma = sigma.min(FLAT * (high - low));
        if sigma * NARROW <= MARGIN * (high - low) {
            return Ok((draft.soft_axis(low, high, own)?, around_centre(sigma, low, high)));
        }
        let params = Params::of(draft.family, [sigma, own, 0.0]);
        return draft.between(low, high, cut(params));
    }
    let margin = MARGIN_SIGMAS * sigma;
    let (least, most) = (low + margin, high - margin);
    let axis =
        Axis { at_zero: 0.0f64.clamp(least, most), at_one: own.clamp(least, most), low: least, high: most };
    // Doubles beside the bound do not tell a narrower law's values apart.
    let bound = if low.is_finite() { low } else { high };
    if sigma <= 1e-14 * bound.abs() {
        return Ok((axis, around_centre(sigma, low, high)));
    }
    let mirrored = high.is_finite();
    let chart = Chart::Above { low: if mirrored { -high } else { low }, unit: sigma };
    Ok((axis, Form::Bounded(Bounded { chart, reshape: cut(draft.params), mirrored })))
}

fn cut(params: Params) -> Reshape {
    Reshape::Cut(Cut::new(params, tilt))
}

/// The normal as a tilt: T = (x − m)/σ.
struct Width {
    sigma: f64,
}

impl Tilt for Width {
    fn narrowest(&self, span: f64) -> f64 {
        4.0 * self.sigma / span
    }

    fn terms(&self, point: &Point, m: f64, _: f64) -> [f64; 4] {
        let u = (point.x - m) / self.sigma;
        [-0.5 * u * u, -u / self.sigma, u, 1.0 / self.sigma]
    }

    fn uncut(&self) -> f64 {
        0.0
    }
}

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

    fn scores(&self) -> Scores {
        Scores::Identity
    }
}
