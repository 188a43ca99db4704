//! plotsim: synthetic data inside DuckDB.
//!
//! A table is a pure function of a config: `(config, seed, table, column, block)` gives an Arrow array, with no state between
//! blocks. `docs/architecture.md` shows the floors these modules stand on.

// Tests compare with the platform's own functions.
#![warn(missing_docs)] // `make lint` denies warnings
#![cfg_attr(test, allow(clippy::disallowed_methods))]

mod bundle;

pub mod catalogue;
pub mod checks;
pub mod config;
pub mod datagen;
pub mod describe;
pub mod docs;
mod duckdb;
pub mod expressions;
mod facts;
pub mod faker;
mod forecast;
pub mod functions;
pub mod generators;
mod locales;
pub mod plotsim;
pub mod project;
mod regular;
pub mod report;
pub mod rhythm;
mod steps;
pub mod tables;
pub mod truth;
pub mod workers;

pub use plotsim_maths::{correlation, distributions, maths, random, trajectory};
