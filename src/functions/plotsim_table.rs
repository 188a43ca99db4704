//! `plotsim_table(config, table)`: the rows of one table.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, SHARD, SHARDS, UNTIL, shard};
use super::call::{Parameter, ParameterKind};
use super::{Function, config};

pub static FUNCTION: Function = Function {
    name: "plotsim_table",
    doc: "The rows of one table of a config",
    example: "FROM plotsim_table('template:saas', 'dim_company') LIMIT 5;",
    positional: &[CONFIG, Parameter { name: "table", kind: ParameterKind::Text, doc: "Name of the table" }],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        UNTIL,
        SHARD,
        SHARDS,
        Parameter {
            name: "clean",
            kind: ParameterKind::Flag,
            doc: "true leaves out the faults that quality puts in",
        },
    ],
    bind: |call| {
        let project = config::project(call)?;
        let index = config::table_index(&project, call.text(1, "table")?)?;
        let shard = shard(call)?;
        Ok(if call.flag("clean") == Some(true) {
            project.clean(index, shard)
        } else {
            project.table(index, shard)
        })
    },
};
