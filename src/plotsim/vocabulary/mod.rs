//! What the mappings of a plotsim config may hold.
//!
//! [`builder`] and [`engine`] hold what only one of the forms knows, this file and [`shared`] what both have.

pub mod builder;
pub mod engine;
mod shared;
pub mod sources;

pub use shared::{MANIFEST, OUTPUT, SEASON, WEEKDAYS};

use crate::config::param::{Interval, Kind, Param, optional, required};

const NUMBER: Kind = Kind::Float(Interval::EVERYTHING);
const COEFFICIENT: Kind = Kind::Float(Interval::closed(-1.0, 1.0));
/// The words of `correlation_scope`.
pub const SCOPE: &[&str] = &["residual", "pooled"];
/// The words of `on_infeasible`.
pub const ON_INFEASIBLE: &[&str] = &["nearest", "error"];
/// The words of `format`.
pub const FORMATS: &[&str] = &["csv", "parquet", "jsonl", "sql"];

// Keys that mappings of both forms have.

const SCOPE_DOC: &str = "Whether a coefficient holds at a fixed position or over the whole table";
const OWN_SCOPE: Param = optional("correlation_scope", Kind::Word(SCOPE), "the config's", SCOPE_DOC);
const SHORT_SCOPE: Param =
    optional("scope", Kind::Word(SCOPE), "correlation_scope", "Short for correlation_scope");
const INFEASIBLE_DOC: &str =
    "Whether a coefficient that cannot be had is replaced by the nearest that can, or refused";
const OWN_INFEASIBLE: Param =
    optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "the config's", INFEASIBLE_DOC);
const INFEASIBLE: Param = optional("on_infeasible", Kind::Word(ON_INFEASIBLE), "nearest", INFEASIBLE_DOC);
const SEED_DOC: &str = "Seed of every random value";
const MANIFEST_KEY: Param = optional(
    "manifest",
    Kind::Map(&MANIFEST),
    "include: true",
    "What plotsim_write adds to the files of the tables",
)
.example("{ include: false }");
const OUTPUT_KIND: Kind = Kind::Choice("format or mapping", &[Kind::Word(FORMATS), Kind::Map(&OUTPUT)]);
const OUTPUT_KEY: Param = optional("output", OUTPUT_KIND, "csv", "Format and directory of files")
    .example("{ format: parquet, directory: shop }");
const OUTPUT_FORMAT: Param = optional("output_format", Kind::Word(FORMATS), "csv", "Another word for output");
