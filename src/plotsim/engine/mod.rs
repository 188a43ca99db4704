//! The engine form: everything said, nothing assumed.

pub mod archetypes;
pub mod columns;
pub mod correlations;
pub mod domain;
pub mod entities;
pub mod metrics;
pub mod row_sources;
pub mod stages;
pub mod tables;

use super::draft::{Draft, Scope};
use super::model::Form;
use super::parts::kinds::SAME;
use super::parts::{
    document, features, holdout, laws, locale, noise, output, pairs, quality, season, systems,
};
use std::sync::Arc;

use crate::config::Overrides;
use crate::config::key::Key;
use crate::config::node::Node;
use crate::config::param::{Rule, Section};
use crate::config::reader::{Field, Report};
use crate::distributions::Bounds;
use crate::generators::outer::Outer;

/// `bounds`, where it is left out.
const BOUNDS: Key<Bounds> = laws::BOUNDS.default_word(Bounds::Clamp as usize);

crate::words! {
    /// The words of `generation_mode`.
    pub enum Mode { Auto = "auto", Serial = "serial", Vectorized = "vectorized" }
}

/// Read for its mistakes alone.
const GENERATION_MODE: Key<Mode> = Key::word("generation_mode")
    .default_word(Mode::Auto as usize)
    .doc("Without effect: there is one way, the fast one");

pub static DOCUMENT: Section = Section::new(
    "engine",
    "docs/plotsim.md#the-engine-form",
    "Everything written out: distributions, curves, entities, tables",
    &[
        domain::DOMAIN.param,
        domain::TIME_WINDOW.param,
        document::KEYS.param,
        document::SEED.param,
        metrics::METRICS.param,
        archetypes::ARCHETYPES.param,
        entities::ENTITIES.param,
        super::parts::effects::EFFECTS.param,
        tables::TABLES.param,
        correlations::CORRELATIONS.param,
        correlations::SCOPE.param,
        pairs::INFEASIBLE.param,
        pairs::REVERSAL.param,
        BOUNDS.param,
        noise::NOISE.param,
        output::OUTPUT.param,
        output::OUTPUT_FORMAT.param,
        crate::config::run::PARAM,
        stages::STAGES.param,
        locale::LOCALE.param,
        tables::BRIDGES.param,
        season::SEASONAL_EFFECTS.param,
        output::MANIFEST.param,
        correlations::COMPENSATE.param,
        GENERATION_MODE.param,
        correlations::PHASES.param,
        quality::ENGINE_QUALITY.param,
        holdout::ENGINE_HOLDOUT.param,
        features::ENGINE_FEATURES.param,
        systems::MULTI_SOURCE.param,
    ],
)
.rules(&[Rule::AtMostOne(&["output", "output_format"], SAME)]);

/// Reads a document of the engine form; `None` only if it is no mapping.
pub fn read<'a>(
    tree: &'a Node,
    overrides: Overrides,
    report: &'a Report,
    outer: &[Arc<Outer>],
) -> Option<Draft<'a>> {
    let document = Field::root(report, tree).fields(&DOCUMENT)?;
    document.read(&GENERATION_MODE);
    let domain = domain::read(&document);
    let time = domain::time_window(&document, overrides);
    let story = time.map(|time| time.story.axis);
    let periods = story.map(|story| story.len());
    let common = document::read(&document, overrides, &document::SEED, &season::SEASONAL_EFFECTS, &BOUNDS);
    let metrics = metrics::read(&document, common.noise, common.bounds, periods);
    let metric_names: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let archetypes = archetypes::read(&document, &metrics, story.map(|story| story.granularity()));
    let mut entities = entities::read(&document, &archetypes.names, &metric_names, periods, overrides.scale);
    let last_day = story.map_or(0, |story| crate::trajectory::time_axis::day_number(story.last_day()));
    let scope = Scope { metrics: &metric_names, pools: &[], everywhere: &[], today: last_day, outer };
    let mut tables = tables::read(&document, &scope, &mut entities);
    tables.extend(tables::bridges(&document, &scope));
    let choices = correlations::choices(&document);
    let regimes = correlations::read(&document, choices, &metric_names, periods);
    let compensated = document.at(&correlations::COMPENSATE);
    super::parts::pairs::warn_unused(&document, choices, regimes.as_deref(), compensated);
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
        keys: common.keys,
        metrics: metrics.into_iter().map(|metric| metric.draft).collect(),
        season: common.season,
        archetypes: archetypes.archetypes,
        overrides: archetypes.overrides,
        runs: entities.runs,
        effects: super::parts::effects::read(&document),
        pools: entities.pools,
        regimes,
        on_infeasible: choices.on_infeasible,
        temporal_jitter: common.temporal_jitter,
        noise_at: document.at(&noise::NOISE).cloned(),
        locales: common.locales,
        names_locales: common.names_locales,
        tables,
        stages,
        holdout: holdout::engine(&document, &metric_names, periods),
        features: features::read(&document, &features::ENGINE_FEATURES, &features::ENGINE, &metric_names),
        quality: quality::engine(&document),
        systems: systems::engine(&document),
        output: common.output,
        output_at: document.at(&output::OUTPUT).cloned(),
    })
}
