//! `plotsim_trajectories(config)`: where every entity stands in every period.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::plotsim::tables::trajectories::Trajectories;

pub static FUNCTION: Function = Function {
    name: "plotsim_trajectories",
    doc: "The position of every entity in every period, and the one each metric reads after lag and treatment",
    example: "FROM plotsim_trajectories('template:saas') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| Ok(Arc::new(Trajectories::new(config::engine(call, "trajectories")?))),
};
