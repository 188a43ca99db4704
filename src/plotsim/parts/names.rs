//! Names: which are allowed, which are known, which come twice.

use crate::config::reader::Field;
use crate::config::suggest;

/// A kind of thing that has names.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// What it is called in messages.
    pub word: &'static str,
    /// The code of a finding about a name that does not exist.
    pub unknown: &'static str,
}

pub const METRIC: Noun = Noun { word: "metric", unknown: "unknown-metric" };
pub const ARCHETYPE: Noun = Noun { word: "archetype", unknown: "unknown-archetype" };
pub const SEGMENT: Noun = Noun { word: "segment", unknown: "unknown-segment" };
pub const TABLE: Noun = Noun { word: "table", unknown: "unknown-table" };
pub const ATTRIBUTE: Noun = Noun { word: "attribute", unknown: "unknown-attribute" };

impl Noun {
    /// The index of the name that a field holds.
    pub fn find(self, field: &Field<'_>, known: &[&str]) -> Option<usize> {
        self.find_within(field, 0, field.text()?, known)
    }

    /// The index of a name that stands at a byte of a field's text.
    pub fn find_within(self, field: &Field<'_>, byte: usize, name: &str, known: &[&str]) -> Option<usize> {
        let found = known.iter().position(|other| *other == name);
        if found.is_none() {
            let named: Vec<&str> = known.iter().copied().filter(|name| !name.is_empty()).collect();
            let hint =
                suggest::hint(name, named).or_else(|| Some(format!("the config has no {}s", self.word)));
            let message = format!("unknown {} '{name}'", self.word);
            field.error_within(byte, self.unknown, message, hint);
        }
        found
    }
}

/// The longest name of a table or column.
const LONGEST: usize = 128;

/// Whether a text can name a table or column: letters, digits and underscores, no digit first, at most 128.
pub fn is_identifier(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A text that can name a table or column.
pub fn identifier<'a>(field: &Field<'a>) -> Option<&'a str> {
    let name = field.text()?;
    if !is_identifier(name) {
        let message = format!("'{name}' cannot be a name in SQL without quotes");
        let hint =
            "use letters, digits and underscores, with no digit first and at most 128 of them".to_owned();
        field.error("bad-name", message, Some(hint));
        return None;
    }
    Some(name)
}

/// Letters, digits and underscores, at least one.
pub fn word<'a>(field: &Field<'a>) -> Option<&'a str> {
    let name = field.text()?;
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        let message = format!("'{name}' cannot become part of a name in SQL");
        field.error("bad-name", message, Some("use letters, digits and underscores".into()));
        return None;
    }
    Some(name)
}

/// A text that says something.
pub fn some_text<'a>(field: &Field<'a>) -> Option<&'a str> {
    let text = field.text()?;
    if text.trim().is_empty() {
        field.broken("empty-name", "must not be empty", None);
        return None;
    }
    if let Some(control) = text.chars().find(|letter| letter.is_control()) {
        let message = format!("a name cannot hold the control character U+{:04X}", u32::from(control));
        field.error("bad-name", message, None);
        return None;
    }
    Some(text)
}

/// Reports each name that came before, as SQL would see it if `any_case`.
pub fn check_unique(noun: Noun, names: &[(&str, &Field<'_>)], any_case: bool) {
    let mut seen = std::collections::BTreeSet::new();
    for (name, field) in names {
        let key = if any_case { name.to_ascii_lowercase() } else { (*name).to_owned() };
        if !name.is_empty() && !seen.insert(key) {
            field.error("duplicate-name", format!("another {} is called '{name}'", noun.word), None);
        }
    }
}
