//! Laws of the literature: one a file, and what they have in common.
//!
//! A value is one word: u = word/2⁶⁴, of which a share `zeros` gives 0; the rest is spread over the probabilities from `min` to
//! `max`, and the law's quantile there is rounded to `step` or `decimals`. So bounds renormalise and nothing piles up at them.

pub mod beta;
pub mod binomial;
mod counts;
pub mod empirical;
pub mod exponential;
pub mod gamma;
pub mod mixture;
pub mod negative_binomial;
pub mod normal;
pub mod pareto;
pub mod poisson;
pub mod reals;
pub mod rounding;
pub mod student_t;
pub mod weibull;
pub mod zipf;
