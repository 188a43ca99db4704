//! How a value hangs together with the others of its row.

use std::sync::Arc;

use super::{Cases, Draw, Shows};
use crate::expressions::Expression;
use crate::locales;

/// What a value is in terms of the others of its row.
#[derive(Clone, Debug, PartialEq)]
pub enum Relation {
    /// Nothing: it stands for itself.
    None,
    /// The value in `column`, a place among the shown columns, of the row of `table` that the peer `key` names.
    CopyOf { key: usize, table: usize, column: usize },
    /// A row of one of several tables, each row of all as likely as the others.
    OneOf(Alternatives),
    /// The name of the table of which the peer `key` names a row.
    TableOf { key: usize },
    /// A moment `least` to `greatest` seconds after `base`, or before it where they are negative, and not after `until`.
    After { base: Peer, least: f64, greatest: f64, until: Option<Peer> },
    /// A moment between two others.
    Between(Ends),
    /// A level of a hierarchy of the config, from 0 at the root's branches; levels under one word `draw` lie above one another.
    LevelOf { hierarchy: usize, level: usize, draw: String },
    /// The row's number, from 1, among the children of its parent, which the peer `key` names.
    NumberWithinParent { key: usize },
    /// What the children of the row come to: those of `table`, by their shown column if it is not their number.
    OfChildren { table: usize, column: Option<usize>, aggregate: Aggregate },
    /// A field of the pool entry that the row picked; `always` unless some rows leave it out.
    PoolField { pool: usize, field: usize, always: bool },
    /// Made in one way or another, as other values of the row decide.
    Case(Arc<Cases>),
    /// What an expression of other values of the row comes to.
    Computed(Computation),
    /// A text that shows other values of the row.
    Shows(Shows),
    /// A part of a person at a place; parts of one draw in a row are of one person.
    PartOf { draw: Arc<Draw>, field: locales::Field },
    /// A metric's value at the row's entity and period.
    Metric { metric: usize },
    /// A part of what the metric is at the row's entity and period; the first fact that shows it, and the column there.
    Share { metric: usize, fact: Option<(usize, usize)> },
    /// The same so many periods before.
    Lag { metric: usize, periods: usize },
    /// The mean of a metric over the row's entities or periods.
    Mean { metric: usize },
    /// What its entity, its archetype or its run is.
    Entity,
    /// What its period is.
    Period(OfPeriod),
    /// The stage its entity is in.
    Stage,
    /// What the row, a version of its entity, is.
    Version(OfVersion),
}

/// The tables of which a column names rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternatives {
    pub targets: Arc<[Target]>,
    /// Their names.
    pub names: Arc<[String]>,
    /// The probabilities of the coins, outermost first, without any of which no row is named.
    pub coins: Vec<f64>,
}

/// A table whose rows are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub table: usize,
    /// The place, among the columns the table shows, of the one whose values are given; none for the number of the row, from 1.
    pub column: Option<usize>,
    pub rows: u64,
}

/// An expression and what it reads.
#[derive(Clone, Debug)]
pub struct Computation {
    pub expression: Arc<Expression>,
    /// In the order of its operands.
    pub operands: Arc<[OperandFrom]>,
}

impl PartialEq for Computation {
    fn eq(&self, other: &Computation) -> bool {
        self.expression.text() == other.expression.text() && self.operands == other.operands
    }
}

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandFrom {
    Row(Peer),
    /// A column, by its place among those that `table` shows, of the row that the peer `key` names.
    Parent {
        key: usize,
        table: usize,
        column: usize,
    },
}

impl OperandFrom {
    /// The same with other numbers of tables.
    pub fn recounted(&self, counted: &impl Fn(usize) -> usize) -> OperandFrom {
        match *self {
            OperandFrom::Row(peer) => OperandFrom::Row(peer),
            OperandFrom::Parent { key, table, column } => {
                OperandFrom::Parent { key, table: counted(table), column }
            }
        }
    }
}

/// What values come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    Count,
    Sum,
    Min,
    Max,
    Avg,
}

impl Aggregate {
    /// Its name in SQL.
    pub fn word(self) -> &'static str {
        match self {
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
            Aggregate::Avg => "avg",
        }
    }
}

/// What a moment lies between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    pub low: Option<Peer>,
    pub high: Option<Peer>,
    /// Seconds since 1970 that hold where an end is no column, or the column of `high` is null.
    pub least: f64,
    pub greatest: f64,
}

/// What of its period a value tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfPeriod {
    /// The first day, as the number YYYYMMDD.
    Key,
    /// The first day, as a date.
    Day,
    /// The year of the first day, its quarter from 1 to 4, its month from 1 to 12 or in English, its ISO week.
    Year,
    Quarter,
    Month,
    MonthName,
    Week,
    /// As `2024-01`, `2024-W01` or `2024-01-01`.
    Label,
    /// The number of the period, from 0.
    Index,
    /// The name of the first day in English, its number in the month, and whether it is a Saturday or Sunday.
    Weekday,
    DayOfMonth,
    IsWeekend,
    /// Some moment within it.
    Moment,
}

/// What a value tells of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfVersion {
    Tier,
    /// Its number among all rows, from 1.
    Row,
    /// The first day of its first period, as the number YYYYMMDD.
    From,
    /// The first day of that from which the next version of the entity holds; the last one has none.
    To,
    IsCurrent,
}

/// Another value of the same row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A column of the same row, entity or pool entry.
    Column(usize),
    /// A column of the row's entity.
    Entity(usize),
    /// The row's partition day.
    Day,
}

/// What values of a row, or parts of them, have in common, so that they are made together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Tie {
    /// What this column gives.
    Column(usize),
    /// The leaf drawn from a hierarchy under a word.
    Draw { hierarchy: usize, draw: String },
}
