//! The shape of a location–scale family before a centre places it.

use super::build::Params;
use super::sampler::Scores;

/// A distribution in standard position, called Q; a value of a metric is a + b·Q.
///
/// Scores are standard-normal: `quantile(z)` is the Q with P(Q ≤ q) = Φ(z).
pub trait Standard {
    /// The density at q.
    fn density(&self, q: f64) -> f64;
    /// P(Q ≤ q) and P(Q > q), each with small relative error.
    fn tails(&self, q: f64) -> (f64, f64);
    /// The exact quantile at score z.
    fn quantile(&self, z: f64) -> f64;
    /// E\[Q\].
    fn mean(&self) -> f64;
    /// E\[Q²\].
    fn second_moment(&self) -> f64;
    /// The parts of E\[Q\] and E\[Q²\] that come from Q ≤ q.
    fn moments_below(&self, q: f64) -> [f64; 2];
    /// The quantile function as a table, for many scores.
    fn scores(&self) -> Scores;
}

/// Makes a family's shape of its parameters.
pub(super) type MakeStandard = fn(&Params) -> Box<dyn Standard>;

/// The shape of a family with its parameters.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    params: Params,
    make: MakeStandard,
}

impl Shape {
    /// The shape of these parameters; none for counts.
    pub(super) fn of(params: Params) -> Option<Self> {
        Some(Self::new(params, params.family.info().standard?))
    }

    pub(super) fn new(params: Params, make: MakeStandard) -> Self {
        Self { params, make }
    }

    /// The family's own arithmetic.
    pub(super) fn get(&self) -> Box<dyn Standard> {
        (self.make)(&self.params)
    }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        self.params == other.params
    }
}
