//! `constant`: the same value in every row.

use super::{Entry, Generator, int_kind};
use crate::config::node::Value;
use crate::config::param::{Kind, Section, required};
use crate::config::types::ColumnType;

/// A value every row has.
#[derive(Clone, Debug)]
pub enum Constant {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
}

impl Constant {
    pub fn kind(&self) -> ColumnType {
        match self {
            Constant::Int(value) => int_kind(*value, *value),
            Constant::Float(_) => ColumnType::Float64,
            Constant::Bool(_) => ColumnType::Bool,
            Constant::Text(_) => ColumnType::Text,
        }
    }

    /// Bytes of a text.
    pub fn length(&self) -> u64 {
        match self {
            Constant::Text(text) => text.len() as u64,
            _ => 0,
        }
    }

    /// The value as a number, if it is one or is text that reads as a whole one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Constant::Int(value) => Some(*value as f64),
            Constant::Float(value) => Some(*value),
            Constant::Text(text) => text.trim().parse::<i64>().ok().map(|value| value as f64),
            Constant::Bool(_) => None,
        }
    }
}

pub static ENTRY: Entry = Entry {
    name: "constant",
    section: Section::new(
        "datagen.generator.constant",
        "docs/datagen.md#constant",
        "The same value in every row, in the type it is written in",
        &[required("value", Kind::Scalar, "The value")],
    ),
    example: "{ type: constant, value: active }",
    read: |fields, _| {
        let field = fields.get("value")?;
        let constant = match &field.node.value {
            Value::Int(_) => Constant::Int(field.int(i64::MIN, i64::MAX)?),
            Value::Float(value) if value.is_finite() => Constant::Float(*value),
            Value::Bool(value) => Constant::Bool(*value),
            Value::Text(text) => Constant::Text(text.clone()),
            other => {
                let message = format!("must be text, a finite number or a boolean, not {}", other.kind());
                field.error("wrong-type", message, None);
                return None;
            }
        };
        Some(Generator::Constant(constant))
    },
};
