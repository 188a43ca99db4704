//! When events happen: counts by table and period, or by entity.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::Options;
use crate::facts::rows::{Driver, EventRule, ThresholdRule};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::grains::{CountedRows, counted};
use crate::plotsim::tables::per_block;
use crate::workers::Stopped;

/// The events of a table.
#[derive(Serialize)]
pub struct Firings<'a> {
    table: &'a str,
    /// The metric whose values make the events; null if nothing does.
    driver: Option<&'a str>,
    rule: Rule,
    /// Number of events; null where rows were not made.
    events: Option<u64>,
    /// Entities with at least one event.
    entities: Option<u64>,
    /// Number of events in each period.
    per_period: Option<Vec<u64>>,
    /// By entity, where entities are asked for.
    per_entity: Option<Vec<OfEntity>>,
}

/// What makes an event.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Rule {
    /// So many times the driver's value, rounded.
    Proportional {
        scale: f64,
    },
    Threshold {
        side: &'static str,
        value: f64,
        periods: u32,
        every: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        ends_after: Option<u32>,
    },
    None,
}

/// The periods in which an entity has events, and how many each.
#[derive(Serialize)]
struct OfEntity {
    entity: u64,
    periods: Vec<usize>,
    counts: Vec<u64>,
}

/// The events of all event tables.
pub fn firings<'a>(engine: &'a Arc<Engine>, options: &Options<'_>) -> Result<Vec<Firings<'a>>, Stopped> {
    let config = engine.config();
    let mut all = Vec::new();
    for (index, table) in config.tables.iter().enumerate() {
        if !table.kind.about().event {
            continue;
        }
        let cause = table.kind.cause();
        let rule = match cause.map(|cause| cause.rule) {
            None => Rule::None,
            Some(EventRule::Proportional(scale)) => Rule::Proportional { scale },
            Some(EventRule::Threshold(ThresholdRule { side, value, periods, every, ends })) => {
                Rule::Threshold { side: side.name(), value, periods, every, ends_after: ends }
            }
        };
        let driver = name(config, cause.map(|cause| &cause.driver));
        let mut firings = Firings {
            table: &table.name,
            driver,
            rule,
            events: None,
            entities: None,
            per_period: None,
            per_entity: None,
        };
        if options.hashes {
            firings.count(engine, counted(engine, index, None).as_ref(), options)?;
        }
        all.push(firings);
    }
    Ok(all)
}

fn name<'a>(config: &'a Plotsim, driver: Option<&Driver>) -> Option<&'a str> {
    Some(config.metrics.get(driver?.metric)?.name.as_str())
}

/// Counts of some entities.
struct Counts {
    entities: u64,
    per_period: Vec<u64>,
}

impl Firings<'_> {
    fn count(
        &mut self,
        engine: &Engine,
        rows: Option<&CountedRows>,
        options: &Options<'_>,
    ) -> Result<(), Stopped> {
        let counts = match rows {
            Some(rows) => parallel(engine, rows, options)?,
            None => Counts { entities: 0, per_period: vec![0; engine.periods()] },
        };
        self.events = Some(counts.per_period.iter().sum());
        self.entities = Some(counts.entities);
        self.per_period = Some(counts.per_period);
        if options.entities {
            let mut each: Vec<OfEntity> = Vec::new();
            let count = engine.entities().min(super::MOST_LISTED);
            if let Some(rows) = rows {
                for first in (0..count).step_by(per_block(engine) as usize) {
                    if options.workers.is_stopped() {
                        return Err(Stopped);
                    }
                    rows.firings(first..(first + per_block(engine)).min(count), |entity, period, count| {
                        match each.last_mut().filter(|last| last.entity == entity) {
                            Some(last) => {
                                last.periods.push(period);
                                last.counts.push(count);
                            }
                            None => {
                                each.push(OfEntity { entity, periods: vec![period], counts: vec![count] });
                            }
                        }
                    });
                }
            }
            self.per_entity = Some(each);
        }
        Ok(())
    }
}

/// The counts of all entities, made by all workers. Sums of whole numbers do not depend on their order.
fn parallel(engine: &Engine, rows: &CountedRows, options: &Options<'_>) -> Result<Counts, Stopped> {
    let each = per_block(engine);
    let blocks = engine.entities().div_ceil(each);
    let none = || Counts { entities: 0, per_period: vec![0; engine.periods()] };
    let total = Mutex::new(none());
    options.workers.each(blocks, |block| {
        let mut counts = none();
        let mut last = None;
        rows.firings(block * each..((block + 1) * each).min(engine.entities()), |entity, period, count| {
            counts.entities += u64::from(last != Some(entity));
            last = Some(entity);
            counts.per_period[period] += count;
        });
        let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
        total.entities += counts.entities;
        total.per_period.iter_mut().zip(counts.per_period).for_each(|(sum, count)| *sum += count);
    })?;
    Ok(total.into_inner().unwrap_or_else(PoisonError::into_inner))
}
