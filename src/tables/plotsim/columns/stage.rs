//! `stage`: the rung of the config's ladder that an entity stands on.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::CellSource;
use super::values::chosen;
use crate::config::plotsim::model::Stages;
use crate::tables::plotsim::rows::RowSet;
use crate::trajectory::stages::{StageCursor, StageLadder};

pub struct Stage {
    metric: usize,
    /// Whether the ladder reads whole numbers, because the column that decides shows them.
    rounded: bool,
    ladder: StageLadder,
    names: ArrayRef,
}

impl Stage {
    pub fn new(stages: &Stages, rounded: bool) -> Stage {
        let names: ArrayRef = Arc::new(StringArray::from_iter_values(&stages.names));
        Stage { metric: stages.metric, rounded, ladder: stages.ladder.clone(), names }
    }
}

impl CellSource for Stage {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut rungs = Vec::with_capacity(rows.len);
        if let Some(cells) = &rows.cells {
            let values = cells.metric(self.metric);
            for place in 0..cells.starts().len() {
                let mut cursor = StageCursor::default();
                rungs.extend(values[cells.active(place)].iter().map(|value| {
                    let shown = if self.rounded { value.round_ties_even() } else { *value };
                    self.ladder.advance(&mut cursor, Some(shown)) as i32
                }));
            }
        }
        chosen(&self.names, rungs)
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}
