//! What an entity did over its periods: statistics of its metrics, and what is true of it.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int32Array, StringArray};

use super::entity::explain_entity;
use super::metric::range;
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::maths::nearest_even;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::{Cells, Engine};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// A number that tells of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    Mean,
    /// The population's standard deviation, whose divisor is n.
    Std,
    /// Of the least-squares line over the number of the period.
    Slope,
    /// In the first and the last period; null if that very value is missing.
    First,
    Last,
    /// The number of the first period with the greatest value.
    Peak,
}

impl Statistic {
    pub const ALL: [Statistic; 6] = [
        Statistic::Mean,
        Statistic::Std,
        Statistic::Slope,
        Statistic::First,
        Statistic::Last,
        Statistic::Peak,
    ];

    /// What its column's name ends in.
    pub fn word(self) -> &'static str {
        match self {
            Statistic::Mean => "mean",
            Statistic::Std => "std",
            Statistic::Slope => "slope",
            Statistic::First => "first",
            Statistic::Last => "last",
            Statistic::Peak => "peak_period",
        }
    }

    /// The statistic of values from a period on; missing ones are left out.
    fn of(self, first: usize, values: &[f64]) -> Option<f64> {
        let known = || values.iter().copied().enumerate().filter(|(_, value)| !value.is_nan());
        let n = known().count();
        if n == 0 {
            return None;
        }
        let mean = || known().map(|(_, value)| value).sum::<f64>() / n as f64;
        match self {
            Statistic::Mean => {
                // Rounding must not carry it past the values.
                let least = known().map(|(_, value)| value).fold(f64::INFINITY, f64::min);
                let most = known().map(|(_, value)| value).fold(f64::NEG_INFINITY, f64::max);
                Some(mean().clamp(least, most))
            }
            Statistic::Std => {
                let mean = mean();
                let squares = known().map(|(_, value)| (value - mean) * (value - mean)).sum::<f64>();
                Some((squares / n as f64).sqrt())
            }
            Statistic::Slope => {
                let (mean, middle) = (mean(), known().map(|(at, _)| at as f64).sum::<f64>() / n as f64);
                let across = known().map(|(at, _)| (at as f64 - middle) * (at as f64 - middle)).sum::<f64>();
                let along = known().map(|(at, value)| (at as f64 - middle) * (value - mean)).sum::<f64>();
                (n > 1).then(|| along / across)
            }
            Statistic::First => values.first().copied().filter(|value| !value.is_nan()),
            Statistic::Last => values.last().copied().filter(|value| !value.is_nan()),
            Statistic::Peak => {
                let greater = |best: (usize, f64), own: (usize, f64)| if own.1 > best.1 { own } else { best };
                known().reduce(greater).map(|(at, _)| (first + at) as f64)
            }
        }
    }
}

/// A statistic of a metric over some periods of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    pub metric: usize,
    pub statistic: Statistic,
    /// Whether the fact shows the metric in whole numbers.
    pub whole: bool,
    pub periods: Range<usize>,
}

/// The cells of an entity, given by its place, within some periods, and the first period they are of.
fn within(cells: &Cells, place: usize, periods: &Range<usize>) -> (usize, Range<usize>) {
    let (active, row) = (cells.active(place), cells.entity(place).start);
    let (start, end) = (active.start.saturating_sub(row), active.end.saturating_sub(row).min(periods.end));
    let first = start.max(periods.start).min(end);
    (first, row + first..row + end)
}

impl Source for Feature {
    fn kind(&self) -> ColumnType {
        match self.statistic {
            Statistic::Peak => ColumnType::Int32,
            Statistic::Mean | Statistic::Std | Statistic::Slope | Statistic::First | Statistic::Last => {
                ColumnType::Float64
            }
        }
    }

    fn words(&self, config: &Plotsim) -> String {
        let name = config.metrics.get(self.metric).map_or("", |metric| metric.name.as_str());
        format!("feature:{name}:{}", self.statistic.word())
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let metric = &place.config.metrics[self.metric];
        let all = self.periods.start == 0 && self.periods.end == place.config.time.len();
        // Who leaves may be there for a single period, which has no slope.
        let leaves = self.statistic == Statistic::Slope && place.config.endings().next().is_some();
        let shown = if self.whole { ColumnType::Int64 } else { ColumnType::Float64 };
        let (low, high) = range(metric, shown);
        let last = (self.periods.end.max(1) - 1) as f64;
        let (entity, period, label) = (place.entity_word(), place.period_word(), &metric.label);
        Stated {
            kind: self.kind(),
            nulls: if all && !leaves && metric.noise.mcar_rate == 0.0 {
                Nulls::Never
            } else {
                Nulls::Possible
            },
            range: match self.statistic {
                Statistic::Mean | Statistic::First | Statistic::Last => Some((low, high)),
                // Popoviciu's inequality, with room for rounding.
                Statistic::Std => Some((0.0, (high - low) / 2.0 * (1.0 + 1e-9))),
                Statistic::Slope => None,
                Statistic::Peak => Some((self.periods.start as f64, last)),
            },
            categories: None,
            law: None,
            reference: None,
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: match self.statistic {
                Statistic::Mean => format!("Mean {label} of the {entity}"),
                Statistic::Std => format!("Standard deviation of {label}, with divisor n"),
                Statistic::Slope => format!("Change of {label} in a {period}, by least squares"),
                Statistic::First => format!("{label} in the first {period} of the {entity}"),
                Statistic::Last => format!("{label} in the last {period} of the {entity}"),
                Statistic::Peak => {
                    format!("Number of the {period}, from 0, in which {label} was greatest first")
                }
            },
            duty: match self.statistic {
                Statistic::Slope => Duty::Unchecked("slopes are not worked out again"),
                Statistic::Mean | Statistic::Std | Statistic::First | Statistic::Last | Statistic::Peak => {
                    Duty::Judge
                }
            },
        }
        .into()
    }

    fn values(&self, _: Site<'_>) -> Arc<dyn Values> {
        Arc::new(self.clone())
    }
}

impl Feature {
    fn of(&self, cells: &Cells, entity: u64) -> Option<f64> {
        let place = usize::try_from(entity.checked_sub(cells.entities().start)?).ok()?;
        let (first, own) = within(cells, place, &self.periods);
        let values = cells.metric(self.metric).get(own)?;
        if self.whole {
            let shown: Vec<f64> = values.iter().map(|value| nearest_even(*value)).collect();
            return self.statistic.of(first, &shown);
        }
        self.statistic.of(first, values)
    }
}

impl Values for Feature {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let of = |entity: &u64| self.of(rows.cells.as_ref()?, *entity);
        let values = rows.entities.iter().map(of);
        match self.kind() {
            ColumnType::Int32 => {
                Arc::new(values.map(|value| value.map(|period| period as i32)).collect::<Int32Array>())
            }
            _ => Arc::new(values.collect::<Float64Array>()),
        }
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(cells), Some(entity)) = (&rows.cells, rows.entities.get(row)) else { return };
        let place = entity.saturating_sub(cells.entities().start) as usize;
        let (first, own) = within(cells, place, &self.periods);
        let name = &site.engine.config().metrics[self.metric].name;
        let known = cells.metric(self.metric).get(own.clone()).unwrap_or(&[]);
        let known = known.iter().filter(|value| !value.is_nan()).count();
        let detail =
            format!("values of '{name}' in periods {first} to {}, as its fact shows them", first + own.len());
        steps.number("values", known as f64, detail);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}

/// What is true of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    what: Truth,
    /// The periods that features are about.
    pub periods: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    /// Its position in the last period of the window.
    FinalPosition,
    Segment,
    /// Whether an experiment treats it; null without one.
    Treated,
    /// Its first period.
    Start,
    /// The periods it has rows in.
    Observed,
}

impl Label {
    /// The labels and the names of their columns.
    pub const ALL: [(&str, Label); 5] = [
        ("final_trajectory_position", Label { what: Truth::FinalPosition, periods: 0..0 }),
        ("segment", Label { what: Truth::Segment, periods: 0..0 }),
        ("treated", Label { what: Truth::Treated, periods: 0..0 }),
        ("start_period", Label { what: Truth::Start, periods: 0..0 }),
        ("n_observed", Label { what: Truth::Observed, periods: 0..0 }),
    ];

    /// The same label beside features of some periods.
    pub fn over(self, periods: Range<usize>) -> Label {
        Label { periods, ..self }
    }
}

impl Source for Label {
    fn kind(&self) -> ColumnType {
        match self.what {
            Truth::FinalPosition => ColumnType::Float64,
            Truth::Segment => ColumnType::Text,
            Truth::Treated => ColumnType::Bool,
            Truth::Start | Truth::Observed => ColumnType::Int32,
        }
    }

    fn words(&self, _: &Plotsim) -> String {
        match self.what {
            Truth::FinalPosition => "label:final_position",
            Truth::Segment => "label:segment",
            Truth::Treated => "label:treated",
            Truth::Start => "label:start",
            Truth::Observed => "label:observed",
        }
        .to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let runs = &place.config.entities.runs;
        let listed = |values: Vec<String>| Some(Categories::unweighted(values.into()));
        let (entity, period) = (place.entity_word(), place.period_word());
        let last = place.config.time.len().saturating_sub(1) as f64;
        Stated {
            kind: self.kind(),
            nulls: match self.what {
                Truth::Treated if runs.iter().any(|run| run.treatment.is_none()) => Nulls::Possible,
                _ => Nulls::Never,
            },
            range: match self.what {
                Truth::FinalPosition => Some((0.0, 1.0)),
                Truth::Start => Some((0.0, last)),
                Truth::Observed => Some((0.0, self.periods.len() as f64)),
                Truth::Segment | Truth::Treated => None,
            },
            categories: match self.what {
                Truth::Segment => listed(runs.iter().map(|run| run.name.clone()).collect()),
                Truth::Treated => listed(vec!["false".to_owned(), "true".to_owned()]),
                Truth::FinalPosition | Truth::Start | Truth::Observed => None,
            },
            law: None,
            reference: None,
            relation: Relation::Entity,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: match self.what {
                Truth::FinalPosition => {
                    format!("Position of the {entity} in the last {period} of the window")
                }
                Truth::Segment => format!("Segment of the {entity}"),
                Truth::Treated => "Whether the experiment treats it; NULL outside of one".to_owned(),
                Truth::Start => format!("Number of the first {period} of the {entity}, from 0"),
                Truth::Observed => format!("How many {period}s the features are about"),
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(LabelValues { engine: Arc::clone(site.engine), label: self.clone() })
    }
}

struct LabelValues {
    engine: Arc<Engine>,
    label: Label,
}

impl LabelValues {
    /// The periods in which an entity is there.
    fn span(&self, entity: u64) -> Range<usize> {
        self.engine.spans(entity..entity + 1).pop().unwrap_or_default()
    }
}

impl Values for LabelValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let config = self.engine.config();
        let entities = || rows.entities.iter().copied();
        let run = |entity: u64| &config.entities.runs[config.entities.run_of(entity)];
        let last = self.engine.periods().saturating_sub(1);
        match self.label.what {
            Truth::FinalPosition => {
                let position = |entity: u64| {
                    let cells = rows.cells.as_ref()?;
                    let place = usize::try_from(entity.checked_sub(cells.entities().start)?).ok()?;
                    let cell = cells.entity(place).start + last;
                    cells.positions().get(cell).copied().filter(|position| !position.is_nan())
                };
                Arc::new(entities().map(position).collect::<Float64Array>())
            }
            Truth::Segment => {
                Arc::new(StringArray::from_iter_values(entities().map(|entity| &run(entity).name)))
            }
            Truth::Treated => {
                let treated = |entity: u64| {
                    let index = config.entities.run_of(entity);
                    let run = config.entities.runs.get(index)?;
                    run.treatment.as_ref()?;
                    Some(self.engine.treatment(index, run, entity - run.first).is_some())
                };
                Arc::new(entities().map(treated).collect::<BooleanArray>())
            }
            Truth::Start => {
                let start = |entity| self.span(entity).start.min(last) as i32;
                Arc::new(Int32Array::from_iter_values(entities().map(start)))
            }
            Truth::Observed => {
                let observed = |entity| {
                    let own = self.span(entity);
                    let end = own.end.min(self.label.periods.end);
                    end.saturating_sub(own.start.max(self.label.periods.start)) as i32
                };
                Arc::new(Int32Array::from_iter_values(entities().map(observed)))
            }
        }
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
    }

    fn reads_positions(&self) -> bool {
        self.label.what == Truth::FinalPosition
    }
}
