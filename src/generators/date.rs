//! `date`: days of a range.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array};

use super::Generator;
use super::index::Index;
use crate::random::Items;
use crate::steps::Steps;

pub struct Date {
    /// Days since 1970-01-01.
    pub start: i32,
    pub index: Index,
}

impl Generator for Date {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        Arc::new(Date32Array::from(self.index.map(items, |day| self.start + day as i32)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.text(
            "start",
            crate::config::calendar::format_date(self.start),
            "the first day; the number of days is added",
        );
    }
}
