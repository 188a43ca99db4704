//! What a block of entities does in all periods.

use std::ops::Range;

/// Positions and values of consecutive entities, each over the whole window.
pub struct Cells {
    pub(super) entities: Range<u64>,
    pub(super) periods: usize,
    pub(super) starts: Vec<usize>,
    /// The period after the last of each entity.
    pub(super) ends: Vec<usize>,
    pub(super) positions: Vec<f64>,
    /// Which metrics there are, ascending.
    pub(super) metrics: Vec<usize>,
    /// By metric, entity, period.
    pub(super) values: Vec<f64>,
}

impl Cells {
    /// Makes missing what comes after an entity's last period.
    pub(super) fn cut(&mut self) {
        let all = self.positions.len().max(1);
        let leavers = self.ends.iter().enumerate().filter(|(_, end)| **end < self.periods);
        for (place, end) in leavers {
            for values in self.values.chunks_exact_mut(all) {
                if let Some(gone) = values.get_mut(place * self.periods + end..(place + 1) * self.periods) {
                    gone.fill(f64::NAN);
                }
            }
        }
    }

    /// The entities, in order.
    pub fn entities(&self) -> Range<u64> {
        self.entities.clone()
    }

    /// Number of periods of the window.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// The first period of each entity; at least the number of periods if it never starts. Earlier cells do not exist.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The entities' own positions, by entity and period: number `e · periods + p` is that of entity `entities().start + e`
    /// in period `p`. Between 0 and 1; NaN before the start.
    pub fn positions(&self) -> &[f64] {
        &self.positions
    }

    /// A metric's values, laid out like the positions. NaN where noise made a value missing, before the start and after the entity left; empty for
    /// a metric that was not asked for.
    pub fn metric(&self, metric: usize) -> &[f64] {
        let cells = self.positions.len();
        let place = self.metrics.binary_search(&metric);
        place.ok().and_then(|place| self.values.get(place * cells..(place + 1) * cells)).unwrap_or(&[])
    }

    /// The cells of one entity, given by its place in the block.
    pub fn entity(&self, place: usize) -> Range<usize> {
        place * self.periods..(place + 1) * self.periods
    }

    /// The cells of one entity from its start on until it leaves, given by its place in the block.
    pub fn active(&self, place: usize) -> Range<usize> {
        let end = self.ends.get(place).map_or(self.periods, |end| (*end).min(self.periods));
        let start = self.starts.get(place).map_or(self.periods, |start| (*start).min(self.periods)).min(end);
        place * self.periods + start..place * self.periods + end
    }

    /// The cells of one entity from its start on, whether it leaves or not.
    pub fn since_start(&self, place: usize) -> Range<usize> {
        let start = self.starts.get(place).map_or(self.periods, |start| (*start).min(self.periods));
        place * self.periods + start..(place + 1) * self.periods
    }
}
