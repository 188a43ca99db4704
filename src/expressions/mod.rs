//! Scalar SQL expressions over the columns of a row, with DuckDB's results, evaluated over whole Arrow arrays.
//!
//! `sqlparser` reads the text. [`bind`] gives every part its type and finds all mistakes; what remains is a plan of kernels
//! ([`node`]), most of them loops over arrays that `kernels` makes of functions of single values. [`functions`] is the closed
//! list of functions. Nothing here knows a config, a table or a language: whoever binds says what names mean ([`Names`]).
//!
//! An expression cannot reach a database, a file or a clock, and a value depends on its operands alone.

mod bind;
mod calendar;
mod cast;
pub mod functions;
mod kernels;
mod literals;
mod node;
mod operators;
mod read_text;
mod refusal;
#[cfg(test)]
mod tests;
mod types;

use std::fmt;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int32Type};

pub(crate) use node::Fault;
pub(crate) use refusal::Problem;
pub(crate) use types::Type;

use crate::config::types::ColumnType;
use node::Node;

/// What a name in an expression means.
pub trait Names {
    /// The operand of a name, or of a name and another after a point; none if it is unknown, which is told in `problems` or
    /// was reported elsewhere. `at` is its byte in the expression.
    fn operand(&mut self, path: &[&str], at: usize, problems: &mut Vec<Problem>) -> Option<Operand>;
}

/// A value of the row that an expression reads.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// Its place among the arrays that the expression is evaluated over.
    pub number: usize,
    /// The type of its values.
    pub kind: ColumnType,
    /// Whether it can be null.
    pub nullable: bool,
    /// As [`Expression::range`].
    pub range: Option<(f64, f64)>,
    /// Most bytes of a text.
    pub bytes: u64,
}

/// An expression with its type, ready to be evaluated.
pub struct Expression {
    text: String,
    root: Node,
}

impl Expression {
    /// Reads and types an expression.
    ///
    /// # Errors
    /// Everything that is wrong with it; nothing if `names` has reported it.
    pub fn new(text: &str, names: &mut dyn Names) -> Result<Expression, Vec<Problem>> {
        let root = bind::bind(text, names)?;
        Ok(Expression { text: text.to_owned(), root })
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The type of its values.
    pub fn kind(&self) -> Type {
        self.root.kind
    }

    /// Whether a value can be null.
    pub fn nullable(&self) -> bool {
        self.root.nullable
    }

    /// Least and greatest number, day or second since 1970, where that follows from those of the operands.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.root.range
    }

    /// Most bytes of a text.
    pub fn bytes(&self) -> u64 {
        self.root.bytes
    }

    /// The values of so many rows, of operands in the order of their numbers; texts may come as dictionaries.
    ///
    /// # Errors
    /// A row that has no value, by its place in the arrays, and why.
    pub fn evaluate(&self, operands: &[ArrayRef], rows: usize) -> Result<ArrayRef, Fault> {
        let plain: Vec<ArrayRef> = operands.iter().map(plain).collect();
        self.root.run(&plain, rows)
    }
}

/// Values of any column but a nested one as texts; a date and its time with `T` between them, as ISO 8601 has it.
pub fn written(array: &ArrayRef) -> ArrayRef {
    let array = &plain(array);
    let from = Type::of_arrow(array.data_type());
    let texts = from.and_then(|from| cast::array(array, from, Type::Varchar).ok());
    let Some(texts) = texts else { return ArrayRef::clone(array) };
    if from != Some(Type::Timestamp) {
        return texts;
    }
    let texts = texts.as_string::<i32>().iter().map(|text| text.map(|text| text.replacen(' ', "T", 1)));
    std::sync::Arc::new(texts.collect::<arrow::array::StringArray>())
}

/// A column as its values were made, if it shows dates or UUIDs as texts.
///
/// # Errors
/// A row whose text is none of them.
pub fn native(array: &ArrayRef, kind: ColumnType) -> Result<ArrayRef, Fault> {
    let array = plain(array);
    match Type::of_column(kind) {
        Some(to) if to != Type::Varchar && array.data_type() == &DataType::Utf8 => {
            cast::array(&array, Type::Varchar, to)
        }
        _ => Ok(array),
    }
}

/// Rows in which two arrays of one type differ.
pub fn differences(one: &ArrayRef, two: &ArrayRef) -> Vec<usize> {
    match arrow::compute::kernels::cmp::distinct(one, two) {
        Ok(differs) => (0..differs.len()).filter(|row| differs.value(*row)).collect(),
        Err(_) => (0..one.len()).collect(),
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Expression").field(&self.text).field(&self.root.kind).finish()
    }
}

/// Texts without a dictionary.
fn plain(array: &ArrayRef) -> ArrayRef {
    let DataType::Dictionary(_, _) = array.data_type() else { return ArrayRef::clone(array) };
    let dictionary = array.as_dictionary::<Int32Type>();
    // Keys of rows that are not null are places among the values.
    arrow::compute::take(dictionary.values(), dictionary.keys(), None)
        .unwrap_or_else(|_| arrow::array::new_null_array(&DataType::Utf8, array.len()))
}
