//! `after`: a date or timestamp plus a delay.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Date32Type, Float64Type};

use super::base::Base;
use super::boolean::coins;
use super::layout::Layout;
use super::optional::with_nulls;
use super::timestamp_offset::{later, whole_seconds};
use super::{Generator, Site, build, spec};
use crate::random::{Items, Key, Stream};
use crate::steps::Steps;

pub struct After {
    base: Base,
    delay: Arc<dyn Generator>,
    step: i64,
    least: i64,
    /// Probability that it happens, and the words that decide; `None` if it always does.
    happens: Option<(f64, Stream)>,
}

impl After {
    pub fn new(spec: &spec::After, key: Key, site: &Site<'_>) -> After {
        After {
            base: Base::of(spec.base, site),
            delay: build(&spec.delay, key.child("delay"), site),
            step: spec.step,
            least: spec.least,
            happens: (spec.prob < 1.0).then(|| (spec.prob, site.stream(key.child("happens"), 1))),
        }
    }

    /// Days or seconds.
    fn delays(&self, items: Items<'_>) -> Vec<i64> {
        let array = self.delay.array(items);
        let step = self.step;
        let delays: Vec<i64> = match array.data_type() {
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>().values();
                values.iter().map(|value| libm::round(value * step as f64) as i64).collect()
            }
            _ => whole_seconds(&array).into_iter().map(|value| value * step).collect(),
        };
        delays.into_iter().map(|delay| delay.max(self.least)).collect()
    }
}

impl Generator for After {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let delays = self.delays(items);
        let base = match &self.base {
            Base::Column(column) => column.array(items),
            Base::Partition { layout, start } => days(*layout, *start, items),
        };
        let moved = match base.data_type() {
            DataType::Date32 => {
                let days = base.as_primitive::<Date32Type>();
                // Under a null the day may be any number, so that the sum may leave the range.
                let moved =
                    days.values().iter().zip(&delays).map(|(day, delay)| day.wrapping_add(*delay as i32));
                Arc::new(Date32Array::new(moved.collect(), days.nulls().cloned()))
            }
            _ => later(&base, &delays),
        };
        match &self.happens {
            Some((prob, words)) => with_nulls(moved, NullBuffer::new(coins(words, *prob, items))),
            None => moved,
        }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.base.explain(item, steps);
        self.delay.explain(item, steps);
        for delay in self.delays(Items::List(&[item])) {
            let detail = format!(
                "times {}, at least {}: added to the base, in its days or seconds",
                self.step, self.least
            );
            steps.number("delay", delay as f64, detail);
        }
        if let Some((prob, words)) = &self.happens {
            steps.words(&words.item(item), "of this row and column: whether it happens");
            steps.number("probability", *prob, "NULL unless word/2⁶⁴ is below it");
        }
    }
}

/// The partition days of some rows.
pub fn days(layout: Layout, start: i32, rows: Items<'_>) -> ArrayRef {
    let day = |position| start + layout.day(rows.item(position)) as i32;
    Arc::new(Date32Array::from_iter_values((0..rows.len()).map(day)))
}
