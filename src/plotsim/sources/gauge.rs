//! The number that decides what a row says of its entity: a position, or the value of a metric.

use std::sync::{Arc, OnceLock};

use crate::config::types::ColumnType;
use crate::facts::Nulls;
use crate::facts::rows::Metrics;
use crate::generators::laws::rounding::decimal;
use crate::maths::nearest_even;
use crate::plotsim::model::{Arrival, Place, Plotsim, Site};
use crate::plotsim::tables::engine::{Engine, MetricSet};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

use super::metric;

/// What is read in the row's period or, where rows have no period, in the last one: of the story where there is one, else of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gauge {
    /// The entity's own position.
    Position,
    /// The position from which a metric's centre is computed: after lag, treatment and polarity.
    Effective(usize),
    /// The value of a metric, as its column shows it.
    Value(usize),
}

impl Gauge {
    /// Where it can be missing.
    pub fn nulls(self, place: &Place<'_>) -> Nulls {
        let config = place.config;
        let end = if config.extends() { config.story.len() } else { config.time.len() };
        let late = |arrival: &Arrival| match arrival {
            Arrival::At(period) => *period >= end,
            Arrival::Uniform { end: last, .. } | Arrival::Linear { end: last, .. } => *last > end,
            Arrival::Blocks(blocks) => blocks.iter().any(|block| block.period >= end),
            Arrival::Shares(shares) => shares.iter().any(|(period, _)| *period >= end),
            Arrival::Listed(periods) => periods.iter().any(|period| *period >= end),
        };
        let own = match self {
            Gauge::Position | Gauge::Effective(_) => Nulls::Never,
            Gauge::Value(metric) => metric::nulls(&config.metrics[metric]),
        };
        // An entity that never starts has a row of its dimension all the same.
        let absent =
            !place.table().kind.about().period && config.entities.runs.iter().any(|run| late(&run.arrival));
        if absent { Nulls::Possible } else { own }
    }

    /// What it is, in words that follow "by".
    pub fn in_words(self, place: &Place<'_>) -> String {
        match self {
            Gauge::Position => format!("how the {} is doing", place.entity_word()),
            Gauge::Effective(metric) => {
                format!(
                    "where the {} of the {} tends",
                    place.config.metrics[metric].label,
                    place.entity_word()
                )
            }
            Gauge::Value(metric) => place.config.metrics[metric].label.clone(),
        }
    }
}

/// Reads a gauge in rows.
pub struct Gauged {
    engine: Arc<Engine>,
    gauge: Gauge,
    set: OnceLock<MetricSet>,
    /// The type of the column that shows the metric, which may round it.
    shown: Option<ColumnType>,
}

/// The type in which rows show a metric: those of the table, or else those of the first fact that shows it.
fn shown(config: &Plotsim, table: usize, metric: usize) -> Option<ColumnType> {
    let own = config.tables.get(table).into_iter();
    let shows = own.chain(&config.tables).filter(|table| table.kind.about().metrics == Metrics::Value);
    let mut columns = shows.flat_map(|table| &table.columns);
    columns.find(|column| column.source.metric() == Some(metric)).map(|column| column.kind)
}

impl Gauged {
    /// The gauge of rows of the table at a site.
    pub fn new(site: Site<'_>, gauge: Gauge) -> Gauged {
        let shown = match gauge {
            Gauge::Value(metric) => shown(site.engine.config(), site.table, metric),
            Gauge::Position | Gauge::Effective(_) => None,
        };
        let config = site.engine.config();
        let period = config.tables.get(site.table).is_none_or(|table| table.kind.about().period);
        let engine = if period { Arc::clone(site.engine) } else { Engine::of_story(site.engine) };
        Gauged { engine, gauge, set: OnceLock::new(), shown }
    }

    /// The number of each row; NaN where there is none.
    pub fn of(&self, rows: &RowSet) -> Vec<f64> {
        let last = self.engine.periods().saturating_sub(1) as u32;
        let mut all = match (self.gauge, &rows.cells) {
            (Gauge::Value(metric), Some(cells)) if !cells.metric(metric).is_empty() => {
                let values = cells.metric(metric);
                let value = |place: u32| values.get(place as usize).copied().unwrap_or(f64::NAN);
                rows.places().into_iter().map(value).collect()
            }
            _ => self.made(rows, last),
        };
        match self.shown {
            Some(ColumnType::Int32 | ColumnType::Int64) => {
                all.iter_mut().for_each(|value| *value = nearest_even(*value));
            }
            Some(ColumnType::Decimal { scale, .. }) => {
                let units = decimal(scale);
                all.iter_mut().for_each(|value| *value = libm::rint(*value * units) / units);
            }
            _ => {}
        }
        all
    }

    /// The same for rows without cells: made for their entities, those that follow one another together.
    fn made(&self, rows: &RowSet, last: u32) -> Vec<f64> {
        let mut all = Vec::with_capacity(rows.len);
        let periods = self.engine.periods();
        for near in rows.entities.chunk_by(|a, b| b.wrapping_sub(*a) <= 1) {
            let (Some(first), Some(end)) = (near.first(), near.last()) else { continue };
            let numbers = self.numbers(*first..end + 1);
            for entity in near {
                let period = rows.periods.get(all.len()).copied().unwrap_or(last);
                let place = (entity - first) as usize * periods + period as usize;
                all.push(numbers.get(place).copied().unwrap_or(f64::NAN));
            }
        }
        all
    }

    /// The numbers of some entities over the whole window, by entity and period.
    fn numbers(&self, entities: std::ops::Range<u64>) -> Vec<f64> {
        match self.gauge {
            Gauge::Position => {
                let set = self.set.get_or_init(|| self.engine.paths([]));
                self.engine.values(entities, set).positions().to_vec()
            }
            Gauge::Effective(metric) => {
                let set = self.set.get_or_init(|| self.engine.paths([metric]));
                let polarity = self.engine.config().metrics[metric].polarity;
                let mut positions = self.engine.effective(entities, set);
                positions.iter_mut().for_each(|position| *position = polarity.apply(*position));
                positions
            }
            Gauge::Value(metric) => {
                let set = self.set.get_or_init(|| self.engine.metrics([metric]));
                self.engine.values(entities, set).metric(metric).to_vec()
            }
        }
    }

    /// The metrics that [`RowSet::cells`] should hold for it.
    pub fn metrics(&self) -> Vec<usize> {
        match self.gauge {
            Gauge::Position | Gauge::Effective(_) => Vec::new(),
            Gauge::Value(metric) => vec![metric],
        }
    }

    /// Tells the number of a row.
    pub fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        let number = self.of(rows).get(row).copied().unwrap_or(f64::NAN);
        let when = if rows.periods.is_empty() { "the last period" } else { "this period" };
        let name = |metric: usize| self.engine.config().metrics[metric].name.as_str();
        match self.gauge {
            Gauge::Position => steps.number("position", number, format!("of the entity in {when}")),
            Gauge::Effective(metric) => {
                let detail = format!(
                    "from which the centre of '{}' is computed in {when}: after lag, treatment and polarity",
                    name(metric)
                );
                steps.number("effective position", number, detail);
            }
            Gauge::Value(metric) => {
                steps.number("decides", number, format!("'{}' in {when}", name(metric)));
            }
        }
    }
}
