//! Rows that follow those of another table.

use std::sync::Arc;

use crate::random::below;

/// So many rows for each row of a parent.
#[derive(Clone, Debug, PartialEq)]
pub struct Children {
    /// A table of events, a fact with a variable number of rows, or one of children.
    pub parent: usize,
    pub counts: ChildCounts,
}

/// How many children a row has.
#[derive(Clone, Debug, PartialEq)]
pub enum ChildCounts {
    /// From least to most, each number as likely.
    Even { least: u32, most: u32 },
    /// One of these, each as likely: the quantiles of a law.
    Law(Arc<[u32]>),
}

impl ChildCounts {
    /// The number that a word picks.
    #[inline(always)]
    pub fn of(&self, word: u64) -> u32 {
        match self {
            ChildCounts::Even { least, most } => {
                least + below(word, u64::from(most.saturating_sub(*least)) + 1) as u32
            }
            ChildCounts::Law(counts) => {
                counts.get(below(word, counts.len().max(1) as u64) as usize).copied().unwrap_or_default()
            }
        }
    }

    /// Fewest and most.
    pub fn bounds(&self) -> (u32, u32) {
        match self {
            ChildCounts::Even { least, most } => (*least, *most),
            ChildCounts::Law(counts) => (
                counts.iter().copied().min().unwrap_or_default(),
                counts.iter().copied().max().unwrap_or_default(),
            ),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match self {
            ChildCounts::Even { least, most } => (f64::from(*least) + f64::from(*most)) / 2.0,
            ChildCounts::Law(counts) => {
                counts.iter().map(|count| f64::from(*count)).sum::<f64>() / counts.len().max(1) as f64
            }
        }
    }
}
