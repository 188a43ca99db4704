//! `plotsim_write(config, directory)`: every table of a config, as files, with what belongs to them.
//!
//! Binding only checks. The table's scan writes everything before its first row; see [`crate::bundle::WriteTable`] for what that
//! means for queries that stop early.

use std::sync::Arc;

use super::arguments::{self, CONFIG, SCALE, SCALE_FACTOR, SEED};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::bundle::documents::Context;
use crate::bundle::{Error, Format, Plan, WriteTable};
use crate::config::{Findings, Severity, run};
use crate::datagen::UNWRITABLE;

pub static FUNCTION: Function = Function {
    name: "plotsim_write",
    doc: "Writes every table of a config to files below a directory, with config, SQL and sums: a row for each file",
    example: "CALL plotsim_write('template:retail_analytics', 'shop', scale := 0.01);",
    positional: &[
        CONFIG,
        Parameter {
            name: "directory",
            kind: ParameterKind::Text,
            doc: "Local directory to write to; it is made if it does not exist",
        },
    ],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        Parameter {
            name: "format",
            kind: ParameterKind::Text,
            doc: "parquet (default), csv, jsonl, or sql for no data files but tables made on IMPORT DATABASE",
        },
        Parameter {
            name: "float_format",
            kind: ParameterKind::Text,
            doc: "How csv and jsonl write fractions, as in %.4f; by default as short as exactness allows",
        },
    ],
    bind: |call| {
        let source = config::source(call, call.text(0, "config")?)?;
        let directory = call.text(1, "directory")?;
        let format = Format::of(call.named_text("format"), call.named_text("float_format"));
        let format = format.map_err(Failure::Argument)?;
        let (project, mut warnings) = config::read(&source, call)?;
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

fn refuse(findings: Findings) -> Result<(), Failure> {
    if findings.items.is_empty() { Ok(()) } else { Err(Failure::Config(findings)) }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::File(error.to_string())
    }
}
