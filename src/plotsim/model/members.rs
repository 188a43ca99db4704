//! Sub-entity dimensions: where each entity's members stand.

use std::ops::Range;

use crate::plotsim::model::Entities;

/// The rows of a sub-entity dimension, in entity order.
pub struct Members {
    /// For each run: its first entity, the first row of that entity, rows of each entity.
    runs: Vec<(u64, u64, u64)>,
    total: u64,
}

impl Members {
    /// Rows that have `per_member` for each member of each entity.
    pub fn new(entities: &Entities, per_member: u64) -> Members {
        let mut total = 0u64;
        let mut runs = Vec::with_capacity(entities.runs.len());
        for run in &entities.runs {
            let each = run.size.saturating_mul(per_member);
            runs.push((run.first, total, each));
            total = total.saturating_add(each.saturating_mul(run.count));
        }
        Members { runs, total }
    }

    /// Rows of an entity at most.
    pub fn most(&self) -> u64 {
        self.runs.iter().map(|(_, _, each)| *each).max().unwrap_or_default()
    }

    /// Number of rows.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The rows of an entity.
    pub fn rows(&self, entity: u64) -> Range<u64> {
        let place = self.runs.partition_point(|(first, _, _)| *first <= entity).saturating_sub(1);
        let Some((first, row, each)) = self.runs.get(place) else { return 0..0 };
        let start = row + (entity - first) * each;
        start..start + each
    }

    /// The entity that a row belongs to.
    pub fn entity(&self, row: u64) -> u64 {
        let place = self.runs.partition_point(|(_, first, _)| *first <= row).saturating_sub(1);
        let Some((entity, first, each)) = self.runs.get(place) else { return 0 };
        entity + (row - first) / (*each).max(1)
    }
}
