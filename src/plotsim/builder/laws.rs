//! Laws of builder metrics: from a type and a range to a family, its parameters and its centre.
//!
//! | `type` | family | centre, from position 0 to 1 |
//! |---|---|---|
//! | score | beta(2, 5) | low to high |
//! | amount from 0, or over a factor of 10 and more | log-normal, s 0.85 | its median runs to the middle of the range |
//! | other amounts | beta(2, 5) | low to high |
//! | index | normal, sigma a sixth of the range | low to high |
//! | count | Poisson | its mean runs from low to high of `range`, else from 0 to 5 |
//!
//! A pinned `distribution` keeps that: normal, beta and Poisson run from low to high; log-normal, gamma and Weibull up to the
//! middle of the range. A baseline moves the centre, and the range with it, into a third, whatever the family.

use crate::distributions::{Bounds, Extent, Family, ValueRange};
use crate::plotsim::model::{Centre, MetricLaw};
use crate::plotsim::parts::laws::{self, Params, Places};
use crate::words;

words! {
    /// What kind of number a metric is.
    pub enum MetricType { Score = "score", Amount = "amount", Count = "count", Index = "index" }
}

words! {
    /// A third of a metric's range, from the lowest up.
    pub enum Third { Low = "low", Mid = "mid", High = "high" }
}

impl MetricType {
    /// What the centre runs between where no range is written.
    pub fn default_range(self) -> Option<(f64, f64)> {
        match self {
            MetricType::Score => Some((0.0, 1.0)),
            MetricType::Count => Some((0.0, 5.0)),
            MetricType::Amount | MetricType::Index => None,
        }
    }
}

/// What a law is made of.
#[derive(Clone)]
pub struct Recipe<'a> {
    pub kind: MetricType,
    /// The range as written, or the type's own: `low < high`.
    pub range: (f64, f64),
    /// A distribution that was asked for, with its parameters.
    pub pinned: Option<(Family, Params<'a>)>,
    pub bounds: Bounds,
}

/// From this ratio of its ends on, an amount is log-normal.
const WIDE: f64 = 10.0;
const AMOUNT_S: f64 = 0.85;

impl<'a> Recipe<'a> {
    /// The law over a part of the range; the whole range or a third of it.
    pub fn law(&self, third: Option<Third>, places: Places<'_, '_>) -> Option<MetricLaw> {
        let (low, high) = third.map_or(self.range, |third| self.third(third));
        let (family, params) = self.family(low, high);
        let positive = family.info().extent == Extent::Positive;
        let middle = (self.range.0 + self.range.1) / 2.0;
        // A third is meant to be used to its end; the whole range has room for a long tail.
        let top = if positive && third.is_none() { middle } else { high };
        if positive && top <= 0.0 {
            let message =
                format!("{} has no values below 0, but the middle of the range is {middle}", family.name());
            places.range.error("bad-range", message, None);
            return None;
        }
        let params = place(family, &params, top);
        let range = self.value_range(family, low, high);
        // Reshaped laws know where their centre runs; clamped ones would start from 0 whatever the range.
        let centre = (self.bounds == Bounds::Clamp).then(|| {
            let bottom = if positive && third.is_none() { 0.0 } else { low };
            Centre { low: bottom, high: top }
        });
        laws::settle(family, &params, range, self.bounds, centre, places)
    }

    /// What values are kept in.
    fn value_range(&self, family: Family, low: f64, high: f64) -> ValueRange {
        match (self.kind, family.info().extent) {
            (MetricType::Count, Extent::Counts) if self.bounds == Bounds::Clamp => {
                ValueRange { min: Some(0.0), max: None }
            }
            (MetricType::Count, Extent::Counts | Extent::Interval) => ValueRange::full(low.max(0.0), high),
            (MetricType::Count, Extent::Line | Extent::Positive) => ValueRange { min: Some(0.0), max: None },
            (MetricType::Score | MetricType::Amount | MetricType::Index, _) => ValueRange::full(low, high),
        }
    }

    fn family(&self, low: f64, high: f64) -> (Family, Params<'a>) {
        if let Some(pinned) = &self.pinned {
            return pinned.clone();
        }
        let beta = [("alpha", 2.0), ("beta", 5.0)];
        let (family, given) = match self.kind {
            MetricType::Score => (Family::BETA, beta.to_vec()),
            MetricType::Count => (Family::POISSON, Vec::new()),
            MetricType::Index => (Family::NORMAL, vec![("sigma", (high - low) / 6.0)]),
            MetricType::Amount => {
                let (low, high) = self.range;
                if low == 0.0 || (low > 0.0 && high / low >= WIDE) {
                    (Family::LOGNORM, vec![("s", AMOUNT_S)])
                } else {
                    (Family::BETA, beta.to_vec())
                }
            }
        };
        (family, Params::of(given))
    }

    fn third(&self, third: Third) -> (f64, f64) {
        let (low, high) = self.range;
        let at = |part: f64| low + (high - low) * part / 3.0;
        match third {
            Third::Low => (at(0.0), at(1.0)),
            Third::Mid => (at(1.0), at(2.0)),
            Third::High => (at(2.0), high),
        }
    }
}

/// The parameters with those of the centre, so that position 1 lands on `top`.
fn place<'a>(family: Family, params: &Params<'a>, top: f64) -> Params<'a> {
    let mut params = params.clone();
    let given = |name: &str| params.get(name);
    if let Some(own) = (family.info().top)(&given, top) {
        params.given.push(own);
    }
    params
}
