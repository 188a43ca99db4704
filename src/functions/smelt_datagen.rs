//! `smelt_datagen(config, dataset)`: the rows of one dataset.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, SHARD, SHARDS, UNTIL, shard};
use super::call::{Parameter, ParameterKind};
use super::{Function, config};

pub static FUNCTION: Function = Function {
    name: "smelt_datagen",
    doc: "The rows of one dataset of a config",
    example: "FROM smelt_datagen('template:retail_analytics', 'orders') LIMIT 5;",
    positional: &[
        CONFIG,
        Parameter { name: "dataset", kind: ParameterKind::Text, doc: "Name of the dataset" },
    ],
    named: &[SEED, SCALE, SCALE_FACTOR, UNTIL, SHARD, SHARDS],
    bind: |call| {
        let project = config::project(call)?;
        let index = config::table_index(&project, call.text(1, "dataset")?)?;
        Ok(project.table(index, shard(call)?))
    },
};
