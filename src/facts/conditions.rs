//! What a foreign key demands of the row it names, beyond that it exists.

use super::{Arrival, Peer};
use crate::config::types::ColumnType;

/// The conditions under which a row of a parent is chosen. Columns of the parent are places among those it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    /// Columns of the parent that equal values of the row.
    pub matches: Vec<Match>,
    /// Columns of the parent that show one of some values.
    pub allowed: Vec<Allowed>,
    /// Columns of the parent that lie on one side of values of the row.
    pub bounds: Vec<Bound>,
    /// When rows and parents come, where these become more: only parents that are there are candidates.
    pub arrival: Option<Arrival>,
    /// Rows among which no parent is named twice.
    pub within: Option<Within>,
    /// Whether no parent is named twice in all rows.
    pub unique: bool,
    /// The column of the parent to which its chance is proportional.
    pub weight: Option<usize>,
    /// Skew of the choice, as of a foreign key without conditions; 0 for none.
    pub zipf: f64,
    /// The row that must not be chosen.
    pub other: Option<Other>,
    /// Rows of the same table, parents before their children.
    pub tree: Option<Tree>,
    pub grouping: Grouping,
    /// Whether a row without candidates is an error.
    pub required: bool,
    /// Whether it is sure that every row has a candidate.
    pub certain: bool,
}

/// A value of the parent that equals one of the row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    pub column: usize,
    pub own: Peer,
}

/// The values that a column of the parent may show.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowed {
    pub column: usize,
    pub kind: ColumnType,
    /// As SQL shows them as text.
    pub values: Vec<String>,
}

/// A number or moment of the parent that is not after the row's, or not before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub column: usize,
    pub own: Peer,
    pub side: Side,
    /// Whether the parent's must not equal the row's.
    pub strict: bool,
    /// Whether the arrival of parents says the same.
    pub implied: bool,
}

impl Bound {
    /// Whether a parent's value keeps to its side of the row's.
    pub fn keeps(&self, parent: i64, row: i64) -> bool {
        match (self.side, self.strict) {
            (Side::Before, false) => parent <= row,
            (Side::Before, true) => parent < row,
            (Side::After, false) => parent >= row,
            (Side::After, true) => parent > row,
        }
    }

    /// The bound in words, between the parent's column and the row's.
    pub fn words(&self) -> &'static str {
        match (self.side, self.strict) {
            (Side::Before, false) => "not after",
            (Side::Before, true) => "before",
            (Side::After, false) => "not before",
            (Side::After, true) => "after",
        }
    }
}

/// On which side of the row's value the parent's lies; both may be equal unless the bound is strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At most the row's; a parent without a value is none.
    Before,
    /// At least the row's; a parent without a value has no end.
    After,
}

/// Rows with the same value in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Within {
    pub own: Peer,
    /// Whether they are the children of one parent, which lie next to each other.
    pub children: bool,
    /// All rows.
    pub rows: u64,
}

/// A row that must not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// The one that another foreign key of the row names, a column of the same row.
    Named(usize),
    /// The row itself, which this column identifies.
    Itself(usize),
}

/// A tree of rows, by levels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tree {
    /// Share of the rows that have no parent.
    pub roots: f64,
    /// Levels, that of the roots included.
    pub depth: u64,
}

/// How the candidates of a row are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// All rows of the parent are candidates, before bounds.
    #[default]
    Whole,
    /// The candidates lie next to each other: the children of the row that the matched value numbers, from 1.
    Children,
    /// By an index over the parent.
    Index,
}

impl Conditions {
    /// Whether every row of the parent has the chance it would have without conditions.
    pub fn is_plain(&self) -> bool {
        self.matches.is_empty()
            && self.allowed.is_empty()
            && self.bounds.is_empty()
            && self.arrival.is_none()
            && self.within.is_none()
            && self.other.is_none()
            && self.tree.is_none()
    }

    /// The bounds that candidates are looked at for.
    pub fn open_bounds(&self) -> impl Iterator<Item = &Bound> {
        self.bounds.iter().filter(|bound| !bound.implied)
    }

    /// Bytes of the index for each row of the parent.
    pub fn bytes_a_row(&self) -> u64 {
        match self.grouping {
            Grouping::Whole | Grouping::Children => 0,
            Grouping::Index => {
                let groups = if self.matches.is_empty() { 0 } else { 14 };
                let weights = match (&self.weight, &self.arrival) {
                    (None, _) => 0,
                    (Some(_), None) => 8,
                    (Some(_), Some(_)) => 16,
                };
                4 + groups + weights + 8 * self.open_bounds().count() as u64
            }
        }
    }
}
