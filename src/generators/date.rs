//! `date`: days of a range.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array};

use super::Generator;
use super::index::Index;
use crate::random::Items;

pub struct Date {
    /// Days since 1970-01-01.
    pub start: i32,
    pub index: Index,
}

impl Generator for Date {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        Arc::new(Date32Array::from(self.index.map(items, |day| self.start + day as i32)))
    }
}
