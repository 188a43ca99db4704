//! The engine form: everything said, nothing assumed.

pub mod archetypes;
pub mod columns;
pub mod domain;
pub mod entities;
pub mod metrics;
pub mod row_sources;
pub mod stages;
pub mod tables;
pub mod top;

use super::draft::{Draft, Scope};
use super::model::Form;
use super::parts::{document, laws, noise, season};
use super::vocabulary;
use crate::config::Overrides;
use crate::config::key::Key;
use crate::config::node::Node;
use crate::config::reader::{Field, Report};
use crate::distributions::Bounds;

/// `bounds`, where it is left out.
pub const BOUNDS: Key<Bounds> = laws::BOUNDS.default_word(Bounds::Clamp as usize);

crate::words! {
    /// The words of `generation_mode`.
    pub enum Mode { Auto = "auto", Serial = "serial", Vectorized = "vectorized" }
}

/// Read for its mistakes alone.
pub const GENERATION_MODE: Key<Mode> = Key::word("generation_mode")
    .default_word(Mode::Auto as usize)
    .doc("Without effect: there is one way, the fast one");

/// Reads a document of the engine form; `None` only if it is no mapping.
pub fn read<'a>(tree: &'a Node, overrides: Overrides, report: &'a Report) -> Option<Draft<'a>> {
    let document = Field::root(report, tree).fields(&vocabulary::engine::DOCUMENT)?;
    document.read(&GENERATION_MODE);
    let domain = domain::read(&document);
    let time = domain::time_window(&document);
    let periods = time.map(|time| time.len());
    let common = document::read(&document, overrides, &document::SEED, &season::SEASONAL_EFFECTS, &BOUNDS);
    let metrics = metrics::read(&document, common.noise, common.bounds, periods);
    let metric_names: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let archetypes = archetypes::read(&document, &metrics);
    let mut entities = entities::read(&document, &archetypes.names, &metric_names, periods, overrides.scale);
    let last_day = time.map_or(0, |time| crate::trajectory::time_axis::day_number(time.last_day()));
    let scope = Scope { metrics: &metric_names, pools: &[], everywhere: &[], today: last_day };
    let mut tables = tables::read(&document, &scope, &mut entities);
    tables.extend(tables::bridges(&document, &scope));
    let choices = top::choices(&document);
    let pairs = top::correlations(&document, choices, &metric_names);
    let stages = match document.read(&stages::STAGES) {
        Some(Some(fields)) => stages::read(&fields, periods, &metric_names).map(Some),
        Some(None) => Some(None),
        None => None,
    };
    Some(Draft {
        form: Form::Engine,
        domain,
        seed: common.seed,
        scale: overrides.scale.unwrap_or(1.0),
        time,
        metrics: metrics.into_iter().map(|metric| metric.draft).collect(),
        season: common.season,
        archetypes: archetypes.archetypes,
        overrides: archetypes.overrides,
        runs: entities.runs,
        pools: entities.pools,
        pairs,
        on_infeasible: choices.on_infeasible,
        temporal_jitter: common.temporal_jitter,
        noise_at: document.at(&noise::NOISE).cloned(),
        locales: common.locales,
        tables,
        stages,
        output: common.output,
    })
}
