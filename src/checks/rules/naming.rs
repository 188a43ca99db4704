//! The rows of another table that the rows of this one name.

use std::sync::Arc;

use super::composite::{own_tuples, tuples};
use super::site::Key;
use super::{Kept, Lookup, Rows, Site};
use crate::checks::keys::KeySet;

/// How a row is named.
pub enum Naming {
    /// By its number, from 1, in this column.
    Number(usize),
    Key(Key),
}

impl Naming {
    /// How a foreign key column names rows; none if it is no such column.
    pub fn of(site: &Site<'_>, column: usize) -> Option<Naming> {
        let reference = site.columns.get(column)?.facts.reference.as_ref()?;
        match reference.column {
            None => Some(Naming::Number(column)),
            Some(_) => site.key(column).map(Naming::Key),
        }
    }

    /// The columns of the parent by which it is named.
    pub fn needs(&self) -> &[(usize, usize)] {
        match self {
            Naming::Number(_) => &[],
            Naming::Key(key) => &key.targets,
        }
    }

    /// What is looked up: the parent's keys, and a value of each of its rows.
    pub fn lookup(&self, kept: &Kept, values: Arc<Vec<u64>>) -> Option<Lookup> {
        let keys = match self {
            Naming::Number(_) => KeySet::default(),
            Naming::Key(key) => {
                let hashes = tuples(key, kept)?;
                let keys = KeySet::new(&hashes);
                // A key that several rows have does not tell which of them is meant.
                if keys.len() != hashes.iter().filter(|hash| **hash != 0).count() {
                    return None;
                }
                keys
            }
        };
        Some(Lookup { keys: Arc::new(keys), values, more: None })
    }

    /// The row that each row names.
    pub fn rows(&self, rows: &Rows<'_>, lookup: &Lookup) -> Vec<Option<usize>> {
        match self {
            Naming::Number(column) => {
                let values = &rows.values[*column];
                let number = |row| values.int(row).filter(|_| values.is_valid(row));
                (0..rows.block.rows).map(|row| usize::try_from(number(row)? - 1).ok()).collect()
            }
            Naming::Key(key) => {
                let row = |hash| if hash == 0 { None } else { lookup.keys.row(hash) };
                own_tuples(key, rows).into_iter().map(|hash| Some(row(hash)? as usize)).collect()
            }
        }
    }
}
