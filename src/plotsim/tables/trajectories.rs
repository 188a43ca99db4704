//! The ground truth behind all facts: every entity's position in every period.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray};

use super::engine::{Engine, MetricSet};
use super::facts::EntityPeriodRows;
use super::identity::listed;
use super::rows::RowSet;
use crate::config::types::ColumnType;
use crate::plotsim::model::{CalendarField, Site, Source, Values};
use crate::plotsim::sources::Calendar;
use crate::plotsim::sources::values::{chosen, numbers};
use crate::tables::text::decoded;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// `entity`, the key of the entity in each dimension that has a row for it, `archetype`, `arm` (whether an experiment treats
/// the entity), `period_index`, `date_key`, `period_label`, `position`, then for each metric `<metric>_position`, which it reads after lag
/// and treatment and before its polarity. Entity by entity, from each one's start on.
pub struct Trajectories {
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
    Archetype,
    Arm,
    Period(CalendarField, ColumnType),
    Position,
    Metric(usize),
}

impl Trajectories {
    /// Those of a config.
    pub fn new(engine: Arc<Engine>) -> Trajectories {
        let config = engine.config();
        let period = |name: &str, field: CalendarField, kind: ColumnType| {
            (Column::required(name, kind), Shown::Period(field, kind))
        };
        let fixed = [
            (Column::required("archetype", ColumnType::Text), Shown::Archetype),
            (Column::nullable("arm", ColumnType::Text), Shown::Arm),
            period("period_index", CalendarField::PeriodIndex, ColumnType::Int64),
            period("date_key", CalendarField::DateKey, ColumnType::Int32),
            period("period_label", CalendarField::PeriodLabel, ColumnType::Text),
            (Column::required("position", ColumnType::Float64), Shown::Position),
        ];
        let metrics = config.metrics.iter().enumerate().map(|(index, metric)| {
            (Column::required(format!("{}_position", metric.name), ColumnType::Float64), Shown::Metric(index))
        });
        let others: Vec<(Column, Shown)> = fixed.into_iter().chain(metrics).collect();
        let (columns, shown) = listed(config, Shown::Entity, Shown::Key, others);
        Trajectories { rows: EntityPeriodRows::new(&engine, None), columns, shown, engine }
    }
}

impl Table for Trajectories {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn rows(&self) -> RowCount {
        self.rows.count(&self.engine)
    }

    fn blocks(&self) -> u64 {
        self.rows.blocks()
    }

    fn scan(&self, projection: &[usize], _: &Workers) -> Arc<dyn Scan> {
        let shown: Vec<Shown> = projection.iter().map(|column| self.shown[*column]).collect();
        let metrics = shown.iter().filter_map(|shown| match shown {
            Shown::Metric(metric) => Some(*metric),
            _ => None,
        });
        let config = self.engine.config();
        let archetypes: ArrayRef = Arc::new(StringArray::from_iter_values(
            config.archetypes.iter().map(|archetype| &archetype.name),
        ));
        Arc::new(TrajectoryScan {
            set: self.engine.metrics(metrics),
            sources: shown.iter().map(|shown| made_by(&self.engine, *shown)).collect(),
            shown,
            engine: Arc::clone(&self.engine),
            archetypes,
            rows: self.rows.clone(),
        })
    }
}

struct TrajectoryScan {
    engine: Arc<Engine>,
    shown: Vec<Shown>,
    /// What makes the keys and the calendar columns among those shown.
    sources: Vec<Option<Arc<dyn Values>>>,
    set: MetricSet,
    archetypes: ArrayRef,
    rows: EntityPeriodRows,
}

fn made_by(engine: &Arc<Engine>, shown: Shown) -> Option<Arc<dyn Values>> {
    match shown {
        Shown::Key(table, column) => Some(Site { engine, table, column }.values()),
        Shown::Period(field, kind) => {
            Some(Calendar { field, kind }.values(Site { engine, table: 0, column: 0 }))
        }
        Shown::Entity | Shown::Archetype | Shown::Arm | Shown::Position | Shown::Metric(_) => None,
    }
}

impl Scan for TrajectoryScan {
    fn block(&self, block: u64) -> Block {
        let config = self.engine.config();
        let entities = self.rows.entities(&self.engine, block);
        let cells = self.engine.values(entities.clone(), &self.engine.metrics([]));
        let effective = match self.set.wanted() {
            [] => Vec::new(),
            _ => self.engine.effective(entities.clone(), &self.set),
        };
        let active: Vec<_> = (0..cells.starts().len()).map(|place| cells.active(place)).collect();
        let rows = active.iter().map(|cells| cells.len()).sum();
        let per_entity = |of: &dyn Fn(usize) -> i32| -> Vec<i32> {
            let each = active.iter().enumerate();
            each.flat_map(|(place, cells)| std::iter::repeat_n(of(place), cells.len())).collect()
        };
        let periods = || {
            let cells = active.iter().flat_map(|cells| cells.clone());
            cells.map(|cell| (cell % self.engine.periods()) as u32).collect()
        };
        let part = |values: &[f64]| {
            let parts =
                active.iter().flat_map(|cells| values.get(cells.clone()).unwrap_or(&[]).iter().copied());
            Arc::new(Float64Array::from_iter_values(parts)) as ArrayRef
        };
        let all = cells.positions().len();
        let column = |(shown, source): (&Shown, &Option<Arc<dyn Values>>)| match shown {
            Shown::Entity => {
                let names = entities.clone().map(|entity| {
                    let run = &config.entities.runs[config.entities.run_of(entity)];
                    run.entity_name(entity - run.first)
                });
                chosen(
                    &(Arc::new(StringArray::from_iter_values(names)) as ArrayRef),
                    per_entity(&|place| place as i32),
                )
            }
            Shown::Key(..) => {
                let entities = RowSet::of_entities(&self.engine, entities.clone().collect());
                let keys = source.as_ref().map(|source| decoded(source.array(&entities)));
                match keys {
                    Some(keys) => chosen(&keys, per_entity(&|place| place as i32)),
                    None => numbers(ColumnType::Float64, vec![f64::NAN; rows]),
                }
            }
            Shown::Archetype => {
                let archetype = |place: usize| {
                    let run = config.entities.run_of(entities.start + place as u64);
                    config.entities.runs[run].archetype as i32
                };
                chosen(&self.archetypes, per_entity(&archetype))
            }
            Shown::Arm => {
                let arms = active.iter().zip(entities.clone());
                let rows = arms
                    .flat_map(|(cells, entity)| std::iter::repeat_n(self.engine.arm(entity), cells.len()));
                Arc::new(StringArray::from_iter(rows))
            }
            Shown::Period(..) => match source {
                Some(source) => source.array(&RowSet::of_periods(periods())),
                None => numbers(ColumnType::Float64, vec![f64::NAN; rows]),
            },
            Shown::Position => part(cells.positions()),
            Shown::Metric(metric) => match self.set.place(*metric) {
                Some(place) => part(&effective[place * all..(place + 1) * all]),
                None => numbers(ColumnType::Float64, vec![f64::NAN; rows]),
            },
        };
        Block { rows, columns: self.shown.iter().zip(&self.sources).map(column).collect() }
    }
}
