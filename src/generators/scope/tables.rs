//! The tables of a config, as references know them.

use std::sync::Arc;

use super::super::children::Children;
use crate::facts::{Arrivals, Facts};

/// The tables of a config, as references know them.
pub trait Tables {
    fn names(&self) -> Vec<&str>;

    /// The rows of a table; `None` if they could not be told, which was reported.
    fn rows(&self, table: usize) -> Option<u64>;

    /// The columns that a table shows, if it was read before.
    fn columns(&self, table: usize) -> Option<Vec<TableColumn<'_>>>;

    /// Whether a table comes before this one, even if its columns are not known because of a mistake in it.
    fn was_read(&self, table: usize) -> bool;

    /// Why no row of a table can be named; nothing for tables whose rows can.
    fn refusal(&self, table: usize) -> Option<String>;

    /// Whether a table is of another language, so that nothing but its rows and columns is known.
    fn is_outer(&self, table: usize) -> bool;

    /// The table that is being read.
    fn own(&self) -> Option<usize>;

    /// Fewest children that a parent has in a table whose rows follow a parent's; 0 for others.
    fn fewest_children(&self, table: usize) -> u32;

    /// How the rows of a table follow those of a parent, if they do.
    fn children(&self, table: usize) -> Option<&Children>;

    /// When the rows of a table come, if they become more as time goes on.
    fn arrivals(&self, table: usize) -> Option<&Arc<Arrivals>>;

    /// Whether the rows of a table become more as time goes on, known or not when.
    fn grows(&self, table: usize) -> bool;

    /// The columns of a table that is read later, as far as they are known; `None` if it cannot be read.
    fn later_columns(&self, table: usize) -> Option<Vec<(&str, Arc<Facts>)>>;

    /// Whether the config gives a table a column of this name, which may be one that cannot be read.
    fn declares(&self, table: usize, column: &str) -> bool;

    /// What an earlier reading learnt of a column of a table that is read later.
    fn learnt(&self, table: usize, column: &str) -> Option<Arc<Facts>>;

    /// Whether tables are read only to learn what columns they have, so that one column's mistakes do not hide the others.
    fn is_provisional(&self) -> bool;
}

/// A column that a table shows.
#[derive(Clone, Copy)]
pub struct TableColumn<'a> {
    pub name: &'a str,
    pub facts: &'a Facts,
    /// The day of a partition, which the config does not list as a column.
    pub is_day: bool,
}

/// No table at all.
pub struct NoTables;

impl Tables for NoTables {
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn rows(&self, _: usize) -> Option<u64> {
        None
    }

    fn columns(&self, _: usize) -> Option<Vec<TableColumn<'_>>> {
        None
    }

    fn was_read(&self, _: usize) -> bool {
        false
    }

    fn refusal(&self, _: usize) -> Option<String> {
        None
    }

    fn is_outer(&self, _: usize) -> bool {
        false
    }

    fn own(&self) -> Option<usize> {
        None
    }

    fn fewest_children(&self, _: usize) -> u32 {
        0
    }

    fn children(&self, _: usize) -> Option<&Children> {
        None
    }

    fn arrivals(&self, _: usize) -> Option<&Arc<Arrivals>> {
        None
    }

    fn grows(&self, _: usize) -> bool {
        false
    }

    fn later_columns(&self, _: usize) -> Option<Vec<(&str, Arc<Facts>)>> {
        None
    }

    fn declares(&self, _: usize, _: &str) -> bool {
        false
    }

    fn learnt(&self, _: usize, _: &str) -> Option<Arc<Facts>> {
        None
    }

    fn is_provisional(&self) -> bool {
        false
    }
}
