//! Periods that must lie within the window.

use crate::config::key::Key;
use crate::config::reader::{Field, Fields};

/// The number of a period of the window.
pub fn within(fields: &Fields<'_>, key: &Key<usize>, periods: Option<usize>) -> Option<usize> {
    let start = fields.read(key)?;
    if let (Some(n), Some(field)) = (periods, fields.at(key))
        && start >= n
    {
        let hint = Some(format!("the last period is {}", n.saturating_sub(1)));
        field.error("out-of-range", format!("is {start}, but the window has {n} periods"), hint);
        return None;
    }
    Some(start)
}

/// Refuses a first period that leaves fewer than two.
pub fn leaves_two(field: &Field<'_>, start: usize, periods: Option<usize>) -> Option<()> {
    if let Some(n) = periods.filter(|n| start.saturating_add(2) > *n) {
        let message =
            format!("an entity that begins in period {start} has fewer than two of the {n} periods left");
        let hint = Some(format!("the last start is period {}", n.saturating_sub(2)));
        field.error("out-of-range", message, hint);
        return None;
    }
    Some(())
}
