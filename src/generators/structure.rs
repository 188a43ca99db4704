//! `struct`: one value of named fields per row.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray};
use arrow::datatypes::DataType;

use super::json_object::explain_part;
use super::{Entry, Generator, Values};
use crate::config::key::{Key, Unread};
use crate::config::name::check_name;
use crate::config::param::{Kind, Section};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Json, Nulls, Order, Relation, Window};
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::decoded;
use crate::tables::types::{StructField, arrow_type};

const FIELDS: Key<Unread> = Key::of("fields", Kind::Generators).doc("What fills each field");

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
        let entries = field.entries()?;
        let mut names = BTreeSet::new();
        for (name, inner) in &entries {
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
        let read: Vec<(&str, Option<Generator>)> =
            entries.iter().map(|(name, inner)| (*name, super::read(inner, &scope.inside(inner)))).collect();
        if read.is_empty() {
            field.error("empty-mapping", "is empty, but must name at least one field", None);
            return None;
        }
        native?;
        let fields: Vec<(String, Generator)> =
            read.into_iter().map(|(name, inner)| Some((name.to_owned(), inner?))).collect::<Option<_>>()?;
        let kinds = fields.iter().map(|(name, one)| StructField { name: name.clone(), kind: one.facts.kind });
        let kind = ColumnType::structure(kinds.collect());
        // As JSON, which is how text files hold it.
        let mut extent = Extent::NONE.with_bytes(1);
        for (name, field) in &fields {
            let bytes = field.facts.json_bytes().saturating_add(Extent::quoted(name.len() as u64) + 2);
            extent = extent.or(field.facts.extent).with_bytes(extent.bytes.saturating_add(bytes));
        }
        let shape = fields.iter().map(|(name, field)| (name.clone(), Arc::clone(&field.facts))).collect();
        let facts = Facts {
            kind,
            nulls: Nulls::Never,
            range: None,
            extent: extent.inside(),
            categories: None,
            law: None,
            json: Some(Json::Object(shape)),
            reference: None,
            relation: Relation::None,
            ties: fields.iter().flat_map(|(_, field)| field.facts.ties.clone()).collect(),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
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
