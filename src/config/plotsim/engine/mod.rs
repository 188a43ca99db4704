//! The engine form: everything said, nothing assumed.

mod archetypes;
mod columns;
mod entities;
mod metrics;
mod sources;
mod tables;
mod top;

use super::draft::Draft;
use super::model::{Domain, Form, OnInfeasible};
use super::parts::{locale, noise, output, pairs, season, window};
use super::{Overrides, vocabulary};
use crate::config::node::Node;
use crate::config::reader::{Field, Fields, Report};
use crate::distributions::Bounds;
use crate::trajectory::noise::Noise;
use crate::trajectory::time_axis::TimeAxis;

/// Reads a document of the engine form; `None` only if it is no mapping.
pub fn read<'a>(tree: &'a Node, overrides: Overrides, report: &'a Report) -> Option<Draft<'a>> {
    let document = Field::root(report, tree).fields(&vocabulary::engine::DOCUMENT)?;
    document.word_or("generation_mode", 0);
    let domain = document.get("domain").and_then(domain);
    let time = document.get("time_window").and_then(time_window);
    let noise = document.get("noise").map_or(Some((Noise::default(), 0.0)), noise::read);
    let bounds = super::parts::laws::bounds(&document, Bounds::Clamp);
    let metrics = metrics::read(&document, noise.map(|(noise, _)| noise), bounds);
    let metric_names: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let periods = time.map(|time| time.len());
    let archetypes = archetypes::read(&document, &metrics);
    let mut entities = entities::read(&document, &archetypes.names, &metric_names, periods, overrides.scale);
    let last_day = time.map_or(0, |time| crate::trajectory::time_axis::day_number(time.last_day()));
    let scope = columns::Scope { metrics: &metric_names, today: last_day };
    let mut tables = tables::read(&document, &scope, &mut entities);
    tables.extend(tables::bridges(&document, &scope));
    let choice = pairs::on_infeasible(&document, OnInfeasible::Nearest);
    let pairs = top::correlations(&document, choice, &metric_names);
    let stages = match document.get("stages") {
        Some(field) => top::stages(field).map(Some),
        None => Some(None),
    };
    Some(Draft {
        form: Form::Engine,
        domain,
        seed: overrides.seed.or(document.seed_or("seed", 42)),
        time,
        metrics: metrics.into_iter().map(|metric| metric.draft).collect(),
        season: document.get("seasonal_effects").map_or(Some(Default::default()), season::read),
        archetypes: archetypes.archetypes,
        overrides: archetypes.overrides,
        runs: entities.runs,
        pools: entities.pools,
        pairs,
        on_infeasible: choice,
        temporal_jitter: noise.map(|(_, jitter)| jitter),
        locales: locale::read(&document),
        tables,
        stages,
        output: output::read(&document),
    })
}

fn domain(field: &Field<'_>) -> Option<Domain> {
    let fields = field.fields(&vocabulary::engine::DOMAIN)?;
    let text = |name: &str| fields.text(name).map(str::to_owned);
    let (name, description) = (text("name"), text("description"));
    let (entity_type, entity_label) = (text("entity_type"), text("entity_label"));
    Some(Domain {
        name: name?,
        description: description?,
        entity_type: entity_type?,
        entity_label: entity_label?,
    })
}

fn time_window(field: &Field<'_>) -> Option<TimeAxis> {
    let fields: Fields<'_> = field.fields(&vocabulary::engine::WINDOW)?;
    let granularity = fields.word_or("granularity", 0).map(window::granularity);
    window::read(fields.get("start")?, fields.get("end")?, granularity?)
}
