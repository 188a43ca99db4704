//! Keys of rows that are counted within entity and period: those a row descends from, and others of its entity.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow::compute::take;

use super::super::{Site, Values};
use crate::plotsim::tables::counted::Picks;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;
use crate::tables::text::decoded;

/// How a row is chosen.
pub enum Counted {
    /// Among those of the entity.
    Own(Picks),
    /// So many levels above.
    Above(usize),
}

/// The keys of rows of a table.
pub struct RowKeys {
    pub engine: Arc<Engine>,
    pub parent: usize,
    /// What makes the keys.
    pub values: Arc<dyn Values>,
    pub pick: Counted,
    /// Whether keys hang on more of a row than its number.
    pub told: bool,
}

impl RowKeys {
    /// The number, from 0, of the row that each row names.
    fn numbers(&self, rows: &RowSet) -> Vec<Option<u64>> {
        match &self.pick {
            Counted::Own(picks) => {
                let before = rows.rows_before(self.parent);
                picks.of(rows).into_iter().map(|place| Some(before + place?)).collect()
            }
            Counted::Above(levels) => {
                let above = rows.above(*levels);
                let number = |place: u32| Some(above?.number(place as usize));
                rows.places_above(*levels).into_iter().map(number).collect()
            }
        }
    }
}

impl Values for RowKeys {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        if let (true, Counted::Above(levels)) = (self.told, &self.pick)
            && let Some(above) = rows.above(*levels)
        {
            let keys = decoded(self.values.array(above));
            let places = UInt32Array::from(rows.places_above(*levels));
            return take(&keys, &places, None).unwrap_or_else(|_| new_null_array(keys.data_type(), rows.len));
        }
        // Rows that name one row mostly stand together: render each group once.
        let mut choices = Vec::with_capacity(rows.len);
        let mut groups: Vec<u64> = Vec::new();
        for number in self.numbers(rows) {
            let Some(number) = number else {
                choices.push(None);
                continue;
            };
            if groups.last() != Some(&number) {
                groups.push(number);
            }
            choices.push(Some(groups.len() as u32 - 1));
        }
        let kind = &self.engine.config().tables[self.parent].kind;
        let apart = groups.len() == rows.len;
        let keys = decoded(self.values.array(&kind.row_set(&self.engine, groups)));
        if apart {
            return keys;
        }
        let places = UInt32Array::from(choices);
        // Taking only fails on places past the end, which would be an error above; nulls then say so.
        take(&keys, &places, None).unwrap_or_else(|_| new_null_array(keys.data_type(), rows.len))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        let name = &site.engine.config().tables[self.parent].name;
        let number = self.numbers(rows).get(row).copied().flatten();
        let detail = match &self.pick {
            Counted::Own(picks) => {
                let words = picks.words(rows);
                if let Some(word) = words.get(row).filter(|_| !picks.is_unique()) {
                    steps.words(&[*word], "of this row and column");
                }
                picks.meaning()
            }
            Counted::Above(1) => "the row whose child this is",
            Counted::Above(_) => "the row that this one descends from",
        };
        match number {
            Some(number) => steps.named("parent row", number as f64, name, detail),
            None => steps.text("parent row", "none", "there is none to name"),
        }
    }

    fn reads_rows_of(&self) -> Option<usize> {
        (!self.told).then_some(self.parent)
    }
}
