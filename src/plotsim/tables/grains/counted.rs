//! Rows that are counted within each entity and period, entity by entity and in time order: events, facts with a variable number
//! of rows, and children of either.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::EntityBlocks;
use super::sample::Sample;
use crate::plotsim::model::{EventRule, Pick};
use crate::plotsim::sources::explain_entity;
use crate::plotsim::tables::counted::Counted;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Address, Numbers, RowSet};
use crate::plotsim::tables::subject::Subjects;
use crate::plotsim::tables::table::{Grain, Needs};
use crate::steps::Steps;
use crate::tables::{Blocks, RowCount, Start};
use crate::workers::Workers;

/// The rows of a table that are counted.
pub struct CountedRows {
    engine: Arc<Engine>,
    rows: Counted,
    /// The rows of other tables that foreign keys name.
    named: Vec<Counted>,
    blocks: EntityBlocks,
    sample: Sample,
}

impl CountedRows {
    /// The rows of the table at this place. The first entities are looked at, to know how large blocks should be.
    pub fn new(engine: &Arc<Engine>, table: usize, shards: Option<u64>) -> Option<CountedRows> {
        let rows = Counted::of(engine, table)?;
        let sample = Sample::new(engine, |entity| rows.count(entity..entity + 1));
        let blocks = EntityBlocks::new(engine.entities(), engine.periods(), sample.each(), shards);
        let keys = engine.config().tables[table].foreign_keys();
        let mut named: Vec<usize> =
            keys.filter_map(|(_, key)| matches!(key.pick, Pick::OwnRow(_)).then_some(key.table)).collect();
        named.sort_unstable();
        named.dedup();
        let named = named.into_iter().filter_map(|table| Counted::of(engine, table)).collect();
        Some(CountedRows { engine: Arc::clone(engine), rows, named, blocks, sample })
    }

    /// Tells which of these entities have rows in which periods, and how many: entity by entity, in time order. All of them
    /// are counted together, so callers take a few thousand cells.
    pub fn firings(&self, entities: Range<u64>, mut tell: impl FnMut(u64, usize, u64)) {
        let periods = self.engine.periods().max(1);
        let counts = self.rows.counts(entities.clone());
        for (entity, own) in entities.zip(counts.kept.chunks_exact(periods)) {
            own.iter().enumerate().filter(|(_, count)| **count > 0).for_each(|(period, count)| {
                tell(entity, period, *count);
            });
        }
    }

    fn count_block(&self, block: u64) -> u64 {
        let (entities, window) = self.blocks.block(block);
        match window.len() == self.engine.periods() {
            true => self.rows.count(entities),
            false => self.within(&self.rows, entities.start, window),
        }
    }

    /// The rows of an entity of a table in some periods.
    fn within(&self, rows: &Counted, entity: u64, window: Range<usize>) -> u64 {
        if window.is_empty() {
            return 0;
        }
        rows.counts(entity..entity + 1).kept.get(window).unwrap_or_default().iter().sum()
    }

    /// The rows of a table before a block of this one.
    fn before(&self, rows: &Counted, block: u64, workers: &Workers) -> u64 {
        let (entities, window) = self.blocks.block(block);
        rows.before(entities.start, workers) + self.within(rows, entities.start, 0..window.start)
    }

    /// The tables whose rows are numbered for a query of this one: itself, those its rows descend from, those they name.
    fn numbered(&self) -> impl Iterator<Item = &Counted> {
        let lineage = std::iter::successors(Some(&self.rows), |rows| rows.parent().map(|(parent, _)| parent));
        lineage.chain(&self.named)
    }

    /// Numbers the rows that those of a block descend from, as far as somebody reads their numbers.
    fn number_parents(&self, child: &Counted, rows: &mut RowSet, block: u64, needs: &Needs) {
        let Some((parent, _)) = child.parent() else { return };
        let Some(parents) = rows.parents.as_mut().and_then(Arc::get_mut) else { return };
        if needs.tables.contains(&parent.table()) {
            let before = match needs.roughly {
                true => self.count(0..block).rows(),
                false => self.before(parent, block, &needs.workers),
            };
            parents.rows.numbers = Numbers::From(before);
        }
        self.number_parents(parent, &mut parents.rows, block, needs);
    }
}

impl Grain for CountedRows {
    fn blocks(&self) -> u64 {
        self.blocks.blocks()
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        let whole = blocks == (0..self.blocks());
        self.sample.rows(self.blocks.share(blocks), whole)
    }

    fn rows(&self, block: u64, needs: &Needs) -> RowSet {
        let (entities, window) = self.blocks.block(block);
        let set = needs.metrics(&self.engine, self.rows.metric());
        let cells = self.engine.values(entities.clone(), set);
        let mut rows = self.rows.rows(&cells, &window);
        rows.cells = needs.cells.then(|| Arc::new(cells));
        if needs.numbers {
            let before = match needs.roughly {
                true => self.count(0..block).rows(),
                false => self.before(&self.rows, block, &needs.workers),
            };
            rows.numbers = Numbers::From(before);
        }
        self.number_parents(&self.rows, &mut rows, block, needs);
        let before = |named: &Counted| {
            let before = match needs.roughly {
                true => self.count(0..block).rows(),
                false => named.before(entities.start, &needs.workers),
            };
            (named.table(), before)
        };
        let named = self.named.iter().filter(|named| needs.tables.contains(&named.table()));
        rows.before = named.map(before).collect();
        rows
    }

    fn counted(&self, block: u64) -> Option<u64> {
        Some(self.count_block(block))
    }

    fn start(&self, blocks: Range<u64>, workers: &Workers) -> Option<Start> {
        let entity = self.blocks.block(blocks.start).0.start;
        let before = self.numbered().map(|rows| rows.before_block(entity, workers)).collect();
        let first = self.before(&self.rows, blocks.start, workers);
        let end = self.before(&self.rows, blocks.end, workers);
        Some(Start { before, rows: Some((first, end - first)) })
    }

    fn start_at(&self, block: u64, before: &[u64]) -> bool {
        let entity = self.blocks.block(block).0.start;
        let as_many = before.len() == self.numbered().count();
        if as_many {
            self.numbered().zip(before).for_each(|(rows, before)| rows.know_before_block(entity, *before));
        }
        as_many
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        let (entity, period, _) = self.rows.find(row, workers)?;
        let block = self.blocks.block_of(entity, period);
        Some((block, (row - self.before(&self.rows, block, workers)) as usize))
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(entity), Some(period)) = (rows.entities.get(row), rows.periods.get(row)) else { return };
        explain_entity(&self.engine, rows, row, steps);
        let config = self.engine.config();
        let label = config.time.label(*period as usize).unwrap_or_default();
        steps.named("period", f64::from(*period), label, "the period of the row, from 0");
        self.explain_cause(rows, (*entity, *period), row, steps);
        explain_children(&self.rows, rows, row, steps);
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Entities(entities) => Some(self.blocks.of_entities(entities.clone())),
            Subjects::Periods(periods) => periods.is_empty().then(Blocks::default),
            Subjects::Rows(_) => None,
        }
    }
}

impl CountedRows {
    /// Tells what drives rows.
    fn explain_cause(&self, rows: &RowSet, (entity, period): (u64, u32), row: usize, steps: &mut Steps) {
        let Some((driver, rule)) = self.rows.cause() else { return };
        let metric = &self.engine.config().metrics[driver.metric].name;
        let cells = rows.cells.as_ref();
        let value = cells.map_or(f64::NAN, |cells| cells.value(driver.metric, entity, period as usize));
        let value = if driver.rounded { value.round_ties_even() } else { value };
        steps.named("driver", value, metric, "its value for the entity in this period");
        match rule {
            EventRule::Proportional(scale) => {
                let count = (value * scale).round_ties_even() as u64;
                steps.number("events", count as f64, format!("driver·{scale}, half to even; of a period cut off by the window, those inside are kept"));
                let mut above = rows;
                let mut place = row;
                while let Some(parents) = &above.parents {
                    place = parents.of.get(place).copied().unwrap_or_default() as usize;
                    above = &parents.rows;
                }
                let place = match &above.address {
                    Address::Counted { places, .. } => places.get(place).copied().unwrap_or_default(),
                    Address::Rows | Address::Entities(_) | Address::Lanes { .. } => 0,
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
}

/// Tells how many children the parent of a row has, outermost parents first.
fn explain_children(own: &Counted, rows: &RowSet, row: usize, steps: &mut Steps) {
    let (Some((parent, counts)), Some(parents)) = (own.parent(), &rows.parents) else { return };
    let Some(place) = parents.of.get(row).copied() else { return };
    explain_children(parent, &parents.rows, place as usize, steps);
    let words = own.child_word(&parents.rows, place as usize);
    steps.words(&words, "of the parent's row: how many children it has");
    let count = words.first().map_or(0, |word| counts.of(*word));
    let (least, most) = counts.bounds();
    steps.number("children", f64::from(count), format!("{least} to {most} of them"));
    let number = parents.numbers.get(row).copied().unwrap_or_default();
    steps.number("child", f64::from(number), "which of them this is, from 1");
}
