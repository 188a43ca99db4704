//! Writing values as JSON (RFC 8259), compactly.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int32Array, Int64Array, StringArray,
};
use arrow::datatypes::{DataType, Int32Type};

use crate::expressions;
use crate::tables::text::{decoded, rendered};

/// The values of one field, ready to be written one by one.
pub struct Cells {
    nulls: Option<arrow::buffer::NullBuffer>,
    values: Values,
}

enum Values {
    Int32(Int32Array),
    Int64(Int64Array),
    Float64(Float64Array),
    Bool(BooleanArray),
    /// Keys into texts that are quoted already.
    Dictionary(Int32Array, Vec<String>),
    Text(StringArray),
    /// JSON itself.
    Verbatim(StringArray),
}

impl Cells {
    /// The values of an array; `verbatim` says its texts are JSON already.
    pub fn new(array: ArrayRef, verbatim: bool) -> Cells {
        let array = rendered(array);
        let nulls = array.logical_nulls();
        let values = match array.data_type() {
            DataType::Int32 => Values::Int32(array.as_primitive().clone()),
            DataType::Int64 => Values::Int64(array.as_primitive().clone()),
            DataType::Float64 => Values::Float64(array.as_primitive().clone()),
            DataType::Boolean => Values::Bool(array.as_boolean().clone()),
            DataType::Dictionary(_, _) if !verbatim => {
                let dictionary = array.as_dictionary::<Int32Type>();
                let quoted =
                    dictionary.values().as_string::<i32>().iter().map(|text| quoted(text.unwrap_or("")));
                Values::Dictionary(dictionary.keys().clone(), quoted.collect())
            }
            _ if verbatim => Values::Verbatim(decoded(array).as_string().clone()),
            // A number with all digits of its scale, which JSON reads as it is.
            DataType::Decimal128(_, _) => Values::Verbatim(expressions::written(&array).as_string().clone()),
            DataType::Time64(_) => Values::Text(expressions::written(&array).as_string().clone()),
            _ => Values::Text(decoded(array).as_string().clone()),
        };
        Cells { nulls, values }
    }

    /// Appends the value at `index`.
    pub fn write(&self, index: usize, out: &mut String) {
        use std::fmt::Write;
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(index)) {
            out.push_str("null");
            return;
        }
        match &self.values {
            Values::Int32(values) => out.push_str(itoa::Buffer::new().format(values.value(index))),
            Values::Int64(values) => out.push_str(itoa::Buffer::new().format(values.value(index))),
            Values::Float64(values) => {
                // Rust's own form: the shortest decimal that reads back, without exponent. Writing to a String cannot fail.
                let _ = write!(out, "{}", values.value(index));
            }
            Values::Bool(values) => out.push_str(if values.value(index) { "true" } else { "false" }),
            Values::Dictionary(keys, texts) => out.push_str(&texts[keys.value(index) as usize]),
            Values::Text(values) => quote(values.value(index), out),
            Values::Verbatim(values) => out.push_str(values.value(index)),
        }
    }
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote(text, &mut out);
    out
}

fn quote(text: &str, out: &mut String) {
    use std::fmt::Write;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn strings_are_escaped_as_the_standard_says() {
        assert_eq!(
            quoted("a\"b\\c\n\r\t\u{8}\u{c}\u{1}/é\u{7f}"),
            "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001/é\u{7f}\""
        );
    }

    #[test]
    fn numbers_are_the_shortest_decimals() {
        let cells = Cells::new(Arc::new(Float64Array::from(vec![1.0, 0.1, 1e21, -2.5e-7])), false);
        let mut out = String::new();
        (0..4).for_each(|index| {
            cells.write(index, &mut out);
            out.push(' ');
        });
        assert_eq!(out, "1 0.1 1000000000000000000000 -0.00000025 ");
    }
}
