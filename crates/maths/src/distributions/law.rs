//! The distribution of one metric's cells: family, parameters, value range and what happens at its bounds.

use super::bounded::Bounded;
use super::poisson::Counts;
use super::sampler::Sampler;
use super::scaled::Scaled;
use super::{Family, LawError, build};

/// Bounds of a metric's values; either may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ValueRange {
    /// The least value.
    pub min: Option<f64>,
    /// The greatest value.
    pub max: Option<f64>,
}

impl ValueRange {
    /// No bounds.
    pub const NONE: Self = Self { min: None, max: None };

    /// Both bounds.
    pub fn full(min: f64, max: f64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }
}

/// What a value range does to a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bounds {
    /// Values are drawn around the centre and then clipped, so part of them may equal a bound.
    #[default]
    Clamp,
    /// The law is changed so that its mean stays at the centre and no continuous value equals a bound.
    Reshape,
}

/// The centre as a function of the position, and the interval it is kept in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    pub at_zero: f64,
    pub at_one: f64,
    pub low: f64,
    pub high: f64,
}

/// How values come about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    Scaled(Scaled),
    Bounded(Bounded),
    Counts(Counts),
}

/// The law of a metric's cells, one distribution for every centre.
///
/// A cell's value is [`quantile_at`](Law::quantile_at) of the cell's centre and a standard-normal score. The centre
/// comes from the cell's position in [0, 1], polarity already applied, by [`centre`](Law::centre).
///
/// # Clamped bounds
///
/// | family | centre at position p | value at score z, then clipped to the range |
/// |---|---|---|
/// | normal | mu·p | c + sigma·z |
/// | log-normal | loc + scale·p | max(c, 1e-9)·exp(s·z) |
/// | beta, full range | min + p·(max − min) | c + (B(z) − α/(α+β))·(max − min) |
/// | beta, otherwise | p | (B(z) − α/(α+β) + c)·scale |
/// | Poisson | lambda·p | smallest k with P(K ≤ k) ≥ Φ(z) |
/// | gamma | shape·scale·p | c/shape·G(z), 0 for c ≤ 0 |
/// | Weibull | scale·p | c·W(z), 0 for c ≤ 0 |
///
/// # Reshaped bounds
///
/// Without a value range nothing changes. With one, the mean of the law is its centre. The *own centre* below is the
/// clamped centre at position 1, and positive families count a `min` below 0 as 0.
///
/// * **Full range.** With δ = 2 % of the width, the centre runs from min + δ to the own centre clipped into
///   [min + δ, max − δ]; to max − δ if the own centre is not above min + δ, and always for beta. Beta becomes
///   Beta(μφ, (1−μ)φ) with φ = α + β, raised where a shape would fall below 1. The others are cut to the range and their
///   location or scale is solved for the mean; every centre in the open range is attainable.
/// * **`min` only, positive families** (and `max` only is the full range 0 to `max`). The family starts at `min`: x = min + (c − min)·Q/E\[Q\].
///   The centre runs from 2 % to 100 % of the way from `min` to the own centre, which is measured from `min` if it is not above it.
/// * **One bound, normal.** Cut at the bound with the location solved for the mean; centres stay 0.1·sigma inside.
/// * **One bound, beta.** The law keeps its shape, and centres stay where all of it lies inside the bound.
/// * **Poisson.** The range bounds the *mean*: it runs from `min` (0) to `max` (lambda). Counts are not clipped.
/// ```
/// use plotsim_maths::distributions::{Bounds, Family, Law, ValueRange};
///
/// let params = [("shape", 4.0), ("scale", 25.0)];
/// let law = Law::new(Family::GAMMA, &params, ValueRange::NONE, Bounds::Clamp).unwrap();
/// // Halfway along its trajectory the metric has the mean 50.
/// let centre = law.centre(0.5);
/// assert_eq!((centre, law.mean_at(centre), law.variance_at(centre)), (50.0, 50.0, 625.0));
/// let quartiles = [-0.6745, 0.0, 0.6745].map(|z| law.quantile_at(centre, z).round());
/// assert_eq!(quartiles, [32.0, 46.0, 64.0]);
/// assert!((law.cdf_at(centre, 46.0) - 0.5).abs() < 0.01);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Law {
    pub(super) family: Family,
    pub(super) axis: Axis,
    pub(super) form: Form,
    pub(super) bounds: Bounds,
}

impl Law {
    /// Checks the parameters and the range and settles the law.
    ///
    /// `params` holds the named parameters that were given, in the metric's unit; see
    /// [`Family::info`] for names, defaults and limits.
    ///
    /// # Errors
    /// [`LawError`] names the parameter, its value and the rule it breaks.
    pub fn new(
        family: Family,
        params: &[(&str, f64)],
        range: ValueRange,
        bounds: Bounds,
    ) -> Result<Self, LawError> {
        build::law(family, params, range, bounds)
    }

    /// The family it was made from.
    pub fn family(&self) -> Family {
        self.family
    }

    /// The same law before its values are clipped, for callers that do something to values first: under clamped bounds
    /// the law on all its support, under reshaped ones the law itself.
    ///
    /// ```
    /// use plotsim_maths::distributions::{Bounds, Family, Law, ValueRange};
    ///
    /// let range = ValueRange::full(0.0, 1.0);
    /// let law = Law::new(Family::NORMAL, &[("sigma", 1.0), ("mu", 1.0)], range, Bounds::Clamp).unwrap();
    /// assert_eq!(law.quantile_at(0.5, 2.0), 1.0);
    /// assert_eq!(law.unclipped().quantile_at(0.5, 2.0), 2.5);
    /// ```
    pub fn unclipped(&self) -> Self {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let form = match (self.bounds, self.form) {
            (Bounds::Clamp, Form::Scaled(law)) => Form::Scaled(Scaled { low, high, ..law }),
            (Bounds::Clamp, Form::Counts(_)) => Form::Counts(Counts::new(low, high)),
            (Bounds::Clamp, Form::Bounded(law)) => Form::Bounded(law),
            (Bounds::Reshape, form) => form,
        };
        Self { form, ..*self }
    }

    /// Whether all values are whole numbers.
    pub fn is_discrete(&self) -> bool {
        matches!(self.form, Form::Counts(_))
    }

    /// The centre at position p ∈ [0, 1].
    #[inline]
    pub fn centre(&self, p: f64) -> f64 {
        self.axis.at_zero + p * (self.axis.at_one - self.axis.at_zero)
    }

    /// A centre moved by a season or an override, back in the interval where the law is defined.
    #[inline]
    pub fn clip_centre(&self, centre: f64) -> f64 {
        centre.clamp(self.axis.low, self.axis.high)
    }

    /// The value at a standard-normal score; scores beyond ±[`Z_MAX`](super::Z_MAX) count as that.
    ///
    /// Exact to rounding (reshaped cut families: about 1e-8 of the range), but slow: use [`sampler`](Law::sampler) for many cells.
    pub fn quantile_at(&self, centre: f64, z: f64) -> f64 {
        match &self.form {
            Form::Scaled(law) => law.quantile(centre, z),
            Form::Bounded(law) => law.quantile(self.clip_centre(centre), z),
            Form::Counts(law) => law.quantile(centre, z),
        }
    }

    /// The mean of the values, clipping included.
    pub fn mean_at(&self, centre: f64) -> f64 {
        self.moments_at(centre).0
    }

    /// The variance of the values, clipping included.
    pub fn variance_at(&self, centre: f64) -> f64 {
        self.moments_at(centre).1
    }

    /// Mean and variance of the values, clipping included.
    pub fn moments_at(&self, centre: f64) -> (f64, f64) {
        match &self.form {
            Form::Scaled(law) => law.moments(centre),
            Form::Bounded(law) => law.moments(self.clip_centre(centre)),
            Form::Counts(law) => law.moments(centre),
        }
    }

    /// P(X ≤ x), with a jump at each bound that values are clipped to.
    pub fn cdf_at(&self, centre: f64, x: f64) -> f64 {
        match &self.form {
            Form::Scaled(law) => law.cdf(centre, x),
            Form::Bounded(law) => law.cdf(self.clip_centre(centre), x),
            Form::Counts(law) => law.cdf(centre, x),
        }
    }

    /// The tables that turn many cells into values quickly.
    pub fn sampler(&self) -> Sampler {
        Sampler::new(self)
    }
}
