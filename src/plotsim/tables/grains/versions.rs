//! Dimensions whose rows are versions of entities.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{blocks_of, rows_of};
use crate::plotsim::sources::explain_entity;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::plotsim::tables::subject::Subjects;
use crate::plotsim::tables::table::{Grain, Needs};
use crate::steps::Steps;
use crate::tables::{Blocks, RowCount, block_size};
use crate::workers::Workers;

/// Entities of a block at most, and cells of them.
const BLOCK: u64 = 2048;
const CELLS: u64 = 1 << 16;
/// Cells up to which rows are counted rather than estimated, which takes milliseconds.
const COUNTED: u64 = 1 << 19;

/// The rows of a dimension that has one for each version of an entity, entity by entity.
pub struct VersionRows {
    engine: Arc<Engine>,
    table: usize,
    /// Entities of a block.
    size: u64,
}

impl VersionRows {
    pub fn new(engine: &Arc<Engine>, table: usize, shards: Option<u64>) -> VersionRows {
        let usual = (CELLS / engine.periods().max(1) as u64).clamp(1, BLOCK);
        VersionRows { size: block_size(engine.entities(), usual, shards), engine: Arc::clone(engine), table }
    }

    fn entities(&self, blocks: Range<u64>) -> Range<u64> {
        rows_of(blocks, self.size, self.engine.entities())
    }

    /// Mean rows of the first entities of a few runs of them.
    fn sampled(&self, entities: Range<u64>) -> f64 {
        let all = entities.end - entities.start;
        let pieces = 16.min(all);
        let each = (COUNTED / 16 / self.engine.periods().max(1) as u64).clamp(1, all.max(1));
        let rows = (0..pieces).map(|piece| {
            let first = entities.start + (u128::from(all) * u128::from(piece) / u128::from(pieces)) as u64;
            let end = (first + each).min(entities.end);
            (self.engine.version_rows(self.table, first..end), end - first)
        });
        let (rows, seen) = rows.fold((0, 0), |(rows, seen), (more, of)| (rows + more, seen + of));
        rows as f64 / (seen as f64).max(1.0)
    }
}

impl Grain for VersionRows {
    fn blocks(&self) -> u64 {
        self.engine.entities().div_ceil(self.size)
    }

    fn count(&self, blocks: Range<u64>) -> RowCount {
        let entities = self.entities(blocks);
        let all = entities.end - entities.start;
        if all.saturating_mul(self.engine.periods() as u64) <= COUNTED {
            return RowCount::Exact(self.engine.version_rows(self.table, entities));
        }
        RowCount::Estimate((self.sampled(entities) * all as f64) as u64)
    }

    fn rows(&self, block: u64, needs: &Needs) -> RowSet {
        let entities = self.entities(block..block + 1);
        let numbered = (needs.numbers && !needs.roughly).then_some(&needs.workers);
        let timelines = self.engine.timelines(self.table, entities.clone(), numbered);
        let mut owners = Vec::new();
        let mut versions = Vec::new();
        for entity in entities {
            let own = timelines.of(entity);
            owners.extend(std::iter::repeat_n(entity, own.len()));
            versions.extend_from_slice(own);
        }
        let mut rows = RowSet::of_entities(&self.engine, owners);
        rows.versions = versions;
        rows
    }

    fn counted(&self, block: u64) -> Option<u64> {
        Some(self.engine.version_rows(self.table, self.entities(block..block + 1)))
    }

    fn find(&self, row: u64, workers: &Workers) -> Option<(u64, usize)> {
        let (entity, place) = self.engine.version_at(self.table, row, workers)?;
        let block = entity / self.size;
        let before = self.engine.version_rows(self.table, block * self.size..entity);
        Some((block, before as usize + place))
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(&self.engine, rows, row, steps);
        let (Some(version), Some(entity)) = (rows.versions.get(row), rows.entities.get(row)) else { return };
        let timelines = self.engine.timelines(self.table, *entity..entity + 1, None);
        let own = timelines.of(*entity);
        let place = own.iter().position(|other| other.first == version.first).unwrap_or_default();
        let detail = format!("of the entity's {}, from 1", own.len());
        steps.number("version", place as f64 + 1.0, detail);
    }

    fn blocks_of(&self, subjects: &Subjects) -> Option<Blocks> {
        match subjects {
            Subjects::Entities(entities) => Some(blocks_of(entities.clone(), self.size)),
            Subjects::Rows(rows) if rows.is_empty() => Some(Blocks::default()),
            Subjects::Rows(rows) => {
                let workers = Workers::single();
                let Some((first, _)) = self.engine.version_at(self.table, rows.start, &workers) else {
                    return Some(Blocks::default());
                };
                let last = self.engine.version_at(self.table, rows.end - 1, &workers);
                let end = last.map_or(self.engine.entities(), |(entity, _)| entity + 1);
                Some(blocks_of(first..end, self.size))
            }
            Subjects::Periods(_) => None,
        }
    }
}
