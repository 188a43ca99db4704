//! `struct`: one value of named fields per row.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray};
use arrow::datatypes::DataType;

use super::json_object::{FIELDS, explain_part, facts, read_fields};
use super::{Entry, Generator, Values};
use crate::config::name::check_name;
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::decoded;
use crate::tables::types::{StructField, arrow_type};

pub static ENTRY: Entry = Entry {
    name: "struct",
    section: Section::new(
        "datagen.generator.struct",
        "docs/datagen.md#struct",
        "A STRUCT of these fields, in the order they are written; needs types: native",
        &[FIELDS.param],
    ),
    example: "{ type: struct, fields: { page: { type: one_of, values: [home, cart] }, ms: { type: uniform_int, min: 0, max: 900 } } }",
    read: |fields, scope| {
        let field = fields.at(&FIELDS)?;
        let native = scope.native_types("struct", "json_object");
        let mut names = BTreeSet::new();
        for (name, inner) in &field.entries()? {
            if name.is_empty() {
                inner.error("bad-name", "a field of a struct must have a name", None);
            } else {
                check_name(inner, name);
            }
            if !names.insert(name.to_lowercase()) {
                let message = format!("another field is called '{name}' (case does not count in SQL)");
                inner.error("duplicate-name", message, None);
            }
        }
        let fields = read_fields(field, scope, super::read);
        native?;
        let fields = fields?;
        let kinds = fields.iter().map(|(name, one)| StructField { name: name.clone(), kind: one.facts.kind });
        let kind = ColumnType::structure(kinds.collect());
        let facts = facts(&fields, kind);
        Some(ENTRY.generator(facts, move |key, site| {
            let field = |(name, generator): &(String, Generator)| Field {
                name: name.clone(),
                values: generator.build(key.child(name), site),
            };
            Arc::new(Struct { kind, fields: fields.iter().map(field).collect() })
        }))
    },
};

struct Struct {
    kind: ColumnType,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    values: Arc<dyn Values>,
}

impl Values for Struct {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let arrays = self.fields.iter().map(|field| decoded(field.values.array(items))).collect();
        let DataType::Struct(fields) = arrow_type(self.kind) else {
            unreachable!("the type is a structure's");
        };
        Arc::new(StructArray::new(fields, arrays, None))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for field in &self.fields {
            explain_part(&field.values, item, "field", field.name.as_str(), steps);
        }
    }
}
