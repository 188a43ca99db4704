//! Facts: what happened to each entity in each period, or to all of them in each period.

mod entity_period;
mod means;
mod period;

pub use entity_period::EntityPeriodFact;
pub use period::PeriodFact;
