//! How many events one entity can have in one period: all of them are made together, in memory.

use crate::config::reader::Field;
use crate::plotsim::draft::Known;
use crate::plotsim::model::{EventCause, EventRule, MetricLaw};

/// Events of an entity in a period at most, where its metric is at its highest centre.
const MOST: f64 = 1_000_000.0;

/// Reports proportional events that would fill the memory.
pub fn check(cause: &EventCause, at: &Field<'_>, known: &Known<'_>) -> Option<()> {
    let EventCause { driver, rule: EventRule::Proportional(scale) } = cause else {
        return Some(());
    };
    let metric = known.metrics.get(driver.metric)?.as_ref()?;
    let overrides = known.overrides.iter().filter(|(index, _, _)| *index == driver.metric);
    let greatest = std::iter::once(&metric.law)
        .chain(overrides.map(|(_, _, law)| law))
        .map(|law| highest(law) * scale)
        .fold(0.0, f64::max);
    if greatest <= MOST {
        return Some(());
    }
    let message = format!(
        "an entity would have about {greatest:.0} events in a period where '{}' is high, but may have \
         {MOST:.0} at most",
        metric.name
    );
    at.error("too-many-events", message, Some("lower the scale, or the metric's range".to_owned()));
    None
}

/// The highest centre of a law's values within its range.
fn highest(law: &MetricLaw) -> f64 {
    let centre = law.centre.low.max(law.centre.high);
    law.range.max.map_or(centre, |max| max.min(centre))
}
