//! The answer key of outliers: which cells noise made one, and what they were before.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, Float64Array, StringArray};

use super::engine::{Engine, MetricSet, Outlier};
use super::facts::EntityPeriodRows;
use super::identity::listed;
use super::rows::RowSet;
use crate::config::types::ColumnType;
use crate::plotsim::model::{CalendarField, Site, Source};
use crate::plotsim::sources::Calendar;
use crate::plotsim::sources::values::{chosen, numbers};
use crate::tables::text::decoded;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// `entity`, the key of the entity in each dimension that has a row for it, `period_index`, `date_key`, `period_label`,
/// `metric`, `factor` (how many times its size the value is), `value` and `value_without`, both within the metric's bounds.
/// Entity by entity, by period, by metric.
pub struct Outliers {
    engine: Arc<Engine>,
    columns: Vec<Column>,
    shown: Vec<Shown>,
    rows: EntityPeriodRows,
}

/// What a column shows.
#[derive(Clone, Copy)]
enum Shown {
    Entity,
    /// A column of a dimension's key, by table and place.
    Key(usize, usize),
    Period(CalendarField, ColumnType),
    Metric,
    Factor,
    Value,
    Without,
}

impl Outliers {
    /// Those of a config.
    pub fn new(engine: Arc<Engine>) -> Outliers {
        let period = |name: &str, field: CalendarField, kind: ColumnType| {
            (Column::required(name, kind), Shown::Period(field, kind))
        };
        let others = [
            period("period_index", CalendarField::PeriodIndex, ColumnType::Int64),
            period("date_key", CalendarField::DateKey, ColumnType::Int32),
            period("period_label", CalendarField::PeriodLabel, ColumnType::Text),
            (Column::required("metric", ColumnType::Text), Shown::Metric),
            (Column::required("factor", ColumnType::Float64), Shown::Factor),
            (Column::required("value", ColumnType::Float64), Shown::Value),
            (Column::required("value_without", ColumnType::Float64), Shown::Without),
        ];
        let (columns, shown) = listed(engine.config(), Shown::Entity, Shown::Key, others.into());
        Outliers { rows: EntityPeriodRows::new(&engine, None), columns, shown, engine }
    }
}

impl Table for Outliers {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        let config = self.engine.config();
        let share = |metric: usize| {
            let noise = &config.metrics[metric].noise;
            noise.outlier_rate * (1.0 - noise.mcar_rate)
        };
        let cells = self.rows.count(&self.engine).rows();
        match self.engine.with_outliers().map(share).reduce(|a, b| a + b) {
            None => RowCount::Exact(0),
            Some(share) => RowCount::Estimate((cells as f64 * share) as u64),
        }
    }

    fn blocks(&self) -> u64 {
        self.rows.blocks()
    }

    fn scan(&self, projection: &[usize], _: &Workers) -> Arc<dyn Scan> {
        let shown: Vec<Shown> =
            projection.iter().filter_map(|column| self.shown.get(*column)).copied().collect();
        Arc::new(OutlierScan {
            set: OnceLock::new(),
            names: Arc::new(StringArray::from_iter_values(
                self.engine.config().metrics.iter().map(|metric| &metric.name),
            )),
            metrics: self.engine.with_outliers().collect(),
            shown,
            engine: Arc::clone(&self.engine),
            rows: self.rows.clone(),
        })
    }
}

struct OutlierScan {
    engine: Arc<Engine>,
    shown: Vec<Shown>,
    /// The metrics that can have outliers.
    metrics: Vec<usize>,
    /// The same, once their values are shown.
    set: OnceLock<MetricSet>,
    /// Names of all metrics.
    names: ArrayRef,
    rows: EntityPeriodRows,
}

impl OutlierScan {
    /// The values of the outliers, with or without what made them such.
    fn values(&self, entities: Range<u64>, found: &[Outlier], outliers: bool) -> ArrayRef {
        let set = self.set.get_or_init(|| self.engine.metrics(self.metrics.iter().copied()));
        let cells = match outliers {
            true => self.engine.values(entities, set),
            false => self.engine.values_without_outliers(entities, set),
        };
        let value = |outlier: &Outlier| cells.value(outlier.metric, outlier.entity, outlier.period);
        Arc::new(Float64Array::from_iter_values(found.iter().map(value)))
    }
}

impl Scan for OutlierScan {
    fn block(&self, block: u64) -> Block {
        let entities = self.rows.entities(&self.engine, block);
        let mut found = Vec::new();
        for metric in &self.metrics {
            self.engine.outliers(*metric, entities.clone(), |outlier| found.push(outlier));
        }
        found.sort_by_key(|outlier| (outlier.entity, outlier.period, outlier.metric));
        let config = self.engine.config();
        let mut distinct: Vec<u64> = found.iter().map(|outlier| outlier.entity).collect();
        distinct.dedup();
        let place = |outlier: &Outlier| distinct.partition_point(|entity| *entity < outlier.entity) as i32;
        let places = || found.iter().map(place).collect();
        let periods = || RowSet::of_periods(found.iter().map(|outlier| outlier.period as u32).collect());
        // Values are made for the entities that have outliers, from the first to the last.
        let range = match (distinct.first(), distinct.last()) {
            (Some(first), Some(last)) => *first..*last + 1,
            _ => 0..0,
        };
        let column = |shown: &Shown| -> ArrayRef {
            match *shown {
                Shown::Entity => {
                    let names = distinct.iter().map(|entity| {
                        let run = &config.entities.runs[config.entities.run_of(*entity)];
                        run.entity_name(entity - run.first)
                    });
                    chosen(&(Arc::new(StringArray::from_iter_values(names)) as ArrayRef), places())
                }
                Shown::Key(table, column) => {
                    let values = Site { engine: &self.engine, table, column }.values();
                    let rows = RowSet::of_entities(&self.engine, distinct.clone());
                    chosen(&decoded(values.array(&rows)), places())
                }
                Shown::Period(field, kind) => {
                    let site = Site { engine: &self.engine, table: 0, column: 0 };
                    Calendar { field, kind }.values(site).array(&periods())
                }
                Shown::Metric => {
                    chosen(&self.names, found.iter().map(|outlier| outlier.metric as i32).collect())
                }
                Shown::Factor => {
                    numbers(ColumnType::Float64, found.iter().map(|outlier| outlier.factor).collect())
                }
                Shown::Value => self.values(range.clone(), &found, true),
                Shown::Without => self.values(range.clone(), &found, false),
            }
        };
        Block { rows: found.len(), columns: self.shown.iter().map(column).collect() }
    }
}
