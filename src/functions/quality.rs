//! `plotsim_quality(config)`: the answer key of the faults that a config puts into its tables.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::plotsim::tables::faults::AnswerKey;

pub static FUNCTION: Function = Function {
    name: "plotsim_quality",
    doc: "Every fault that quality puts into a table: the issue, the row (as plotsim_trace counts) and its key, the column, and the value without and with it",
    example: "FROM plotsim_quality('template:saas') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| Ok(Arc::new(AnswerKey::new(config::engine(call, "quality issues")?))),
};
