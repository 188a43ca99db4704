//! The host for DuckDB's stable C API, version 1.5.6 and later.
//!
//! The life of a query: [`bind`] reads the arguments and makes the table; `init` prepares a scan of the projected columns;
//! each thread's `local init` gets a [`scan::Worker`]; `function` fills one vector-sized chunk at a time, taking blocks from a
//! shared counter. No connection or database handle outlives [`entry`]: a kept one would hold the database open.
//!
//! Of DuckDB's functions that are called here only those that allocate can throw, given what they are given: values are not
//! null when they are read, vectors are flat and of the type that was declared, and files are opened and read under a guard
//! of DuckDB's own. An exception that came through would end the process, so what is large is asked for before
//! ([`super::elements::room_for`]).
//!
//! Panics stop at [`super::callback`]; the crate is compiled with `panic = "unwind"` for that.

mod api;
mod bind;
mod disk;
mod entry;
mod files;
mod handles;
mod names;
mod scan;
mod settings;
mod vectors;
