//! `timestamp_offset`: a base plus a number of seconds.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};

use super::index::Index;
use super::layout::Layout;
use super::timestamp::MICROS;
use super::{Generator, Site, build, cell, spec};
use crate::config::calendar::DAY;
use crate::random::{Items, Key};
use crate::steps::Steps;

pub struct TimestampOffset {
    base: Base,
    seconds: Arc<dyn Generator>,
}

enum Base {
    Column(Arc<dyn Generator>),
    /// Midnight of the row's partition day.
    Partition {
        layout: Layout,
        start: i32,
    },
}

impl TimestampOffset {
    pub fn new(spec: &spec::TimestampOffset, key: Key, site: &Site<'_>) -> TimestampOffset {
        let base = match spec.base {
            spec::Base::Column(column) => Base::Column(site.column(column)),
            spec::Base::Entity(column) => Base::Column(Arc::new(OfEntity::new(column, site))),
            spec::Base::Partition => Base::Partition {
                layout: Layout::of(site.dataset()),
                start: site.dataset().partition.as_ref().map_or(0, |partition| partition.start),
            },
        };
        TimestampOffset { base, seconds: build(&spec.seconds, key.child("seconds"), site) }
    }
}

impl Generator for TimestampOffset {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let seconds = whole_seconds(&self.seconds.array(items));
        match &self.base {
            Base::Column(column) => later(&column.array(items), &seconds),
            Base::Partition { layout, start } => {
                let midnight = |position| (i64::from(*start) + layout.day(items.item(position)) as i64) * DAY;
                let value = |(position, second)| (midnight(position) + second) * MICROS;
                Arc::new(TimestampMicrosecondArray::from_iter_values(
                    seconds.into_iter().enumerate().map(value),
                ))
            }
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        match &self.base {
            Base::Column(column) => {
                column.explain(item, steps);
                let base = column.array(Items::List(&[item]));
                let text = cell::text(&base, 0).unwrap_or_else(|| "NULL".to_owned());
                steps.text("base", text, "the other column of the row");
            }
            Base::Partition { layout, start } => {
                let day = *start + layout.day(item) as i32;
                steps.text(
                    "base",
                    crate::config::calendar::format_date(day),
                    "midnight of the row's partition day",
                );
            }
        }
        self.seconds.explain(item, steps);
        for seconds in whole_seconds(&self.seconds.array(Items::List(&[item]))) {
            steps.number("seconds", seconds as f64, "added to the base");
        }
    }
}

/// A column of the entity each row belongs to.
pub struct OfEntity {
    entities: Index,
    column: Arc<dyn Generator>,
}

impl OfEntity {
    pub fn new(column: usize, site: &Site<'_>) -> OfEntity {
        OfEntity { entities: site.entities(), column: site.entity(column) }
    }
}

impl Generator for OfEntity {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.column.array(Items::List(&self.entities.map(items, |entity| entity)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for entity in self.entities.map(Items::List(&[item]), |entity| entity) {
            steps.number("entity", entity as f64, "the one the row belongs to, from 0");
            self.column.explain(entity, steps);
        }
    }
}

/// Timestamps moved by a number of seconds each; null stays null.
pub fn later(timestamps: &ArrayRef, seconds: &[i64]) -> ArrayRef {
    let base = timestamps.as_primitive::<TimestampMicrosecondType>();
    let moved: Vec<i64> =
        base.values().iter().zip(seconds).map(|(micros, second)| micros + second * MICROS).collect();
    Arc::new(TimestampMicrosecondArray::new(moved.into(), base.nulls().cloned()))
}

/// Numbers, or texts that were checked to be numbers, as whole seconds; fractions round half away from zero.
pub fn whole_seconds(array: &ArrayRef) -> Vec<i64> {
    let parse = |text: &str| text.trim().parse().unwrap_or(0);
    match array.data_type() {
        DataType::Int32 => {
            array.as_primitive::<Int32Type>().values().iter().map(|value| i64::from(*value)).collect()
        }
        DataType::Int64 => array.as_primitive::<Int64Type>().values().to_vec(),
        DataType::Float64 => array
            .as_primitive::<Float64Type>()
            .values()
            .iter()
            .map(|value| libm::round(*value) as i64)
            .collect(),
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_dictionary::<Int32Type>();
            let values: Vec<i64> =
                dictionary.values().as_string::<i32>().iter().map(|text| parse(text.unwrap_or(""))).collect();
            dictionary.keys().values().iter().map(|key| values[*key as usize]).collect()
        }
        _ => vec![0; array.len()],
    }
}
