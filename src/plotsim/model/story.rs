//! The time over which curves play, whatever part of it, or how much more, is shown.

use crate::trajectory::story::{self, Beyond};
use crate::trajectory::time_axis::TimeAxis;
use crate::words;

words! {
    /// How keys are made.
    pub enum Keys {
        /// Of the entity's key, the period and the place among the rows of both.
        Stable = "stable",
        /// Of the number of the row in its table.
        Dense = "dense",
    }
}

/// The story of a config.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Story {
    /// Its periods, counted like those of the window.
    pub axis: TimeAxis,
    /// What comes behind it.
    pub beyond: Beyond,
    /// Whether the config says that time goes on: then no value depends on the end of the window, nor on how many entities
    /// there are.
    pub extends: bool,
}

impl Story {
    /// That of a config which says nothing of it: the window.
    pub fn window(axis: TimeAxis) -> Story {
        Story { axis, beyond: Beyond::Hold, extends: false }
    }

    /// Number of its periods.
    #[allow(clippy::len_without_is_empty, reason = "a story is never empty")]
    pub fn len(&self) -> usize {
        self.axis.len()
    }

    /// What curves need to know of it.
    pub fn told(&self) -> story::Story {
        story::Story { periods: self.len(), beyond: self.beyond }
    }
}
