//! Checks: whether the rows are what the config asks for.
//!
//! [`run`] reads every table once, through the same scans as a query, and judges what it read; [`CheckTable`] does so table by
//! table. Nothing is taken to hold
//! because the code that makes values says so.
//!
//! A reading has three steps. [`columns`] says what is expected of each table and gathers it from its blocks, [`rules`] what
//! its rows have to keep among their columns; [`cells`] does so for the facts per entity and period together; [`evidence`] reads all tables in an order in which parents come first.
//! Then each check of [`ALL`] (one file each, in `judge`) turns the evidence into outcomes, and [`summary`] into measurements.
//!
//! Memory: what is gathered of a table does not grow with its rows, but for the keys that other tables refer to
//! (24 bytes a row), keys that neither ascend nor repeat (8 bytes a row, at most 2²⁶ at once) and the pairs of a bridge without direction (16 bytes a
//! row).

mod cells;
mod columns;
mod evidence;
mod extra;
mod judge;
mod keys;
mod laws;
mod measure;
mod outcome;
mod pairs;
mod read;
mod rules;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod versions;

pub use judge::{ALL, Check, Language, Need};
use judge::{Finding, ROWS_MADE};
pub(crate) use measure::*;
pub use outcome::{EXAMPLES, Outcome, Status};
pub(crate) use table::CheckTable;

use crate::project::Project;
use crate::workers::{Stopped, Workers};
use evidence::{Evidence, Reading, Tables};

/// What a reading of all tables gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// In the order of [`ALL`], and within a check in the order of the tables.
    pub outcomes: Vec<Outcome>,
    /// Numbers measured on the way, for reports.
    pub measurements: Measurements,
}

impl Checked {
    /// The worst status there is.
    pub fn status(&self) -> Status {
        self.outcomes.iter().map(|outcome| outcome.status).max().unwrap_or(Status::Pass)
    }
}

/// Reads and checks all tables of a config. Results do not depend on the number of workers.
///
/// # Errors
/// The work was told to stop.
pub fn run(project: &Project, workers: &Workers) -> Result<Checked, Stopped> {
    run_on(project, own_tables(project), workers)
}

/// The tables of the project itself, without the faults that its config puts in.
fn own_tables(project: &Project) -> Tables {
    let project = project.clone();
    Box::new(move |table| project.clean(table, None))
}

/// What is measured of a table and of those that are read before it.
///
/// # Errors
/// The work was told to stop.
pub fn measured(project: &Project, table: usize, workers: &Workers) -> Result<Measurements, Stopped> {
    let mut reading = Reading::new(project, own_tables(project), workers);
    for step in 0..reading.steps().len() {
        reading.read(step)?;
        if reading.steps().get(step).is_some_and(|tables| tables.contains(&table)) {
            break;
        }
    }
    Ok(summary::measurements(reading.evidence()))
}

/// The same with tables from elsewhere.
fn run_on(project: &Project, tables: Tables, workers: &Workers) -> Result<Checked, Stopped> {
    let mut reading = Reading::new(project, tables, workers);
    for step in 0..reading.steps().len() {
        reading.read(step)?;
    }
    let measurements = summary::measurements(reading.evidence());
    let outcomes = judge(reading.evidence(), &measurements, None);
    Ok(Checked { outcomes, measurements })
}

/// What the checks say of all tables or of those to judge, in the order of [`ALL`].
fn judge(evidence: &Evidence, measurements: &Measurements, only: Option<&[usize]>) -> Vec<Outcome> {
    let datagen = evidence.project.datagen().map(|_| Language::Datagen);
    let plotsim = evidence.project.plotsim().map(|_| Language::Plotsim);
    let languages = [datagen, plotsim];
    let asked = ALL
        .iter()
        .filter(|check| languages.iter().flatten().any(|language| check.languages.contains(language)));
    let mut outcomes: Vec<Outcome> = Vec::new();
    for check in asked {
        let found =
            (check.judge)(&Judged { check: check.name, evidence, measurements, only, said: &outcomes });
        // Of a table whose rows cannot be made, that alone is told: what it shows instead of them means nothing.
        let is_told = |finding: &Finding| {
            let table = evidence.plans.iter().position(|plan| Some(&plan.name) == finding.table.as_ref());
            let failed = table.is_some_and(|table| evidence.failures[table].is_some());
            !failed || check.name == ROWS_MADE
        };
        outcomes.extend(found.into_iter().filter(is_told).map(|finding| Outcome {
            check: check.name,
            table: finding.table,
            columns: finding.columns,
            status: finding.status,
            expected: finding.expected,
            observed: finding.observed,
            detail: finding.detail,
        }));
    }
    outcomes
}

/// What a check judges by.
pub struct Judged<'a> {
    /// The name of the check.
    check: &'static str,
    evidence: &'a Evidence,
    measurements: &'a Measurements,
    /// The tables to judge, if not all; the others may not be read yet.
    only: Option<&'a [usize]>,
    /// What the checks before it said.
    said: &'a [Outcome],
}
