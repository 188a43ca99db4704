//! The stage column against the ladder and the values that decide.

use arrow::array::{Array, ArrayRef};

use super::{CellBlock, Shown};
use crate::checks::keys::{Examples, Values};
use crate::facts::Relation;
use crate::plotsim::model::Plotsim;
use crate::trajectory::stages::{StageCursor, StageLadder};

/// Where the stage stands and what decides it.
pub struct StagePlan {
    pub table: usize,
    pub stage_column: usize,
    /// Place of the deciding column among those shown.
    pub place: usize,
    pub names: Vec<String>,
    pub ladder: StageLadder,
}

/// Rows whose stage is not what the ladder says.
#[derive(Clone, Debug, Default)]
pub struct StageTally {
    pub rows: u64,
    pub wrong: Examples,
    /// Rows on each stage.
    pub counts: Vec<u64>,
}

impl StagePlan {
    pub fn new(config: &Plotsim, shown: &[Shown]) -> Option<StagePlan> {
        let stages = config.stages.as_ref()?;
        Some(StagePlan {
            table: stages.table,
            stage_column: config
                .facts(stages.table)
                .iter()
                .position(|facts| facts.relation == Relation::Stage)?,
            place: shown.iter().position(|one| (one.table, one.column) == (stages.table, stages.column))?,
            names: stages.names.clone(),
            ladder: stages.ladder.clone(),
        })
    }

    pub fn add(&self, block: &CellBlock<'_>, stages: &ArrayRef, tally: &mut StageTally) {
        let values = &block.values[self.place];
        if stages.len() != values.len() {
            tally.wrong.push(|| "a block of another length".to_owned());
            return;
        }
        let shown = Values::of(stages);
        tally.counts.resize(self.names.len(), 0);
        for (place, rows) in block.rows() {
            let mut cursor = StageCursor::default();
            let start = rows.start;
            for row in rows {
                let rung = self.ladder.advance(&mut cursor, Some(values[row]));
                let expected = self.names.get(rung).map_or("", String::as_str);
                let found = if shown.is_valid(row) { shown.text(row) } else { None };
                tally.rows += 1;
                tally.counts[rung] += 1;
                if found != Some(expected) {
                    tally.wrong.push(|| {
                        let period = block.starts[place] + row - start;
                        let entity = block.entities.start + place as u64;
                        let found = found.unwrap_or("NULL");
                        format!("entity {entity}, period {period}: {found}, not {expected}")
                    });
                }
            }
        }
    }
}

impl StageTally {
    pub fn merge(&mut self, later: StageTally) {
        self.rows += later.rows;
        self.wrong.merge(later.wrong);
        if self.counts.is_empty() {
            self.counts = later.counts;
        } else {
            self.counts.iter_mut().zip(&later.counts).for_each(|(own, later)| *own += later);
        }
    }
}
