//! The hosts: DuckDB's C APIs on one side, [`crate::functions`] on the other.
//!
//! A host registers every [`crate::functions::Function`], reads its arguments, and copies Arrow blocks into DuckDB's
//! vectors. It knows nothing of YAML or of how a value is made. All `unsafe` of the crate lives here.
//!
//! [`v1`] speaks the stable C API (DuckDB 1.5.6 and later). A second host is a second module like it.

#![allow(unsafe_code)]

pub mod v1;
