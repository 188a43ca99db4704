//! Who the entities are: run by run, or one by one.

use serde::Serialize;

use super::{Options, Stopped};
use crate::plotsim::model::{Arrival, Plotsim, Run};
use crate::plotsim::sources::key::of_entities;
use crate::plotsim::tables::engine::Engine;

/// The per-entity dimension and its key.
#[derive(Serialize)]
pub struct Entities<'a> {
    count: u64,
    r#type: &'a str,
    /// What the config calls many of them.
    label: &'a str,
    dimension: Option<&'a str>,
    key: Option<&'a str>,
}

impl<'a> Entities<'a> {
    pub fn of(config: &'a Plotsim) -> Entities<'a> {
        let key = of_entities(config);
        Entities {
            count: config.entities.count,
            r#type: &config.domain.entity_type,
            label: &config.domain.entity_label,
            dimension: key.map(|(table, _, _)| table.name.as_str()),
            key: key.map(|(_, column, _)| column),
        }
    }
}

/// The entities of a run, which share an archetype.
#[derive(Serialize)]
pub struct Assignment<'a> {
    segment: &'a str,
    label: &'a str,
    archetype: &'a str,
    entities: u64,
    first_entity: u64,
    last_entity: u64,
    first_key: Option<String>,
    last_key: Option<String>,
    size: u64,
    inflection_period: Option<i64>,
    seasonal_sensitivity: f64,
    arrival: Starts,
}

/// When the entities of a run start.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Starts {
    At { period: usize },
    Uniform { first_period: usize, last_period: usize },
    Linear { first_period: usize, last_period: usize, increasing: bool },
    Blocks { blocks: Vec<(usize, u64)> },
    Shares { blocks: Vec<(usize, f64)> },
    Listed { periods: Vec<usize> },
}

/// The runs of a config.
pub fn assignments(config: &Plotsim) -> Vec<Assignment<'_>> {
    let assignment = |run| assignment(config, run);
    config.entities.runs.iter().map(assignment).collect()
}

fn assignment<'a>(config: &'a Plotsim, run: &'a Run) -> Assignment<'a> {
    let last_entity = run.first + run.count - 1;
    let ends = keys_of(config, &[run.first, last_entity]);
    let end = |place: usize| ends.get(place).cloned();
    Assignment {
        segment: &run.name,
        label: &run.label,
        archetype: &config.archetypes[run.archetype].name,
        entities: run.count,
        first_entity: run.first,
        last_entity,
        first_key: end(0),
        last_key: end(1),
        size: run.size,
        inflection_period: run.inflection,
        seasonal_sensitivity: run.seasonal_sensitivity,
        arrival: starts(&run.arrival),
    }
}

fn starts(arrival: &Arrival) -> Starts {
    // The end of a span is excluded in the model and included here.
    match arrival {
        Arrival::At(period) => Starts::At { period: *period },
        Arrival::Uniform { start, end } => {
            Starts::Uniform { first_period: *start, last_period: end.saturating_sub(1).max(*start) }
        }
        Arrival::Linear { start, end, increasing } => Starts::Linear {
            first_period: *start,
            last_period: end.saturating_sub(1).max(*start),
            increasing: *increasing,
        },
        Arrival::Blocks(blocks) => {
            Starts::Blocks { blocks: blocks.iter().map(|block| (block.period, block.entities)).collect() }
        }
        Arrival::Shares(shares) => Starts::Shares { blocks: shares.clone() },
        Arrival::Listed(periods) => Starts::Listed { periods: periods.clone() },
    }
}

fn keys_of(config: &Plotsim, entities: &[u64]) -> Vec<String> {
    let Some((_, _, key)) = of_entities(config) else { return Vec::new() };
    entities.iter().map(|entity| key.text(*entity)).collect()
}

/// One entity.
#[derive(Serialize)]
pub struct Entity<'a> {
    entity: u64,
    name: String,
    key: Option<String>,
    segment: &'a str,
    archetype: &'a str,
    start_period: Option<usize>,
    /// The last period of an entity that left.
    end_period: Option<usize>,
    /// Null outside an experiment.
    arm: Option<&'a str>,
}

/// Every entity, where entities are asked for.
pub fn listed<'a>(engine: &'a Engine, options: &Options<'_>) -> Result<Option<Vec<Entity<'a>>>, Stopped> {
    let config = engine.config();
    if !options.entities {
        return Ok(None);
    }
    let mut all = Vec::new();
    let count = engine.entities().min(super::MOST_LISTED);
    for part in engine.parts(0..count) {
        if options.workers.is_stopped() {
            return Err(Stopped);
        }
        let first = part.run.first + part.place;
        let numbers: Vec<u64> = (first..first + part.len as u64).collect();
        let mut keys = keys_of(config, &numbers).into_iter();
        let starts = engine.starts(first..first + part.len as u64);
        let ends = engine.departures(first..first + part.len as u64);
        for ((entity, start), end_period) in numbers.into_iter().zip(starts).zip(ends) {
            let place = entity - part.run.first;
            all.push(Entity {
                entity,
                name: part.run.entity_name(place),
                key: keys.next(),
                segment: &part.run.name,
                archetype: &config.archetypes[part.run.archetype].name,
                start_period: (start < engine.periods()).then_some(start),
                end_period,
                arm: engine.arm(entity),
            });
        }
    }
    Ok(Some(all))
}
