//! `plotsim_check(config)`: whether the rows are what the config asks for.
//!
//! Binding reads the config; the tables are read when the first row is asked for.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::{Function, config};
use crate::checks::CheckTable;

pub static FUNCTION: Function = Function {
    name: "plotsim_check",
    doc: "Reads every table and checks it against the config: a row for each thing checked, with its status",
    example: "FROM plotsim_check('template:saas') WHERE status IN ('warn', 'fail');",
    positional: &[CONFIG],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        UNTIL,
        Parameter {
            name: "strict",
            kind: ParameterKind::Flag,
            doc: "Whether a warning or a failure is an error",
        },
    ],
    bind: |call| {
        let project = config::project(call)?;
        Ok(Arc::new(CheckTable::new(project, call.flag("strict").unwrap_or(false))))
    },
};
