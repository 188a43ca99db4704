//! Texts that may be written as numbers or booleans.

use crate::config::node::Value;
use crate::config::reader::Field;

/// A text, number or boolean, as text.
pub fn text(field: &Field<'_>) -> Option<String> {
    match &field.node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(value) => Some(value.to_string()),
        Value::Float(value) if value.is_finite() => Some(format!("{value:?}")),
        Value::Bool(value) => Some(value.to_string()),
        other => {
            field.error(
                "wrong-type",
                format!("must be text, a number or a boolean, not {}", other.kind()),
                None,
            );
            None
        }
    }
}

/// A non-empty list of them.
pub fn texts(field: &Field<'_>) -> Option<Vec<String>> {
    let items = field.some_items()?;
    items.iter().map(text).collect::<Vec<_>>().into_iter().collect()
}
