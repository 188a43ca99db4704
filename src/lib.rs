//! plotsim: synthetic data inside DuckDB.
//!
//! A table is a pure function of a config: `(config, seed, table, column, block)` gives an Arrow array, with no state between
//! blocks. `docs/architecture.md` shows the floors these modules stand on.

pub mod config;
pub mod random;
pub mod trajectory;
