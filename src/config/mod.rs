//! From text to a model that cannot fail: parsing, locating, validating, resolving.
//!
//! A config is read in two stages. First [`node`] turns YAML into a tree whose every value knows its line and column.
//! Then a language walks that tree, fills every default, turns every name into an index and checks
//! every rule. All problems met on the way are collected as [`Finding`]s, so one look shows them all.
//!
//! Nothing here draws a random number or knows of Arrow or DuckDB.

pub mod calendar;
pub mod classes;
pub(crate) mod finding;
pub mod fix;
pub(crate) mod key;
pub(crate) mod name;
pub mod node;
pub(crate) mod overrides;
pub mod param;
pub mod reader;
mod refusal;
pub(crate) mod run;
pub(crate) mod suggest;
pub(crate) mod types;
pub mod zone;

pub use finding::{Finding, Findings, Severity};
pub use overrides::Overrides;
