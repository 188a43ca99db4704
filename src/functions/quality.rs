//! `plotsim_quality(config)`: the answer key of the faults that a config puts into its tables.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Failure, Function, config};
use crate::plotsim::tables::faults::AnswerKey;
use crate::project::Project;

pub static FUNCTION: Function = Function {
    name: "plotsim_quality",
    doc: "Every fault that quality puts into a table: the issue, the row (as plotsim_trace counts) and its key, the column, and the value without and with it",
    example: "FROM plotsim_quality('template:saas') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| match config::project(call)? {
        Project::Plotsim(engine) => Ok(Arc::new(AnswerKey::new(engine))),
        Project::Both(both) => Ok(Arc::new(AnswerKey::new(Arc::clone(&both.plotsim)))),
        Project::Datagen(_) => Err(Failure::Argument(
            "a datagen config has no quality issues; only plotsim configs do".to_owned(),
        )),
    },
};
