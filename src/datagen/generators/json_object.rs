//! `json_object`: one JSON object per row, as text.

use super::{Entry, Generator};
use crate::config::param::{Kind, Section, required};

/// The fields of a JSON object, in order.
#[derive(Debug)]
pub struct JsonObject {
    pub fields: Vec<(String, Generator)>,
}

pub static ENTRY: Entry = Entry {
    name: "json_object",
    section: Section::new(
        "datagen.generator.json_object",
        "docs/datagen.md#json_object",
        "A JSON object as compact text, its fields in the order they are written; a null field stays, as null",
        &[required("fields", Kind::Generators, "What fills each field")],
    ),
    example: "{ type: json_object, fields: { page: { type: one_of, values: [home, cart] }, ms: { type: uniform_int, min: 0, max: 900 } } }",
    read: |fields, scope| {
        let field = fields.get("fields")?;
        let read: Vec<_> = field
            .entries()?
            .iter()
            .map(|(name, inner)| (*name, super::read(inner, &scope.inside(inner))))
            .collect();
        if read.is_empty() {
            field.error("empty-mapping", "is empty, but must name at least one field", None);
            return None;
        }
        let fields =
            read.into_iter().map(|(name, inner)| Some((name.to_owned(), inner?))).collect::<Option<_>>()?;
        Some(Generator::JsonObject(JsonObject { fields }))
    },
};
