//! `plotsim_write(config, directory)`: every table of a config, as files.
//!
//! Binding only checks. The table's scan writes, a file for each row; see [`crate::bundle::WriteTable`] for what that means for
//! queries that stop early. An interrupt is noticed by DuckDB between rows, so between files.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::bundle::{Error, Plan, WriteTable};
use crate::config::datagen::UNWRITABLE;
use crate::config::{Findings, Severity};

pub static FUNCTION: Function = Function {
    name: "plotsim_write",
    doc: "Writes every table of a config to Parquet files below a directory: a row for each file",
    example: "CALL plotsim_write('template:retail_analytics', 'shop', scale := 0.01);",
    positional: &[
        CONFIG,
        Parameter {
            name: "directory",
            kind: ParameterKind::Text,
            doc: "Local directory to write to; it is made if it does not exist",
        },
    ],
    named: &[SEED, SCALE, SCALE_FACTOR],
    bind: |call| {
        let source = config::source(call, call.text(0, "config")?)?;
        let (project, mut warnings) = config::read(&source, call)?;
        // What does not matter to a query does to a writer.
        warnings.items.retain(|finding| UNWRITABLE.contains(&finding.code));
        for finding in &mut warnings.items {
            finding.severity = Severity::Error;
        }
        refuse(warnings)?;
        let plan = Plan::of(&project)?;
        let table = WriteTable::new(plan, call.text(1, "directory")?, call.files.disk())?;
        refuse(Findings { origin: source.origin, items: table.check_links() })?;
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
