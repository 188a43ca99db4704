//! Events: rows that follow from the values of a metric, entity by entity and in time order.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::blocks::EntityBlocks;
use super::offsets::Offsets;
use super::sample::Sample;
use crate::maths::nearest_even;
use crate::plotsim::model::{Driver, EventCause, EventRule};
use crate::plotsim::sources::{Moments, explain_entity};
use crate::plotsim::tables::engine::{Cells, Engine, MetricSet};
use crate::plotsim::tables::rows::{Address, Numbers, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::plotsim::tables::table::{Grain, Needs};
use crate::steps::Steps;
use crate::tables::{Blocks, RowCount};
use crate::workers::Workers;

/// Which of an entity's events in a period are rows.
enum Places {
    First(u64),
    These(Vec<u64>),
}

impl Places {
    fn len(&self) -> u64 {
        match self {
            Places::First(count) => *count,
            Places::These(places) => places.len() as u64,
        }
    }
}

/// The rows of a table of events.
pub struct EventRows {
    engine: Arc<Engine>,
    driver: Driver,
    rule: EventRule,
    moments: Moments,
    blocks: EntityBlocks,
    sample: Sample,
    /// The driver alone, for counting.
    alone: OnceLock<MetricSet>,
    offsets: Offsets,
}

impl EventRows {
    /// The events that a metric drives. The first entities are looked at, to know how large blocks should be.
    pub fn new(engine: &Arc<Engine>, table: usize, cause: EventCause, shards: Option<u64>) -> EventRows {
        let EventCause { driver, rule } = cause;
        let mut rows = EventRows {
            engine: Arc::clone(engine),
            driver,
            rule,
            moments: Moments::new(engine, table),
            blocks: EntityBlocks::new(engine.entities(), engine.periods(), 0.0, shards),
            sample: Sample::default(),
            alone: OnceLock::new(),
            offsets: Offsets::default(),
        };
        let whole = 0..engine.periods();
        let sample = Sample::new(engine, |entity| rows.count_of(entity..entity + 1, &whole));
        rows.blocks = EntityBlocks::new(engine.entities(), engine.periods(), sample.each(), shards);
        rows.sample = sample;
        rows
    }

    /// The events of the entity at a place of `cells`: the periods of `window` that have some, and which of them they are, from
    /// 0. What falls outside the config's window, in a period that it cuts off, is left out.
    fn each(&self, cells: &Cells, place: usize, window: &Range<usize>, mut tell: impl FnMut(usize, Places)) {
        let active = cells.active(place);
        let start = active.start - cells.entity(place).start;
        let entity = cells.entities().start + place as u64;
        let values = cells.metric(self.driver.metric).get(active).unwrap_or_default().iter();
        let shown = values.map(|value| if self.driver.rounded { nearest_even(*value) } else { *value });
        self.rule.each(shown, |period, count| {
            let period = start + period;
            if window.contains(&period) {
                match self.moments.inside(entity, period, count) {
                    None => tell(period, Places::First(count)),
                    Some(places) if places.is_empty() => {}
                    Some(places) => tell(period, Places::These(places)),
                }
            }
        });
    }

    /// Tells which of these entities have events in which periods, and how many: entity by entity, in time order. All of
    /// them are made together, so callers take a few thousand cells.
    pub fn firings(&self, entities: Range<u64>, mut tell: impl FnMut(u64, usize, u64)) {
        self.told(entities, &(0..self.engine.periods()), &mut tell);
    }

    fn told(&self, entities: Range<u64>, window: &Range<usize>, tell: &mut dyn FnMut(u64, usize, u64)) {
        let set = self.alone.get_or_init(|| self.engine.metrics([self.driver.metric]));
        let cells = self.engine.values(entities, set);
        for (place, entity) in cells.entities().enumerate() {
            self.each(&cells, place, window, |period, places| tell(entity, period, places.len()));
        }
    }

    fn count_block(&self, block: u64) -> u64 {
        let (entities, window) = self.blocks.block(block);
        self.count_of(entities, &window)
    }

    /// The number of events of some entities in some periods.
    fn count_of(&self, entities: Range<u64>, window: &Range<usize>) -> u64 {
        let mut total = 0u64;
        self.told(entities, window, &mut |_, _, count| total = total.saturating_add(count));
        total
    }
}

impl Grain for EventRows {
    fn blocks(&self) -> u64 {
        self.blocks.blocks()
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        let whole = blocks == (0..self.blocks());
        self.sample.rows(self.blocks.share(blocks), whole)
    }

    fn rows(&self, block: u64, needs: &Needs) -> RowSet {
        let (entities, window) = self.blocks.block(block);
        let set = needs.metrics(&self.engine, Some(self.driver.metric));
        let identities = self.engine.identities_of(entities.clone());
        let cells = self.engine.values(entities.clone(), set);
        let mut rows = RowSet::default();
        let (mut owners, mut places) = (Vec::new(), Vec::new());
        for (place, (entity, identity)) in entities.zip(identities).enumerate() {
            self.each(&cells, place, &window, |period, own| {
                rows.periods.extend(std::iter::repeat_n(period as u32, own.len() as usize));
                match own {
                    Places::First(count) => places.extend(0..count),
                    Places::These(own) => places.extend(own),
                }
            });
            rows.entities.resize(rows.periods.len(), entity);
            owners.resize(rows.periods.len(), identity);
        }
        rows.len = rows.periods.len();
        rows.address = Address::Counted { identities: owners, places };
        rows.cells = needs.cells.then(|| Arc::new(cells));
        if needs.numbers {
            let before = match needs.roughly {
                true => self.count(0..block).rows(),
                false => self.offsets.before(
                    block,
                    self.blocks(),
                    &|block| self.count_block(block),
                    &needs.workers,
                ),
            };
            rows.numbers = Numbers::From(before);
        }
        rows
    }

    fn counted(&self, block: u64) -> Option<u64> {
        Some(self.count_block(block))
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        let (block, before) =
            self.offsets.find(row, self.blocks(), &|block| self.count_block(block), workers)?;
        Some((block, (row - before) as usize))
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(entity), Some(period)) = (rows.entities.get(row), rows.periods.get(row)) else { return };
        explain_entity(&self.engine, rows, row, steps);
        let config = self.engine.config();
        let label = config.time.label(*period as usize).unwrap_or_default();
        steps.named("period", f64::from(*period), label, "the period of the event, from 0");
        let metric = &config.metrics[self.driver.metric].name;
        let value = rows
            .cells
            .as_ref()
            .map_or(f64::NAN, |cells| cells.value(self.driver.metric, *entity, *period as usize));
        let value = if self.driver.rounded { value.round_ties_even() } else { value };
        steps.named("driver", value, metric, "its value for the entity in this period");
        match self.rule {
            EventRule::Proportional(scale) => {
                let count = (value * scale).round_ties_even() as u64;
                steps.number("events", count as f64, format!("driver·{scale}, half to even; of a period cut off by the window, those inside are kept"));
                let place = match &rows.address {
                    Address::Counted { places, .. } => places.get(row).copied().unwrap_or_default(),
                    _ => 0,
                };
                steps.number("place", place as f64, "which of them this is, from 0");
            }
            EventRule::Threshold(rule) => {
                let side = rule.side.name();
                let often = if rule.every { "each time" } else { "once per entity" };
                let detail =
                    format!("the last of {} periods in a row {side} {}, {often}", rule.periods, rule.value);
                steps.number("streak", f64::from(rule.periods), detail);
            }
        }
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Entities(entities) => Some(self.blocks.of_entities(entities.clone())),
            Subjects::Periods(periods) => periods.is_empty().then(Blocks::default),
            Subjects::Rows(_) => None,
        }
    }
}
