//! `plotsim_dbt(config)`: a config as dbt's property files.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Call, Parameter, ParameterKind};
use super::rows::Listing;
use super::table_call::TableCall;
use super::{Failure, Function, config};
use crate::describe::dbt::{Options, files};

const NAME: Parameter =
    Parameter { name: "name", kind: ParameterKind::Text, doc: "Name of the dbt source; plotsim by default" };
const SCHEMA: Parameter = Parameter {
    name: "schema",
    kind: ParameterKind::Text,
    doc: "Schema of the tables; the source's name by default",
};
const LOCATION: Parameter = Parameter {
    name: "location",
    kind: ParameterKind::Text,
    doc: "What dbt-duckdb reads a source from, {name} being the table; plotsim_table of this config by default, \
          and the tables of the schema if empty",
};
const PREFIX: Parameter = Parameter {
    name: "prefix",
    kind: ParameterKind::Text,
    doc: "What the names of models start with; stg_ by default",
};
const RANGE_TEST: Parameter = Parameter {
    name: "range_test",
    kind: ParameterKind::Text,
    doc: "Generic test for ranges, taking min_value and max_value, as dbt_utils.accepted_range does; none by default",
};

pub static FUNCTION: Function = Function {
    name: "plotsim_dbt",
    doc: "A config as dbt's property files: sources and models with descriptions and tests, a row for each file",
    example: "SELECT content FROM plotsim_dbt('template:saas', name := 'rota') WHERE file = 'sources.yml';",
    positional: &[CONFIG],
    named: &[NAME, SCHEMA, LOCATION, PREFIX, RANGE_TEST, SEED, SCALE, SCALE_FACTOR, UNTIL],
    bind: |call| {
        let project = config::project(call)?;
        let name = call.named_text("name").unwrap_or("plotsim");
        if name.is_empty() {
            return Err(Failure::Argument("name is empty, but dbt needs a name for the source".to_owned()));
        }
        let location = match call.named_text("location") {
            Some("") => None,
            Some(given) => Some(given.to_owned()),
            None => location(call)?,
        };
        let options = Options {
            source: name,
            schema: call.named_text("schema"),
            location,
            prefix: call.named_text("prefix").unwrap_or("stg_"),
            range_test: call.named_text("range_test"),
        };
        let files = files(&project, &options).map_err(Failure::Argument)?;
        Ok(Listing::default()
            .text("file", files.iter().map(|(file, _)| Some(*file)))
            .text("content", files.iter().map(|(_, content)| Some(content)))
            .table())
    },
};

/// The call of `plotsim_table` that reads a table of this config, with this call's seed, scale and last day; none for a config
/// that is given as text.
fn location(call: &Call<'_>) -> Result<Option<String>, Failure> {
    let config = call.text(0, "config")?;
    if config::is_text(config) {
        return Ok(None);
    }
    if config.contains(['{', '}']) {
        let message = format!(
            "dbt would take the braces of '{config}' for a template; say what it is to read with location :="
        );
        return Err(Failure::Argument(message));
    }
    // The braces around the name are dbt's: it puts the table's name there.
    Ok(Some(TableCall::like(call)?.table("{name}")))
}
