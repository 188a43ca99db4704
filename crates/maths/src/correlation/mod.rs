//! Normal-space coefficients for wanted correlations between metrics of any law (NORTA).
//!
//! A cell's values are x_i = g_i(c_i, Z_i): quantiles, around the cell's centres, at standard normal scores Z with a
//! correlation matrix R. Pearson's correlation of x_i and x_j is not ρ_ij = R_ij: it is attenuated by the laws and, in a
//! table, mixed with what the centres themselves have in common. [`solve()`] finds the ρ that gives the wanted coefficient.
//!
//! * `expansion` writes each g as a series of Hermite polynomials, so that the covariance of two is a power series in ρ
//!   (Cario & Nelson 1997, "Modeling and generating random vectors with arbitrary marginal distributions and correlation
//!   matrix"; Xiao 2014). `cells` does so around the centres that a metric has.
//! * `pair` sums that over all cells, adds the covariance of the means where the coefficient is meant for the whole
//!   table, and inverts it. A coefficient for the whole table never turns what is left about the centres against its own sign,
//!   unless that is allowed.
//! * `moving` is for coefficients that hold at every position, where no single ρ gives that.
//! * `marginal` is for columns whose law is the same in every row, as a quantile function of any shape.
//! * `joint` puts all pairs in one correlation matrix, completing it where pairs have no coefficient, and repairing it where
//!   there is none; `nearest` has the projections for that (Higham 2002).

mod cells;
mod expansion;
mod joint;
mod marginal;
mod matrix;
mod moving;
mod nearest;
mod pair;
mod solve;
#[cfg(test)]
mod tests;

pub use cells::MetricCells;
pub use expansion::Shown;
pub use joint::impossible;
pub use marginal::{Marginal, scores, solve_marginals};
pub use matrix::Matrix;
pub use moving::Group;
pub use solve::{MOST_RESIDUAL, PairTarget, Scope, Solution, Solved, Status, expected_shown, solve};
