//! How long entities stay: until an event that ends them, and some periods more.

use std::ops::Range;

use super::{Engine, MetricSet};
use crate::maths::nearest_even;
use crate::plotsim::model::{EventCause, EventRule, Side};

/// Events of an entity in a period at most. They are made together, in memory; a config whose metrics are that high is
/// refused, so that only the far tail of a law, or an outlier, is cut off.
pub const MOST: u64 = 10_000_000;

/// Cells that are looked at together.
const CELLS: usize = 1 << 16;

impl EventRule {
    /// Tells which of an entity's periods have events and how many, given its values from its first period on.
    pub(in crate::plotsim::tables) fn each(
        &self,
        values: impl Iterator<Item = f64>,
        mut tell: impl FnMut(usize, u64),
    ) {
        match self {
            EventRule::Proportional(scale) => {
                for (period, value) in values.enumerate() {
                    // The conversion makes 0 of negative numbers and of NaN.
                    let count = (nearest_even(value * scale) as u64).min(MOST);
                    if count > 0 {
                        tell(period, count);
                    }
                }
            }
            EventRule::Threshold(rule) => {
                let mut streak = 0u64;
                for (period, value) in values.enumerate() {
                    let crossed = match rule.side {
                        Side::Above => value > rule.value,
                        Side::Below => value < rule.value,
                    };
                    streak = if crossed { streak + 1 } else { 0 };
                    if streak == u64::from(rule.periods.max(1)) {
                        tell(period, 1);
                        if !rule.every {
                            return;
                        }
                    }
                }
            }
        }
    }
}

impl Engine {
    /// The events that end entities, with the periods each leaves them.
    fn endings(&self) -> impl Iterator<Item = (&EventCause, usize)> {
        self.config.endings()
    }

    /// Whether entities can leave before the window ends.
    pub fn has_leavers(&self) -> bool {
        self.endings().next().is_some()
    }

    /// The period after the last of each entity: the number of periods for those who stay. Where events end entities, the
    /// values that decide are made for it.
    pub fn ends(&self, entities: Range<u64>) -> Vec<usize> {
        let last = self.departures(entities).into_iter();
        last.map(|last| last.map_or(self.periods(), |last| last + 1)).collect()
    }

    /// The last period of each entity that an event ends within the window.
    pub fn departures(&self, entities: Range<u64>) -> Vec<Option<usize>> {
        let entities = entities.start.min(self.entities())..entities.end.min(self.entities());
        let many = (entities.end - entities.start) as usize;
        if !self.has_leavers() {
            return vec![None; many];
        }
        let set =
            self.ending.get_or_init(|| self.metrics(self.endings().map(|(cause, _)| cause.driver.metric)));
        let each = (CELLS / self.periods().max(1)).max(1);
        let mut ends = Vec::with_capacity(many);
        for first in entities.clone().step_by(each) {
            self.ends_of(first..(first + each as u64).min(entities.end), set, &mut ends);
        }
        ends
    }

    fn ends_of(&self, entities: Range<u64>, set: &MetricSet, ends: &mut Vec<Option<usize>>) {
        let cells = self.values_of_all_periods(entities, set);
        for place in 0..cells.starts().len() {
            let active = cells.active(place);
            let start = self.periods() - active.len();
            let mut last = self.periods();
            for (cause, after) in self.endings() {
                let values = cells.metric(cause.driver.metric).get(active.clone()).unwrap_or_default().iter();
                let shown =
                    values.map(|value| if cause.driver.rounded { nearest_even(*value) } else { *value });
                cause.rule.each(shown, |period, _| {
                    last = last.min((start + period).saturating_add(after));
                });
            }
            ends.push((last < self.periods()).then_some(last));
        }
    }

    /// The periods in which each entity has rows; none if it never starts.
    pub fn spans(&self, entities: Range<u64>) -> Vec<Range<usize>> {
        let ends = self.ends(entities.clone());
        self.starts(entities).into_iter().zip(ends).map(|(start, end)| start.min(end)..end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plotsim::model::ThresholdRule;

    fn events(rule: EventRule, values: &[f64]) -> Vec<(usize, u64)> {
        let mut found = Vec::new();
        rule.each(values.iter().copied(), |period, count| found.push((period, count)));
        found
    }

    fn streaks(side: Side, periods: u32, every: bool) -> EventRule {
        EventRule::Threshold(ThresholdRule { side, value: 5.0, periods, every, ends: None })
    }

    #[test]
    fn proportional_events_are_rounded_half_to_even() {
        let values = [0.5, 1.5, 2.5, -3.0, f64::NAN, 0.49, 7.0];
        assert_eq!(events(EventRule::Proportional(1.0), &values), [(1, 2), (2, 2), (6, 7)]);
        assert_eq!(events(EventRule::Proportional(0.5), &[1.0, 3.0, 5.0]), [(1, 2), (2, 2)]);
        assert_eq!(events(EventRule::Proportional(1.0), &[1e300]), [(0, MOST)]);
    }

    #[test]
    fn a_streak_is_broken_by_the_value_itself_and_by_what_is_missing() {
        let values = [6.0, 6.0, 5.0, 6.0, 6.0, f64::NAN, 6.0, 6.0, 6.0, 6.0];
        assert_eq!(events(streaks(Side::Above, 3, false), &values), [(8, 1)]);
        assert_eq!(events(streaks(Side::Above, 2, false), &values), [(1, 1)]);
        assert_eq!(events(streaks(Side::Above, 2, true), &values), [(1, 1), (4, 1), (7, 1)]);
        assert_eq!(events(streaks(Side::Above, 5, true), &values), []);
        assert_eq!(events(streaks(Side::Below, 1, true), &[4.0, 5.0, 4.0, 4.0]), [(0, 1), (2, 1)]);
    }
}
