//! Normal-space coefficients for wanted correlations between metrics of any law (NORTA).
//!
//! A cell's values are x_i = g_i(c_i, Z_i): quantiles, around the cell's centres, at standard normal scores Z with a
//! correlation matrix R. Pearson's correlation of x_i and x_j is not ρ_ij = R_ij: it is attenuated by the laws and, in a
//! table, mixed with what the centres themselves have in common. [`solve()`] finds the ρ that gives the wanted coefficient.
//!
//! * `expansion` writes each g as a series of Hermite polynomials, so that the covariance of two is a power series in ρ
//!   (Cario & Nelson 1997, "Modeling and generating random vectors with arbitrary marginal distributions and correlation
//!   matrix"; Xiao 2014).
//! * `pair` sums that over all cells, adds the covariance of the means where the coefficient is meant for the whole
//!   table, and inverts it; ρ = ±1 gives the attainable interval.
//! * `nearest` repairs a set of coefficients that no correlation matrix holds (Higham 2002).
//!
//! Expectations are of the laws themselves, before any noise is added to the values.

mod expansion;
mod matrix;
mod nearest;
mod pair;
mod solve;
#[cfg(test)]
mod tests;

pub use solve::{MetricCells, PairTarget, Scope, Solution, Solved, solve};
