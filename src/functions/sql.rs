//! `plotsim_sql(config)`: the statements that make a config's tables in a database, a row for each.

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::rows::Listing;
use super::table_call::TableCall;
use super::{Failure, Function, config};
use crate::describe::ddl::{comments, create_table, order, qualified};
use crate::describe::{TableNote, describe};
use crate::tables::sql::identifier;

pub static FUNCTION: Function = Function {
    name: "plotsim_sql",
    doc: "SQL that makes every table of a config in a schema, as views or as tables with keys: a row for each statement",
    example: "FROM plotsim_sql('template:saas');",
    positional: &[CONFIG],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        UNTIL,
        Parameter {
            name: "schema",
            kind: ParameterKind::Text,
            doc: "Schema to make them in; sim by default, made if it does not exist",
        },
        Parameter {
            name: "kind",
            kind: ParameterKind::Text,
            doc: "view (default): rows are made as they are read; table: they are kept, with keys",
        },
    ],
    bind: |call| {
        let config = call.text(0, "config")?;
        let notes = describe(&config::project(call)?);
        let schema = call.named_text("schema").unwrap_or("sim");
        if schema.is_empty() {
            return Err(Failure::Argument("schema must not be empty".into()));
        }
        let source = TableCall::like(call)?.config(anywhere(config));
        let statements = match call.named_text("kind").unwrap_or("view") {
            "view" => views(&notes, schema, &source),
            "table" => tables(&notes, schema, &source),
            other => {
                return Err(Failure::Argument(format!("kind is '{other}', but must be view or table")));
            }
        };
        Ok(Listing::default().text("sql", statements.into_iter().map(Some)).table())
    },
};

fn views(notes: &[TableNote], schema: &str, source: &TableCall) -> Vec<String> {
    let mut all = vec![create_schema(schema)];
    for note in order(notes).into_iter().map(|index| &notes[index]) {
        let name = qualified(Some(schema), &note.name);
        all.push(format!("CREATE OR REPLACE VIEW {name} AS FROM {};", source.table(&note.name)));
        all.extend(comments(note, "VIEW", Some(schema)));
    }
    all
}

fn tables(notes: &[TableNote], schema: &str, source: &TableCall) -> Vec<String> {
    let order = order(notes);
    let mut all = vec![create_schema(schema)];
    // A table that others refer to cannot be replaced, so those that are there go first, the last first.
    let name = |index: &usize| qualified(Some(schema), &notes[*index].name);
    all.extend(order.iter().rev().map(|index| format!("DROP TABLE IF EXISTS {};", name(index))));
    for index in &order {
        all.push(create_table(notes, *index, &order, Some(schema)));
        all.extend(comments(&notes[*index], "TABLE", Some(schema)));
        all.push(format!("INSERT INTO {} FROM {};", name(index), source.table(&notes[*index].name)));
    }
    all
}

fn create_schema(schema: &str) -> String {
    format!("CREATE SCHEMA IF NOT EXISTS {};", identifier(schema))
}

/// The config argument such that it means the same from every working directory: the path of a file that is here is made
/// whole; URLs, templates, YAML and paths that DuckDB looks for elsewhere stay as they are.
fn anywhere(config: &str) -> String {
    let inline = config.contains('\n') || config.starts_with('{');
    if inline || config.starts_with(['~', '/']) || config.contains("://") {
        return config.to_owned();
    }
    let here = std::env::current_dir().map(|directory| directory.join(config)).ok();
    match here.filter(|path| path.is_file()) {
        Some(path) => path.to_string_lossy().into_owned(),
        None => config.to_owned(),
    }
}
