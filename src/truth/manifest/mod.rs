//! The manifest: one JSON document with everything that was decided for a config.
//!
//! Keys come in a fixed order and are always there; what does not apply is null or an empty list. No number is NaN or
//! infinite. The document does not grow with entities or rows unless entities are asked for.

mod archetypes;
mod datagen;
mod entities;
mod firings;
mod metrics;
mod plotsim;
mod relations;
mod tables;
mod tape;
mod versions;

use serde::Serialize;

use super::digest::sha256;
use super::{Measured, Unmeasured};
use crate::project::Project;
use crate::workers::{Stopped, Workers};

/// The version of the document's layout. New keys raise the second number, anything else the first.
const SCHEMA: &str = "1.3";

/// Entities that a manifest lists at most.
pub const MOST_LISTED: u64 = 100_000;

pub use tape::{MOST_SAMPLES, sampled};

/// What goes into a manifest, and how it is made.
pub struct Options<'a> {
    /// The text the project was read from.
    pub config: &'a str,
    /// Whether entities are listed one by one; at most [`MOST_LISTED`].
    pub entities: bool,
    /// Whether rows are made, to count and hash them and to count events.
    pub hashes: bool,
    /// Rows and hashes of all tables, where the caller has measured them.
    pub known: Option<Vec<Measured>>,
    /// Who makes the rows.
    pub workers: &'a Workers,
}

/// The keys that both languages have, followed by the language's own.
#[derive(Serialize)]
struct Document<'a, T> {
    schema_version: &'static str,
    plotsim_version: &'static str,
    language: &'static str,
    seed: u64,
    scale: f64,
    config_sha256: String,
    run_sha256: String,
    tables: Vec<tables::TableEntry<'a>>,
    #[serde(flatten)]
    rest: T,
}

/// What a config of both languages has to tell.
#[derive(Serialize)]
struct Both<'a> {
    #[serde(flatten)]
    plotsim: plotsim::Rest<'a>,
    #[serde(flatten)]
    datagen: datagen::Rest<'a>,
}

/// The manifest of a project, as JSON.
///
/// # Errors
/// It was told to stop, or a row of the tables to measure cannot be made.
pub fn manifest(project: &Project, options: &Options<'_>) -> Result<String, Unmeasured> {
    let measured = match (&options.known, options.hashes) {
        // Views come last and are not measured.
        (Some(known), _) => {
            let mut all: Vec<Option<Measured>> = known.iter().cloned().map(Some).collect();
            all.resize(project.names().len(), None);
            all
        }
        (None, false) => project.names().iter().map(|_| None).collect(),
        (None, true) => measure_all(project, options)?,
    };
    let notes = crate::describe::describe(project);
    let tables = tables::entries(project, &notes, measured);
    let text = match project {
        Project::Datagen(config) => {
            let seeds: Vec<u64> = config.datasets.iter().map(|dataset| dataset.seed).collect();
            let rest = datagen::Rest::of(config);
            document("datagen", config.seed, &seeds, config.scale, options.config, tables, rest)
        }
        Project::Both(both) => {
            let config = both.plotsim.config();
            let mut seeds = vec![config.seed];
            seeds.extend(both.datagen.datasets.iter().map(|dataset| dataset.seed));
            let rest = Both {
                plotsim: plotsim::Rest::of(&both.plotsim, options)?,
                datagen: datagen::Rest::of(&both.datagen),
            };
            document("both", config.seed, &seeds, config.scale, options.config, tables, rest)
        }
        Project::Plotsim(engine) => {
            let config = engine.config();
            let rest = plotsim::Rest::of(engine, options)?;
            document("plotsim", config.seed, &[config.seed], config.scale, options.config, tables, rest)
        }
    };
    if options.workers.is_stopped() { Err(Stopped.into()) } else { Ok(text) }
}

fn measure_all(project: &Project, options: &Options<'_>) -> Result<Vec<Option<Measured>>, Unmeasured> {
    let measure = |index| super::measure(project.table(index, None).as_ref(), options.workers).map(Some);
    (0..project.names().len()).map(measure).collect()
}

fn document<T: Serialize>(
    language: &'static str,
    seed: u64,
    seeds: &[u64],
    scale: f64,
    config: &str,
    tables: Vec<tables::TableEntry<'_>>,
    rest: T,
) -> String {
    let plotsim_version = env!("CARGO_PKG_VERSION");
    let config_sha256 = sha256(config);
    let seeds = seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let run = format!("plotsim {plotsim_version}\nconfig {config_sha256}\nseed {seeds}\nscale {scale}\n");
    let document = Document {
        schema_version: SCHEMA,
        plotsim_version,
        language,
        seed,
        scale,
        run_sha256: sha256(&run),
        config_sha256,
        tables,
        rest,
    };
    // Keys are texts and nothing is written to but memory, so this cannot fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
