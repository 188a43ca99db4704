//! Bridges: for each entity some distinct rows of another dimension.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::blocks::EntityBlocks;
use super::sample::Sample;
use crate::plotsim::model::Bridge;
use crate::plotsim::sources::{explain_entity, mean};
use crate::plotsim::tables::engine::{Cells, Engine, MetricSet};
use crate::plotsim::tables::offsets::Offsets;
use crate::plotsim::tables::rows::{Address, Numbers, RowSet};
use crate::plotsim::tables::table::{Grain, Needs};
use crate::random::{Items, Key, Lanes, Stream, below};
use crate::steps::Steps;
use crate::tables::{RowCount, first_that};
use crate::workers::Workers;

/// The rows of a bridge: left rows in order, and for each its partners in order.
pub struct BridgeRows {
    engine: Arc<Engine>,
    bridge: Bridge,
    /// Rows of the right dimension.
    right: u64,
    /// How many partners, where the trajectory does not say.
    counts: Stream,
    /// Which ones.
    picks: Lanes,
    /// No metrics at all: positions suffice.
    positions: MetricSet,
    blocks: EntityBlocks,
    sample: Sample,
    offsets: Offsets,
}

impl BridgeRows {
    /// The pairs of a bridge, whose draws hang on `key`.
    pub fn new(engine: &Arc<Engine>, bridge: Bridge, key: Key, shards: Option<u64>) -> BridgeRows {
        let mut rows = BridgeRows {
            bridge,
            right: engine.config().tables[bridge.right].kind.things(engine.config()).unwrap_or(0),
            counts: Stream::new(key.child("partners"), 1),
            picks: Lanes::new(key.child("picks"), 1),
            positions: engine.metrics([]),
            blocks: EntityBlocks::new(engine.entities(), engine.periods(), 0.0, shards),
            sample: Sample::default(),
            offsets: Offsets::default(),
            // What a mean says must not hang on how much of the story is shown.
            engine: Engine::of_story(engine),
        };
        rows.sample = Sample::new(engine, |entity| rows.count_of(entity..entity + 1));
        // Very many partners of one entity still make one block: they are picked together.
        let expected = rows.sample.each().min(4096.0);
        rows.blocks = EntityBlocks::new(engine.entities(), engine.periods(), expected, shards);
        rows
    }

    fn is_loop(&self) -> bool {
        self.bridge.left == self.bridge.right
    }

    /// Whether every entity has the same number of rows.
    fn is_exact(&self) -> bool {
        let (min, max) = self.bridge.partners;
        min == max && (self.bridge.directed || !self.is_loop())
    }

    /// Rows an entity can be paired with.
    fn choice(&self) -> u64 {
        self.right.saturating_sub(u64::from(self.is_loop()))
    }

    /// Number of partners by the mean position of an entity; without one, as few as may be.
    fn partners(&self, position: Option<f64>, identity: u64, words: &mut Vec<u64>) -> u64 {
        let (min, max) = self.bridge.partners;
        let span = max.saturating_sub(min);
        let wanted = if self.bridge.trajectory_driven {
            let position = position.unwrap_or_default();
            (min as f64 + span as f64 * position).round_ties_even() as u64
        } else {
            self.counts.words(Items::List(&[identity]), words);
            let word = words.first().copied().unwrap_or_default();
            min + below(word, span.saturating_add(1))
        };
        wanted.clamp(min, max.max(min)).min(self.choice())
    }

    /// The partners of some entities, ascending: those drawn, before mirrored pairs are removed.
    fn drawn(&self, cells: &Cells, mut tell: impl FnMut(u64, u64, BTreeSet<u64>)) {
        let identities = self.engine.identities_of(cells.entities());
        let mut words = Vec::new();
        for (place, (entity, identity)) in cells.entities().zip(identities).enumerate() {
            let position = cells.positions().get(cells.since_start(place)).and_then(mean::mean);
            let partners = self.partners(position, identity, &mut words);
            words.clear();
            words.resize(partners as usize, 0);
            self.picks.fill(identity, 0, &mut words);
            let mut picked = distinct(self.choice(), &words);
            if self.is_loop() {
                // The rows from its own on stand for the ones after them.
                picked = picked.into_iter().map(|row| row + u64::from(row >= entity)).collect();
            }
            tell(entity, identity, picked);
        }
    }

    /// The partners of some entities that have rows.
    fn each(&self, cells: &Cells, mut tell: impl FnMut(u64, u64, &BTreeSet<u64>)) {
        let once = self.is_loop() && !self.bridge.directed;
        self.drawn(cells, |entity, identity, mut partners| {
            if once {
                partners.retain(|partner| *partner > entity || !self.has_drawn(*partner, entity));
            }
            tell(entity, identity, &partners);
        });
    }

    fn has_drawn(&self, entity: u64, partner: u64) -> bool {
        let cells = self.engine.values(entity..entity + 1, &self.positions);
        let mut found = false;
        self.drawn(&cells, |_, _, partners| found = partners.contains(&partner));
        found
    }

    fn count_of(&self, entities: Range<u64>) -> u64 {
        let mut total = 0;
        let cells = self.engine.values(entities, &self.positions);
        self.each(&cells, |_, _, partners| total += partners.len() as u64);
        total
    }
}

/// A subset of [0, n) with one element for each word, every subset being as likely: Floyd's algorithm (Bentley & Floyd, "A
/// sample of brilliance", 1987). At most `n` words.
fn distinct(n: u64, words: &[u64]) -> BTreeSet<u64> {
    let mut chosen = BTreeSet::new();
    for (last, word) in (n - words.len() as u64..n).zip(words) {
        let candidate = below(*word, last + 1);
        if !chosen.insert(candidate) {
            chosen.insert(last);
        }
    }
    chosen
}

impl Grain for BridgeRows {
    fn blocks(&self) -> u64 {
        self.blocks.blocks()
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        let whole = blocks == (0..self.blocks());
        let entities = self.blocks.share(blocks);
        if self.is_exact() {
            let each = self.bridge.partners.0.min(self.choice());
            return RowCount::Exact((entities as u64).saturating_mul(each));
        }
        self.sample.rows(entities, whole)
    }

    fn rows(&self, block: u64, needs: &Needs) -> RowSet {
        let (entities, _) = self.blocks.block(block);
        let cells = self.engine.values(entities, needs.metrics(&self.engine, None));
        let mut rows = RowSet::default();
        let (mut identities, mut items) = (Vec::new(), Vec::new());
        self.each(&cells, |entity, identity, partners| {
            rows.entities.extend(std::iter::repeat_n(entity, partners.len()));
            rows.pairs.1.extend(partners);
            identities.extend(std::iter::repeat_n(identity, partners.len()));
            items.extend(0..partners.len() as u64);
        });
        rows.len = rows.entities.len();
        rows.pairs.0 = rows.entities.clone();
        rows.address = Address::Lanes { identities, items };
        rows.cells = needs.cells.then(|| Arc::new(cells));
        if needs.numbers {
            let count = |block: u64| self.count_of(self.blocks.block(block).0);
            let before = match needs.roughly || self.is_exact() {
                true => self.count(0..block).rows(),
                false => self.offsets.before(block, self.blocks(), &count, &needs.workers),
            };
            rows.numbers = Numbers::From(before);
        }
        rows
    }

    fn counted(&self, block: u64) -> Option<u64> {
        (!self.is_exact()).then(|| self.count_of(self.blocks.block(block).0))
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        if self.is_exact() {
            let each = self.bridge.partners.0.min(self.choice());
            let entity = row.checked_div(each).filter(|entity| *entity < self.engine.entities())?;
            let block = first_that(self.blocks(), |block| self.blocks.block(block).0.end > entity);
            let first = self.blocks.block(block).0.start;
            return Some((block, (row - first * each) as usize));
        }
        let count = |block: u64| self.count_of(self.blocks.block(block).0);
        let (block, before) = self.offsets.find(row, self.blocks(), &count, workers)?;
        Some((block, (row - before) as usize))
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        let Some(entity) = rows.entities.get(row) else { return };
        explain_entity(&self.engine, rows, row, steps);
        let cells = self.engine.values(*entity..entity + 1, &self.positions);
        let position = cells.positions().get(cells.since_start(0)).and_then(mean::mean);
        let identity = self.engine.identities_of(*entity..entity + 1).first().copied().unwrap_or_default();
        let mut words = Vec::new();
        let partners = self.partners(position, identity, &mut words);
        let (min, max) = self.bridge.partners;
        if self.bridge.trajectory_driven {
            let position = position.unwrap_or_default();
            steps.number("mean position", position, "of the entity over its periods");
            let detail = format!(
                "{min} + ({max} − {min})·mean position, half to even, of {} there are",
                self.choice()
            );
            steps.number("partners", partners as f64, detail);
        } else {
            steps.words(&words, "of the entity: how many partners");
            let detail = format!("{min} to {max}, each as likely, of {} there are", self.choice());
            steps.number("partners", partners as f64, detail);
        }
        let place = (0..row).rev().take_while(|other| rows.entities.get(*other) == Some(entity)).count();
        let detail =
            "place among the entity's partners, which are picked without repeats and listed in order";
        steps.number("place", place as f64, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_distinct_and_each_is_as_likely() {
        let lanes = Lanes::new(Key::root(3), 1);
        let mut seen = std::collections::BTreeMap::new();
        let draws = 20_000;
        for lane in 0..draws {
            let mut words = [0; 3];
            lanes.fill(lane, 0, &mut words);
            let subset = distinct(6, &words);
            assert!(subset.len() == 3 && subset.iter().all(|element| *element < 6));
            *seen.entry(subset).or_insert(0u32) += 1;
        }
        assert_eq!(seen.len(), 20, "6 over 3");
        let expected = draws as f64 / 20.0;
        let chi: f64 =
            seen.values().map(|n| (f64::from(*n) - expected) * (f64::from(*n) - expected) / expected).sum();
        assert!(chi < 43.8, "χ² of 19 degrees of freedom, one in a thousand: {chi}");
        assert_eq!(distinct(4, &[1, 2, 3, 4]).len(), 4);
        assert!(distinct(0, &[]).is_empty());
    }
}
