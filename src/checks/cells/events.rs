//! The events that the values of a fact call for, as sums that the events themselves can be held against.
//!
//! Each event of an entity in a period adds the hash of both to the sum of the entity's group. The sum over the events that
//! ought to be there and that over those that are differ for one group in 2⁶⁴ if they are not the same events. So any number of
//! rows is compared in the memory of a few thousand sums.

use super::{CellBlock, Shown};
use crate::checks::keys::{combined, hash_int};
use crate::facts::rows::{EventCause, EventRule, Side};
use crate::plotsim::model::{Pick, Plotsim};
use crate::trajectory::time_axis::{TimeAxis, day_number};

/// Most groups of entities.
const GROUPS: u64 = 1 << 14;

/// A table of events and the column that drives it.
pub struct EventPlan {
    pub table: usize,
    pub groups: usize,
    entities: u64,
    /// Place of the driving column among those shown.
    place: usize,
    rule: EventRule,
}

/// Events, expected or found.
#[derive(Clone, Debug, Default)]
pub struct EventTally {
    /// In periods that lie inside the window as a whole.
    pub total: u64,
    /// By group of entities, in the same periods.
    pub sums: Vec<u64>,
    /// Whether the window cuts a period off. Of its events only some are inside, and no value tells which.
    pub cut: Vec<bool>,
    pub by_period: Vec<u64>,
}

/// The number of groups for so many entities.
pub fn groups(entities: u64) -> usize {
    entities.clamp(1, GROUPS) as usize
}

/// The group of an entity.
#[inline(always)]
pub fn group_of(entity: u64, entities: u64, groups: usize) -> usize {
    (u128::from(entity) * groups as u128 / u128::from(entities.max(1))) as usize
}

/// The hash of an entity and a period.
#[inline(always)]
pub fn cell_hash(entity: u64, period: usize) -> u64 {
    combined(hash_int(entity as i64), period as u64)
}

impl EventPlan {
    /// The tables of events whose driver a fact per entity and period shows.
    pub fn all(config: &Plotsim, shown: &[Shown]) -> Vec<EventPlan> {
        let plan = |(table, spec): (usize, &crate::plotsim::model::Table)| {
            let EventCause { driver, rule } = *spec.kind.cause()?;
            // Rows without anything to name are left out, however many the value calls for.
            let drops = |pick: &Pick| matches!(pick, Pick::OwnRow(own) if own.required);
            if spec.foreign_keys().any(|(_, key)| drops(&key.pick)) {
                return None;
            }
            let fact = driver.fact?;
            let place = shown.iter().position(|one| (one.table, one.column) == fact)?;
            let entities = config.entities.count;
            Some(EventPlan { table, groups: groups(entities), entities, place, rule })
        };
        config.tables.iter().enumerate().filter_map(plan).collect()
    }

    pub fn add(&self, block: &CellBlock<'_>, tally: &mut EventTally) {
        let values = &block.values[self.place];
        for (place, rows) in block.rows() {
            let entity = block.entities.start + place as u64;
            let group = group_of(entity, self.entities, self.groups);
            let start = block.starts[place];
            self.each(&values[rows], |period, count| {
                tally.add(group, entity, start + period, count);
            });
        }
    }

    /// The periods of an entity's values that have events, and how many.
    pub fn each(&self, values: &[f64], mut tell: impl FnMut(usize, u64)) {
        match self.rule {
            EventRule::Proportional(scale) => {
                for (period, value) in values.iter().enumerate() {
                    let wanted = (value * scale).round_ties_even();
                    if wanted > 0.0 {
                        tell(period, wanted as u64);
                    }
                }
            }
            EventRule::Threshold(rule) => {
                let holds = |value: &f64| match rule.side {
                    Side::Above => *value > rule.value,
                    Side::Below => *value < rule.value,
                };
                let long = rule.periods.max(1) as usize;
                // An event ends a streak that has just become long enough.
                let ends = (0..values.len()).filter(|last| {
                    let Some(first) = (last + 1).checked_sub(long) else { return false };
                    values[first..=*last].iter().all(holds) && (first == 0 || !holds(&values[first - 1]))
                });
                let most = if rule.every { usize::MAX } else { 1 };
                ends.take(most).for_each(|period| tell(period, 1));
            }
        }
    }
}

impl EventTally {
    pub fn new(groups: usize, time: &TimeAxis, late: i32) -> EventTally {
        let last = day_number(time.last_day());
        let is_cut = |period: usize| {
            let own = time.period(period);
            own.is_some_and(|own| own.is_cut() || late > 0 && own.inside.1.saturating_add(late) > last)
        };
        let cut: Vec<bool> = (0..time.len()).map(is_cut).collect();
        EventTally { total: 0, sums: vec![0; groups], by_period: vec![0; cut.len()], cut }
    }

    /// Adds events of an entity in a period.
    #[inline(always)]
    pub fn add(&mut self, group: usize, entity: u64, period: usize, count: u64) {
        self.by_period[period] += count;
        if self.cut[period] {
            return;
        }
        self.total += count;
        self.sums[group] = self.sums[group].wrapping_add(cell_hash(entity, period).wrapping_mul(count));
    }

    pub fn merge(&mut self, later: &EventTally) {
        self.total += later.total;
        self.by_period.iter_mut().zip(&later.by_period).for_each(|(own, later)| *own += later);
        self.sums.iter_mut().zip(&later.sums).for_each(|(own, later)| *own = own.wrapping_add(*later));
    }
}
