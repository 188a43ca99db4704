//! plotsim: synthetic data inside DuckDB.
//!
//! A table is a pure function of a config: `(config, seed, table, column, block)` gives an Arrow array, with no state between
//! blocks. `docs/architecture.md` shows the floors these modules stand on.

// Tests compare with the platform's own functions.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod bundle;
pub mod catalogue;
pub mod checks;
pub mod config;
pub mod datagen;
pub mod describe;
pub mod duckdb;
pub mod expressions;
pub mod facts;
pub mod faker;
pub mod forecast;
pub mod functions;
pub mod generators;
pub mod locales;
pub mod plotsim;
pub mod project;
pub mod regular;
pub mod report;
pub mod rhythm;
pub mod steps;
pub mod tables;
pub mod truth;
pub mod workers;

pub use plotsim_maths::{correlation, distributions, maths, random, trajectory};
