//! Rules between the keys of a mapping.

use super::Fields;
use crate::config::node::Value;
use crate::config::param::{Kind, Need, Rule, When};

impl Fields<'_> {
    /// Reports every rule of the section that is broken.
    pub(super) fn check_rules(&self) {
        for rule in self.section().rules {
            match rule {
                Rule::AtMostOne(keys, why) => self.at_most_one(keys, why),
                Rule::AtLeastOne(keys) => self.at_least_one(keys, ""),
                Rule::Beside(key, others) => {
                    if let Some(field) = self.get(key) {
                        for other in others.iter().filter(|other| self.get(other).is_none()) {
                            let message = format!("missing key '{other}', which '{key}' needs");
                            field.broken("missing-key", message, self.meaning(other));
                        }
                    }
                }
                Rule::Needs(when, keys) if self.holds(when) == Some(true) => {
                    for key in keys.iter().filter(|key| self.get(key).is_none()) {
                        let message = format!("missing key '{key}', which {} needs", self.because(when));
                        self.whole.broken("missing-key", message, self.meaning(key));
                    }
                }
                Rule::NeedsOneOf(when, keys) if self.holds(when) == Some(true) => {
                    self.at_least_one(keys, &format!(": {} needs one of them", self.because(when)));
                }
                Rule::Only(keys, when) if self.holds(when) == Some(false) => {
                    for key in *keys {
                        if let Some(field) = self.get(key) {
                            let message = format!("'{key}' belongs to {}", listed(when));
                            field.broken("wrong-place", message, None);
                        }
                    }
                }
                Rule::Needs(..) | Rule::NeedsOneOf(..) | Rule::Only(..) | Rule::Params { .. } => {}
            }
        }
    }

    fn at_most_one(&self, keys: &[&str], why: &str) {
        let mut written = keys.iter().filter(|key| self.get(key).is_some());
        let Some(first) = written.next() else { return };
        for second in written {
            if let Some(field) = self.get(second) {
                let message = format!("'{second}' and '{first}' {why}");
                field.broken("conflicting-keys", message, Some("keep one of them".into()));
            }
        }
    }

    fn at_least_one(&self, keys: &[&str], because: &str) {
        if keys.iter().all(|key| self.get(key).is_none()) {
            let quoted: Vec<String> = keys.iter().map(|key| format!("'{key}'")).collect();
            let message = format!("missing key {}{because}", quoted.join(" or "));
            self.whole.broken("missing-key", message, keys.first().and_then(|key| self.meaning(key)));
        }
    }

    /// Kind and meaning of a key, as a hint.
    fn meaning(&self, key: &str) -> Option<String> {
        self.section().param(key).map(|param| format!("{}: {}", param.kind, param.doc))
    }

    /// Whether a key has a value; `None` if what it says is wrong anyway.
    fn holds(&self, when: &When) -> Option<bool> {
        let param = self.section().param(when.key)?;
        let Some(field) = self.get(when.key) else {
            return (param.need != Need::Required).then_some(false);
        };
        match (&field.node.value, param.kind) {
            (Value::Bool(value), _) => Some(when.is.contains(&if *value { "true" } else { "false" })),
            (Value::Text(text), Kind::Word(words)) if !words.contains(&text.as_str()) => None,
            (Value::Text(text), _) => Some(when.is.iter().any(|word| matches(text, word))),
            _ => None,
        }
    }

    fn because(&self, when: &When) -> String {
        match self.get(when.key).map(|field| &field.node.value) {
            Some(Value::Text(text)) => format!("{}: {text}", when.key),
            _ => listed(when),
        }
    }
}

/// Whether a text is a word, or begins with one that ends in `.` or `:`.
fn matches(text: &str, word: &str) -> bool {
    if word.ends_with(['.', ':']) { text.starts_with(word) } else { text == word }
}

fn listed(when: &When) -> String {
    let words: Vec<String> = when
        .is
        .iter()
        .map(|word| format!("{}: {word}{}", when.key, if word.ends_with(['.', ':']) { "…" } else { "" }))
        .collect();
    words.join(" or ")
}
