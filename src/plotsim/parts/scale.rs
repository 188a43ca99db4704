//! Numbers of entities, multiplied.

use crate::config::reader::Field;

/// A number of entities times the factor a call asks for, rounded, at least 1. A factor of `None` is 1.
pub fn count(field: &Field<'_>, count: u64, factor: Option<f64>) -> Option<u64> {
    let Some(factor) = factor else { return Some(count) };
    let scaled = (count as f64 * factor).round().max(1.0);
    if scaled.is_finite() && scaled < i64::MAX as f64 {
        return Some(scaled as u64);
    }
    field.error(
        "out-of-range",
        format!("{count} entities times {factor} are more than can be numbered"),
        None,
    );
    None
}
