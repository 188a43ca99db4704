//! Columns: from what rows are about to arrays, one source per file.
//!
//! The same source fills columns of every kind of table; a row's address in the random streams, not the table, decides
//! what it draws.

pub mod calendar;
mod constant;
mod entity;
mod flag;
mod foreign_key;
mod instant;
pub mod key;
pub mod mean;
mod metric;
mod pool;
mod range;
mod stage;
pub mod values;

pub use calendar::explain_period;
pub use entity::explain_entity;

use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;

use super::engine::Engine;
use super::faker::Faker;
use super::rows::{Draws, RowSet};
use crate::config::types::ColumnType;
use crate::plotsim::model::{Column, Source, TableKind};
use crate::random::Key;
use crate::steps::Steps;

/// Makes the values of a column.
pub trait CellSource: Send + Sync {
    /// The values for these rows: an array of their number, of the column's type; text may come as a dictionary.
    fn array(&self, rows: &RowSet) -> ArrayRef;

    /// Tells what decided the value of one of these rows, up to but without the value. `site` is the column's.
    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps);

    /// The metrics that [`RowSet::cells`] must hold for it.
    fn metrics(&self) -> Vec<usize> {
        Vec::new()
    }

    /// Whether it reads the positions in [`RowSet::cells`].
    fn reads_positions(&self) -> bool {
        false
    }

    /// Whether it reads the numbers of rows that are addressed otherwise. Events only count their rows if so.
    fn reads_numbers(&self) -> bool {
        false
    }
}

/// A column of a config, by table and place.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub engine: &'a Arc<Engine>,
    pub table: usize,
    pub column: usize,
}

impl Site<'_> {
    /// The column.
    pub fn column(&self) -> &Column {
        &self.engine.config().tables[self.table].columns[self.column]
    }

    /// The key of the column's draws.
    pub fn key(&self) -> Key {
        let table = &self.engine.config().tables[self.table];
        self.engine.key().child("table").child(&table.name).child(&self.column().name)
    }
}

/// What fills the column at a site. Making it is cheap.
pub fn source(site: Site<'_>) -> Arc<dyn CellSource> {
    let config = site.engine.config();
    let Column { kind, source, .. } = site.column();
    let kind = *kind;
    let entity = |field| {
        Arc::new(entity::Entity { engine: Arc::clone(site.engine), field, kind }) as Arc<dyn CellSource>
    };
    match source {
        Source::Key(format) => Arc::new(key::Key::new(config, site.table, format)),
        Source::ForeignKey(key) => Arc::new(foreign_key::Reference::new(site, key)),
        Source::Metric { metric } if matches!(config.tables[site.table].kind, TableKind::Bridge(_)) => {
            Arc::new(mean::Mean { metric: *metric, kind })
        }
        Source::Metric { metric } => Arc::new(metric::Metric { metric: *metric, kind }),
        Source::Lag { metric, periods, initial } => {
            Arc::new(metric::Lag { metric: *metric, periods: *periods, initial: *initial, kind })
        }
        Source::EntityName => entity(entity::EntityField::Name),
        Source::ArchetypeName => entity(entity::EntityField::Archetype),
        Source::Size => entity(entity::EntityField::Size),
        Source::RunCount => entity(entity::EntityField::RunCount),
        Source::EntityKey { dim } => {
            let (prefix, width) = key::numbered(config, *dim).unwrap_or_default();
            entity(entity::EntityField::Key(prefix, width))
        }
        Source::Calendar(field) => Arc::new(calendar::Calendar {
            engine: Arc::clone(site.engine),
            field: *field,
            kind,
            all: OnceLock::new(),
        }),
        Source::Instant if is_event(&config.tables[site.table].kind) => Arc::new(instant::Instant::new(site)),
        Source::Instant => {
            Arc::new(calendar::Beginning { engine: Arc::clone(site.engine), kind, all: OnceLock::new() })
        }
        Source::Static(value) => Arc::new(constant::Cycle::new(std::slice::from_ref(value), kind)),
        Source::Cycle(items) => Arc::new(constant::Cycle::new(items, kind)),
        Source::Pool { pool, pick } => Arc::new(pool::Pool::new(site, *pool, *pick)),
        Source::IntRange { min, max } => {
            Arc::new(range::IntRange { min: *min, max: *max, kind, draws: Draws::new(site.key(), 1) })
        }
        Source::FloatRange { min, max } => {
            Arc::new(range::FloatRange { min: *min, max: *max, draws: Draws::new(site.key(), 1) })
        }
        Source::Flag => Arc::new(flag::Flag),
        Source::Stage => stage(site),
        Source::Faker(call) => Arc::new(Faker::new(site, call)),
    }
}

fn is_event(kind: &TableKind) -> bool {
    matches!(kind, TableKind::ProportionalEvent { .. } | TableKind::ThresholdEvent { .. })
}

fn stage(site: Site<'_>) -> Arc<dyn CellSource> {
    let config = site.engine.config();
    let Some(stages) = &config.stages else { return Arc::new(Absent { kind: site.column().kind }) };
    let decides = config.tables[stages.table].columns.get(stages.column);
    let rounded = decides.is_some_and(|column| matches!(column.kind, ColumnType::Int32 | ColumnType::Int64));
    Arc::new(stage::Stage::new(stages, rounded))
}

/// Nulls.
struct Absent {
    kind: ColumnType,
}

impl CellSource for Absent {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        arrow::array::new_null_array(&crate::tables::types::arrow_type(self.kind), rows.len)
    }

    fn explain(&self, _: Site<'_>, _: &RowSet, _: usize, steps: &mut Steps) {
        steps.text("stage", "NULL", "the config has no stages");
    }
}
