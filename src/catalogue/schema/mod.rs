//! What a config may hold, as a JSON Schema, draft 2020-12.
//!
//! The schema is made from the [`Section`]s the parser reads: nothing is listed here. It says what stands in one place of
//! a config (keys, types, bounds, words, keys that belong together); names that must exist elsewhere are the parser's work.
//!
//! Editors meet it as well as validators: alternatives are chosen by `if` and a discriminating key, so that an error speaks of
//! the alternative that was meant; every property has a `description`, and words have theirs under `enumDescriptions`.

mod kinds;
mod rules;
mod sections;
mod strict;
mod terms;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::{BESIDE, Language};
use crate::config::param::{Kind, Param, Section};

pub use kinds::{is_literal, plain, yaml};
pub use sections::{all_sections, example};
pub use strict::strict;

/// Definitions, gathered while the sections that need them are written.
#[derive(Default)]
struct Definitions(BTreeMap<String, Value>);

impl Definitions {
    /// A reference to a definition, which is made unless it is there.
    fn refer(&mut self, name: &str, make: impl FnOnce(&mut Definitions) -> Value) -> Value {
        if !self.0.contains_key(name) {
            // A definition that leads to itself finds this place taken.
            self.0.insert(name.to_owned(), Value::Null);
            let value = make(self);
            self.0.insert(name.to_owned(), value);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// The schema of one language or, without one, of all, told apart as the parser does.
pub fn schema(language: Option<Language>) -> Value {
    let mut definitions = Definitions::default();
    let (title, root) = match language {
        Some(language) => (language.document().doc, definitions.section(language.document())),
        None => ("plotsim", dispatch(&mut definitions)),
    };
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!(title));
    schema.insert("type".into(), json!("object"));
    if let Value::Object(root) = root {
        schema.extend(root);
    }
    schema.insert("$defs".into(), Value::Object(definitions.0.into_iter().collect()));
    Value::Object(schema)
}

/// The schema of a single value.
pub fn of_kind(kind: &Kind) -> Value {
    let mut definitions = Definitions::default();
    let value = definitions.kind(kind);
    json!({ "allOf": [value], "$defs": definitions.0 })
}

/// Datagen if there are `datasets`, else the builder form if there is `about`, else the engine form if there is `domain`.
/// A config with none of them is none of the three, but an editor offers what each would hold.
fn dispatch(definitions: &mut Definitions) -> Value {
    let documents: Vec<Value> =
        Language::ALL.iter().map(|language| definitions.section(language.document())).collect();
    let open = json!({ "anyOf": documents });
    let alone = Language::ALL.iter().zip(&documents).rev().fold(open, |rest, (language, document)| {
        json!({ "if": { "required": [language.mark()] }, "then": document, "else": rest })
    });
    let datasets = Language::Datagen.mark();
    [Language::Engine, Language::Builder].into_iter().fold(alone, |rest, language| {
        let document = definitions.section(beside_datasets(language));
        json!({ "if": { "required": [datasets, language.mark()] }, "then": document, "else": rest })
    })
}

/// A document of plotsim's language with datasets beside its tables.
fn beside_datasets(language: Language) -> &'static Section {
    static BUILDER: OnceLock<Section> = OnceLock::new();
    static ENGINE: OnceLock<Section> = OnceLock::new();
    let make = |name| {
        let own = language.document();
        let datagen = Language::Datagen.document().params.iter().filter(|param| BESIDE.contains(&param.name));
        let params: Vec<Param> = own.params.iter().chain(datagen).copied().collect();
        // Made once, and as long-lived as the sections it is made of.
        Section { name, page: own.page, doc: own.doc, params: Vec::leak(params), rules: own.rules }
    };
    match language {
        Language::Engine => ENGINE.get_or_init(|| make("engine.beside_datasets")),
        Language::Builder | Language::Datagen => BUILDER.get_or_init(|| make("builder.beside_datasets")),
    }
}
