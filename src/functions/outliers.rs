//! `plotsim_outliers(config)`: which cells noise made outliers.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Failure, Function, config};
use crate::plotsim::tables::outliers::Outliers;
use crate::project::Project;

pub static FUNCTION: Function = Function {
    name: "plotsim_outliers",
    doc: "Every cell that noise made an outlier: entity, period and metric, its factor, and the value with and without it",
    example: "FROM plotsim_outliers('template:saas') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| match config::project(call)? {
        Project::Plotsim(engine) => Ok(Arc::new(Outliers::new(engine))),
        Project::Both(both) => Ok(Arc::new(Outliers::new(Arc::clone(&both.plotsim)))),
        Project::Datagen(_) => Err(Failure::Argument(
            "a datagen config has no metrics, and so no outliers; only plotsim configs do".to_owned(),
        )),
    },
};
