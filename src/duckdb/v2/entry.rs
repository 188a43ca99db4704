//! Where DuckDB enters the library: registering every function, its documentation, and the settings.

use duckdb_loadable_macros::duckdb_entrypoint_c_api_v2;
use duckdb_neo::Result;
use duckdb_neo::error::DuckDBError;
use duckdb_neo::extension::Extension;
use duckdb_neo::signature::{
    FunctionDocumentationBuilder, FunctionParameter, FunctionParameterKind, SignatureBuilder,
};
use duckdb_neo::table_function::TableFunctionBuilder;

use super::error::{guarded, text};
use super::function::Host;
use super::{load, names, settings};
use crate::functions::{self, Function, Parameter, ParameterKind};

/// The entry point of the C API version 2.
#[duckdb_entrypoint_c_api_v2(extension_name = "plotsim", api_version = "v2.0.0")]
pub fn entrypoint(extension: &Extension) -> std::result::Result<(), Box<dyn std::error::Error>> {
    guarded(DuckDBError::Api, || {
        functions::registered().try_for_each(|function| register(extension, function)).map_err(text)?;
        load::register(extension).map_err(text)?;
        settings::register(extension).map_err(text)?;
        names::register(extension).map_err(text)
    })?;
    Ok(())
}

fn register(extension: &Extension, function: &'static Function) -> Result<()> {
    TableFunctionBuilder::new(function.name, signature(function), Host(function))
        .with_projection_pushdown(true)
        .with_filter_pushdown()
        .with_partitioning()
        .with_progress()
        .register(extension)
}

/// Parameters with their names, and the documentation.
pub fn signature(function: &'static Function) -> SignatureBuilder {
    let docs = FunctionDocumentationBuilder::new()
        .description(function.doc)
        .add_example("", function.example)
        .add_category("plotsim");
    let positional = function.positional.iter().map(required);
    let named = function.named.iter().map(optional);
    positional.chain(named).fold(SignatureBuilder::new(), SignatureBuilder::param).documentation(docs)
}

fn required(parameter: &Parameter) -> FunctionParameter {
    match parameter.kind {
        ParameterKind::Text => FunctionParameter::new::<String>(parameter.name),
        ParameterKind::OptionalText => {
            FunctionParameter::new::<String>(parameter.name).default_value(None::<String>)
        }
        // DuckDB casts an expression or a parameter of any integer type to HUGEINT, but not to UBIGINT.
        ParameterKind::Count => FunctionParameter::new::<i128>(parameter.name),
        ParameterKind::Integer => FunctionParameter::new::<i64>(parameter.name),
        ParameterKind::Number => FunctionParameter::new::<f64>(parameter.name),
        ParameterKind::Flag => FunctionParameter::new::<bool>(parameter.name),
    }
}

/// A parameter that is given by its name or not at all, which is the same as NULL.
fn optional(parameter: &Parameter) -> FunctionParameter {
    let declared = required(parameter).kind(FunctionParameterKind::Named);
    match parameter.kind {
        ParameterKind::Text | ParameterKind::OptionalText => declared.default_value(None::<String>),
        ParameterKind::Count => declared.default_value(None::<i128>),
        ParameterKind::Integer => declared.default_value(None::<i64>),
        ParameterKind::Number => declared.default_value(None::<f64>),
        ParameterKind::Flag => declared.default_value(None::<bool>),
    }
}
