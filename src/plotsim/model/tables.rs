//! The tables of a resolved config.

use std::fmt;
use std::sync::Arc;

use super::{About, ForeignKey, Members, Plotsim, Source};
use crate::config::types::ColumnType;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::tables;

/// A table and what its rows are.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    /// What the config says it is.
    pub description: Option<String>,
    pub kind: Arc<dyn TableKind>,
    /// Primary key, then foreign keys, then the rest as declared, then columns the engine adds.
    pub columns: Vec<Column>,
    /// Columns that together identify a row; not empty.
    pub primary_key: Vec<usize>,
}

impl Table {
    /// The columns that refer to other tables.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (usize, &ForeignKey)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(index, column)| Some((index, column.source.reference()?)))
    }

    /// The index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// What a row of a table stands for. Table indices point into the config's tables.
pub trait TableKind: fmt::Debug + Send + Sync {
    fn about(&self) -> &'static About;

    /// The number of rows, where no value decides it.
    fn rows(&self, config: &Plotsim) -> Option<u64>;

    /// What a row is called.
    fn row_word(&self, config: &Plotsim, table: &Table) -> String;

    /// What a table holds, in a sentence.
    fn sentence(&self, config: &Plotsim, table: &Table) -> String;

    /// What rows are about that other tables name by their numbers.
    fn row_set(&self, engine: &Engine, numbers: Vec<u64>) -> RowSet;

    /// The table at a place among the config's, or its part for one of several shards.
    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table>;

    /// What else is known of its rows.
    fn rest(&self) -> Rest<'_>;
}

/// What is known of the rows of some kinds of tables alone.
#[derive(Clone, Copy, Debug)]
pub enum Rest<'a> {
    Nothing,
    /// They belong to the entities of a dimension.
    Of(usize),
    /// So many belong to each member of an entity of a dimension.
    Members {
        dim: usize,
        per_member: u64,
    },
    /// What makes the events that they are; nothing does where there are none.
    Events(Option<&'a EventCause>),
    Pairs(&'a Bridge),
}

impl dyn TableKind + '_ {
    /// The dimension per entity that rows belong to.
    pub fn entity_dim(&self) -> Option<usize> {
        match self.rest() {
            Rest::Of(dim) | Rest::Members { dim, .. } => Some(dim),
            Rest::Nothing | Rest::Events(_) | Rest::Pairs(_) => None,
        }
    }

    /// The rows of each entity, where there are several.
    pub fn members(&self, config: &Plotsim) -> Option<Members> {
        match self.rest() {
            Rest::Members { per_member, .. } => Some(Members::new(&config.entities, per_member)),
            Rest::Nothing | Rest::Of(_) | Rest::Events(_) | Rest::Pairs(_) => None,
        }
    }

    /// What makes the events that rows are.
    pub fn cause(&self) -> Option<&EventCause> {
        match self.rest() {
            Rest::Events(cause) => cause,
            Rest::Nothing | Rest::Of(_) | Rest::Members { .. } | Rest::Pairs(_) => None,
        }
    }

    /// What pairs rows are.
    pub fn bridge(&self) -> Option<&Bridge> {
        match self.rest() {
            Rest::Pairs(bridge) => Some(bridge),
            Rest::Nothing | Rest::Of(_) | Rest::Members { .. } | Rest::Events(_) => None,
        }
    }
}

/// What makes events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventCause {
    pub driver: Driver,
    pub rule: EventRule,
}

/// When events happen, and how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventRule {
    /// In each period the value times this, rounded half to even; none if that is negative or the value missing.
    Proportional(f64),
    /// One in each period that ends a streak of periods that satisfy a condition.
    Threshold(ThresholdRule),
}

impl EventRule {
    /// The word of the config for it.
    pub fn name(&self) -> &'static str {
        match self {
            EventRule::Proportional(_) => "proportional",
            EventRule::Threshold(_) => "threshold",
        }
    }
}

/// The values that make events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Driver {
    pub metric: usize,
    /// The first fact that shows the metric, as table and column; events agree with what it shows. Without one they read
    /// the metric itself.
    pub fact: Option<(usize, usize)>,
    /// Whether that column rounds to whole numbers, half to even.
    pub rounded: bool,
}

/// When a threshold event happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThresholdRule {
    pub side: Side,
    pub value: f64,
    /// Periods in a row that must satisfy the condition, at least 1; the event is dated the last of them.
    pub periods: u32,
    /// Once per entity, or whenever the condition holds again after it was broken.
    pub every: bool,
}

/// On which side of its value a threshold is crossed; the value itself is on neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Above,
    Below,
}

impl Side {
    /// The word of the config for it.
    pub fn name(self) -> &'static str {
        match self {
            Side::Above => "above",
            Side::Below => "below",
        }
    }
}

/// How a bridge pairs rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// A dimension with a row per entity.
    pub left: usize,
    /// The same or another dimension.
    pub right: usize,
    /// Fewest and most partners of a left row.
    pub partners: (u64, u64),
    /// Whether their number follows the mean position of the entity, or is drawn uniformly.
    pub trajectory_driven: bool,
    /// If not, `(a, b)` and `(b, a)` are one pair; only a dimension paired with itself can tell.
    pub directed: bool,
}

/// A column and what fills it.
#[derive(Debug)]
pub struct Column {
    pub name: String,
    /// The type of the source's values.
    pub kind: ColumnType,
    pub source: Arc<dyn Source>,
    /// What the config says it is.
    pub description: Option<String>,
    /// What the values look like that could be taken for real persons or firms.
    pub pii_note: Option<String>,
    /// Dates outside the window are meant.
    pub allow_outside_window: bool,
    /// Whether the config names it, or the engine adds it.
    pub added: bool,
}
