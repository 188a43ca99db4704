//! Names that SQL can quote.

use super::reader::Field;

/// Reports a name that is empty or holds control characters, which hosts cut off or show as nothing.
pub fn check_name(field: &Field<'_>, name: &str) {
    if name.is_empty() {
        field.broken("empty-name", "must not be empty", None);
    } else if let Some((byte, letter)) = name.char_indices().find(|(_, letter)| letter.is_control()) {
        let message = format!("a name cannot hold the control character U+{:04X}", u32::from(letter));
        field.error_within(byte, "bad-name", message, None);
    }
}
