//! The hosts: DuckDB's C APIs on one side, [`crate::functions`] on the other.
//!
//! A host registers every [`crate::functions::Function`], reads its arguments, and copies Arrow blocks into DuckDB's
//! vectors. It knows nothing of YAML or of how a value is made. All `unsafe` of the crate lives here.
//!
//! [`v1`] speaks the stable C API (DuckDB 1.5.6 and later), [`v2`] the C API version 2 (DuckDB 2.0.0). One library has the
//! entry points of both; the footer of the file says which one DuckDB calls.

#![allow(unsafe_code)]

mod callback;
mod elements;
mod morsels;
pub mod v1;
pub mod v2;
