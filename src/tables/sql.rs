//! Names and texts as SQL takes them.

/// A name as SQL takes it whatever it holds.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL takes it whatever it holds.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
