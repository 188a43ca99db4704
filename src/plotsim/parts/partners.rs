//! How many partners the rows of a bridge have.

use crate::config::reader::Field;

/// Fewest and most partners, in that order.
pub fn check(field: &Field<'_>, min: i64, max: i64) -> Option<(u64, u64)> {
    if min < 0 || max < 1 || min > max {
        field.error(
            "bad-range",
            format!("runs from {min} to {max}; it must rise, from at least 0 to at least 1"),
            None,
        );
        return None;
    }
    Some((min.unsigned_abs(), max.unsigned_abs()))
}
