//! plotsim: synthetic data inside DuckDB.
