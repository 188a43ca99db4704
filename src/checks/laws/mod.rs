//! What the configured laws give, as numbers to hold data against.

mod grid;
mod tests_of_fit;

pub use crate::facts::Bins;
pub use grid::{BANDS, Grid, GridSpec, TERMS};
pub use tests_of_fit::{Fit, chi_square, kolmogorov, student};
