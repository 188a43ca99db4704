//! What is held out: the rows that models are tried on, apart from those that they learn from.

use crate::words;

words! {
    /// What a split goes by.
    pub enum SplitBy {
        /// Early periods are for training, late ones are held out.
        Period = "period",
        /// Some entities are held out, over all their periods.
        Entity = "entity",
    }
}

/// How rows are split.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holdout {
    /// The metric that models are to foretell.
    pub target: usize,
    pub rule: SplitRule,
}

/// Which rows are held out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SplitRule {
    /// Those of periods from this one on, which is above 0 and within the window.
    From(usize),
    /// Those of entities that a coin of this probability picks.
    Entities(f64),
}

impl SplitRule {
    /// What it goes by.
    pub fn by(self) -> SplitBy {
        match self {
            SplitRule::From(_) => SplitBy::Period,
            SplitRule::Entities(_) => SplitBy::Entity,
        }
    }
}

/// A side of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitSide {
    Train,
    Holdout,
}

impl SplitSide {
    pub const ALL: [SplitSide; 2] = [SplitSide::Train, SplitSide::Holdout];

    /// The word for it, which ends the name of its tables.
    pub fn name(self) -> &'static str {
        match self {
            SplitSide::Train => "train",
            SplitSide::Holdout => "holdout",
        }
    }
}

/// One side of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The whole table.
    pub of: usize,
    pub rule: SplitRule,
    pub side: SplitSide,
}
