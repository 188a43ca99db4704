//! `timestamp`: seconds of a range, as microseconds since 1970-01-01T00:00:00.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampMicrosecondArray};

use super::Generator;
use super::index::Index;
use crate::random::Items;
use crate::steps::Steps;

/// Microseconds in a second.
pub const MICROS: i64 = 1_000_000;

pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00.
    pub start: i64,
    pub index: Index,
}

impl Generator for Timestamp {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let value = |second: u64| (self.start + second as i64) * MICROS;
        Arc::new(TimestampMicrosecondArray::from(self.index.map(items, value)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.number(
            "start",
            self.start as f64,
            "the first second since 1970; the number of seconds is added",
        );
    }
}
