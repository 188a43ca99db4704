//! `plotsim_load(config)`: the statements that make every table of a config, for hosts whose pragmas can run them.

use std::fmt::Write as _;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Call, Parameter, ParameterKind};
use super::rows::Listing;
use super::table_call::TableCall;
use super::{Failure, Function, config};
use crate::describe::ddl::qualified;
use crate::tables::sql::identifier;

const SCHEMA: Parameter = Parameter {
    name: "schema",
    kind: ParameterKind::Text,
    doc: "Schema for the tables; it is made if it does not exist",
};

/// Not one of [`super::ALL`]: it is a pragma, and its table, of one text, is the script to run in its place.
pub static LOAD: Function = Function {
    name: "plotsim_load",
    doc: "Makes a table for every table of a config, in the transaction that calls it",
    example: "PRAGMA plotsim_load('template:saas', schema = 'sim');",
    positional: &[CONFIG],
    named: &[SCHEMA, SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let script = script(call)?;
        Ok(Listing::default().text("sql", std::iter::once(Some(script))).table())
    },
};

fn script(call: &Call<'_>) -> Result<String, Failure> {
    let source = TableCall::like(call)?;
    let project = config::project(call)?;
    let mut script = String::new();
    let schema = call.named_text(SCHEMA.name);
    if let Some(schema) = schema {
        let _ = writeln!(script, "CREATE SCHEMA IF NOT EXISTS {};", identifier(schema));
    }
    for name in project.names() {
        let (table, rows) = (qualified(schema, name), source.table(name));
        let _ = writeln!(script, "CREATE OR REPLACE TABLE {table} AS FROM {rows};");
    }
    Ok(script)
}
