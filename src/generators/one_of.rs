//! `one_of`: texts with equal chances.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::Generator;
use super::constant::dictionary;
use super::index::Index;
use crate::random::Items;
use crate::steps::Steps;

pub struct OneOf {
    values: ArrayRef,
    index: Index,
}

impl OneOf {
    pub fn new(values: &[String], index: Index) -> OneOf {
        OneOf { values: Arc::new(StringArray::from_iter_values(values)), index }
    }
}

impl Generator for OneOf {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        dictionary(self.index.map(items, |index| index as i32), &self.values)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.text("choice", format!("{} values", self.values.len()), "the one of this number, from 0");
    }
}
