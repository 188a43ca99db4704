//! `plotsim_outliers(config)`: which cells noise made outliers.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::{Function, config};
use crate::plotsim::tables::outliers::Outliers;

pub static FUNCTION: Function = Function {
    name: "plotsim_outliers",
    doc: "Every cell that noise made an outlier: entity, period and metric, its factor, and the value with and without it",
    example: "FROM plotsim_outliers('template:saas') LIMIT 5;",
    positional: &[CONFIG],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| Ok(Arc::new(Outliers::new(config::engine(call, "metrics, and so no outliers")?))),
};
