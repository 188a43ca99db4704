//! From typed parameters and a value range to a law.

use super::beta::Beta;
use super::bounded::{Bounded, Reshape};
use super::chart::Chart;
use super::gamma::Gamma;
use super::law::{Axis, Bounds, Form, Law, ValueRange};
use super::lognorm::{LEAST_CENTRE, Lognorm};
use super::normal::Normal;
use super::poisson::{Counts, MAX_MEAN};
use super::scaled::{Placement, Scaled};
use super::standard::Shape;
use super::tilt::Base;
use super::weibull::Weibull;
use super::{Family, LARGEST, LawError, SMALLEST, Z_MAX};

const INF: f64 = f64::INFINITY;
/// Reshaped centres keep this share of the range (or of the way up from a lower bound) away from the bounds.
const MARGIN: f64 = 0.02;
/// Reshaped normals with one bound keep this many sigmas away from it.
const MARGIN_SIGMAS: f64 = 0.1;
/// A normal this many times narrower than the margin never reaches a bound, so it needs no cutting.
const NARROW: f64 = 9.0;
/// A law wider than this is cut even where no score reaches a bound, as its table is cheap.
const NARROW_SPAN: f64 = 0.04;
/// A normal this many times wider than its range is flat there to the last bit.
const FLAT: f64 = 1e9;
/// Reshaped laws need a width of at least this part of the numbers around it: a million doubles.
const FINEST: f64 = 1e-10;
/// Below this a log-normal is a constant.
const LEAST_S: f64 = 1e-6;

pub(super) fn law(
    family: Family,
    given: &[(&str, f64)],
    range: ValueRange,
    bounds: Bounds,
) -> Result<Law, LawError> {
    let params = Params::read(family, given)?;
    let low = range.min.unwrap_or(-INF);
    let high = range.max.unwrap_or(INF);
    if low.is_nan() || high.is_nan() || low > high || low == INF || high == -INF {
        return Err(LawError::EmptyRange { min: low, max: high });
    }
    let too_large = |end: f64| end.is_finite() && end.abs() > LARGEST;
    if too_large(low) || too_large(high) || (high > low && high - low < SMALLEST) {
        return Err(LawError::RangeTooLarge { min: low, max: high });
    }
    let draft = Draft { family, params, low, high };
    let bounded = low.is_finite() || high.is_finite();
    let (axis, form) = match bounds {
        Bounds::Reshape if bounded => draft.reshaped()?,
        _ => draft.clamped(),
    };
    Ok(Law { family, axis, form, bounds })
}

/// Checked parameter values in registry order.
#[derive(Clone, Copy)]
struct Params {
    family: Family,
    values: [f64; 3],
}

impl Params {
    fn read(family: Family, given: &[(&str, f64)]) -> Result<Self, LawError> {
        let info = family.info();
        if let Some((name, _)) = given.iter().find(|(name, _)| info.param(name).is_none()) {
            return Err(LawError::Unknown { family, parameter: name.to_string() });
        }
        let mut values = [0.0; 3];
        for (slot, param) in values.iter_mut().zip(info.params) {
            let typed = given.iter().find(|(name, _)| *name == param.name).map(|(_, value)| *value);
            let value = typed.or(param.default).ok_or(LawError::Missing { family, parameter: param.name })?;
            if !value.is_finite() || value < param.min || value > param.max {
                let (min, max) = (param.min, param.max);
                return Err(LawError::OutOfBounds { family, parameter: param.name, value, min, max });
            }
            if value != 0.0 && value.abs() < SMALLEST {
                return Err(LawError::TooSmall { family, parameter: param.name, value });
            }
            *slot = value;
        }
        Ok(Self { family, values })
    }

    fn get(&self, name: &str) -> f64 {
        let place = self.family.info().params.iter().position(|param| param.name == name);
        place.map_or(0.0, |i| self.values[i])
    }
}

struct Draft {
    family: Family,
    params: Params,
    low: f64,
    high: f64,
}

impl Draft {
    fn shape(&self) -> Option<Shape> {
        let get = |name| self.params.get(name);
        Some(match self.family {
            Family::Normal => Shape::Normal(Normal),
            Family::Lognorm => Shape::Lognorm(Lognorm { s: get("s") }),
            Family::Beta => Shape::Beta(Beta { alpha: get("alpha"), beta: get("beta") }),
            Family::Gamma => Shape::Gamma(Gamma { shape: get("shape") }),
            Family::Weibull => Shape::Weibull(Weibull { shape: get("shape") }),
            Family::Poisson => return None,
        })
    }

    fn full_range(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// The clamped centre at positions 0 and 1.
    fn own_centres(&self) -> (f64, f64) {
        let get = |name| self.params.get(name);
        match self.family {
            Family::Normal => (0.0, get("mu")),
            Family::Lognorm => (get("loc"), get("loc") + get("scale")),
            Family::Beta if self.full_range() => (self.low, self.high),
            Family::Beta => (0.0, 1.0),
            Family::Poisson => (0.0, get("lambda")),
            Family::Gamma => (0.0, get("shape") * get("scale")),
            Family::Weibull => (0.0, get("scale")),
        }
    }

    fn clamped(&self) -> (Axis, Form) {
        let (at_zero, at_one) = self.own_centres();
        let mut axis = Axis { at_zero, at_one, low: self.low, high: self.high };
        let Some(shape) = self.shape() else {
            return (axis, Form::Counts(Counts::new(self.low, self.high)));
        };
        let base = Placement::default();
        let placement = match shape {
            Shape::Normal(_) => Placement { a1: 1.0, b0: self.params.get("sigma"), ..base },
            Shape::Lognorm(_) => Placement { b1: 1.0, floor: LEAST_CENTRE, ..base },
            Shape::Gamma(_) => Placement { b1: 1.0 / self.params.get("shape"), ..base },
            Shape::Weibull(_) => Placement { b1: 1.0, ..base },
            Shape::Beta(_) => {
                let mean = shape.get().mean();
                if self.full_range() {
                    let span = self.high - self.low;
                    Placement { a0: -mean * span, a1: 1.0, b0: span, ..base }
                } else {
                    // The centre is in units of the scale here, and so are the bounds that apply to it.
                    let scale = self.params.get("scale");
                    (axis.low, axis.high) = (self.low / scale, self.high / scale);
                    Placement { a0: -mean * scale, a1: scale, b0: scale, ..base }
                }
            }
        };
        (axis, Form::Scaled(Scaled { shape, placement, low: self.low, high: self.high }))
    }

    fn reshaped(&self) -> Result<(Axis, Form), LawError> {
        let (_, own) = self.own_centres();
        match self.family {
            Family::Poisson => self.mean_range(own),
            Family::Normal => self.reshaped_normal(own),
            Family::Beta if self.full_range() => {
                let (alpha, beta) = (self.params.get("alpha"), self.params.get("beta"));
                self.between(self.low, self.high, Reshape::Precision { phi: alpha + beta })
            }
            Family::Beta => Ok(self.beta_inside()),
            Family::Lognorm | Family::Gamma | Family::Weibull => self.reshaped_positive(own),
        }
    }

    /// Poisson: the range is where the mean runs.
    fn mean_range(&self, own: f64) -> Result<(Axis, Form), LawError> {
        let at_zero = self.low.max(0.0);
        let at_one = if self.high.is_finite() { self.high.max(0.0) } else { own.max(at_zero) };
        let mean = at_zero.max(at_one);
        if mean > MAX_MEAN {
            return Err(LawError::MeanTooLarge { family: self.family, mean, most: MAX_MEAN });
        }
        Ok((Axis { at_zero, at_one, low: 0.0, high: MAX_MEAN }, Form::Counts(Counts::new(0.0, INF))))
    }

    fn reshaped_normal(&self, own: f64) -> Result<(Axis, Form), LawError> {
        let sigma = self.params.get("sigma");
        if self.full_range() {
            // Wider is as flat as a double can tell, and the tilt of the mean stays within its reach.
            let sigma = sigma.min(FLAT * (self.high - self.low));
            if sigma * NARROW <= MARGIN * (self.high - self.low) {
                return Ok((self.soft_axis(self.low, self.high, own)?, self.unbounded_normal(sigma)));
            }
            return self.between(self.low, self.high, Reshape::Cut(Base::Normal { sigma }));
        }
        let margin = MARGIN_SIGMAS * sigma;
        let (low, high) = (self.low + margin, self.high - margin);
        let axis = Axis { at_zero: 0.0f64.clamp(low, high), at_one: own.clamp(low, high), low, high };
        // Doubles beside the bound do not tell a narrower law's values apart.
        let bound = if self.low.is_finite() { self.low } else { self.high };
        if sigma <= 1e-14 * bound.abs() {
            return Ok((axis, self.unbounded_normal(sigma)));
        }
        let mirrored = self.high.is_finite();
        let chart = Chart::Above { low: if mirrored { -self.high } else { self.low }, unit: sigma };
        let reshape = Reshape::Cut(Base::Normal { sigma });
        Ok((axis, Form::Bounded(Bounded { chart, reshape, mirrored })))
    }

    fn reshaped_positive(&self, own: f64) -> Result<(Axis, Form), LawError> {
        let low = self.low.max(0.0);
        let base = match self.shape() {
            Some(Shape::Lognorm(Lognorm { s })) if s < LEAST_S => None,
            Some(Shape::Lognorm(Lognorm { s })) => Some(Base::Lognorm { s }),
            Some(Shape::Gamma(Gamma { shape })) => Some(Base::Gamma { shape }),
            Some(Shape::Weibull(Weibull { shape })) => Some(Base::Weibull { shape }),
            _ => None,
        };
        if self.high.is_finite() {
            if let Some(law) = self.narrow(low, own)? {
                return Ok(law);
            }
            return match base {
                Some(base) => self.between(low, self.high, Reshape::Cut(base)),
                None => Ok((self.soft_axis(low, self.high, own)?, self.unbounded_normal(0.0))),
            };
        }
        let at_one = if own > low { own } else { low + if own > 0.0 { own } else { 1.0 } };
        if at_one - low < FINEST * low {
            return Err(self.too_fine(at_one - low));
        }
        let at_zero = low + MARGIN * (at_one - low);
        let axis = Axis { at_zero, at_one, low: at_zero, high: INF };
        let Some(shape) = self.shape() else { return Ok((axis, self.unbounded_normal(0.0))) };
        let b1 = 1.0 / shape.get().mean();
        let placement = Placement { a0: low, b1, origin: low, ..Placement::default() };
        Ok((axis, Form::Scaled(Scaled { shape, placement, low, high: INF })))
    }

    /// A positive family so narrow that, around every centre the axis keeps, no score's value reaches a bound: the family
    /// itself, with its mean at the centre. Cutting it would change less than 1e-10 of it and need a grid without end.
    fn narrow(&self, low: f64, own: f64) -> Result<Option<(Axis, Form)>, LawError> {
        let Some(shape) = self.shape() else { return Ok(None) };
        let axis = self.soft_axis(low, self.high, own)?;
        let b1 = 1.0 / shape.get().mean();
        let [least, most] = [-Z_MAX, Z_MAX].map(|z| b1 * shape.get().quantile(z));
        if axis.low * least < low || axis.high * most > self.high || most - least > NARROW_SPAN {
            return Ok(None);
        }
        let placement = Placement { b1, ..Placement::default() };
        Ok(Some((axis, Form::Scaled(Scaled { shape, placement, low, high: self.high }))))
    }

    fn too_fine(&self, width: f64) -> LawError {
        LawError::TooFine { family: self.family, width, min: self.low, max: self.high }
    }

    /// A beta with one bound: centres, in units of the scale, at which the whole law lies inside it.
    fn beta_inside(&self) -> (Axis, Form) {
        let (mut axis, form) = self.clamped();
        let mean = self.params.get("alpha") / (self.params.get("alpha") + self.params.get("beta"));
        axis.low += mean;
        axis.high -= 1.0 - mean;
        axis.at_zero = axis.at_zero.clamp(axis.low, axis.high);
        axis.at_one = axis.at_one.clamp(axis.low, axis.high);
        (axis, form)
    }

    fn between(&self, low: f64, high: f64, reshape: Reshape) -> Result<(Axis, Form), LawError> {
        let axis = self.soft_axis(low, high, self.own_centres().1)?;
        let chart = Chart::Between { low, span: high - low };
        Ok((axis, Form::Bounded(Bounded { chart, reshape, mirrored: false })))
    }

    /// Centres of a full range, kept off both ends.
    fn soft_axis(&self, low: f64, high: f64, own: f64) -> Result<Axis, LawError> {
        let span = high - low;
        // Written so that an overflow to infinity fails it too.
        if !(span > 0.0 && span < INF) {
            let above = if self.family == Family::Normal { -INF } else { 0.0 };
            return Err(LawError::NoRoom { family: self.family, above, min: self.low, max: self.high });
        }
        if span < FINEST * low.abs().max(high.abs()) {
            return Err(self.too_fine(span));
        }
        let (first, last) = (low + MARGIN * span, high - MARGIN * span);
        let at_one = if own > first { own.min(last) } else { last };
        Ok(Axis { at_zero: first, at_one, low: first, high: last })
    }

    /// A normal around its centre that no bound reaches.
    fn unbounded_normal(&self, sigma: f64) -> Form {
        let placement = Placement { a1: 1.0, b0: sigma, ..Placement::default() };
        Form::Scaled(Scaled { shape: Shape::Normal(Normal), placement, low: self.low, high: self.high })
    }
}
