//! `uniform_int`: whole numbers, all equally likely: min + an index in [0, max − min).

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::index::Index;
use super::scope::UNIQUE;
use super::sequential_id::numbers;
use super::{Entry, Generator, Values};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Extent, Facts, Independent, UniformWhole, int_kind};
use crate::random::Items;
use crate::steps::Steps;

const MIN: Key<i64> = Key::int("min", i64::MIN, i64::MAX).doc("Least value");
const MAX: Key<i64> = Key::int("max", i64::MIN, i64::MAX).doc("First value that is too large");

pub static ENTRY: Entry = Entry {
    name: "uniform_int",
    section: Section::new(
        "datagen.generator.uniform_int",
        "docs/datagen.md#uniform_int",
        "A whole number from min up to, but not including, max (discrete uniform)",
        &[MIN.param, MAX.param, UNIQUE.param],
    ),
    example: "{ type: uniform_int, min: 1950, max: 2005 }",
    read: |fields, scope| {
        let (min, max) = (fields.read(&MIN), fields.read(&MAX));
        let (min, max) = (min?, max?);
        if min >= max {
            let message = format!("min is {min} and max is {max}, but min must be less than max");
            fields.whole.error("inverted-range", message, Some("max itself never occurs".into()));
            return None;
        }
        let size = max.abs_diff(min);
        Some(from(min, size, scope.unique(fields, size)?))
    },
};

/// Whole numbers from `min` on, `size` of them.
pub fn from(min: i64, size: u64, unique: bool) -> Generator {
    let kind = int_kind(min, min.wrapping_add((size - 1) as i64));
    let facts = Facts::from(Independent {
        kind,
        range: Some((min as f64, min as f64 + (size - 1) as f64)),
        extent: Extent::NUMBER,
        categories: None,
        law: if unique { None } else { Some(Arc::new(UniformWhole { min, size })) },
        unique,
        language: None,
        rhythm: None,
    });
    ENTRY.generator(facts, move |key, site| {
        Arc::new(UniformInt { min, index: Index::of_quantiles(unique, size, key, site), kind })
    })
}

struct UniformInt {
    min: i64,
    index: Index,
    kind: ColumnType,
}

impl Values for UniformInt {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        // Wrapping, because the span of all 64-bit numbers is wider than their greatest.
        numbers(self.kind, self.index.map(items, |index| self.min.wrapping_add(index as i64)).into_iter())
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.number("min", self.min as f64, "the least value; the number is added");
    }
}
