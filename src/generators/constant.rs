//! `constant`: the same value for every item.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, StringArray};
use arrow::buffer::BooleanBuffer;

use super::sequential_id::numbers;
use super::{Generator, spec};
use crate::random::Items;
use crate::steps::Steps;

pub struct Constant {
    value: spec::Constant,
    /// The text as a dictionary of one.
    text: ArrayRef,
}

impl Constant {
    pub fn new(value: &spec::Constant) -> Constant {
        let text = match value {
            spec::Constant::Text(text) => text.as_str(),
            _ => "",
        };
        Constant { value: value.clone(), text: Arc::new(StringArray::from(vec![text])) }
    }
}

impl Generator for Constant {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let n = items.len();
        match self.value {
            spec::Constant::Int(value) => numbers(self.value.kind(), std::iter::repeat_n(value, n)),
            spec::Constant::Float(value) => Arc::new(Float64Array::from(vec![value; n])),
            spec::Constant::Bool(true) => Arc::new(BooleanArray::new(BooleanBuffer::new_set(n), None)),
            spec::Constant::Bool(false) => Arc::new(BooleanArray::new(BooleanBuffer::new_unset(n), None)),
            spec::Constant::Text(_) => dictionary(vec![0; n], &self.text),
        }
    }

    fn explain(&self, _: u64, steps: &mut Steps) {
        steps.text("constant", "", "the config gives the same in every row");
    }
}

/// Text as keys into shared values; every key lies within them.
pub fn dictionary(keys: Vec<i32>, values: &ArrayRef) -> ArrayRef {
    Arc::new(DictionaryArray::new(Int32Array::from(keys), Arc::clone(values)))
}
