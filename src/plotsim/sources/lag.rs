//! `lag:`: a metric's value some periods ago.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::metric::{self, explain_metric, value_at};
use super::values::{explain_rounding, numbers};
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// A metric's value so many periods before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    pub metric: usize,
    pub periods: usize,
    pub initial: LagInitial,
    pub kind: ColumnType,
}

/// What there is while an entity is younger than the lag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LagInitial {
    Null,
    /// The metric's value in the row's own period.
    Current,
}

impl Source for Lag {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        let initial = match self.initial {
            LagInitial::Null => "",
            LagInitial::Current => ":initial:current",
        };
        format!("lag:{}:periods:{}{initial}", config.metrics[self.metric].name, self.periods)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let metric = &place.config.metrics[self.metric];
        Stated {
            kind: self.kind,
            nulls: match self.initial {
                LagInitial::Null => Nulls::Possible,
                LagInitial::Current => metric::nulls(metric),
            },
            range: Some(metric::range(metric, self.kind)),
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Lag { metric: self.metric, periods: self.periods },
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: {
                let metric = &place.config.metrics[self.metric].label;
                let before =
                    format!("{metric} of the {} {} before", place.entity_word(), place.periods(self.periods));
                match self.initial {
                    LagInitial::Null => before,
                    LagInitial::Current => format!("{before}; at first the current value"),
                }
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(*self)
    }
}

impl Values for Lag {
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
