//! `plotsim_write(config, directory)`: every table of a config, as files, with what belongs to them.
//!
//! Binding only checks. The table's scan writes everything before its first row; see [`crate::bundle::WriteTable`] for what that
//! means for queries that stop early.

use std::sync::Arc;

use super::arguments::{self, CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Call, Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::bundle::documents::Context;
use crate::bundle::{Error, Floats, Format, Plan, WriteTable};
use crate::config::{Findings, Severity, run};
use crate::datagen::{UNWRITABLE, leaves};
use crate::plotsim::model::OutputFormat;
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;

pub static FUNCTION: Function = Function {
    name: "plotsim_write",
    doc: "Writes every table of a config to files below a directory, with config, SQL and sums: a row for each file",
    example: "CALL plotsim_write('template:retail_analytics', 'shop', scale := 0.01);",
    positional: &[
        CONFIG,
        Parameter {
            name: "directory",
            kind: ParameterKind::OptionalText,
            doc: "Local directory to write to, made if it does not exist; NULL for that of a plotsim config's output",
        },
    ],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        UNTIL,
        Parameter {
            name: "format",
            kind: ParameterKind::Text,
            doc: "parquet, csv, jsonl, or sql; by default that of a plotsim config's output, which is csv unless it says otherwise, and parquet for datasets",
        },
        Parameter {
            name: "sql_dialect",
            kind: ParameterKind::Text,
            doc: "Of the format sql: duckdb for no data files but tables made on IMPORT DATABASE; postgresql, mysql or sqlite for one script with all rows",
        },
        Parameter {
            name: "float_format",
            kind: ParameterKind::Text,
            doc: "How csv and jsonl write fractions, as in %.4f; by default as short as exactness allows",
        },
    ],
    bind: |call| {
        let source = config::source(call, call.text(0, "config")?)?;
        let (project, mut warnings) = config::valid(&source, call)?;
        let directory = directory(call, &project)?;
        let format = Format::of(
            default_format(&project),
            call.named_text("format"),
            call.named_text("float_format"),
            call.named_text("sql_dialect"),
        );
        let format = format.map_err(Failure::Argument)?;
        // What does not matter to a query does to a writer.
        warnings.items.retain(|finding| UNWRITABLE.contains(&finding.code));
        for finding in &mut warnings.items {
            finding.severity = Severity::Error;
        }
        refuse(warnings)?;
        let in_force = run::in_force(&source.text, arguments::overrides(call)?);
        let context = Context::new(&project, &source.text, in_force, format).map_err(Failure::Argument)?;
        let plan = Plan::of(&Arc::new(context))?;
        let table = WriteTable::new(plan, directory, call.files.disk())?;
        refuse(Findings { origin: source.origin, items: table.check() })?;
        Ok(Arc::new(table))
    },
};

/// What a config is written as unless the call says otherwise.
fn default_format(project: &Project) -> Format {
    match project {
        Project::Datagen(_) => Format::Parquet,
        Project::Both(both) => of_output(&both.plotsim),
        Project::Plotsim(engine) => of_output(engine),
    }
}

/// The format that a plotsim config says.
fn of_output(engine: &Engine) -> Format {
    match engine.config().output.format {
        OutputFormat::Csv => Format::Csv(Floats::default()),
        OutputFormat::Parquet => Format::Parquet,
        OutputFormat::Jsonl => Format::Jsonl(Floats::default()),
        OutputFormat::Sql(dialect) => Format::Sql(Some(dialect)),
    }
}

/// The directory of the call, else the config's, which must lie below the working directory: a config may come from anybody.
fn directory<'a>(call: &'a Call<'_>, project: &'a Project) -> Result<&'a str, Failure> {
    if call.is_given(1) {
        return call.text(1, "directory");
    }
    match project.plotsim() {
        None => Err(Failure::Argument(
            "directory must not be NULL here: only configs of the plotsim language name one, in output"
                .into(),
        )),
        Some(engine) => {
            let directory = &engine.config().output.directory;
            if leaves(directory) {
                return Err(Failure::Argument(format!(
                    "the config's directory '{directory}' is not below the working directory; to write there, give it as the \
                     second argument"
                )));
            }
            Ok(directory)
        }
    }
}

fn refuse(findings: Findings) -> Result<(), Failure> {
    if findings.items.is_empty() { Ok(()) } else { Err(Failure::Config(findings)) }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::File(error.to_string())
    }
}
