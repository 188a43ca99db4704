//! YAML as a tree in which every value knows its place.
//!
//! The document is held whole, rather than read straight into typed structs, because a typed reader stops at its first
//! mistake and users are owed all of them at once.

mod parse;

use std::borrow::Cow;
use std::fmt;

use super::finding::At;

pub use parse::{decode, parse};

/// A YAML value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it begins in the text.
    pub at: At,
    /// What it is.
    pub value: Value,
    /// For a text on one line without escapes: how many columns after `at` its first character stands.
    pub inset: Option<u64>,
    /// A number or boolean as the document has it, where that differs from how its value is shown.
    written: Option<Box<str>>,
}

/// A YAML value under the core rules of YAML 1.2: `yes` and `NO` are text, `0x10` is 16. Beyond them, `1_000` is 1000, and
/// digits that begin with a zero, as in the postcode `01234`, are text.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number; one beyond the type's ends stands at the end.
    Int(i128),
    /// A number with a fraction or an exponent, or one that is not finite.
    Float(f64),
    /// Anything else on one line, or in quotes, or as a block.
    Text(String),
    /// Items in their order.
    List(Vec<Node>),
    /// In the order of the document; keys are unique.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// A mapping that the document says in another way.
    pub fn of_entries(at: At, entries: Vec<(Node, Node)>) -> Node {
        Node { at, value: Value::Map(entries), inset: None, written: None }
    }

    /// A text that stands within another value.
    pub fn of_text(at: At, text: &str) -> Node {
        Node { at, value: Value::Text(text.to_owned()), inset: None, written: None }
    }
}

impl Value {
    /// What kind of value this is, in words for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// The longest value quoted in full in a message.
const QUOTED: usize = 60;

impl fmt::Display for Value {
    /// The value as a user would recognise it, shortened if long.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => write!(out, "null"),
            Value::Bool(value) => write!(out, "{value}"),
            Value::Int(value) => write!(out, "{value}"),
            Value::Float(value) if value.is_nan() => write!(out, ".nan"),
            Value::Float(f64::INFINITY) => write!(out, ".inf"),
            Value::Float(f64::NEG_INFINITY) => write!(out, "-.inf"),
            Value::Float(value) => write!(out, "{value:?}"),
            Value::Text(text) if text.chars().count() > QUOTED => {
                write!(out, "'{}…'", text.chars().take(QUOTED).collect::<String>())
            }
            Value::Text(text) => write!(out, "'{text}'"),
            Value::List(items) => write!(out, "a list of {}", items.len()),
            Value::Map(entries) => write!(out, "a mapping of {}", entries.len()),
        }
    }
}

impl fmt::Display for Node {
    /// The value as the document has it, shortened if long.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.written {
            Some(written) if written.chars().count() > QUOTED => {
                write!(out, "{}…", written.chars().take(QUOTED).collect::<String>())
            }
            Some(written) => out.write_str(written),
            None => self.value.fmt(out),
        }
    }
}

impl Node {
    /// A text, number or boolean as the document has it: `1e3`, `0x10` and `1.0` keep their spelling.
    pub fn written(&self) -> Option<Cow<'_, str>> {
        match (&self.value, &self.written) {
            (Value::Text(text), _) => Some(Cow::Borrowed(text)),
            (_, Some(written)) => Some(Cow::Borrowed(written)),
            (value @ (Value::Bool(_) | Value::Int(_) | Value::Float(_)), None) => {
                Some(Cow::Owned(value.to_string()))
            }
            (Value::Null | Value::List(_) | Value::Map(_), None) => None,
        }
    }

    /// The number that is written, nearest to it as a float.
    pub fn number(&self) -> Option<f64> {
        match (&self.value, &self.written) {
            (Value::Int(i128::MIN | i128::MAX), Some(written)) => written.parse().ok(),
            (Value::Int(value), _) => Some(*value as f64),
            (Value::Float(value), _) => Some(*value),
            _ => None,
        }
    }

    /// The entry of a mapping under a text key; `None` if this is no mapping or has no such key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        entries
            .iter()
            .find(|(name, _)| matches!(&name.value, Value::Text(text) if text == key))
            .map(|(_, node)| node)
    }
}
