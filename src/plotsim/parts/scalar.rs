//! Texts that may be written as numbers or booleans.

use crate::config::node::Value;
use crate::config::reader::Field;

/// A text, finite number or boolean, as it is written.
pub fn text(field: &Field<'_>) -> Option<String> {
    if let Value::Float(value) = field.node.value
        && !value.is_finite()
    {
        field.error(
            "wrong-type",
            format!("must be text, a finite number or a boolean, not {}", field.node),
            None,
        );
        return None;
    }
    field.text_as_written().map(|text| text.into_owned())
}

/// A non-empty list of them.
pub fn texts(field: &Field<'_>) -> Option<Vec<String>> {
    let items = field.some_items()?;
    items.iter().map(text).collect::<Vec<_>>().into_iter().collect()
}
