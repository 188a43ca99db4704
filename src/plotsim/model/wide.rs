//! Facts joined with their dimensions.

use crate::words;

words! {
    /// Which version of a versioned dimension a row of a fact is joined with.
    pub enum AsOf {
        /// The one that holds in the row's period.
        Row = "row",
        /// The last one.
        Current = "current",
    }
}

/// What is asked for of wide tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denormalized {
    pub as_of: AsOf,
    /// Whether files hold their rows, instead of a view.
    pub files: bool,
}

/// A fact and what it is joined with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wide {
    /// The fact.
    pub of: usize,
    /// In the order of the fact's keys.
    pub joins: Vec<Join>,
}

/// A dimension that a fact is joined with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The dimension.
    pub table: usize,
    /// The column of the fact that names its rows, and the column that holds these names there.
    pub key: usize,
    pub target: usize,
    /// Whether several rows have the name, of which the current one is meant.
    pub current: bool,
    /// The columns of the dimension that are shown.
    pub columns: Vec<usize>,
}
