//! `json_object`: one JSON object per item.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::json::{Cells, quoted};
use super::text::Texts;
use super::{Generator, Site, build, cell, spec};
use crate::random::{Items, Key};
use crate::steps::Steps;

pub struct JsonObject {
    fields: Vec<Field>,
}

struct Field {
    /// What stands before the value: `{` or `,`, the quoted name and a colon.
    lead: String,
    verbatim: bool,
    values: Arc<dyn Generator>,
}

impl JsonObject {
    pub fn new(spec: &spec::JsonObject, key: Key, site: &Site<'_>) -> JsonObject {
        let field = |(index, (name, generator)): (usize, &(String, spec::Generator))| Field {
            lead: format!("{}{}:", if index == 0 { '{' } else { ',' }, quoted(name)),
            verbatim: is_json(generator, site),
            values: build(generator, key.child(name), site),
        };
        JsonObject { fields: spec.fields.iter().enumerate().map(field).collect() }
    }
}

impl Generator for JsonObject {
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
            told(&field.values, item, "field", field.lead.trim_matches(['{', ',', ':', '"']), steps);
        }
    }
}

/// Tells a part of a JSON text and what decided it.
pub fn told(
    values: &Arc<dyn Generator>,
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

/// True if the generator's texts are JSON, to be embedded as they are.
pub fn is_json(generator: &spec::Generator, site: &Site<'_>) -> bool {
    match generator {
        spec::Generator::JsonObject(_) | spec::Generator::JsonArray(_) => true,
        spec::Generator::Optional(optional) => is_json(&optional.inner, site),
        spec::Generator::LinkedChoice(choice) => site.dataset().pools[choice.pool]
            .shapes
            .iter()
            .all(|shape| is_json(&shape.fields[choice.field], site)),
        _ => false,
    }
}
