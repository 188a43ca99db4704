//! Fields that are read as lists and mappings.

use super::field::Field;
use super::fields::Fields;
use crate::config::node::Value;
use crate::config::param::{Section, Tagged};
use crate::config::suggest;

impl<'a> Field<'a> {
    /// Items or entries, unread.
    pub fn length(&self) -> usize {
        match &self.node.value {
            Value::List(items) => items.len(),
            Value::Map(entries) => entries.len(),
            _ => 0,
        }
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    /// The items of a list.
    pub fn items(&self) -> Option<Vec<Field<'a>>> {
        if self.report.is_full() {
            return None;
        }
        let Value::List(items) = &self.node.value else { return self.wrong_type("a list", None) };
        Some(items.iter().enumerate().map(|(index, node)| self.item(index, node)).collect())
    }

    /// The items of a list of at most `most`: of things that are compared with one another.
    pub fn few_items(&self, most: usize) -> Option<Vec<Field<'a>>> {
        match &self.node.value {
            Value::List(items) if items.len() > most => {
                self.error(
                    "too-many-items",
                    format!("is a list of {}, but must be of {most} at most", items.len()),
                    None,
                );
                None
            }
            _ => self.items(),
        }
    }

    /// The items of a list that must not be empty.
    pub fn some_items(&self) -> Option<Vec<Field<'a>>> {
        let items = self.items()?;
        if items.is_empty() {
            self.broken("empty-list", "is empty, but must hold at least one item", None);
            return None;
        }
        Some(items)
    }

    /// The entries of a mapping with text keys. Other keys are reported and left out.
    pub fn entries(&self) -> Option<Vec<(&'a str, Field<'a>)>> {
        if self.report.is_full() {
            return None;
        }
        let Value::Map(entries) = &self.node.value else { return self.wrong_type("a mapping", None) };
        let mut named = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            match &key.value {
                Value::Text(name) => named.push((name.as_str(), self.child(name, node))),
                other => Field { node: key, ..self.clone() }.error(
                    "wrong-type",
                    format!("the key {key} must be text, not {}", other.kind()),
                    Some("put it in quotes".into()),
                ),
            }
        }
        Some(named)
    }

    /// The entries of a mapping whose keys are whole numbers from `low` to `high`, also those written as text, as JSON does;
    /// each once. Other keys are reported and left out.
    pub fn numbered(&self, low: i64, high: i64) -> Option<Vec<(i64, Field<'a>)>> {
        if self.report.is_full() {
            return None;
        }
        let Value::Map(entries) = &self.node.value else { return self.wrong_type("a mapping", None) };
        if entries.is_empty() {
            self.broken("empty-mapping", "is empty, but must hold at least one entry", None);
            return None;
        }
        let mut read: Vec<(i64, Field<'a>)> = Vec::with_capacity(entries.len());
        let mut right = true;
        for (key, node) in entries {
            let number = match &key.value {
                Value::Int(number) => i64::try_from(*number).ok(),
                Value::Text(text) if text.len() <= 2 => text.parse().ok(),
                _ => None,
            };
            match number.filter(|number| (low..=high).contains(number)) {
                None => {
                    let hint = format!("a whole number from {low} to {high}");
                    self.child(&key.to_string(), node).broken(
                        "unknown-key",
                        format!("unknown key {key}"),
                        Some(hint),
                    );
                    right = false;
                }
                Some(number) if read.iter().any(|(known, _)| *known == number) => {
                    self.child(&number.to_string(), node).error(
                        "duplicate-name",
                        format!("{number} is written twice"),
                        None,
                    );
                    right = false;
                }
                Some(number) => read.push((number, self.child(&number.to_string(), node))),
            }
        }
        right.then_some(read)
    }

    /// The entries of a mapping whose keys are values of some type: each key, at its own place, and its value.
    /// Other keys are reported and left out.
    pub fn pairs(&self) -> Option<Vec<(Field<'a>, Field<'a>)>> {
        if self.report.is_full() {
            return None;
        }
        let Value::Map(entries) = &self.node.value else { return self.wrong_type("a mapping", None) };
        let mut pairs = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            match key.written() {
                Some(name) => pairs.push((self.child(&name, key), self.child(&name, node))),
                None => Field { node: key, ..self.clone() }.error(
                    "wrong-type",
                    format!("the key {key} must be text, a number or a boolean, not {}", key.value.kind()),
                    None,
                ),
            }
        }
        Some(pairs)
    }

    /// A list of as many items as `most`, of which those from `least` on may be left out; `form` is how one writes it.
    pub fn tuple(&self, least: usize, most: usize, form: &str) -> Option<Vec<Field<'a>>> {
        let items = self.items()?;
        if (least..=most).contains(&items.len()) {
            return Some(items);
        }
        self.broken(
            "wrong-length",
            format!("has {}", counted(items.len(), "item")),
            Some(format!("write {form}")),
        );
        None
    }

    /// A mapping read against its section: unknown and missing keys, and keys that do not go together, are reported at once.
    pub fn fields(&self, section: &'static Section) -> Option<Fields<'a>> {
        self.fields_but(None, section)
    }

    /// As [`Field::fields`], for a mapping whose key `tag` was read before.
    pub fn fields_after(&self, tag: &str, section: &'static Section) -> Option<Fields<'a>> {
        self.fields_but(Some(tag), section)
    }

    fn fields_but(&self, tag: Option<&str>, section: &'static Section) -> Option<Fields<'a>> {
        let page = if section.page.is_empty() { self.page } else { section.page };
        let whole = Field { page, ..self.clone() };
        let mut entries = whole.entries()?;
        entries.retain(|(name, _)| Some(*name) != tag);
        Some(Fields::checked(whole, entries, section))
    }

    /// Reports that this mapping lacks a key on which its others hang; where a key is close to it, that one is meant.
    pub fn lacks(&self, key: &str, entries: &[(&str, Field<'a>)], hint: String) {
        match entries.iter().find(|(name, _)| suggest::closest(name, [key]).is_some()) {
            Some((name, field)) => {
                let hint = format!("did you mean '{key}'?");
                field.broken("unknown-key", format!("unknown key '{name}'"), Some(hint));
            }
            None => self.broken("missing-key", format!("missing key '{key}'"), Some(hint)),
        }
    }

    /// A mapping whose keys hang on a word in it: the place of that word, and the rest.
    pub fn tagged(&self, tagged: &'static Tagged) -> Option<(usize, Fields<'a>)> {
        let entries = self.entries()?;
        let Some((_, word)) = entries.iter().find(|(name, _)| *name == tagged.tag) else {
            let hint = format!("one of {}", tagged.words.join(", "));
            self.lacks(tagged.tag, &entries, hint);
            return None;
        };
        let place = word.word(tagged.words)?;
        Some((place, self.fields_after(tagged.tag, tagged.cases[place])?))
    }
}

/// A number and a noun, as in `1 item` and `3 items`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
