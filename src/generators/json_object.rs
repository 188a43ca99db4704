//! `json_object`: one JSON object per row, as text.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::json::{Cells, quoted};
use super::scope::Scope;
use super::{Entry, Generator, Values, cell};
use crate::config::key::{Key, Unread};
use crate::config::param::{Kind, Section};
use crate::config::reader::Field as ConfigField;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Json, Nulls, Order, Relation, Window};
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::Texts;

pub const FIELDS: Key<Unread> = Key::of("fields", Kind::Generators).doc("What fills each field");

pub static ENTRY: Entry = Entry {
    name: "json_object",
    section: Section::new(
        "datagen.generator.json_object",
        "docs/datagen.md#json_object",
        "A JSON object as compact text, its fields in the order they are written; a null field stays, as null",
        &[FIELDS.param],
    ),
    example: "{ type: json_object, fields: { page: { type: one_of, values: [home, cart] }, ms: { type: uniform_int, min: 0, max: 900 } } }",
    read: |fields, scope| {
        let fields = read_fields(fields.at(&FIELDS)?, scope, within)?;
        let facts = facts(&fields, ColumnType::Text);
        Some(ENTRY.generator(facts, move |key, site| {
            let field = |(index, (name, generator)): (usize, &(String, Generator))| Field {
                lead: format!("{}{}:", if index == 0 { '{' } else { ',' }, quoted(name)),
                verbatim: generator.facts.json.is_some(),
                values: generator.build(key.child(name), site),
            };
            Arc::new(JsonObject { fields: fields.iter().enumerate().map(field).collect() })
        }))
    },
};

/// The fields that a mapping names, and what fills each.
pub fn read_fields(
    field: &ConfigField<'_>,
    scope: &Scope<'_>,
    read: fn(&ConfigField<'_>, &Scope<'_>) -> Option<Generator>,
) -> Option<Vec<(String, Generator)>> {
    let entries = field.entries()?;
    let all: Vec<_> =
        entries.iter().map(|(name, inner)| (*name, read(inner, &scope.inside(inner)))).collect();
    if all.is_empty() {
        field.broken("empty-mapping", "is empty, but must name at least one field", None);
        return None;
    }
    all.into_iter().map(|(name, inner)| Some((name.to_owned(), inner?))).collect()
}

/// What is known of values of such fields. Their bytes are those of JSON, which is how text files hold structures too.
pub fn facts(fields: &[(String, Generator)], kind: ColumnType) -> Facts {
    // Braces, and for each field its name, a colon and a comma.
    let mut extent = Extent::NONE.with_bytes(1);
    for (name, field) in fields {
        let bytes = field.facts.json_bytes().saturating_add(Extent::quoted(name.len() as u64) + 2);
        extent = extent.or(field.facts.extent).with_bytes(extent.bytes.saturating_add(bytes));
    }
    let shape = fields.iter().map(|(name, field)| (name.clone(), Arc::clone(&field.facts))).collect();
    Facts {
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
    }
}

/// Reads a generator whose values become a part of a JSON text.
pub fn within(field: &ConfigField<'_>, scope: &Scope<'_>) -> Option<Generator> {
    let generator = super::read(field, scope)?;
    let instead = match generator.facts.kind {
        ColumnType::Struct(_) => "json_object",
        ColumnType::List(_) => "json_array",
        ColumnType::Bool
        | ColumnType::Int32
        | ColumnType::Int64
        | ColumnType::Float64
        | ColumnType::Decimal { .. }
        | ColumnType::Text
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz(_)
        | ColumnType::Uuid => return Some(generator),
    };
    let message = format!("gives {}, which cannot stand inside JSON text", generator.facts.kind.sql());
    field.error("wrong-place", message, Some(format!("write {instead} here")));
    None
}

struct JsonObject {
    fields: Vec<Field>,
}

struct Field {
    /// What stands before the value: `{` or `,`, the quoted name and a colon.
    lead: String,
    verbatim: bool,
    values: Arc<dyn Values>,
}

impl Values for JsonObject {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let cells: Vec<Cells> =
            self.fields.iter().map(|field| Cells::new(field.values.array(items), field.verbatim)).collect();
        let mut texts = Texts::with_capacity(items.len(), 24 * self.fields.len());
        for index in 0..items.len() {
            for (field, cells) in self.fields.iter().zip(&cells) {
                texts.push(&field.lead);
                cells.write(index, texts.buffer());
            }
            texts.push("}");
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for field in &self.fields {
            explain_part(&field.values, item, "field", field.lead.trim_matches(['{', ',', ':', '"']), steps);
        }
    }
}

/// Explains a part of a value and what decided it.
pub fn explain_part(
    values: &Arc<dyn Values>,
    item: u64,
    step: &'static str,
    name: impl Into<String>,
    steps: &mut Steps,
) {
    values.explain(item, steps);
    let name = name.into();
    let one = values.array(Items::List(&[item]));
    match (cell::number(&one, 0), cell::text(&one, 0)) {
        (Some(number), _) => steps.number(step, number, name),
        (None, text) => steps.text(step, text.unwrap_or_else(|| "null".to_owned()), name),
    }
}
