//! The shape of a location–scale family before a centre places it.

use super::{beta::Beta, gamma::Gamma, lognorm::Lognorm, normal::Normal, weibull::Weibull};

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
}

/// The five location–scale families.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    Normal(Normal),
    Lognorm(Lognorm),
    Beta(Beta),
    Gamma(Gamma),
    Weibull(Weibull),
}

impl Shape {
    /// The family's own arithmetic.
    pub fn get(&self) -> &dyn Standard {
        match self {
            Self::Normal(shape) => shape,
            Self::Lognorm(shape) => shape,
            Self::Beta(shape) => shape,
            Self::Gamma(shape) => shape,
            Self::Weibull(shape) => shape,
        }
    }
}
