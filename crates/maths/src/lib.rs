//! The mathematics of plotsim: random words that are looked up, laws, correlations and trajectories.
//!
//! Everything here is a pure function over plain numbers and dates. Nothing knows a config, a column, a file or a database,
//! and nothing keeps state between calls, so the same arguments give the same bits on every machine and in any order.
//!
//! Imports go down only: [`trajectory`], [`correlation`] → [`distributions`] → [`random`] → [`maths`] → [`vectors`].

#![deny(missing_docs)]
// Tests compare with the platform's own functions.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod correlation;
pub mod distributions;
pub mod maths;
pub mod random;
pub mod trajectory;
pub mod vectors;
