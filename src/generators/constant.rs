//! `constant`: the same value in every row.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, StringArray};

use super::literal::{Literal, Literals};
use super::sequential_id::numbers;
use super::{Entry, Generator, Values};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Section};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Extent, Facts, Independent, int_kind};
use crate::random::Items;
use crate::steps::Steps;

const VALUE: Key<Unread> = Key::of("value", Kind::Scalar).doc("The value");

pub static ENTRY: Entry = Entry {
    name: "constant",
    section: Section::new(
        "datagen.generator.constant",
        "docs/datagen.md#constant",
        "The same value in every row, in the type it is written in",
        &[VALUE.param],
    ),
    example: "{ type: constant, value: active }",
    read: |fields, _| {
        let field = fields.at(&VALUE)?;
        let constant = match &field.node.value {
            Value::Int(_) => Constant::Int(field.int(i64::MIN, i64::MAX)?),
            Value::Float(value) if value.is_finite() => Constant::Float(*value),
            Value::Bool(value) => Constant::Bool(*value),
            Value::Text(text) => Constant::Text(text.clone()),
            other => {
                let message = format!("must be text, a finite number or a boolean, not {}", other.kind());
                field.broken("wrong-type", message, None);
                return None;
            }
        };
        let (kind, range, listed) = match &constant {
            Constant::Int(value) => (int_kind(*value, *value), Some((*value as f64, *value as f64)), None),
            Constant::Float(value) => (ColumnType::Float64, Some((*value, *value)), None),
            Constant::Bool(value) => (ColumnType::Bool, None, Some(value.to_string())),
            Constant::Text(text) => (ColumnType::Text, None, Some(text.clone())),
        };
        let bytes = listed.as_ref().map_or(0, |text| text.len() as u64);
        let facts = Facts::from(Independent {
            kind,
            range,
            extent: Extent::text(bytes.max(Extent::NUMBER.bytes)),
            categories: listed.map(|text| Categories::unweighted([text].into())),
            law: None,
            unique: false,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |_, _| Arc::new(constant.clone())))
    },
};

/// A literal of the config in every row, as a type that holds it.
pub fn of(kind: ColumnType, literal: Literal) -> Generator {
    let literals = Literals::of(kind, &[literal]);
    let facts = Facts::from(Independent {
        kind,
        range: literals.range,
        extent: literals.extent(),
        categories: matches!(kind, ColumnType::Text | ColumnType::Bool)
            .then(|| Categories::unweighted(Arc::clone(&literals.texts))),
        law: None,
        rhythm: None,
        unique: false,
        language: None,
    });
    let literals = Arc::new(literals);
    ENTRY.generator(facts, move |_, _| Arc::new(Listed(Arc::clone(&literals))))
}

/// The only literal of a list.
struct Listed(Arc<Literals>);

impl Values for Listed {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.0.pick(vec![0; items.len()])
    }

    fn explain(&self, _: u64, steps: &mut Steps) {
        steps.text("constant", "", "the config gives the same in every row");
    }
}

/// A value every row has.
#[derive(Clone)]
enum Constant {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
}

impl Values for Constant {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let n = items.len();
        match self {
            Constant::Int(value) => numbers(int_kind(*value, *value), std::iter::repeat_n(*value, n)),
            Constant::Float(value) => Arc::new(Float64Array::from(vec![*value; n])),
            Constant::Bool(value) => Arc::new(BooleanArray::from(vec![*value; n])),
            Constant::Text(text) => {
                let text: ArrayRef = Arc::new(StringArray::from(vec![text.as_str()]));
                dictionary(vec![0; n], &text)
            }
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
