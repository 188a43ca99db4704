//! Texts that show other values of their row.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use arrow::datatypes::DataType;

use super::Peer;
use crate::expressions::{self, Expression};

/// A text and the values of the row that it shows.
#[derive(Clone, Debug)]
pub struct Shows {
    /// In the order in which the text shows them.
    pub values: Arc<[(Peer, Writing)]>,
    pub form: Arc<dyn Form>,
}

impl PartialEq for Shows {
    fn eq(&self, other: &Shows) -> bool {
        self.values == other.values && self.form.in_words() == other.form.in_words()
    }
}

/// How texts are put together from others.
pub trait Form: fmt::Debug + Send + Sync {
    /// Whether a text can be made of these.
    fn fits(&self, text: &str, shown: &[&str]) -> bool;

    /// As a message shows it.
    fn in_words(&self) -> String;
}

/// How a value is written.
#[derive(Clone, Debug)]
pub enum Writing {
    /// As a column of text shows it.
    Plain,
    /// As an expression of the value alone makes it.
    By(Arc<Expression>),
}

impl PartialEq for Writing {
    fn eq(&self, other: &Writing) -> bool {
        match (self, other) {
            (Writing::Plain, Writing::Plain) => true,
            (Writing::By(own), Writing::By(other)) => own.text() == other.text(),
            (Writing::Plain | Writing::By(_), _) => false,
        }
    }
}

impl Writing {
    /// Values, as they are made, as texts; null where they are.
    pub fn texts(&self, values: &ArrayRef) -> ArrayRef {
        let texts = match self {
            Writing::Plain => expressions::written(values),
            Writing::By(expression) => {
                match expression.evaluate(std::slice::from_ref(values), values.len()) {
                    Ok(texts) => texts,
                    // Formats were tried when the config was read.
                    Err(_) => new_null_array(&DataType::Utf8, values.len()),
                }
            }
        };
        match texts.as_string_opt::<i32>() {
            Some(_) => texts,
            None => new_null_array(&DataType::Utf8, values.len()),
        }
    }
}
