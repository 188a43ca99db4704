//! Variation between the entities of one archetype.

use crate::config::reader::Fields;
use crate::plotsim::vocabulary;
use crate::trajectory::spread::Spread;

/// The spread under `spread`; none if it was left out.
pub fn read(fields: &Fields<'_>) -> Option<Spread> {
    let Some(field) = fields.get("spread") else { return Some(Spread::default()) };
    let own = field.fields(&vocabulary::SPREAD)?;
    let (level, timing, amplitude) =
        (own.float_or("level", 0.0), own.float_or("timing", 0.0), own.float_or("amplitude", 0.0));
    Some(Spread { level: level?, timing: timing?, amplitude: amplitude? })
}
