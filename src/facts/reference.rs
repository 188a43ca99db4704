//! Rows of another table that values name.

use std::sync::Arc;

use super::Conditions;

/// A column that names rows of another table.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    pub table: usize,
    /// The place, among the columns the table shows, of the one whose values are given; none for the number of the row, from 1.
    pub column: Option<usize>,
    /// Rows of that table.
    pub rows: u64,
    /// Whether different rows always give different values.
    pub exact: bool,
    pub pick: Pick,
    pub drawn: Drawn,
    /// The other column, by its place among those of the row, entity or pool entry, whose row is taken: both name one row.
    pub with: Option<usize>,
    /// The probabilities of the coins, outermost first, without any of which the row is not named at all.
    pub coins: Vec<f64>,
}

/// How the row is chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// Any row, each as likely as the others.
    Uniform,
    /// Any row, none twice.
    Unique,
    /// The row of popularity rank k with probability ∝ k⁻ˢ; ranks are spread over the rows in a keyed order.
    Zipf(f64),
    /// Those that keep some conditions.
    Conditional(Arc<Conditions>),
    /// Rows from 0 and their weights > 0; rows that are not listed are never picked.
    Weighted(Vec<(u64, f64)>),
    /// As the config pins it for some, so that nothing more is known of the others.
    Pinned,
    /// The row whose child this one is.
    Parent,
    /// The row of the row's own entity.
    Entity,
    /// The row of the row's own period.
    Period,
    /// One of the own entity's rows.
    OwnMember,
    /// The own entity's row that holds in the row's period.
    Version,
    /// One of the own entity's rows, of the same or an earlier period unless it is `any`.
    OwnRow {
        any: bool,
    },
    /// The row that the row whose child this one is descends from.
    Above,
    /// The left or right row of a pair.
    Left,
    Right,
}

/// For what a row is chosen anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    Row,
    Entity,
    PoolEntry,
}

impl Pick {
    /// Whether every row names a row that no other names.
    pub fn is_unique(&self) -> bool {
        match self {
            Pick::Unique => true,
            Pick::Conditional(conditions) => conditions.unique && conditions.required,
            Pick::Uniform
            | Pick::Zipf(_)
            | Pick::Weighted(_)
            | Pick::Pinned
            | Pick::Parent
            | Pick::Entity
            | Pick::Period
            | Pick::OwnMember
            | Pick::Version
            | Pick::OwnRow { .. }
            | Pick::Above
            | Pick::Left
            | Pick::Right => false,
        }
    }

    /// The choice in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Pick::Uniform => "uniform",
            Pick::Unique => "unique",
            Pick::Zipf(_) => "zipf",
            Pick::Conditional(_) => "conditional",
            Pick::Weighted(_) => "weighted",
            Pick::Pinned => "pinned",
            Pick::Parent => "per_parent",
            Pick::Entity => "entity",
            Pick::Period => "period",
            Pick::OwnMember => "member",
            Pick::Version => "version",
            Pick::OwnRow { any: false } => "earlier",
            Pick::OwnRow { any: true } => "own",
            Pick::Above => "above",
            Pick::Left => "left",
            Pick::Right => "right",
        }
    }
}

impl Reference {
    /// The probability at most that two draws name the same row; none where too little is known of them.
    pub fn alike(&self) -> Option<f64> {
        match &self.pick {
            Pick::Uniform | Pick::Unique | Pick::Parent => Some(1.0 / self.rows.max(1) as f64),
            Pick::Weighted(weights) => {
                let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
                Some(weights.iter().map(|(_, weight)| weight / total).fold(0.0, f64::max))
            }
            Pick::Zipf(_)
            | Pick::Conditional(_)
            | Pick::Pinned
            | Pick::Entity
            | Pick::Period
            | Pick::OwnMember
            | Pick::Version
            | Pick::OwnRow { .. }
            | Pick::Above
            | Pick::Left
            | Pick::Right => None,
        }
    }
}
