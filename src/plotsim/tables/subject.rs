//! What the value of a column tells of its row without being made.

use std::ops::Range;

/// Things that rows are about, from one to before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subjects {
    /// The numbers of the rows themselves.
    Rows(Range<u64>),
    Entities(Range<u64>),
    Periods(Range<u64>),
}
