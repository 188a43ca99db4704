//! The builder form: what the data is about, and the rest follows.
//!
//! It is lowered to the same draft as the engine form. What plotsim leaves out of the short form but can do, such as spread
//! or bounds, may be said here too.

pub(crate) mod columns;
pub(crate) mod connections;
mod default_schema;
mod laws;
pub(crate) mod lifecycle;
pub(crate) mod metrics;
pub(crate) mod schema;
pub(crate) mod segments;
pub(crate) mod window;

pub use connections::{RELATIONSHIPS, Relationship};

use super::draft::{Draft, Scope};
use super::model::{self, Domain, Form};
use super::parts::kinds::{SAME, SOME_TEXT, WORD};
use super::parts::{
    document, features, holdout, labels, laws as law_parts, locale, names, noise, output, pairs, phases,
    quality, season, systems,
};
use std::sync::Arc;

use crate::config::Overrides;
use crate::config::key::Key;
use crate::config::node::Node;
use crate::config::param::{Rule, Section};
use crate::config::reader::{Field, Fields, Report};
use crate::distributions::Bounds;
use crate::generators::outer::Outer;
use crate::trajectory::time_axis::day_number;

/// `bounds`, where it is left out.
const BOUNDS: Key<Bounds> = law_parts::BOUNDS.default_word(Bounds::Reshape as usize);

/// What the data is, where `about` does not say enough.
const DESCRIPTION: Key<Option<&str>> = Key::text("description")
    .otherwise("what about says")
    .doc("What the data is, in a sentence or two")
    .example("Visits and payments of a gym's members");

const ABOUT: Key<&str> =
    Key::form("about", &SOME_TEXT).doc("What the data is about").example("Members of a climbing gym");
const UNIT: Key<&str> = Key::form("unit", &WORD)
    .doc("One entity, singular, as in customer; names dim_<unit> and <unit>_id")
    .example("member");
const SCOPE: Key<model::Scope> = pairs::SCOPE.default_word(model::Scope::Pooled as usize);

/// The keys of a builder config.
pub static DOCUMENT: Section = Section::new(
    "builder",
    "docs/plotsim.md#the-builder-form",
    "Entities by the shape of their behaviour, and the rest follows",
    &[
        ABOUT.param,
        UNIT.param,
        DESCRIPTION.param,
        window::WINDOW.param,
        document::KEYS.param,
        metrics::METRICS.param,
        segments::SEGMENTS.param,
        super::parts::effects::EFFECTS.param,
        document::SEED_OR_42.param,
        connections::CONNECTIONS.param,
        SCOPE.param,
        pairs::INFEASIBLE.param,
        pairs::REVERSAL.param,
        BOUNDS.param,
        lifecycle::LIFECYCLE.param,
        lifecycle::STAGES_TOO.param,
        season::SEASONALITY.param,
        noise::NOISE.param,
        schema::DIMENSIONS.param,
        schema::FACTS.param,
        schema::EVENTS.param,
        schema::BRIDGES.param,
        schema::MORE_COLUMNS.param,
        output::MANIFEST.param,
        output::OUTPUT.param,
        output::OUTPUT_FORMAT.param,
        crate::config::run::PARAM,
        locale::LOCALE.param,
        connections::PHASES.param,
        quality::QUALITY.param,
        holdout::HOLDOUT.param,
        features::FEATURES.param,
        systems::SOURCES.param,
    ],
)
.rules(&[
    Rule::AtMostOne(&["lifecycle", "stages"], SAME),
    Rule::AtMostOne(&["output", "output_format"], SAME),
]);

/// Reads a document of the builder form; `None` only if it is no mapping.
pub fn read<'a>(
    tree: &'a Node,
    overrides: Overrides,
    report: &'a Report,
    outer: &[Arc<Outer>],
) -> Option<Draft<'a>> {
    let document = Field::root(report, tree).fields(&DOCUMENT)?;
    let unit = document.at(&UNIT).and_then(names::word);
    let domain = domain(&document, unit);
    let time = window::read(&document, overrides);
    let story = time.map(|time| time.story.axis);
    let periods = story.map(|story| story.len());
    let common = document::read(&document, overrides, &document::SEED_OR_42, &season::SEASONALITY, &BOUNDS);
    let metrics = metrics::read(&document, common.noise, common.bounds, periods);
    let metric_names: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let segments = segments::read(&document, &metrics, time.as_ref(), overrides.scale);
    let choices = pairs::Choices::read(&document, &SCOPE);
    let regimes = connections::read(&document, choices, &metric_names, periods);
    pairs::warn_unused(&document, choices, regimes.as_deref(), None);
    let stages = match document.at(&lifecycle::LIFECYCLE).or(document.at(&lifecycle::STAGES_TOO)) {
        Some(field) => lifecycle::read(field, periods, &metric_names).map(Some),
        None => Some(None),
    };
    let columns = Scope {
        metrics: &metric_names,
        pools: &segments.pools,
        everywhere: &segments.everywhere,
        today: story.map_or(0, |story| day_number(story.last_day())),
        outer,
    };
    let tables = schema::read(&document, unit, &columns, &metrics);
    warn_of_habits(&document, &segments, regimes.as_deref().unwrap_or(&[]), &metric_names);
    Some(Draft {
        form: Form::Builder,
        domain,
        seed: common.seed,
        scale: overrides.scale.unwrap_or(1.0),
        time,
        keys: common.keys,
        metrics: metrics.into_iter().map(|metric| metric.draft).collect(),
        season: common.season,
        archetypes: segments.archetypes,
        overrides: segments.overrides,
        runs: segments.runs,
        effects: super::parts::effects::read(&document),
        pools: segments.pools,
        regimes,
        on_infeasible: choices.on_infeasible,
        temporal_jitter: common.temporal_jitter,
        noise_at: document.at(&noise::NOISE).cloned(),
        locales: common.locales,
        names_locales: common.names_locales,
        tables,
        stages,
        holdout: holdout::builder(&document, &metric_names, periods),
        features: features::read(&document, &features::FEATURES, &features::BUILDER, &metric_names),
        quality: quality::builder(&document),
        systems: systems::builder(&document),
        output: common.output,
        output_at: document.at(&output::OUTPUT).cloned(),
    })
}

fn domain(document: &Fields<'_>, unit: Option<&str>) -> Option<Domain> {
    let about = document.at(&ABOUT).and_then(names::some_text);
    let description = document.read(&DESCRIPTION);
    let (about, unit) = (about?, unit?);
    Some(Domain {
        name: about.to_owned(),
        description: description?.unwrap_or(about).to_owned(),
        entity_type: unit.to_owned(),
        entity_label: labels::title_case(&labels::plural(unit)),
    })
}

/// Pairs of metrics that strong words bind, from which on a set of them rarely fits together.
const MANY_METRICS: usize = 8;
/// Coefficients of the strongest words.
const STRONG: f64 = 0.75;

/// Things that are allowed and seldom meant.
fn warn_of_habits(
    document: &Fields<'_>,
    segments: &segments::Segments<'_>,
    regimes: &[phases::Draft<'_>],
    metrics: &[&str],
) {
    if let (1, Some(field)) = (segments.runs.len(), document.at(&segments::SEGMENTS)) {
        field.warn("single-segment", "with a single segment there is nothing to compare", None);
    }
    if metrics.len() >= MANY_METRICS {
        let pairs = regimes.iter().flat_map(phases::Draft::own);
        for (_, at) in pairs.filter(|(pair, _)| pair.coefficient.abs() >= STRONG) {
            let message = format!(
                "among {} metrics so strong a connection is hard to keep beside the others",
                metrics.len()
            );
            at.warn("strong-connection", message, None);
        }
    }
}
