//! Versions: which rows a dimension has of each entity, one for each of its stays in a tier.

use std::ops::Range;
use std::sync::OnceLock;

use super::{Engine, MetricSet};
use crate::plotsim::model::{Plotsim, TierBy, Versions};
use crate::plotsim::tables::offsets::Offsets;
use crate::workers::Workers;

/// Cells of entities that are looked at together.
const CELLS: u64 = 4096;

/// A row of an entity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Version {
    /// The row's number in its table, from 0; 0 where it was not asked for.
    pub row: u64,
    /// The tier, from 0 for the lowest.
    pub tier: usize,
    /// The period in which it begins.
    pub first: u32,
    /// The period in which the next one begins; none for the last.
    pub next: Option<u32>,
    /// What decided in its first period: a position or a metric's value.
    pub value: f64,
}

/// The versions of consecutive entities.
#[derive(Clone, Debug, Default)]
pub struct Timelines {
    first: u64,
    /// For each entity, where its versions end in the list.
    ends: Vec<usize>,
    versions: Vec<Version>,
}

impl Timelines {
    /// The versions of an entity, in order; at least one of each that is here.
    pub fn of(&self, entity: u64) -> &[Version] {
        let Some(place) = entity.checked_sub(self.first).and_then(|place| usize::try_from(place).ok()) else {
            return &[];
        };
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(place).copied());
        range.and_then(|(start, end)| self.versions.get(start..end)).unwrap_or(&[])
    }

    /// The version of an entity that holds in a period; before its first, that one.
    pub fn at(&self, entity: u64, period: u32) -> Option<Version> {
        let own = self.of(entity);
        let place = own.partition_point(|version| version.first <= period).saturating_sub(1);
        own.get(place).copied()
    }

    /// All versions, entity by entity.
    pub fn all(&self) -> &[Version] {
        &self.versions
    }
}

/// What is kept for the versions of a table: the number of rows before each block of entities.
pub(super) struct Counted {
    /// Entities of a block.
    each: u64,
    set: OnceLock<MetricSet>,
    offsets: Offsets,
}

impl Counted {
    /// One for each table of versions.
    pub fn all(config: &Plotsim) -> Vec<Option<Counted>> {
        let each = (CELLS / config.time.len().max(1) as u64).max(1);
        let counted = |table: &crate::plotsim::model::Table| {
            table.kind.versions().map(|_| Counted { each, set: OnceLock::new(), offsets: Offsets::default() })
        };
        config.tables.iter().map(counted).collect()
    }
}

impl Engine {
    fn versioned(&self, table: usize) -> Option<(&Versions, &Counted)> {
        let versions = self.config.tables.get(table)?.kind.versions()?;
        Some((versions, self.versions.get(table)?.as_ref()?))
    }

    /// The versions of some entities in a table of versions; nothing for another table. Rows are numbered where workers are
    /// given, which takes a pass over the entities before.
    pub fn timelines(&self, table: usize, entities: Range<u64>, numbered: Option<&Workers>) -> Timelines {
        let Some((versions, counted)) = self.versioned(table) else { return Timelines::default() };
        let end = entities.end.min(self.entities());
        let start = entities.start.min(end);
        let Some(workers) = numbered else { return self.walked(versions, counted, start..end) };
        let block = start / counted.each;
        let mut timelines = self.walked(versions, counted, block * counted.each..end);
        for (version, row) in timelines.versions.iter_mut().zip(self.rows_before(table, block, workers)..) {
            version.row = row;
        }
        timelines
    }

    fn walked(&self, versions: &Versions, counted: &Counted, entities: Range<u64>) -> Timelines {
        let set = counted.set.get_or_init(|| match versions.by {
            TierBy::Position => self.metrics([]),
            TierBy::Metric => self.metrics([versions.metric]),
        });
        let cells = self.values(entities.clone(), set);
        let deciding = match versions.by {
            TierBy::Position => cells.positions(),
            TierBy::Metric => cells.metric(versions.metric),
        };
        let mut all = Timelines { first: entities.start, ..Timelines::default() };
        for place in 0..cells.starts().len() {
            let values = deciding.get(cells.active(place)).unwrap_or(&[]);
            // Who never starts has a row nevertheless, which others may name.
            let start = cells.starts().get(place).copied().unwrap_or_default();
            let start = start.min(cells.periods().saturating_sub(1));
            let from = all.versions.len();
            versions.walk(values, |tier, at| {
                let first = (start + at) as u32;
                if let Some(before) = all.versions.get_mut(from..).and_then(<[Version]>::last_mut) {
                    before.next = Some(first);
                }
                let value = values.get(at).copied().unwrap_or(f64::NAN);
                all.versions.push(Version { row: 0, tier, first, next: None, value });
            });
            all.ends.push(all.versions.len());
        }
        all
    }

    /// Blocks of entities that are counted together, and the entities of each.
    fn counted_blocks(&self, counted: &Counted) -> u64 {
        self.entities().div_ceil(counted.each)
    }

    fn rows_before(&self, table: usize, block: u64, workers: &Workers) -> u64 {
        let Some((versions, counted)) = self.versioned(table) else { return 0 };
        let count = |block: u64| self.count_block(versions, counted, block);
        counted.offsets.before(block, self.counted_blocks(counted), &count, workers)
    }

    fn count_block(&self, versions: &Versions, counted: &Counted, block: u64) -> u64 {
        let first = block * counted.each;
        let end = (first + counted.each).min(self.entities());
        self.walked(versions, counted, first..end).versions.len() as u64
    }

    /// How many blocks of entities a table of versions is counted in.
    pub fn version_blocks(&self, table: usize) -> u64 {
        self.versioned(table).map_or(0, |(_, counted)| self.counted_blocks(counted))
    }

    /// The rows of one of these blocks.
    pub fn version_block(&self, table: usize, block: u64) -> u64 {
        self.versioned(table).map_or(0, |(versions, counted)| self.count_block(versions, counted, block))
    }

    /// The rows of some entities in a table of versions.
    pub fn version_rows(&self, table: usize, entities: Range<u64>) -> u64 {
        let Some((versions, counted)) = self.versioned(table) else { return 0 };
        let end = entities.end.min(self.entities());
        let pieces = (entities.start.min(end)..end).step_by(counted.each as usize);
        let piece = |first: u64| {
            self.walked(versions, counted, first..(first + counted.each).min(end)).versions.len()
        };
        pieces.map(|first| piece(first) as u64).sum()
    }

    /// The entity whose row this is in a table of versions, and the row's place among the entity's; none past the end.
    pub fn version_at(&self, table: usize, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        let (versions, counted) = self.versioned(table)?;
        let count = |block: u64| self.count_block(versions, counted, block);
        let (block, before) = counted.offsets.find(row, self.counted_blocks(counted), &count, workers)?;
        let first = block * counted.each;
        let timelines = self.walked(versions, counted, first..(first + counted.each).min(self.entities()));
        let place = usize::try_from(row - before).ok()?;
        let entity = timelines.ends.partition_point(|end| *end <= place);
        let own = entity.checked_sub(1).and_then(|before| timelines.ends.get(before)).copied().unwrap_or(0);
        (entity < timelines.ends.len()).then_some((first + entity as u64, place - own))
    }
}
