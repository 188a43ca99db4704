//! `range:`: uniform numbers.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};

use super::values::whole;
use super::{CellSource, Site};
use crate::config::types::ColumnType;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{below, unit};
use crate::steps::Steps;

/// Whole numbers from `min` to `max`, both included.
pub struct IntRange {
    pub min: i64,
    pub max: i64,
    pub kind: ColumnType,
    /// One word a row.
    pub draws: Draws,
}

impl CellSource for IntRange {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        // Of the full width of i64 only the size overflows, to 0, and then every word is a value.
        let size = self.max.wrapping_sub(self.min).wrapping_add(1) as u64;
        let offset = |word: u64| if size == 0 { word } else { below(word, size) };
        whole(self.kind, words.into_iter().map(|word| self.min.wrapping_add(offset(word) as i64)))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        steps.words(&self.draws.of_row(rows, row), "of this row and column");
        steps.text("range", format!("{} to {}", self.min, self.max), "min + ⌊word·(max − min + 1)/2⁶⁴⌋");
    }
}

/// Numbers from `min` to `max`, the latter excluded.
pub struct FloatRange {
    pub min: f64,
    pub max: f64,
    /// One word a row.
    pub draws: Draws,
}

impl CellSource for FloatRange {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let width = self.max - self.min;
        let value = |word: u64| {
            let value = self.min + unit(word) * width;
            // Rounding may reach the end that is excluded.
            if value < self.max { value } else { self.min }
        };
        Arc::new(Float64Array::from_iter_values(words.into_iter().map(value)))
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        steps.words(&self.draws.of_row(rows, row), "of this row and column");
        steps.text("range", format!("{} to {}", self.min, self.max), "min + word/2⁶⁴·(max − min)");
    }
}
