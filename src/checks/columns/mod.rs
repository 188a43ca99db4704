//! Single tables, column by column: what is expected of each, and what is gathered from its blocks.

mod correlations;
mod datagen;
mod dates;
pub mod plotsim;
mod pools;
mod tally;

use std::sync::Arc;

pub use correlations::CorrelationPlan;
pub use dates::dates;
pub use pools::PoolPlan;
pub use tally::{ColumnTally, Known, TableTally};

use super::keys::Shape;
use super::laws::Bins;
use super::rules::{self, Rule};
use crate::config::types::ColumnType;
use crate::describe::describe_clean;
use crate::facts::{self, CalendarShares, Drawn, Duty, Facts, Law, Pick, Relation, Window};
use crate::project::{Part, Project};

/// What is expected of a table.
#[derive(Default)]
pub struct TablePlan {
    pub name: String,
    /// `dataset`, `dim`, `fact`, `event` or `bridge`.
    pub kind: &'static str,
    pub columns: Vec<ColumnPlan>,
    pub keys: Vec<KeyPlan>,
    /// Columns whose values name a row in examples.
    pub named_by: Vec<usize>,
    /// Columns that the versions of an entity share and that identify it; they stand together, so each is kept once.
    pub shared_keys: Vec<usize>,
    /// Columns that tell which period a row is of: its key, its date.
    pub period_columns: Vec<usize>,
    /// What rows have to keep among their columns.
    pub rules: Vec<Box<dyn Rule>>,
    /// For datasets with entities or linked pools.
    pub pools: Vec<PoolPlan>,
    /// Columns of a dataset whose coefficients are configured.
    pub correlations: Vec<CorrelationPlan>,
    /// Days of a partition: its column, first day, number of days, and rows of each.
    pub days: Option<DayPlan>,
    /// Rows without the duplicates of a redelivery; none where they are only known once they are made.
    pub primary_rows: Option<u64>,
    /// Rows with them.
    pub rows: Option<u64>,
    /// Whether rows are entities in order, or entities in periods.
    pub grain: Grain,
    /// Of the rows held out of another table: where the others are.
    pub side: Option<SidePlan>,
}

/// The rows of a table that are held out.
#[derive(Clone, Copy, Debug)]
pub struct SidePlan {
    /// The whole table.
    pub of: usize,
    /// Its rows for training.
    pub other: usize,
    /// The column with the key of the period, where that decides.
    pub period: Option<usize>,
}

impl TablePlan {
    /// Columns of other tables whose values are looked up, by table and place.
    pub fn needs(&self) -> Vec<(usize, usize)> {
        let references = self.columns.iter().filter_map(|column| column.reference.as_ref());
        let keys = references.filter_map(|reference| Some((reference.table, reference.column?)));
        keys.chain(self.rules.iter().flat_map(|rule| rule.needs())).collect()
    }
}

/// What rows stand for, where that decides which keys they have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grain {
    #[default]
    Other,
    /// A fact per entity and period.
    EntityPeriod,
    /// Events: rows about an entity and a period that are not known beforehand.
    Event,
}

/// Columns that identify a row.
pub struct KeyPlan {
    pub columns: Vec<usize>,
    /// How their values ascend, if they are made to.
    pub ascending: Option<Vec<Shape>>,
    /// Whether rows may lack a part of it, which makes them no key.
    pub partial: bool,
}

/// The days of a partition.
pub struct DayPlan {
    pub column: usize,
    pub first: i32,
    /// Rows of each day.
    pub rows: Vec<u64>,
}

/// What is expected of a column.
#[derive(Default)]
pub struct ColumnPlan {
    pub name: String,
    pub kind: Option<ColumnType>,
    /// A date or timestamp that is shown as text.
    pub written: Option<ColumnType>,
    pub nullable: bool,
    /// The probability of a null, where the config says it.
    pub missing: Option<f64>,
    pub bins: Option<Bins>,
    pub law: Option<Arc<dyn Law>>,
    /// Shares of hours and weekdays, where the config says them.
    pub rhythm: Option<Arc<CalendarShares>>,
    /// The only texts there may be.
    pub categories: Vec<String>,
    /// How likely each of them is; empty where it is not said.
    pub weights: Vec<f64>,
    /// Least and greatest number; days of dates, seconds of timestamps.
    pub range: Option<(f64, f64)>,
    pub reference: Option<Reference>,
    /// How much more counts vary than those of independent rows do, for `n` rows: `a + n/b`.
    pub shared: Shared,
    /// Whether dates outside the window are meant; none for columns without dates.
    pub outside_window: Option<bool>,
    /// An instant within the row's period.
    pub instant: bool,
    /// Why no check looks at the values, if none does.
    pub unchecked: &'static str,
    /// Whether other tables refer to the column, so that its keys are kept.
    pub referred: bool,
}

/// Most different texts that are counted apart.
const MOST_CATEGORIES: usize = 256;

impl ColumnPlan {
    /// What the facts demand of a column that is shown as `kind`.
    pub fn of(name: &str, facts: &Facts, kind: ColumnType, shared: Shared) -> ColumnPlan {
        let moment = facts.kind == ColumnType::Date || facts.kind.is_timestamp();
        let (categories, weights) = listed(facts).unwrap_or_default();
        ColumnPlan {
            name: name.to_owned(),
            kind: Some(kind),
            written: (moment && kind == ColumnType::Text).then_some(facts.kind),
            nullable: facts.nulls.possible(),
            missing: facts.nulls.share(),
            bins: facts.law.as_ref().map(|law| law.bins()),
            law: facts.law.clone(),
            rhythm: facts.rhythm.clone(),
            categories,
            weights,
            range: facts.range,
            reference: facts.reference.as_ref().map(Reference::of),
            shared,
            outside_window: None,
            instant: facts.window == Window::Period,
            unchecked: unchecked(facts),
            referred: false,
        }
    }
}

/// Why the values of a column may go unjudged.
fn unchecked(facts: &Facts) -> &'static str {
    match (facts.duty, &facts.relation) {
        (Duty::Unchecked(reason), _) => reason,
        (Duty::Judge, Relation::None) => "the config bounds its values by nothing a row could break",
        (Duty::Judge, Relation::CopyOf { .. }) => "the parent's row cannot be told from the key",
        (Duty::Judge, Relation::OneOf(_) | Relation::TableOf { .. }) => "the rows it names are not looked up",
        (Duty::Judge, Relation::After { .. }) => "the moment it follows is not shown as such",
        (Duty::Judge, Relation::Between(_)) => "the moments it lies between are not shown as such",
        (Duty::Judge, Relation::LevelOf { .. }) => "its hierarchy is too large to be listed",
        (Duty::Judge, Relation::NumberWithinParent { .. }) => "redelivered rows come out of order",
        (Duty::Judge, Relation::PartOf { .. }) => "no other column shows the same draw",
        (Duty::Judge, Relation::OfChildren { .. }) => {
            "its children come twice, or cannot be told from their keys"
        }
        (Duty::Judge, Relation::PoolField { .. }) => {
            "the pool is too large to be listed, or rows leave it out"
        }
        (Duty::Judge, Relation::Case(_)) => "the columns that decide are not shown as such",
        (Duty::Judge, Relation::Computed(_)) => "what it is computed of is not shown as such",
        (Duty::Judge, Relation::Shows(_)) => "what it shows is not shown by itself",
        (Duty::Judge, Relation::Metric { .. }) => "metrics are only judged in facts per entity and period",
        (Duty::Judge, Relation::Share { .. }) => {
            "no fact shows the whole, or the tables do not name entity and period"
        }
        (Duty::Judge, Relation::Lag { .. }) => "the value of an earlier period is not looked up",
        (Duty::Judge, Relation::Mean { .. }) => "means over entities or periods are not worked out again",
        (Duty::Judge, Relation::Entity) => "what is known of an entity is not looked up",
        (Duty::Judge, Relation::Period(_)) => "the row's period is not shown",
        (Duty::Judge, Relation::Version(_)) => "versions are only judged in their dimension",
        (Duty::Judge, Relation::Stage) => "stages are only judged in the fact that shows what decides them",
    }
}

/// The listed values, each once, and their weights; none where there are too many to be counted apart.
fn listed(facts: &Facts) -> Option<(Vec<String>, Vec<f64>)> {
    let listed = facts.categories.as_ref()?;
    let mut values: Vec<String> = Vec::new();
    let mut weights = Vec::new();
    for (place, value) in listed.values.iter().enumerate() {
        let weight = listed.weights.as_ref().map_or(0.0, |weights| weights[place]);
        match values.iter().position(|known| known == value) {
            Some(known) => weights[known] += weight,
            None if values.len() == MOST_CATEGORIES => return None,
            None => {
                values.push(value.clone());
                weights.push(weight);
            }
        }
    }
    Some((values, if listed.weights.is_some() { weights } else { Vec::new() }))
}

impl Reference {
    fn of(facts: &facts::Reference) -> Reference {
        let of_row = facts.exact && facts.drawn != Drawn::PoolEntry;
        Reference {
            table: facts.table,
            column: facts.column,
            row: match &facts.pick {
                Pick::Entity if facts.drawn == Drawn::Entity => NamedRow::Entity,
                Pick::Period if facts.drawn == Drawn::Entity => NamedRow::Period,
                Pick::Entity
                | Pick::Period
                | Pick::Uniform
                | Pick::Unique
                | Pick::Zipf(_)
                | Pick::Conditional(_)
                | Pick::Weighted(_)
                | Pick::Pinned
                | Pick::Parent
                | Pick::OwnMember
                | Pick::Version
                | Pick::OwnRow { .. }
                | Pick::Above
                | Pick::Left
                | Pick::Right => NamedRow::Any,
            },
            parent_rows: facts.rows,
            alike: facts.alike().filter(|_| of_row),
            shares: if of_row { shares(facts) } else { Vec::new() },
            by_entity: facts.drawn == Drawn::Entity,
        }
    }
}

/// How likely each row is to be named, where rows are drawn and few enough to be counted apart.
fn shares(facts: &facts::Reference) -> Vec<f64> {
    let rows = facts.rows as usize;
    if !(2..=MOST_CATEGORIES).contains(&rows) {
        return Vec::new();
    }
    match &facts.pick {
        Pick::Uniform => vec![1.0; rows],
        Pick::Weighted(weights) => {
            let mut all = vec![0.0; rows];
            for (row, weight) in weights {
                if let Some(own) = all.get_mut(*row as usize) {
                    *own += weight;
                }
            }
            all
        }
        Pick::Unique
        | Pick::Conditional(_)
        | Pick::Zipf(_)
        | Pick::Pinned
        | Pick::Parent
        | Pick::Entity
        | Pick::Period
        | Pick::OwnMember
        | Pick::Version
        | Pick::OwnRow { .. }
        | Pick::Above
        | Pick::Left
        | Pick::Right => Vec::new(),
    }
}

/// Values that rows have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shared {
    /// Rows come from so many entries of a pool; 0 if every row is on its own.
    pub entries: f64,
    /// Duplicates per row.
    pub repeated: f64,
    /// By how much the variance of a count grows because the versions of an entity are alike; 0 where rows are not versions.
    pub versions: f64,
}

impl Shared {
    /// A pool of few entries may have any shares.
    pub fn is_small(&self) -> bool {
        self.entries > 0.0 && self.entries < 100.0
    }

    /// By how much the variance of a count over `n` rows exceeds that of independent rows.
    ///
    /// A share of n rows that pick among m entries has the variance p(1−p)(1/n + 1/m). Repeating rows at random, f for each,
    /// multiplies a count's variance by 1 + f/(1 + f)². Versions multiply it by Σk²/Σk over entities of k rows.
    pub fn inflation(&self, n: f64) -> f64 {
        let pool = if self.entries > 0.0 { n / self.entries } else { 0.0 };
        (1.0 + pool).max(self.versions)
            * (1.0 + self.repeated / ((1.0 + self.repeated) * (1.0 + self.repeated)))
    }
}

/// A column that names rows of another table.
#[derive(Clone, Debug)]
pub struct Reference {
    pub table: usize,
    /// The column whose values are given; none for the number of the row, from 1.
    pub column: Option<usize>,
    pub row: NamedRow,
    /// Rows of the parent, where numbers are given.
    pub parent_rows: u64,
    /// The probability that two draws name the same row at most, where rows are drawn.
    pub alike: Option<f64>,
    /// How likely each row of the parent is, up to a factor; empty where that is not known or the rows are too many.
    pub shares: Vec<f64>,
    /// Draws are one for each entity instead of one for each row.
    pub by_entity: bool,
}

/// Which row of the parent a row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedRow {
    Entity,
    Period,
    Any,
}

/// What is expected of every table of a config.
pub fn plans(project: &Project) -> Vec<TablePlan> {
    let notes = describe_clean(project);
    let plan = |(table, note)| match project.part(table) {
        Part::Datagen(config, index) => {
            let mut plan = datagen::plan(config, index, note);
            // Tables are counted as the project counts them.
            for (column, facts) in plan.columns.iter_mut().zip(project.facts(table)) {
                if let (Some(own), Some(reference)) = (&mut column.reference, &facts.reference) {
                    own.table = reference.table;
                }
            }
            plan
        }
        Part::Plotsim(engine, index) => plotsim::plan(engine, index, note),
    };
    let mut plans: Vec<TablePlan> = notes.iter().enumerate().map(plan).collect();
    for (table, plan) in plans.iter_mut().enumerate() {
        plan.rules = rules::of(project, table);
    }
    let referred: Vec<(usize, usize)> = plans.iter().flat_map(TablePlan::needs).collect();
    for (table, column) in referred {
        if let Some(column) = plans.get_mut(table).and_then(|plan| plan.columns.get_mut(column)) {
            column.referred = true;
        }
    }
    plans
}
