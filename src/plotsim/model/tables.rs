//! The tables of a resolved config.

use std::sync::Arc;

use super::{ForeignKey, Members, Plotsim, Source};
use crate::config::types::ColumnType;

/// A table and what its rows are.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    /// What the config says it is.
    pub description: Option<String>,
    pub kind: TableKind,
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

/// What a row stands for. Table indices point into the config's tables.
#[derive(Clone, Debug, PartialEq)]
pub enum TableKind {
    /// A period of the window.
    DateDim,
    /// An entity: row `i` is entity `i`.
    EntityDim,
    /// A member of an entity, in entity order: `size · per_member` rows for each.
    SubEntityDim { parent: usize, per_member: u64 },
    /// One of a fixed number of things.
    ReferenceDim { rows: u64 },
    /// An entity in a period from its start on, entity by entity. `entity_dim` gives the entity's key.
    EntityPeriodFact { entity_dim: usize },
    /// A period; metrics are means over the entities there are.
    PeriodFact,
    /// An event of an entity in a period; without a cause there is none, which was warned of.
    Event(Option<EventCause>),
    /// A pair of rows of two dimensions.
    Bridge(Bridge),
}

impl TableKind {
    /// The word for it in listings.
    pub fn name(&self) -> &'static str {
        match self {
            TableKind::DateDim
            | TableKind::EntityDim
            | TableKind::SubEntityDim { .. }
            | TableKind::ReferenceDim { .. } => "dim",
            TableKind::EntityPeriodFact { .. } | TableKind::PeriodFact => "fact",
            TableKind::Event(_) => "event",
            TableKind::Bridge(_) => "bridge",
        }
    }

    /// What a row stands for, as the engine form says it.
    pub fn grain(&self) -> &'static str {
        match self {
            TableKind::DateDim | TableKind::PeriodFact => "per_period",
            TableKind::EntityDim => "per_entity",
            TableKind::ReferenceDim { .. } => "per_reference",
            TableKind::EntityPeriodFact { .. } => "per_entity_per_period",
            TableKind::SubEntityDim { .. } | TableKind::Event(_) => "variable",
            TableKind::Bridge(_) => "pairs",
        }
    }
}

impl TableKind {
    /// The number of rows, where no value decides it.
    pub fn rows(&self, config: &Plotsim) -> Option<u64> {
        match self {
            TableKind::DateDim | TableKind::PeriodFact => Some(config.time.len() as u64),
            TableKind::EntityDim => Some(config.entities.count),
            TableKind::SubEntityDim { per_member, .. } => {
                Some(Members::new(&config.entities, *per_member).total())
            }
            TableKind::ReferenceDim { rows } => Some(*rows),
            TableKind::Event(None) => Some(0),
            TableKind::EntityPeriodFact { .. } | TableKind::Event(Some(_)) | TableKind::Bridge(_) => None,
        }
    }
}

impl TableKind {
    /// Whether rows are events.
    pub fn is_event(&self) -> bool {
        matches!(self, TableKind::Event(_))
    }

    /// What makes the events that rows are.
    pub fn cause(&self) -> Option<&EventCause> {
        match self {
            TableKind::Event(cause) => cause.as_ref(),
            TableKind::DateDim
            | TableKind::EntityDim
            | TableKind::SubEntityDim { .. }
            | TableKind::ReferenceDim { .. }
            | TableKind::EntityPeriodFact { .. }
            | TableKind::PeriodFact
            | TableKind::Bridge(_) => None,
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
