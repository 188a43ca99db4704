//! From typed parameters and a value range to a law.

use super::bounded::{Bounded, Reshape};
use super::chart::Chart;
use super::law::{Axis, Bounds, Form, Law, ValueRange};
use super::normal;
use super::scaled::{Placement, Scaled};
use super::standard::Shape;
use super::tilt::Cut;
use super::{Extent, Family, LARGEST, LawError, SMALLEST, Z_MAX};

const INF: f64 = f64::INFINITY;
/// Reshaped centres keep this share of the range (or of the way up from a lower bound) away from the bounds.
pub(super) const MARGIN: f64 = 0.02;
/// A law wider than this is cut even where no score reaches a bound, as its table is cheap.
const NARROW_SPAN: f64 = 0.04;
/// Reshaped laws need a width of at least this part of the numbers around it: a million doubles.
const FINEST: f64 = 1e-10;

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
        Bounds::Reshape if bounded => (family.info().reshaped)(&draft)?,
        Bounds::Reshape | Bounds::Clamp => (family.info().clamped)(&draft),
    };
    Ok(Law { family, axis, form, bounds })
}

/// Checked parameter values in registry order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Params {
    pub family: Family,
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

    /// The parameters of a family in registry order.
    pub fn of(family: Family, values: [f64; 3]) -> Self {
        Self { family, values }
    }

    /// The value of a parameter of the family.
    pub fn get(&self, name: &str) -> f64 {
        let place = self.family.info().params.iter().position(|param| param.name == name);
        place.map_or(0.0, |i| self.values[i])
    }
}

/// What a law is made of, and the ways to make one that families share.
pub struct Draft {
    pub family: Family,
    pub params: Params,
    /// The bounds; infinite where there is none.
    pub low: f64,
    pub high: f64,
}

impl Draft {
    /// A parameter by name.
    pub fn get(&self, name: &str) -> f64 {
        self.params.get(name)
    }

    /// Whether both bounds are there.
    pub fn full_range(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// The clamped centre at positions 0 and 1.
    pub fn own_centres(&self) -> (f64, f64) {
        (self.family.info().centres)(self)
    }

    /// The family's shape placed around the clamped centre.
    pub fn placed(&self, placement: Placement) -> (Axis, Form) {
        let (at_zero, at_one) = self.own_centres();
        let axis = Axis { at_zero, at_one, low: self.low, high: self.high };
        (axis, self.scaled(placement, self.low))
    }

    /// The family's shape in a place, clipped from `low` to the upper bound.
    fn scaled(&self, placement: Placement, low: f64) -> Form {
        match Shape::of(self.params) {
            Some(shape) => Form::Scaled(Scaled { shape, placement, low, high: self.high }),
            // Counts are not placed; they make their own form.
            None => normal::around_centre(0.0, low, self.high),
        }
    }

    /// A positive family, which starts at the lower bound: cut to a full range, or stretched from the bound.
    pub fn reshaped_positive(&self) -> Result<(Axis, Form), LawError> {
        let own = self.own_centres().1;
        let low = self.low.max(0.0);
        if self.high.is_finite() {
            if let Some(law) = self.narrow(low, own)? {
                return Ok(law);
            }
            return match Cut::of(self.params) {
                Some(cut) => self.between(low, self.high, Reshape::Cut(cut)),
                None => {
                    Ok((self.soft_axis(low, self.high, own)?, normal::around_centre(0.0, low, self.high)))
                }
            };
        }
        let at_one = if own > low { own } else { low + if own > 0.0 { own } else { 1.0 } };
        if at_one - low < FINEST * low {
            return Err(self.too_fine(at_one - low));
        }
        let at_zero = low + MARGIN * (at_one - low);
        let axis = Axis { at_zero, at_one, low: at_zero, high: INF };
        let mean = Shape::of(self.params).map_or(1.0, |shape| shape.get().mean());
        let placement = Placement { a0: low, b1: 1.0 / mean, origin: low, ..Placement::default() };
        Ok((axis, self.scaled(placement, low)))
    }

    /// A positive family so narrow that, around every centre the axis keeps, no score's value reaches a bound: the family
    /// itself, with its mean at the centre. Cutting it would change less than 1e-10 of it and need a grid without end.
    fn narrow(&self, low: f64, own: f64) -> Result<Option<(Axis, Form)>, LawError> {
        let Some(shape) = Shape::of(self.params) else { return Ok(None) };
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

    /// A law that lives inside a full range.
    pub fn between(&self, low: f64, high: f64, reshape: Reshape) -> Result<(Axis, Form), LawError> {
        let axis = self.soft_axis(low, high, self.own_centres().1)?;
        let chart = Chart::Between { low, span: high - low };
        Ok((axis, Form::Bounded(Bounded { chart, reshape, mirrored: false })))
    }

    /// Centres of a full range, kept off both ends.
    pub fn soft_axis(&self, low: f64, high: f64, own: f64) -> Result<Axis, LawError> {
        let span = high - low;
        // Written so that an overflow to infinity fails it too.
        if !(span > 0.0 && span < INF) {
            let above = if self.family.info().extent == Extent::Positive { 0.0 } else { -INF };
            return Err(LawError::NoRoom { family: self.family, above, min: self.low, max: self.high });
        }
        if span < FINEST * low.abs().max(high.abs()) {
            return Err(self.too_fine(span));
        }
        let (first, last) = (low + MARGIN * span, high - MARGIN * span);
        let at_one = if own > first { own.min(last) } else { last };
        Ok(Axis { at_zero: first, at_one, low: first, high: last })
    }
}
