//! Stages: the rung of a ladder that each value of a series stands on.
//!
//! The value alone decides as long as order is not enforced: the highest stage whose entry threshold it
//! reaches, or the first stage below all of them. With enforced order an entity climbs at once, over several
//! rungs if need be, and comes down as the ladder allows:
//!
//! | Exits | Delay | Way down |
//! |---|---|---|
//! | ascending | none | never: the running maximum |
//! | ascending | `d` | after `d` periods in a row below the entry of its stage, to the stage of the last value |
//! | hysteresis | none or `d` | the same with the exit of its stage instead, and `d = 1` if none is given |
//!
//! A missing value is the first stage in free order; in enforced order the entity stays where it is and its
//! count of low periods neither grows nor ends.
//!
//! Thresholds are in the units of the values.

mod rules;
#[cfg(test)]
mod tests;

pub use rules::{Stage, StageProblem};

/// How the exits of a ladder relate to its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageMode {
    /// Each exit lies above its own entry and at most at the next one: exits mark the way up and say nothing
    /// of the way down.
    Ascending,
    /// Each exit lies at or below its own entry: an entity leaves a stage at a lower value than it enters.
    Hysteresis,
}

/// A checked sequence of stages.
#[derive(Clone, Debug, PartialEq)]
pub struct StageLadder {
    enters: Vec<f64>,
    /// Below this value a stage is left, once order is enforced.
    demotes: Vec<f64>,
    mode: StageMode,
    way_down: WayDown,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum WayDown {
    /// Order is not enforced.
    Free,
    Never,
    /// After that many low periods in a row.
    After(u32),
}

/// Where an entity stands between two periods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageCursor {
    stage: usize,
    low_periods: u32,
}

impl StageLadder {
    /// A ladder of stages from lowest to highest. `downgrade_delay` is a number of periods and matters only
    /// if `enforce_order` is set.
    ///
    /// # Errors
    ///
    /// Every rule broken; see [`StageProblem`].
    pub fn new(
        sequence: &[Stage],
        enforce_order: bool,
        downgrade_delay: Option<u32>,
    ) -> Result<Self, Vec<StageProblem>> {
        let mode = rules::check(sequence, downgrade_delay)?;
        let demote = |stage: &Stage| match mode {
            StageMode::Ascending => stage.enter,
            StageMode::Hysteresis => stage.exit.unwrap_or(stage.enter),
        };
        let way_down = match (enforce_order, downgrade_delay, mode) {
            (false, ..) => WayDown::Free,
            (true, Some(delay), _) => WayDown::After(delay),
            (true, None, StageMode::Hysteresis) => WayDown::After(1),
            (true, None, StageMode::Ascending) => WayDown::Never,
        };
        Ok(StageLadder {
            enters: sequence.iter().map(|stage| stage.enter).collect(),
            demotes: sequence.iter().map(demote).collect(),
            mode,
            way_down,
        })
    }

    /// Whether stages are left where they are entered, or below.
    pub fn mode(&self) -> StageMode {
        self.mode
    }

    /// Where each stage is entered, from the lowest up.
    pub fn enters(&self) -> &[f64] {
        &self.enters
    }

    /// Below which value each stage is left, where order is enforced and the way down is open.
    pub fn demotes(&self) -> &[f64] {
        &self.demotes
    }

    /// Whether the order of stages is enforced.
    pub fn enforces_order(&self) -> bool {
        self.way_down != WayDown::Free
    }

    /// The stage a value alone would have.
    pub fn stage_of(&self, value: f64) -> usize {
        // Entries ascend, so those reached come first.
        self.enters.partition_point(|&enter| enter <= value).saturating_sub(1)
    }

    /// The stage of an entity's next period. Begin each entity with a default cursor; NaN counts as missing.
    pub fn advance(&self, cursor: &mut StageCursor, value: Option<f64>) -> usize {
        let value = value.filter(|value| !value.is_nan());
        if self.way_down == WayDown::Free {
            return value.map_or(0, |value| self.stage_of(value));
        }
        let Some(value) = value else { return cursor.stage };
        let reached = self.stage_of(value);
        if reached > cursor.stage {
            *cursor = StageCursor { stage: reached, low_periods: 0 };
        } else if let WayDown::After(delay) = self.way_down {
            let low = self.demotes.get(cursor.stage).is_some_and(|&demote| value < demote);
            cursor.low_periods = if low { cursor.low_periods.saturating_add(1) } else { 0 };
            if cursor.low_periods >= delay {
                *cursor = StageCursor { stage: reached, low_periods: 0 };
            }
        }
        cursor.stage
    }

    /// The stages of one entity's values in time order.
    pub fn walk(&self, values: impl IntoIterator<Item = Option<f64>>) -> Vec<usize> {
        let mut cursor = StageCursor::default();
        values.into_iter().map(|value| self.advance(&mut cursor, value)).collect()
    }
}
