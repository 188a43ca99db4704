//! What the mappings of a plotsim config may hold.
//!
//! [`builder`] and [`engine`] hold what only one of the forms knows, this file what both have.

pub mod builder;
pub mod engine;

use crate::config::param::{Interval, Kind, Param, optional, required};

const COEFFICIENT: Kind = Kind::Float(Interval::closed(-1.0, 1.0));
/// The words of `correlation_scope`.
pub const SCOPE: &[&str] = &["residual", "pooled"];
/// The words of `on_infeasible`.
pub const ON_INFEASIBLE: &[&str] = &["nearest", "error"];

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
const REVERSAL_DOC: &str =
    "Whether a pooled coefficient may turn metrics against it at equal position to come out exactly";
const OWN_REVERSAL: Param =
    optional("allow_reversal", Kind::Bool, "the config's", REVERSAL_DOC).example("true");
const REVERSAL: Param = optional("allow_reversal", Kind::Bool, "false", REVERSAL_DOC);
