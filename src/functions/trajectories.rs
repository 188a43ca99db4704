//! `plotsim_trajectories(config)`: where every entity stands in every period.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Failure, Function, config};
use crate::plotsim::tables::trajectories::Trajectories;
use crate::project::Project;

pub static FUNCTION: Function = Function {
    name: "plotsim_trajectories",
    doc: "The position of every entity in every period, and the one each metric reads after lag and treatment",
    example: "FROM plotsim_trajectories('template:saas') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| match config::project(call)? {
        Project::Plotsim(engine) => Ok(Arc::new(Trajectories::new(engine))),
        Project::Both(both) => Ok(Arc::new(Trajectories::new(Arc::clone(&both.plotsim)))),
        Project::Datagen(_) => {
            Err(Failure::Argument("a datagen config has no trajectories; only plotsim configs do".to_owned()))
        }
    },
};
