//! The trajectory tape: where entities stood in every period.

use serde::Serialize;

use super::Options;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::workers::Stopped;

/// Positions that a manifest lists unless its config asks for more.
const USUAL_SAMPLES: u64 = 10_000;

/// Positions that a manifest lists at most.
pub const MOST_SAMPLES: u64 = 5_000_000;

/// An entity's position in a period, before lag, treatment and polarity.
#[derive(Serialize)]
pub struct Sample<'a> {
    entity: u64,
    archetype: &'a str,
    period_index: usize,
    /// Null before the entity's start.
    position: Option<f64>,
}

/// How many entities, the first ones, are on the tape.
pub fn sampled(config: &Plotsim) -> u64 {
    let (entities, periods) = (config.entities.count, config.time.len().max(1) as u64);
    match config.output.manifest.sample_rate {
        // Below 2^53 entities the product is exact enough to round up.
        Some(rate) => ((rate * entities as f64).ceil() as u64).min(entities),
        None => entities.min((USUAL_SAMPLES / periods).max(1)),
    }
}

/// The tape, where entities are asked for.
pub fn samples<'a>(engine: &'a Engine, options: &Options<'_>) -> Result<Option<Vec<Sample<'a>>>, Stopped> {
    if !options.entities {
        return Ok(None);
    }
    let config = engine.config();
    let periods = engine.periods();
    let most = MOST_SAMPLES / periods.max(1) as u64;
    let mut all = Vec::new();
    for part in engine.parts(0..sampled(config).min(most)) {
        if options.workers.is_stopped() {
            return Err(Stopped);
        }
        let first = part.run.first + part.place;
        let cells = engine.values(first..first + part.len as u64, &engine.metrics([]));
        let archetype = config.archetypes[part.run.archetype].name.as_str();
        for place in 0..part.len {
            let positions = cells.positions().get(cells.entity(place)).unwrap_or(&[]);
            all.extend(positions.iter().enumerate().map(|(period_index, position)| Sample {
                entity: first + place as u64,
                archetype,
                period_index,
                position: position.is_finite().then_some(*position),
            }));
        }
    }
    Ok(Some(all))
}
