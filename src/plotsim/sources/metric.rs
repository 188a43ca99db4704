//! `metric:`: a metric's value.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::values::{explain_rounding, numbers};
use super::{
    Entry, Mean, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated, Values, Written,
};
use crate::config::types::ColumnType;
use crate::facts::rows::Metrics;
use crate::facts::{Duty, Facts, Nulls, Order, Relation, Window};
use crate::plotsim::draft::Dtype;
use crate::plotsim::model::{self, Plotsim};
use crate::plotsim::parts::names::METRIC;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

const DOC: &str = "The value of a metric";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open("metric.<metric>", "^metric\\.[\\s\\S]", "metric.usage", DOC, read)],
    engine: &[Written::open("metric:<metric>", "^metric:[\\s\\S]", "metric:usage", DOC, read)],
    what: "a metric",
    role: Role::Value,
    unique: false,
    stands: |about| about.metrics != Metrics::Nothing,
    hint: Some("metrics belong to facts and bridges"),
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let metric = METRIC.find_within(reading.field, reading.at, reading.tail, reading.scope.metrics)?;
    Some(Arc::new(Shown(metric)))
}

/// A metric by its index, as it is written: its value or, where a row has many of them, their mean.
#[derive(Debug)]
pub struct Shown(pub usize);

impl SourceDraft for Shown {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let (metric, kind) = (self.0, number_kind(column, self.0)?);
        Some(match column.about.metrics {
            Metrics::Mean => Arc::new(Mean { metric, kind }),
            Metrics::Value | Metrics::Nothing => Arc::new(Metric { metric, kind }),
        })
    }

    fn metric(&self) -> Option<usize> {
        Some(self.0)
    }
}

/// Digits of DECIMAL columns.
const DIGITS: u8 = 18;

/// The type of a column of a metric's values, or of their means where a row has many.
pub fn number_kind(column: &Standing<'_, '_>, metric: usize) -> Option<ColumnType> {
    kind_of(column, metric, column.about.metrics == Metrics::Mean)
}

/// The type of a column of a metric's values.
pub fn value_kind(column: &Standing<'_, '_>, metric: usize) -> Option<ColumnType> {
    kind_of(column, metric, false)
}

fn kind_of(column: &Standing<'_, '_>, metric: usize, mean: bool) -> Option<ColumnType> {
    let decimals = column.catalog.known.metrics.get(metric).and_then(Option::as_ref);
    let decimals = decimals.and_then(|metric| metric.decimals).filter(|_| !mean);
    match column.draft.dtype {
        Some(Dtype::Int) => Some(ColumnType::Int64),
        Some(Dtype::Float) | None if decimals == Some(0) => Some(ColumnType::Int64),
        Some(Dtype::Float) | None if let Some(scale) = decimals => {
            Some(ColumnType::Decimal { precision: DIGITS, scale })
        }
        Some(Dtype::Float) => Some(ColumnType::Float64),
        None => {
            let metric = column.catalog.known.metrics.get(metric).and_then(Option::as_ref);
            let whole = metric.is_some_and(model::Metric::is_count) && !mean;
            Some(if whole { ColumnType::Int64 } else { ColumnType::Float64 })
        }
        Some(Dtype::String | Dtype::Date | Dtype::Boolean | Dtype::Id | Dtype::Struct | Dtype::Array) => {
            column.draft.at.error("wrong-type", "a metric is a number, so dtype must be int or float", None);
            None
        }
    }
}

/// A metric's value, rounded half to even in a column of whole numbers; missing ones are null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    pub metric: usize,
    pub kind: ColumnType,
}

/// Where a metric's values can be missing.
pub fn nulls(metric: &model::Metric) -> Nulls {
    if metric.only_when.is_some_and(|condition| condition.missing) {
        return Nulls::Possible;
    }
    match metric.noise.mcar_rate {
        rate if rate > 0.0 => Nulls::Share(rate),
        _ => Nulls::Never,
    }
}

/// The bounds of a metric's values under all of its laws, as a column of this type shows them.
pub fn range(metric: &model::Metric, kind: ColumnType) -> (f64, f64) {
    let (low, high) = bounds(metric, kind);
    // Values that there are not are 0, wherever the range lies.
    let zero = metric.zeros > 0.0 || metric.only_when.is_some_and(|condition| !condition.missing);
    if zero { (low.min(0.0), high.max(0.0)) } else { (low, high) }
}

/// The bounds of a metric's values where there are some.
pub fn bounds(metric: &model::Metric, kind: ColumnType) -> (f64, f64) {
    let laws = || metric.laws();
    // A range of counts that are reshaped bounds their mean, not their values.
    let reshaped =
        |law: &model::MetricLaw| law.law.is_discrete() && law.bounds == crate::distributions::Bounds::Reshape;
    if laws().any(reshaped) {
        return (0.0, f64::INFINITY);
    }
    let whole = matches!(kind, ColumnType::Int32 | ColumnType::Int64) || metric.is_count();
    // Rounding keeps order, so it takes the ends to the ends.
    let rounded = |value: f64| if whole { value.round_ties_even() } else { value };
    let least = if metric.is_count() { 0.0 } else { f64::NEG_INFINITY };
    let low = laws().map(|law| rounded(law.range.min.unwrap_or(least))).fold(f64::INFINITY, f64::min);
    let high = laws().map(|law| rounded(law.range.max.unwrap_or(f64::INFINITY)));
    (low.max(least), high.fold(f64::NEG_INFINITY, f64::max))
}

impl Source for Metric {
    fn kind(&self) -> ColumnType {
        self.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        format!("metric:{}", config.metrics[self.metric].name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let metric = &place.config.metrics[self.metric];
        Stated {
            kind: self.kind,
            nulls: nulls(metric),
            range: Some(range(metric, self.kind)),
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Metric { metric: self.metric },
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!(
                "{} of the {} in the {}",
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

impl Values for Metric {
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
pub fn explain_metric(
    site: Site<'_>,
    rows: &RowSet,
    row: usize,
    metric: usize,
    back: usize,
    steps: &mut Steps,
) {
    if let (Some(entity), Some(period)) = (rows.entities.get(row), rows.periods.get(row)) {
        site.engine.explain(*entity, (*period as usize).saturating_sub(back), metric, steps);
    }
}

/// That value; NaN where there is none.
pub fn value_at(rows: &RowSet, row: usize, metric: usize, back: usize) -> f64 {
    match (&rows.cells, rows.entities.get(row), rows.periods.get(row)) {
        (Some(cells), Some(entity), Some(period)) => {
            cells.value(metric, *entity, (*period as usize).saturating_sub(back))
        }
        _ => f64::NAN,
    }
}
