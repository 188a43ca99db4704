//! Facts: what happened to each entity in each period, or to all of them in each period.

mod entity_period;
mod means;
mod period;
mod rows;

pub use entity_period::EntityPeriodFact;
pub use period::PeriodFact;
pub use rows::EntityPeriodRows;
