//! Binding: from a call's arguments to a table and its result columns.

use std::sync::Arc;

use duckdb_neo::Result;
use duckdb_neo::bind_arguments::BindArgument;
use duckdb_neo::connection::Context;
use duckdb_neo::logical_type::LogicalType;
use duckdb_neo::table_function::BindFunctionHandle;

use super::error::text;
use super::files::HostFiles;
use crate::functions::{Argument, Call, Function, LOAD, Parameter, ParameterKind};
use crate::tables::{Reader, RowCount, Table};
use crate::workers::Workers;

/// The table of one call and what messages call it. DuckDB gives a value for each parameter in the order of registration, NULL where none is given.
pub fn table(
    function: &'static Function,
    context: &Context,
    arguments: &[BindArgument],
) -> std::result::Result<(Arc<dyn Table>, String), String> {
    let given = |place: usize, parameter: &Parameter| match arguments.get(place) {
        Some(given) => argument(given, parameter),
        None => Ok(None),
    };
    let places = function.positional.iter().enumerate();
    let positional = places.map(|(place, parameter)| given(place, parameter));
    let positional: std::result::Result<Vec<Option<Argument>>, String> = positional.collect();
    let mut named = Vec::new();
    for (place, parameter) in (function.positional.len()..).zip(function.named) {
        named.extend(given(place, parameter)?.map(|argument| (parameter.name, argument)));
    }
    let files = HostFiles { context };
    let call = Call { positional: positional?, named, files: &files };
    let table = (function.bind)(&call).map_err(|failure| failure.to_string())?;
    Ok((table, function.subject(&call)))
}

/// The script of a call of [`LOAD`].
pub fn script(arguments: &[BindArgument], context: &Context) -> std::result::Result<String, String> {
    let (table, subject) = table(&LOAD, context, arguments)?;
    let reader = Reader::new(&subject, table.as_ref(), &[0], &Workers::single());
    let mut script = String::new();
    for block in 0..table.blocks() {
        for column in reader.block(block)?.columns {
            let texts = column.plain_texts().ok_or("a script is text")?;
            texts.iter().flatten().for_each(|line| script.push_str(line));
        }
    }
    Ok(script)
}

fn argument(given: &BindArgument, parameter: &Parameter) -> std::result::Result<Option<Argument>, String> {
    let Some(value) = &given.value else { return Ok(None) };
    if value.is_null().map_err(text)? {
        return Ok(None);
    }
    match parameter.kind {
        ParameterKind::Text | ParameterKind::OptionalText => {
            let given = value.get::<String>().map_err(text)?;
            given.map(|given| parameter.text(given, false)).transpose()
        }
        ParameterKind::Count => {
            let given = value.get::<i128>().map_err(text)?;
            given.map(|given| parameter.count(given)).transpose()
        }
        ParameterKind::Integer => Ok(value.get::<i64>().map_err(text)?.map(Argument::Integer)),
        ParameterKind::Number => Ok(value.get::<f64>().map_err(text)?.map(Argument::Number)),
        ParameterKind::Flag => Ok(value.get::<bool>().map_err(text)?.map(Argument::Flag)),
    }
}

/// Tells DuckDB of a table's columns and number of rows.
pub fn declare(table: &dyn Table, context: &Context, result: &BindFunctionHandle<'_>) -> Result<()> {
    for column in table.columns() {
        result.add_result_column(
            &column.name.replace('\0', ""),
            &LogicalType::from_text(context, &column.kind.sql())?,
        )?;
    }
    let (rows, exact) = match table.rows() {
        RowCount::Exact(rows) => (rows, true),
        RowCount::Estimate(rows) => (rows, false),
    };
    result.set_cardinality(rows as usize, exact)
}
