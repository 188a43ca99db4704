//! The host for DuckDB's C API version 2: DuckDB 2.0.0 and no other, for the API is not yet stable.
//!
//! What v1 does, and: rows in order from several threads, because each piece of a scan has a number ([`scan`]); progress;
//! blocks that a filter rules out are not made ([`filters`]); functions with descriptions, parameter names and examples
//! ([`entry`]); `PRAGMA plotsim_load` ([`load`]).
//!
//! `duckdb-neo` keeps the states and the handles; where it has no way to do a thing, or a slow one, its C functions are
//! called directly. It turns a panic into an internal error, which invalidates the database, so bodies run in
//! [`error::guarded`]. As in v1, no connection or database handle outlives [`entry`].

mod bind;
mod disk;
mod entry;
mod error;
mod files;
mod filters;
mod function;
mod load;
mod names;
mod scan;
mod settings;
mod vectors;
