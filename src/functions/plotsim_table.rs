//! `plotsim_table(config, table)`: the rows of one table.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, SHARD, SHARDS, UNTIL, shard};
use super::call::{Parameter, ParameterKind};
use super::failure::Failure;
use super::first::{FIRST, Tokens};
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
        FIRST,
        Parameter {
            name: "clean",
            kind: ParameterKind::Flag,
            doc: "true leaves out the faults that quality puts in",
        },
    ],
    bind: |call| {
        let source = config::source(call, call.text(0, "config")?)?;
        let (project, _) = config::valid(&source, call)?;
        let index = config::table_index(&project, call.text(1, "table")?)?;
        let shard = shard(call)?;
        let table = match call.flag("clean") {
            Some(true) => project.clean(index, shard),
            Some(false) | None => project.table(index, shard),
        };
        if let Some(token) = call.named_text(FIRST.name) {
            let Some(shard) = shard else {
                return Err(Failure::Argument("first goes with shard and shards".to_owned()));
            };
            let name = project.names().get(index).copied().unwrap_or_default();
            let before = Tokens::of(call, &source, name)?.read(shard, token)?;
            if !table.start_at(&before) {
                return Err(Failure::Argument(format!(
                    "first has no effect: no row of '{name}' need be counted"
                )));
            }
        }
        Ok(table)
    },
};
