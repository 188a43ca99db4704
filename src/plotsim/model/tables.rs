//! The tables of a resolved config.

use crate::config::types::ColumnType;
use crate::plotsim::faker::FakerCall;

/// A table and what its rows are.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub kind: TableKind,
    /// Primary key, then foreign keys, then the rest as declared, then columns the engine adds.
    pub columns: Vec<Column>,
    /// Columns that together identify a row; not empty.
    pub primary_key: Vec<usize>,
}

impl Table {
    /// The columns that refer to other tables.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (usize, &ForeignKey)> {
        self.columns.iter().enumerate().filter_map(|(index, column)| match &column.source {
            Source::ForeignKey(key) => Some((index, key)),
            _ => None,
        })
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
    /// One of `k = max(0, round half to even(value · scale))` events of an entity in a period; none if the value is
    /// missing.
    ProportionalEvent { driver: Driver, scale: f64 },
    /// The end of a streak of periods that satisfy a condition.
    ThresholdEvent { driver: Driver, rule: ThresholdRule },
    /// Nothing: the config gives these events no cause, which was warned of.
    NoEvent,
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
            TableKind::ProportionalEvent { .. } | TableKind::ThresholdEvent { .. } | TableKind::NoEvent => {
                "event"
            }
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
            TableKind::SubEntityDim { .. }
            | TableKind::ProportionalEvent { .. }
            | TableKind::ThresholdEvent { .. }
            | TableKind::NoEvent => "variable",
            TableKind::Bridge(_) => "pairs",
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
    pub kind: ColumnType,
    pub nullable: bool,
    pub source: Source,
    /// What the values look like that could be taken for real persons or firms.
    pub pii_note: Option<String>,
    /// Dates outside the window are meant.
    pub allow_outside_window: bool,
    /// Whether the config names it, or the engine adds it.
    pub added: bool,
}

/// What fills a column. Every source stands only in tables where it makes sense.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The table's own key.
    Key(KeyFormat),
    ForeignKey(ForeignKey),
    /// A metric's value, rounded half to even in a column of whole numbers; in a fact per period its mean over
    /// entities, in a bridge the left entity's mean over periods, missing values aside.
    Metric {
        metric: usize,
    },
    /// A metric's value so many periods before. In the first periods of an entity, which have none, null or the current
    /// value.
    Lag {
        metric: usize,
        periods: usize,
        initial: LagInitial,
    },
    /// In a column of text, values of other kinds are shown as text.
    Faker(FakerCall),
    /// The name of the row's entity.
    EntityName,
    /// The name of the row's archetype.
    ArchetypeName,
    /// [`super::Run::size`].
    Size,
    /// How many entities the row's run has.
    RunCount,
    /// The key of the row's entity, as the named dimension has it.
    EntityKey {
        dim: usize,
    },
    /// Something about the row's period.
    Calendar(CalendarField),
    /// An instant within the row's period, in events.
    Instant,
    Static(Constant),
    /// Row `i` has item `i mod length`; not empty, all items of one kind.
    Cycle(Vec<Constant>),
    /// One of the texts the entity's run holds under that pool. In a column of whole numbers every text is one.
    Pool {
        pool: usize,
        pick: PoolPick,
    },
    /// A whole number, both ends included.
    IntRange {
        min: i64,
        max: i64,
    },
    /// A number, the upper end excluded unless both are equal.
    FloatRange {
        min: f64,
        max: f64,
    },
    /// True: the condition of the threshold event holds.
    Flag,
    /// The name of the stage; see [`super::Stages`].
    Stage,
}

/// What a lag column shows while an entity is younger than the lag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LagInitial {
    Null,
    /// The metric's value in the row's own period.
    Current,
}

/// How the keys of a table look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFormat {
    /// `<prefix>-<row, from 1>`, the number padded with zeros to `width`.
    Numbered { prefix: String, width: usize },
    /// `<prefix>-<period, 4 digits>-<key of the entity>`, for facts per entity and period.
    EntityPeriod { prefix: String },
    /// `<prefix>-<period>`, for facts per period.
    Period { prefix: String },
}

/// A reference to the row of another table.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    pub table: usize,
    /// The column whose value is given.
    pub column: usize,
    pub pick: Pick,
}

/// Which row of the parent a foreign key names.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// The row of the row's own entity.
    Entity,
    /// The row of the row's own period.
    Period,
    /// For rows of a sub-entity dimension: the entity they are a member of.
    Parent,
    /// One of the own entity's rows of a sub-entity dimension, uniformly.
    OwnMember,
    /// Any row. Pins of the run come first. Drawn once per entity in a fact, and per row elsewhere.
    Any(Weights),
    /// The left or right row of a bridge's pair.
    Left,
    Right,
}

/// How often each row is picked.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    Uniform,
    /// Rows from 0 and their weights > 0, by row; rows that are not listed are never picked.
    ByRow(Vec<(u64, f64)>),
}

/// What a column may say about a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarField {
    /// The anchor as the number YYYYMMDD.
    DateKey,
    /// The anchor as a date.
    Date,
    Year,
    Quarter,
    Month,
    /// In English.
    MonthName,
    /// ISO week number.
    Week,
    /// `2024-01`, `2024-W01` or `2024-01-01`.
    PeriodLabel,
    /// From 0.
    PeriodIndex,
    /// The day's name in English.
    DayOfWeek,
    DayOfMonth,
    IsWeekend,
}

/// A value that stands in the config.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
}

impl Constant {
    /// The whole number that it is.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Constant::Int(value) => Some(*value),
            Constant::Text(_) | Constant::Float(_) | Constant::Bool(_) | Constant::Date(_) => None,
        }
    }
}

/// How a text of a pool is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolPick {
    Uniform,
    /// By the entity's position: low positions take the first texts.
    Trajectory,
}
