//! Variation between the entities of one archetype.

use crate::config::key::{Key, Mapping};
use crate::config::param::{Interval, Section};
use crate::config::reader::Fields;
use crate::trajectory::spread::Spread;

pub const SPREAD: Key<Option<Mapping>> = Key::map("spread", &SECTION)
    .optional()
    .doc("How far single entities differ from the curve they share")
    .example("{ level: 0.1, timing: 0.05 }");

const LEVEL: Key<f64> = Key::float("level", Interval::UNIT)
    .default(0.0)
    .doc("Of the position at the middle of the scale")
    .example("0.1");
const TIMING: Key<f64> = Key::float("timing", Interval::UNIT)
    .default(0.0)
    .doc("Of the delay, as a fraction of the window")
    .example("0.05");
const AMPLITUDE: Key<f64> = Key::float("amplitude", Interval::closed(0.0, 2.0))
    .default(0.0)
    .doc("Of the logarithm of the curve's height")
    .example("0.2");

/// `spread`: standard deviations over entities.
pub static SECTION: Section = Section::new(
    "plotsim.spread",
    "docs/plotsim.md#spread-and-persistence",
    "Standard deviations over entities, by which they differ from the curve they share",
    &[LEVEL.param, TIMING.param, AMPLITUDE.param],
);

/// The spread under `spread`; none if it was left out.
pub fn read(fields: &Fields<'_>) -> Option<Spread> {
    let Some(own) = fields.read(&SPREAD)? else { return Some(Spread::default()) };
    let (level, timing, amplitude) = (own.read(&LEVEL), own.read(&TIMING), own.read(&AMPLITUDE));
    Some(Spread { level: level?, timing: timing?, amplitude: amplitude? })
}
