//! `stage`: the rung of the config's ladder that an entity stands on.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::values::chosen;
use super::{CellSource, Site};
use crate::maths::nearest_even;
use crate::plotsim::model::Stages;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;
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
                    let shown = if self.rounded { nearest_even(*value) } else { *value };
                    self.ladder.advance(&mut cursor, Some(shown)) as i32
                }));
            }
        }
        chosen(&self.names, rungs)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let (Some(cells), Some(entity), Some(period)) =
            (&rows.cells, rows.entities.get(row), rows.periods.get(row))
        else {
            return;
        };
        let place = (entity - cells.entities().start) as usize;
        let mut cursor = StageCursor::default();
        let (mut before, mut reached) = (None, None);
        let first = cells.active(place).start - cells.entity(place).start;
        for value in &cells.metric(self.metric)[cells.active(place)][..=*period as usize - first] {
            let shown = if self.rounded { value.round_ties_even() } else { *value };
            before = reached;
            reached = Some(self.ladder.advance(&mut cursor, Some(shown)));
        }
        let metric = &site.engine.config().metrics[self.metric].name;
        let value = cells.value(self.metric, *entity, *period as usize);
        let shown = if self.rounded { value.round_ties_even() } else { value };
        steps.number("decides", shown, format!("'{metric}' in this period"));
        if let Some(before) = before {
            steps.number("stage before", before as f64, "the stage of the period before, from 0");
        }
        let rule = match self.ladder.enforces_order() {
            true => "the ladder's next step from there: up at once, down as its rules allow",
            false => "the highest stage whose entry the value reaches",
        };
        steps.number("stage", reached.unwrap_or_default() as f64, rule);
    }

    fn metrics(&self) -> Vec<usize> {
        vec![self.metric]
    }
}
