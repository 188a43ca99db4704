//! Tables of another language in the same file, as references see them.

use std::fmt;
use std::sync::Arc;

use super::Values;
use crate::facts::Facts;

/// A table whose rows may be named, though it is not of the language that names them.
pub struct Outer {
    pub name: String,
    /// Its place among the tables of its own language.
    pub place: usize,
    pub rows: u64,
    /// Whether its rows become more as time goes on.
    pub grows: bool,
    /// What it shows: names and facts, in which references and relations are left out.
    pub columns: Vec<(String, Arc<Facts>)>,
    /// The column whose values identify rows.
    pub key: Option<usize>,
    /// The values of a column, by the number of the row from 0; none if its rows cannot be named.
    pub values: Option<Make>,
    /// Whether it could not be read, which is reported where it stands.
    pub unread: bool,
}

/// Makes the values of a column, given by its place.
pub type Make = Box<dyn Fn(usize) -> Arc<dyn Values> + Send + Sync>;

impl fmt::Debug for Outer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Outer({}, {} rows)", self.name, self.rows)
    }
}
