//! What makes the rows of a dimension versions of its entities.

use std::sync::Arc;

use crate::maths::nearest_even;
use crate::trajectory::stages::{StageCursor, StageLadder};

/// Tiers that entities pass through: a dimension has a row for each stay of an entity in one.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The columns that identify the entity.
    pub key: Vec<usize>,
    /// The metric that the config names.
    pub metric: usize,
    /// Whether tiers follow the entity's position or the metric's values.
    pub by: TierBy,
    /// Where tiers begin, in the unit of what they follow, and how an entity climbs and falls.
    pub ladder: StageLadder,
    /// From lowest to highest, one more than there are thresholds.
    pub labels: Arc<[String]>,
    /// Whether an entity can fall, and after how many periods in a row below its tier it does.
    pub falls_after: Option<u32>,
    /// Whether `valid_to` of the last version is null instead of 99991231.
    pub open: bool,
    /// Whether the fact shows the metric in whole numbers; then tiers follow these.
    pub rounded: bool,
}

/// What decides the tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierBy {
    /// The entity's own position: its curve with its spread.
    Position,
    /// The value of the metric.
    Metric,
}

impl Versions {
    /// Where each tier but the lowest begins.
    pub fn thresholds(&self) -> &[f64] {
        self.ladder.enters().get(1..).unwrap_or(&[])
    }

    /// Walks the values that decide, from an entity's first period on, and tells each stay: its tier and its first value's
    /// place. A missing value changes nothing; before the first that is there the entity is where that puts it.
    pub fn walk(&self, values: &[f64], mut tell: impl FnMut(usize, usize)) {
        let shown = |value: f64| if self.rounded { nearest_even(value) } else { value };
        let mut cursor = StageCursor::default();
        let first = values.iter().copied().find(|value| !value.is_nan());
        let mut tier = self.ladder.advance(&mut cursor, first.map(shown));
        tell(tier, 0);
        for (place, value) in values.iter().enumerate().skip(1) {
            let now = self.ladder.advance(&mut cursor, Some(shown(*value)));
            if now != tier {
                tier = now;
                tell(tier, place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::stages::Stage;

    fn tiers(falls_after: Option<u32>) -> Versions {
        let stage = |name: &str, enter: f64, exit: Option<f64>| Stage { name: name.to_owned(), enter, exit };
        let stages = [stage("low", 0.0, Some(0.3)), stage("mid", 0.3, Some(0.6)), stage("high", 0.6, None)];
        Versions {
            key: vec![0],
            metric: 0,
            by: TierBy::Position,
            ladder: StageLadder::new(&stages, true, falls_after).unwrap(),
            labels: ["low", "mid", "high"].map(str::to_owned).into(),
            falls_after,
            open: false,
            rounded: false,
        }
    }

    fn walked(versions: &Versions, values: &[f64]) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        versions.walk(values, |tier, place| all.push((tier, place)));
        all
    }

    #[test]
    fn tiers_only_rise_unless_they_may_fall() {
        let values = [0.1, 0.3, 0.29, 0.7, 0.1, 0.1, 0.5];
        assert_eq!(walked(&tiers(None), &values), [(0, 0), (1, 1), (2, 3)]);
        assert_eq!(walked(&tiers(Some(1)), &values), [(0, 0), (1, 1), (0, 2), (2, 3), (0, 4), (1, 6)]);
        // A fall waits for two periods in a row; a rise does not.
        assert_eq!(walked(&tiers(Some(2)), &values), [(0, 0), (1, 1), (2, 3), (0, 5), (1, 6)]);
    }

    #[test]
    fn missing_values_change_nothing() {
        let nan = f64::NAN;
        assert_eq!(walked(&tiers(Some(1)), &[nan, 0.7, nan, 0.1]), [(2, 0), (0, 3)]);
        assert_eq!(walked(&tiers(None), &[nan, nan]), [(0, 0)]);
        assert_eq!(walked(&tiers(None), &[]), [(0, 0)]);
    }
}
