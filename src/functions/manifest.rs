//! `plotsim_manifest(config)`: the ground truth of a config as one JSON document.

use std::sync::Arc;

use arrow::array::StringArray;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, UNTIL};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::tables::{Column, Deferred, RowCount};
use crate::truth::{MOST_LISTED, MOST_SAMPLES, Options, manifest, sampled};

/// Rows that are hashed without being asked for, at most: making more takes long, and cannot be interrupted.
const MOST_HASHED: u64 = 1_000_000_000;

pub static FUNCTION: Function = Function {
    name: "plotsim_manifest",
    doc: "The ground truth of a config as one JSON document: seeds, entities, events, correlations, causes, and the rows and hash of each table",
    example: "SELECT manifest->>'$.entities.count' FROM plotsim_manifest('template:saas');",
    positional: &[CONFIG],
    named: &[
        SEED,
        SCALE,
        SCALE_FACTOR,
        UNTIL,
        Parameter {
            name: "entities",
            kind: ParameterKind::Flag,
            doc: "List every entity and its events, at most 100,000 entities",
        },
        Parameter {
            name: "hashes",
            kind: ParameterKind::Flag,
            doc: "Make all rows, to count and hash them (the default); false makes none",
        },
    ],
    bind: |call| {
        let source = config::source(call, call.text(0, "config")?)?;
        let (project, _) = config::valid(&source, call)?;
        let entities = call.flag("entities").unwrap_or(false);
        if entities {
            check_entities(&project)?;
        }
        let hashes = match call.flag("hashes") {
            Some(hashes) => hashes,
            None => check_rows(&project).map(|()| true)?,
        };
        let columns = vec![Column::required("manifest", ColumnType::Text)];
        Ok(Arc::new(Deferred::new(columns, RowCount::Exact(1), move |workers| {
            let options = Options { config: &source.text, entities, hashes, known: None, workers };
            let text = manifest(&project, &options).map_err(|error| error.to_string())?;
            Ok(vec![Arc::new(StringArray::from(vec![text]))])
        })))
    },
};

fn check_entities(project: &Project) -> Result<(), Failure> {
    match project.plotsim() {
        Some(engine) if engine.entities() > MOST_LISTED => Err(Failure::Argument(format!(
            "entities := true lists every entity, at most {MOST_LISTED}, and this config has {}; plotsim_trajectories \
             gives them as rows",
            engine.entities()
        ))),
        Some(engine) => {
            let positions = sampled(engine.config()).saturating_mul(engine.periods() as u64);
            if positions <= MOST_SAMPLES {
                return Ok(());
            }
            Err(Failure::Argument(format!(
                "manifest.trajectory_sample_rate asks for {positions} positions, and a manifest lists at most {MOST_SAMPLES}; \
                 plotsim_trajectories gives them as rows"
            )))
        }
        None => Ok(()),
    }
}

fn check_rows(project: &Project) -> Result<(), Failure> {
    let rows = (0..project.names().len()).map(|index| project.table(index, None).rows().rows());
    let rows = rows.fold(0, u64::saturating_add);
    if rows <= MOST_HASHED {
        return Ok(());
    }
    Err(Failure::Argument(format!(
        "hashing makes all of some {rows} rows, which takes long and cannot be interrupted: give hashes := false to leave \
         it out, or hashes := true to do it"
    )))
}
