//! `one_of`: texts with equal chances.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};

pub static ENTRY: Entry = Entry {
    name: "one_of",
    section: Section::new(
        "datagen.generator.one_of",
        "docs/datagen.md#one_of",
        "One of several texts, each as likely as the others; a text listed twice is twice as likely",
        &[required("values", Kind::Texts, "The texts"), super::uniform_int::UNIQUE],
    ),
    example: "{ type: one_of, values: [red, green, blue] }",
    read: |fields, scope| {
        let texts: Vec<_> = fields.some_items("values")?.iter().map(|item| item.text()).collect();
        let values: Vec<String> =
            texts.into_iter().collect::<Option<Vec<_>>>()?.into_iter().map(str::to_owned).collect();
        let unique = scope.unique(fields, values.len() as u64)?;
        if let Some(text) = repeated(&values).filter(|_| unique) {
            let message = format!("'{text}' is listed twice, so values cannot be unique");
            fields.get("unique")?.error("repeated-value", message, None);
            return None;
        }
        Some(Generator::OneOf { values, unique })
    },
};

/// A text that is listed more than once.
pub fn repeated(values: &[String]) -> Option<&str> {
    let mut sorted: Vec<&str> = values.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted.windows(2).find(|two| two[0] == two[1]).map(|two| two[0])
}
