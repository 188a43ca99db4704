//! `metric:` and `lag:`: a metric's value, now or some periods ago.

use arrow::array::ArrayRef;

use super::values::{explain_rounding, numbers};
use super::{CellSource, Site};
use crate::config::types::ColumnType;
use crate::plotsim::model::LagInitial;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

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

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_metric(site, rows, row, self.metric, 0, steps);
        explain_rounding(self.kind, value_at(rows, row, self.metric, 0), steps);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}

/// Tells how the value of a metric came about that a row's entity had so many periods before.
fn explain_metric(site: Site<'_>, rows: &RowSet, row: usize, metric: usize, back: usize, steps: &mut Steps) {
    if let (Some(entity), Some(period)) = (rows.entities.get(row), rows.periods.get(row)) {
        site.engine.explain(*entity, (*period as usize).saturating_sub(back), metric, steps);
    }
}

/// That value; NaN where there is none.
fn value_at(rows: &RowSet, row: usize, metric: usize, back: usize) -> f64 {
    match (&rows.cells, rows.entities.get(row), rows.periods.get(row)) {
        (Some(cells), Some(entity), Some(period)) => {
            cells.value(metric, *entity, (*period as usize).saturating_sub(back))
        }
        _ => f64::NAN,
    }
}

/// A metric's value `periods` earlier.
pub struct Lag {
    pub metric: usize,
    pub periods: usize,
    /// What there is while the entity is younger than that.
    pub initial: LagInitial,
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
            match self.initial {
                LagInitial::Null => shown.extend(std::iter::repeat_n(f64::NAN, young)),
                LagInitial::Current => shown.extend_from_slice(&own[..young]),
            }
            shown.extend_from_slice(&own[..own.len() - young]);
        }
        numbers(self.kind, shown)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(entity), Some(period)) = (rows.entities.get(row), rows.periods.get(row)) else { return };
        let start = site.engine.starts(*entity..entity + 1).first().copied().unwrap_or_default();
        let age = (*period as usize).saturating_sub(start);
        let name = &site.engine.config().metrics[self.metric].name;
        let back = match (age < self.periods, self.initial) {
            (false, _) => self.periods,
            (true, LagInitial::Current) => 0,
            (true, LagInitial::Null) => {
                let detail = format!("the entity is younger than the {} periods of the lag", self.periods);
                steps.text("lag column", "NULL", detail);
                return;
            }
        };
        let detail = match back {
            0 => format!("'{name}' of the same period: the entity is younger than {} periods", self.periods),
            _ => format!("'{name}' {back} periods before"),
        };
        steps.number("lag column", f64::from(*period) - back as f64, detail);
        explain_metric(site, rows, row, self.metric, back, steps);
        explain_rounding(self.kind, value_at(rows, row, self.metric, back), steps);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}
