//! The ground truth behind all facts: every entity's position in every period.

use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, Float64Array, StringArray};

use super::columns::calendar::every_period;
use super::columns::values::{chosen, numbers, whole};
use super::engine::{Engine, MetricSet};
use super::facts::EntityPeriodRows;
use crate::config::plotsim::model::CalendarField;
use crate::config::types::ColumnType;
use crate::tables::{Block, Column, RowCount, Scan, Table};

/// `entity`, `archetype`, `arm` (whether an experiment treats the entity), `period_index`, `period_label`, `position`, then for each metric `<metric>_position`, which it
/// reads after lag and treatment and before its polarity. Entity by entity, from each one's start on.
pub struct Trajectories {
    engine: Arc<Engine>,
    columns: Vec<Column>,
    rows: EntityPeriodRows,
}

/// Columns before those of the metrics.
const FIXED: usize = 6;

impl Trajectories {
    pub fn new(engine: Arc<Engine>) -> Trajectories {
        let mut columns = vec![
            Column::required("entity", ColumnType::Text),
            Column::required("archetype", ColumnType::Text),
            Column::nullable("arm", ColumnType::Text),
            Column::required("period_index", ColumnType::Int64),
            Column::required("period_label", ColumnType::Text),
            Column::required("position", ColumnType::Float64),
        ];
        let metrics = &engine.config().metrics;
        columns.extend(
            metrics
                .iter()
                .map(|metric| Column::required(format!("{}_position", metric.name), ColumnType::Float64)),
        );
        Trajectories { rows: EntityPeriodRows::new(&engine, None), columns, engine }
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

    fn scan(&self, projection: &[usize]) -> Arc<dyn Scan> {
        let metrics = projection.iter().filter_map(|column| column.checked_sub(FIXED));
        let config = self.engine.config();
        let archetypes: ArrayRef = Arc::new(StringArray::from_iter_values(
            config.archetypes.iter().map(|archetype| &archetype.name),
        ));
        Arc::new(TrajectoryScan {
            set: self.engine.metrics(metrics),
            projection: projection.to_vec(),
            engine: Arc::clone(&self.engine),
            archetypes,
            labels: OnceLock::new(),
            rows: self.rows.clone(),
        })
    }
}

struct TrajectoryScan {
    engine: Arc<Engine>,
    projection: Vec<usize>,
    set: MetricSet,
    archetypes: ArrayRef,
    /// The labels of all periods.
    labels: OnceLock<ArrayRef>,
    rows: EntityPeriodRows,
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
        let periods =
            || active.iter().flat_map(|cells| cells.clone().map(|cell| cell % self.engine.periods()));
        let part = |values: &[f64]| {
            let parts =
                active.iter().flat_map(|cells| values.get(cells.clone()).unwrap_or(&[]).iter().copied());
            Arc::new(Float64Array::from_iter_values(parts)) as ArrayRef
        };
        let all = cells.positions().len();
        let column = |column: &usize| match column {
            0 => {
                let names = entities.clone().map(|entity| {
                    let run = &config.entities.runs[config.entities.run_of(entity)];
                    run.entity_name(entity - run.first)
                });
                chosen(
                    &(Arc::new(StringArray::from_iter_values(names)) as ArrayRef),
                    per_entity(&|place| place as i32),
                )
            }
            1 => {
                let archetype = |place: usize| {
                    let run = config.entities.run_of(entities.start + place as u64);
                    config.entities.runs[run].archetype as i32
                };
                chosen(&self.archetypes, per_entity(&archetype))
            }
            2 => {
                let arms = active.iter().zip(entities.clone());
                let rows =
                    arms.flat_map(|(cells, entity)| std::iter::repeat_n(self.engine.arm(entity), cells.len()));
                Arc::new(StringArray::from_iter(rows))
            }
            3 => whole(ColumnType::Int64, periods().map(|period| period as i64)),
            4 => {
                let label = || every_period(&config.time, CalendarField::PeriodLabel, ColumnType::Text);
                chosen(self.labels.get_or_init(label), periods().map(|period| period as i32).collect())
            }
            5 => part(cells.positions()),
            metric => match self.set.place(metric - FIXED) {
                Some(place) => part(&effective[place * all..(place + 1) * all]),
                None => numbers(ColumnType::Float64, vec![f64::NAN; rows]),
            },
        };
        Block { rows, columns: self.projection.iter().map(column).collect() }
    }
}
