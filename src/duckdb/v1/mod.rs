//! The host for DuckDB's stable C API, version 1.5.6 and later.
//!
//! The life of a query: [`bind`] reads the arguments and makes the table; `init` prepares a scan of the projected columns;
//! each thread's `local init` gets a [`scan::Worker`]; `function` fills one vector-sized chunk at a time, taking blocks from a
//! shared counter. No connection or database handle outlives [`entry`]: a kept one would hold the database open.
//!
//! Panics stop at [`super::callback`]; the crate is compiled with `panic = "unwind"` for that.

mod api;
mod bind;
mod disk;
mod entry;
mod files;
mod handles;
mod scan;
mod settings;
mod vectors;
