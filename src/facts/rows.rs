//! What is known of a table's rows before one exists: what they are about, and why they are there.

use crate::trajectory::time_axis::TimeAxis;

/// What is known of the rows of a table.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    pub about: &'static About,
    /// What makes them, if they are events that something makes.
    pub cause: Option<EventCause>,
    /// What they pair, if they are pairs.
    pub bridge: Option<Bridge>,
}

/// The entities and periods that the tables of a config share.
#[derive(Clone, Copy, Debug)]
pub struct Panel {
    pub entities: u64,
    pub time: TimeAxis,
    /// Standard deviation, in days, of the error in the reported instants of events.
    pub temporal_jitter: f64,
    /// Days before the end of the window from which on events may not be there yet, because they are reported late.
    pub late: i32,
}

/// What is known of the rows of a kind of table.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What such a table is called in messages.
    pub what: &'static str,
    /// The word for it in listings.
    pub kind: &'static str,
    /// What a row stands for, as the engine form says it.
    pub grain: &'static str,
    pub entity: OfEntity,
    /// Whether a row belongs to a period.
    pub period: bool,
    /// Whether a row is something that happens under a condition.
    pub event: bool,
    /// Whether a row happens at a moment of its period, of which an entity can have several.
    pub moment: bool,
    /// Whether a row follows a row of another table, whose child it is.
    pub child: bool,
    /// Whether a row is a pair, which its two ends identify.
    pub pair: bool,
    /// Whether the calendar says what its columns hold.
    pub calendar: bool,
    pub metrics: Metrics,
    pub constants: List,
    pub key: KeyStyle,
    pub referred: Referred,
}

/// Whose row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfEntity {
    Nobody,
    Entity,
    /// One of several members of an entity.
    Member,
}

/// What a row shows of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metrics {
    Nothing,
    /// The value of its entity in its period.
    Value,
    /// A mean over many of these.
    Mean,
}

/// How rows take a list of constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// In turn.
    Dealt,
    /// One for each row, each as likely as the others.
    Drawn,
}

/// How the keys of a table look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStyle {
    /// The rows' numbers, of so many digits at least.
    Numbered(usize),
    EntityPeriod,
    Period,
    /// It has no key of its own.
    Absent,
}

/// What a foreign key to the table names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referred {
    Period,
    Entity,
    Member,
    /// A row of a list.
    Listed,
    Fact,
    Pair,
}

impl About {
    /// Whether there is a single row for a period.
    pub fn is_each_period(&self) -> bool {
        self.period && self.entity == OfEntity::Nobody
    }

    /// Whether a row is about an entity in a period.
    pub fn is_entity_in_period(&self) -> bool {
        self.period && self.entity == OfEntity::Entity
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
    /// For how many more periods the entity has rows after the first event; none if it stays.
    pub ends: Option<u32>,
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
