//! What rows have to keep among their own columns, or towards the rows that they name.
//!
//! Each rule is made from the facts of a table's columns and looks at every row once. A check of the same name in `judge`
//! tells what the rules found.

mod after;
mod alternatives;
mod between;
mod calendar;
mod case;
mod child_counts;
mod child_number;
mod children;
mod composite;
mod computed;
mod conditions;
mod copy;
mod draw;
mod entity_rows;
mod hierarchy;
mod json;
mod language;
mod naming;
mod nested;
mod row_rules;
mod same;
mod shares;
mod site;
mod tree;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use site::{RuleColumn, Site, tuple};

use super::columns::{ColumnPlan, dates};
use super::keys::{Examples, KeySet, Values};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::project::Project;
use crate::tables::Block;

/// Something that every row of a table has to keep.
pub trait Rule: Send + Sync {
    /// The check that tells what was found.
    fn check(&self) -> &'static str;

    /// The columns whose values are judged, by their places.
    fn columns(&self) -> Vec<usize>;

    /// What is expected of them, in words.
    fn expected(&self) -> String;

    /// Columns of other tables, by table and place, whose values are looked up.
    fn needs(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }

    /// What is looked up, from the values of [`Rule::needs`]; none if nothing is, or it cannot be.
    fn lookup(&self, _: &Kept) -> Option<Lookup> {
        None
    }

    /// Looks at the rows of a block.
    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally);

    /// Takes in what later rows gave.
    fn merge(&self, tally: &mut RuleTally, later: RuleTally) {
        tally.join(later);
    }
}

/// What a rule found.
#[derive(Clone, Debug, Default)]
pub struct RuleTally {
    /// Rows that were looked at.
    pub rows: u64,
    pub offenders: Examples,
    /// For rules that compare a row with the one before: a key and a number, of the first row and of the last one.
    ends: Option<[(u64, i64); 2]>,
}

impl RuleTally {
    fn join(&mut self, later: RuleTally) {
        self.rows += later.rows;
        self.offenders.merge(later.offenders);
    }
}

/// Hashes of the values of columns, by row, and where each is.
pub type Kept = BTreeMap<(usize, usize), (Arc<KeySet>, Arc<Vec<u64>>)>;

/// Keys of another table's rows, and a value of each row.
#[derive(Clone)]
pub struct Lookup {
    keys: Arc<KeySet>,
    /// By row; empty where only keys are looked for.
    values: Arc<Vec<u64>>,
    /// The same of a further table, where a rule looks at two.
    more: Option<Box<Lookup>>,
}

/// The rows of a block, as rules see them.
pub struct Rows<'a> {
    pub block: &'a Block,
    pub plans: &'a [ColumnPlan],
    pub values: &'a [Values],
    pub lookup: Option<&'a Lookup>,
    pub named: &'a dyn Fn(usize) -> String,
}

impl Rows<'_> {
    /// Hashes of a column; 0 for null.
    fn hashes(&self, column: usize) -> Vec<u64> {
        let mut hashes = Vec::new();
        self.values[column].hashes(self.block.rows, &mut hashes);
        hashes
    }

    /// Days of dates and seconds of timestamps, also of those written as text; NaN where null.
    fn dates(&self, column: usize) -> Vec<f64> {
        let mut numbers = Vec::new();
        dates(&self.plans[column], &self.block.columns[column], &mut numbers);
        numbers
    }

    /// Dates as their midnights, timestamps, and instants, in seconds since 1970: `clock` as clocks of their zone show them, which
    /// dates and timestamps are anyway, else in UTC.
    fn seconds(&self, column: usize, clock: bool) -> Vec<f64> {
        let mut numbers = self.dates(column);
        match self.plans[column].written.or(self.plans[column].kind) {
            Some(ColumnType::Date) => numbers.iter_mut().for_each(|day| *day *= DAY as f64),
            Some(ColumnType::TimestampTz(zone)) if clock => {
                numbers.iter_mut().for_each(|second| *second += zone.ahead(*second as i64) as f64);
            }
            _ => {}
        }
        numbers
    }

    /// The row and its values in these columns.
    fn words(&self, row: usize, columns: &[usize]) -> String {
        let values: Vec<String> = columns.iter().map(|column| self.values[*column].words(row)).collect();
        format!("{} ({})", (self.named)(row), values.join(", "))
    }
}

/// The rules of one kind that a table has.
type Rules = fn(&Site<'_>) -> Vec<Box<dyn Rule>>;

/// Everything there are rules for.
const ALL: &[Rules] = &[
    composite::rules,
    copy::rules,
    conditions::rules,
    same::rules,
    alternatives::rules,
    tree::rules,
    after::rules,
    between::rules,
    case::rules,
    hierarchy::rules,
    draw::rules,
    child_number::rules,
    child_counts::rules,
    entity_rows::rules,
    shares::rules,
    children::rules,
    language::rules,
    json::rules,
    nested::rules,
    calendar::rules,
    versions::rules,
    computed::rules,
    row_rules::rules,
];

/// The rules of a table.
pub fn of(project: &Project, table: usize) -> Vec<Box<dyn Rule>> {
    let site = Site::of(project, table);
    ALL.iter().flat_map(|rules| rules(&site)).collect()
}
