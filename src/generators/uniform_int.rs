//! `uniform_int`: min + an index in [0, max − min).

use arrow::array::ArrayRef;

use super::Generator;
use super::index::Index;
use super::sequential_id::numbers;
use crate::config::types::ColumnType;
use crate::random::Items;
use crate::steps::Steps;

pub struct UniformInt {
    pub min: i64,
    pub index: Index,
    pub kind: ColumnType,
}

impl Generator for UniformInt {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        // Wrapping, because the span of all 64-bit numbers is wider than their greatest.
        numbers(self.kind, self.index.map(items, |index| self.min.wrapping_add(index as i64)).into_iter())
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.number("min", self.min as f64, "the least value; the number is added");
    }
}
