//! When entities change their tiers: counts by tier and period, or one by one.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::Options;
use crate::plotsim::model::{Plotsim, TierBy};
use crate::plotsim::sources::key::numbered;
use crate::plotsim::tables::engine::{Engine, Version};
use crate::plotsim::tables::per_block;
use crate::workers::Stopped;

/// The versions of a dimension.
#[derive(Serialize)]
pub struct Versions<'a> {
    dim_table: &'a str,
    /// The column that shows the tier.
    column: &'a str,
    trigger_metric: &'a str,
    by: &'static str,
    thresholds: &'a [f64],
    labels: &'a [String],
    /// Null if tiers never fall.
    falls_after_periods: Option<u32>,
    /// Null where rows were not made.
    versions: Option<u64>,
    /// By tier: how many versions of it begin in each period.
    per_period: Option<Vec<Vec<u64>>>,
    /// One by one, where entities are asked for.
    events: Option<Vec<Event<'a>>>,
}

/// A change of tier.
#[derive(Serialize)]
pub struct Event<'a> {
    entity: u64,
    key: Option<String>,
    period_index: u32,
    old_label: Option<&'a str>,
    new_label: Option<&'a str>,
    old_dim_row_id: u64,
    new_dim_row_id: u64,
    /// What decided: the entity's position, or the metric's value.
    position: Option<f64>,
}

/// The versions of all dimensions that have them.
pub fn versions<'a>(engine: &'a Arc<Engine>, options: &Options<'_>) -> Result<Vec<Versions<'a>>, Stopped> {
    let config = engine.config();
    let mut all = Vec::new();
    for (index, table) in config.tables.iter().enumerate() {
        let Some(own) = table.kind.versions() else { continue };
        let mut entry = Versions {
            dim_table: &table.name,
            column: tier_column(config, index),
            trigger_metric: config.metrics.get(own.metric).map_or("", |metric| metric.name.as_str()),
            by: match own.by {
                TierBy::Position => "position",
                TierBy::Metric => "metric",
            },
            thresholds: own.thresholds(),
            labels: &own.labels,
            falls_after_periods: own.falls_after,
            versions: None,
            per_period: None,
            events: None,
        };
        if options.hashes {
            let counts = counts(engine, index, own.labels.len(), options)?;
            entry.versions = Some(counts.iter().flatten().sum());
            entry.per_period = Some(counts);
            if options.entities {
                entry.events = Some(events(engine, index, &own.labels, options)?);
            }
        }
        all.push(entry);
    }
    Ok(all)
}

fn tier_column(config: &Plotsim, table: usize) -> &str {
    use crate::facts::{OfVersion, Relation};
    let is_tier = |facts: &crate::facts::Facts| facts.relation == Relation::Version(OfVersion::Tier);
    let place = config.facts(table).iter().position(is_tier);
    place.and_then(|place| config.tables[table].columns.get(place)).map_or("", |column| column.name.as_str())
}

/// Versions by tier and first period. Sums of whole numbers do not depend on their order.
fn counts(
    engine: &Engine,
    table: usize,
    tiers: usize,
    options: &Options<'_>,
) -> Result<Vec<Vec<u64>>, Stopped> {
    let none = || vec![vec![0; engine.periods()]; tiers];
    let each = per_block(engine);
    let total = Mutex::new(none());
    options.workers.each(engine.entities().div_ceil(each), |block| {
        let mut own = none();
        for version in engine.timelines(table, block * each..(block + 1) * each, None).all() {
            let count = own.get_mut(version.tier).and_then(|row| row.get_mut(version.first as usize));
            *count.unwrap_or(&mut 0) += 1;
        }
        let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
        for (total, own) in total.iter_mut().zip(own) {
            total.iter_mut().zip(own).for_each(|(sum, count)| *sum += count);
        }
    })?;
    Ok(total.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The changes of tier of the first entities.
fn events<'a>(
    engine: &Engine,
    table: usize,
    labels: &'a [String],
    options: &Options<'_>,
) -> Result<Vec<Event<'a>>, Stopped> {
    let key = numbered(&engine.config().tables[table]).map(|(_, key)| key);
    let count = engine.entities().min(super::MOST_LISTED);
    let each = per_block(engine);
    let label = |version: &Version| labels.get(version.tier).map(String::as_str);
    let mut all = Vec::new();
    for first in (0..count).step_by(each as usize) {
        if options.workers.is_stopped() {
            return Err(Stopped);
        }
        let entities = first..(first + each).min(count);
        let timelines = engine.timelines(table, entities.clone(), Some(options.workers));
        for entity in entities {
            for pair in timelines.of(entity).windows(2) {
                let [old, new] = pair else { continue };
                all.push(Event {
                    entity,
                    key: key.as_ref().map(|key| key.text(entity)),
                    period_index: new.first,
                    old_label: label(old),
                    new_label: label(new),
                    old_dim_row_id: old.row + 1,
                    new_dim_row_id: new.row + 1,
                    position: new.value.is_finite().then_some(new.value),
                });
            }
        }
    }
    Ok(all)
}
