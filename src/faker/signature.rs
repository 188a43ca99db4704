//! What a method takes and gives, and a call of it with its arguments.

use super::METHODS;
use crate::config::types::ColumnType;

/// One method with its arguments checked.
#[derive(Clone, Debug, PartialEq)]
pub struct FakerCall {
    /// What is called.
    pub method: &'static FakerMethod,
    /// In the order written, each name once and among the method's.
    pub arguments: Vec<(&'static str, FakerValue)>,
    /// No value twice in the column.
    pub unique: bool,
}

impl FakerCall {
    /// The argument of a name, if it was given.
    pub fn argument(&self, name: &str) -> Option<&FakerValue> {
        self.arguments.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// A whole number, or what holds where it is left out.
    pub fn int(&self, name: &str, otherwise: i64) -> i64 {
        match self.argument(name) {
            Some(FakerValue::Int(value)) => *value,
            _ => otherwise,
        }
    }

    /// A number, if it was given.
    pub fn float(&self, name: &str) -> Option<f64> {
        match self.argument(name)? {
            FakerValue::Float(value) => Some(*value),
            FakerValue::Int(value) => Some(*value as f64),
            _ => None,
        }
    }

    /// Whether an argument is true; it is false where it is left out.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.argument(name), Some(FakerValue::Bool(true)))
    }

    /// A day since 1970-01-01, or what holds where it is left out.
    pub fn day(&self, name: &str, otherwise: i32) -> i32 {
        match self.argument(name) {
            Some(FakerValue::Date(day)) => *day,
            _ => otherwise,
        }
    }

    /// Texts; a, b, c where they are left out.
    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.argument(name) {
            Some(FakerValue::Texts(texts)) => texts.clone(),
            _ => ["a", "b", "c"].map(str::to_owned).to_vec(),
        }
    }
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum FakerValue {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// A text.
    Text(String),
    /// Not empty.
    Texts(Vec<String>),
}

/// What is known of a method.
#[derive(Debug)]
pub struct FakerMethod {
    /// As a config writes it.
    pub name: &'static str,
    /// What it gives. A column of text shows other values as text.
    pub kind: ColumnType,
    /// Whether there are enough values, or values can be told apart, for `unique: true`.
    pub can_be_unique: bool,
    /// What it makes or means.
    pub doc: &'static str,
    /// What it takes, in their order.
    pub arguments: &'static [FakerArgument],
}

impl PartialEq for FakerMethod {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// What is known of an argument. Every one may be left out.
#[derive(Debug)]
pub struct FakerArgument {
    /// As a config writes it.
    pub name: &'static str,
    /// What its value can be.
    pub kind: ArgumentKind,
    /// What it makes or means.
    pub doc: &'static str,
}

/// What the value of an argument must be.
#[derive(Clone, Copy, Debug)]
pub enum ArgumentKind {
    /// A whole number within inclusive bounds.
    Int(i64, i64),
    /// A finite number.
    Float,
    /// `True` or `False`.
    Bool,
    /// `YYYY-MM-DD`, `today`, or a distance from it such as `-30y`, `+6M`, `-2w`, `+10d`.
    Date,
    /// A text.
    Text,
    /// Texts separated by commas.
    Texts,
}

/// The method of a name.
pub fn find(name: &str) -> Option<&'static FakerMethod> {
    METHODS.iter().find(|method| method.name == name)
}
