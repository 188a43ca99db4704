//! The engine form: everything said, nothing assumed.

mod archetypes;
mod columns;
mod entities;
mod metrics;
pub mod sources;
mod tables;
mod top;

use super::draft::Draft;
use super::model::{Domain, Form};
use super::parts::{document, window};
use super::vocabulary;
use crate::config::Overrides;
use crate::config::node::Node;
use crate::config::reader::{Field, Fields, Report};
use crate::distributions::Bounds;
use crate::trajectory::time_axis::TimeAxis;

/// Reads a document of the engine form; `None` only if it is no mapping.
pub fn read<'a>(tree: &'a Node, overrides: Overrides, report: &'a Report) -> Option<Draft<'a>> {
    let document = Field::root(report, tree).fields(&vocabulary::engine::DOCUMENT)?;
    document.word_or("generation_mode", 0);
    let domain = document.get("domain").and_then(domain);
    let time = document.get("time_window").and_then(time_window);
    let common = document::read(&document, overrides, "seasonal_effects", Bounds::Clamp);
    let metrics = metrics::read(&document, common.noise, common.bounds);
    let metric_names: Vec<&str> = metrics.iter().map(|metric| metric.draft.name).collect();
    let periods = time.map(|time| time.len());
    let archetypes = archetypes::read(&document, &metrics);
    let mut entities = entities::read(&document, &archetypes.names, &metric_names, periods, overrides.scale);
    let last_day = time.map_or(0, |time| crate::trajectory::time_axis::day_number(time.last_day()));
    let scope = columns::Scope { metrics: &metric_names, today: last_day };
    let mut tables = tables::read(&document, &scope, &mut entities);
    tables.extend(tables::bridges(&document, &scope));
    let pairs = top::correlations(&document, common.on_infeasible, &metric_names);
    let stages = match document.get("stages") {
        Some(field) => top::stages(field).map(Some),
        None => Some(None),
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
        on_infeasible: common.on_infeasible,
        temporal_jitter: common.temporal_jitter,
        locales: common.locales,
        tables,
        stages,
        output: common.output,
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
