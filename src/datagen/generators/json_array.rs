//! `json_array`: one JSON array per row, as text.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, optional, required};

/// A JSON array of like items.
#[derive(Debug)]
pub struct JsonArray {
    pub item: Box<Generator>,
    pub min: u32,
    pub max: u32,
}

/// Most items of one array.
const LONGEST: i64 = 10_000;

pub static ENTRY: Entry = Entry {
    name: "json_array",
    section: Section::new(
        "datagen.generator.json_array",
        "docs/datagen.md#json_array",
        "A JSON array as compact text, its length uniform from min to max, both included",
        &[
            required("item", Kind::Generator, "What fills each item"),
            optional("min", Kind::Int(0, LONGEST), "0", "Least length"),
            required("max", Kind::Int(0, LONGEST), "Greatest length"),
        ],
    ),
    example: "{ type: json_array, min: 1, max: 3, item: { type: one_of, values: [new, sale, gift] } }",
    read: |fields, scope| {
        let item = fields.get("item").and_then(|item| super::read(item, &scope.inside_array(item)));
        let (min, max) = (fields.int_or("min", 0), fields.int("max"));
        let (min, max) = (min?, max?);
        if min > max {
            fields.whole.error(
                "inverted-range",
                format!("min is {min} and max is {max}, but min must not exceed max"),
                None,
            );
            return None;
        }
        Some(Generator::JsonArray(JsonArray { item: Box::new(item?), min: min as u32, max: max as u32 }))
    },
};
