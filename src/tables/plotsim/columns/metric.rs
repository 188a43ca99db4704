//! `metric:` and `lag:`: a metric's value, now or some periods ago.

use arrow::array::ArrayRef;

use super::CellSource;
use super::values::numbers;
use crate::config::types::ColumnType;
use crate::tables::plotsim::rows::RowSet;

/// A metric's values; missing ones are null.
pub struct Metric {
    pub metric: usize,
    pub kind: ColumnType,
}

impl CellSource for Metric {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let Some(cells) = &rows.cells else { return numbers(self.kind, vec![f64::NAN; rows.len]) };
        let values = cells.metric(self.metric);
        let mut shown = Vec::with_capacity(rows.len);
        if values.len() == rows.len {
            shown.extend_from_slice(values);
        } else {
            for place in 0..cells.starts().len() {
                shown.extend_from_slice(&values[cells.active(place)]);
            }
        }
        numbers(self.kind, shown)
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}

/// A metric's value `periods` earlier, or the current one while the entity is younger than that.
pub struct Lag {
    pub metric: usize,
    pub periods: usize,
    pub kind: ColumnType,
}

impl CellSource for Lag {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let Some(cells) = &rows.cells else { return numbers(self.kind, vec![f64::NAN; rows.len]) };
        let values = cells.metric(self.metric);
        let mut shown = Vec::with_capacity(rows.len);
        for place in 0..cells.starts().len() {
            let own = &values[cells.active(place)];
            let young = self.periods.min(own.len());
            shown.extend_from_slice(&own[..young]);
            shown.extend_from_slice(&own[..own.len() - young]);
        }
        numbers(self.kind, shown)
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}
