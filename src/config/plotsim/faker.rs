//! Calls of realistic text and values by name.

use crate::config::types::ColumnType;

/// One method with its arguments checked.
#[derive(Clone, Debug, PartialEq)]
pub struct FakerCall {
    pub method: &'static FakerMethod,
    /// In the order written; names are among the method's.
    pub arguments: Vec<(&'static str, FakerValue)>,
    /// No value twice in the column.
    pub unique: bool,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum FakerValue {
    Int(i64),
    Float(f64),
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    Text(String),
}

/// What is known of a method.
#[derive(Debug, PartialEq)]
pub struct FakerMethod {
    pub name: &'static str,
    pub kind: ColumnType,
    pub doc: &'static str,
    /// Names of the arguments it takes.
    pub arguments: &'static [&'static str],
}
