//! What metric values are drawn from: six families, one law per metric, tables for speed.
//!
//! [`Law`] settles a family, its parameters, a value range and what happens at the bounds; [`Sampler`] turns centres
//! and standard-normal scores into values. One family per file; [`FAMILIES`] lists them. All transcendental
//! arithmetic goes through `libm` or [`crate::maths`], so a value is the same on every machine.

pub mod beta;
mod bounded;
mod build;
mod chart;
mod curve;
mod error;
pub mod gamma;
mod law;
mod line;
pub mod lognorm;
pub mod normal;
pub mod poisson;
mod poisson_inverse;
mod registry;
mod sampler;
mod scaled;
pub mod special;
pub mod standard;
mod surface;
mod tilt;
pub mod weibull;
pub mod zipf;

pub use error::LawError;
pub use law::{Bounds, Law, ValueRange};
pub use registry::{Extent, FAMILIES, Family, FamilyInfo, LARGEST, ParamInfo, SMALLEST};
pub use sampler::Sampler;

/// Scores are clipped to ±`Z_MAX`, the normal quantile of 1 − 1e-10, before any family's quantile is taken.
pub const Z_MAX: f64 = 6.361_340_902_404_056;

#[cfg(test)]
mod tests;
