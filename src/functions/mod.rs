//! The SQL surface, free of any host: each function turns its arguments into a [`Table`].
//!
//! One [`Function`] says a function's name, parameters and meaning, and makes its table; every host registers
//! [`ALL`] and adds nothing of its own.

mod arguments;
mod beside;
mod call;
mod check;
mod columns;
mod config;
mod correlations;
mod dbt;
mod diagram;
mod docs;
mod failure;
mod first;
mod generators;
mod help;
mod keys;
mod load;
mod log;
mod manifest;
mod names;
mod outliers;
mod plan;
mod plot;
mod plotsim_table;
mod preview;
#[cfg(debug_assertions)]
mod probe;
mod projects;
mod quality;
mod regressions;
mod report;
mod rows;
mod schema;
mod settings;
mod shards;
mod smelt_datagen;
mod sources;
mod sql;
mod table_call;
mod tables;
mod templates;
mod trace;
mod trajectories;
mod validate;
mod variance;
mod version;
mod write;

use std::sync::Arc;

pub(crate) use call::{Argument, Call, Files, LARGEST_CONFIG, Parameter, ParameterKind, too_large};
pub(crate) use failure::Failure;
pub use help::signature;
pub(crate) use load::LOAD;
pub(crate) use names::named;
pub(crate) use settings::{SEED, SETTINGS, Setting, THREADS, UNTIL};

use crate::tables::Table;

/// One table function of the SQL surface.
pub struct Function {
    /// As SQL knows it.
    pub name: &'static str,
    /// What it gives, in one sentence.
    pub doc: &'static str,
    /// A statement that runs as it stands, semicolon included; it reads a `template:`, so it needs no file.
    pub example: &'static str,
    /// Arguments by their place.
    pub positional: &'static [Parameter],
    /// Arguments by name, `name := value`.
    pub named: &'static [Parameter],
    /// Turns the arguments of one call into the table to read.
    pub bind: fn(&Call<'_>) -> Result<Arc<dyn Table>, Failure>,
}

impl Function {
    /// What messages about the rows of a call say it is: the function, and the table that the call names after the config.
    pub fn subject(&self, call: &Call<'_>) -> String {
        match (self.positional.get(1), call.positional.get(1)) {
            (Some(parameter), Some(Some(Argument::Text(table)))) => {
                format!("{}, {} '{table}'", self.name, parameter.name)
            }
            _ => self.name.to_owned(),
        }
    }
}

/// Every function.
pub static ALL: &[&Function] = &[
    &plotsim_table::FUNCTION,
    &smelt_datagen::FUNCTION,
    &shards::FUNCTION,
    &tables::FUNCTION,
    &columns::FUNCTION,
    &preview::FUNCTION,
    &trajectories::FUNCTION,
    &correlations::FUNCTION,
    &outliers::FUNCTION,
    &regressions::FUNCTION,
    &variance::FUNCTION,
    &quality::FUNCTION,
    &sources::FUNCTION,
    &log::FUNCTION,
    &diagram::FUNCTION,
    &report::FUNCTION,
    &plot::FUNCTION,
    &manifest::FUNCTION,
    &trace::FUNCTION,
    &plan::FUNCTION,
    &validate::FUNCTION,
    &check::FUNCTION,
    &generators::FUNCTION,
    &keys::FUNCTION,
    &schema::FUNCTION,
    &dbt::FUNCTION,
    &templates::LIST,
    &templates::ONE,
    &version::FUNCTION,
    &write::FUNCTION,
    &help::FUNCTION,
    &docs::FUNCTION,
    &docs::GUIDE_FUNCTION,
    &sql::FUNCTION,
];

/// What a host registers: every function, and in debug builds one for tests.
pub fn registered() -> impl Iterator<Item = &'static Function> {
    #[cfg(debug_assertions)]
    let tests = Some(&probe::FUNCTION);
    #[cfg(not(debug_assertions))]
    let tests = None;
    ALL.iter().copied().chain(tests)
}
