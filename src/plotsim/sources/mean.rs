//! `metric:` where a row has many of its values: the mean over entities in facts per period, over the left entity's periods in
//! bridges.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::values::{chosen, explain_rounding, numbers};
use super::{Place, Site, Source, Stated, Values, metric};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::model::{Arrival, Plotsim};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// The mean of a metric, missing values aside; null if all are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mean {
    pub metric: usize,
    pub kind: ColumnType,
}

impl Source for Mean {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        format!("metric:{}", config.metrics[self.metric].name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let metric = &place.config.metrics[self.metric];
        let by_period = place.table().kind.about().is_each_period();
        let mut runs = place.config.entities.runs.iter();
        let all_stay = place.config.endings().next().is_none();
        // A mean over entities that have not arrived yet, or have all left, is no number.
        let empty_periods = by_period && !(all_stay && runs.all(|run| run.arrival == Arrival::At(0)));
        Stated {
            kind: self.kind,
            nulls: match metric::nulls(metric) {
                Nulls::Never if !empty_periods => Nulls::Never,
                _ => Nulls::Possible,
            },
            range: Some(metric::range(metric, self.kind)),
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Mean { metric: self.metric },
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!(
                "Mean {} of every {} in the {}",
                metric.label,
                place.entity_word(),
                place.period_word()
            ),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(*self)
    }

    fn metric(&self) -> Option<usize> {
        Some(self.metric)
    }
}

impl Values for Mean {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let Some(cells) = &rows.cells else { return numbers(self.kind, vec![f64::NAN; rows.len]) };
        let values = cells.metric(self.metric);
        let first = cells.entities().start;
        let mut means = Vec::new();
        let mut choices = Vec::with_capacity(rows.len);
        for same in rows.entities.chunk_by(|a, b| a == b) {
            choices.extend(std::iter::repeat_n(means.len() as i32, same.len()));
            let own = same.first().and_then(|entity| values.get(cells.active((entity - first) as usize)));
            means.push(mean(own.unwrap_or_default()).unwrap_or(f64::NAN));
        }
        chosen(&numbers(self.kind, means), choices)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let Some((cells, entity)) = rows.cells.as_ref().zip(rows.entities.get(row)) else { return };
        let place = (entity - cells.entities().start) as usize;
        let own = cells.metric(self.metric).get(cells.active(place)).unwrap_or_default();
        let there = own.iter().filter(|value| !value.is_nan()).count();
        let name = &site.engine.config().metrics[self.metric].name;
        let detail = format!("of '{name}' over {there} periods of the left entity that have a value");
        steps.number("mean", mean(own).unwrap_or(f64::NAN), detail);
        explain_rounding(self.kind, mean(own).unwrap_or(f64::NAN), steps);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}

/// The mean of the numbers that are not NaN, if there are any.
pub fn mean(values: &[f64]) -> Option<f64> {
    let there = values.iter().filter(|value| !value.is_nan());
    let (sum, count) = there.fold((0.0, 0u64), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}
