//! `timestamp_offset`: a base plus a number of seconds.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};

use super::base::Base;
use super::timestamp::MICROS;
use super::{Generator, Site, build, spec};
use crate::config::calendar::DAY;
use crate::random::{Items, Key};
use crate::steps::Steps;

pub struct TimestampOffset {
    base: Base,
    seconds: Arc<dyn Generator>,
}

impl TimestampOffset {
    pub fn new(spec: &spec::TimestampOffset, key: Key, site: &Site<'_>) -> TimestampOffset {
        let base = Base::of(spec.base, site);
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
        self.base.explain(item, steps);
        self.seconds.explain(item, steps);
        for seconds in whole_seconds(&self.seconds.array(Items::List(&[item]))) {
            steps.number("seconds", seconds as f64, "added to the base");
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
