//! Mappings with known keys.

use serde_json::{Map, Value, json};

use super::Definitions;
use super::kinds::{literal, yaml};
use crate::catalogue::Language;
use crate::config::param::{Kind, Need, Param, Section};
use crate::generators::ENTRIES;

impl Definitions {
    /// A reference to a section.
    pub(super) fn section(&mut self, section: &'static Section) -> Value {
        self.refer(section.name, |definitions| definitions.mapping(section, None))
    }

    /// A mapping whose keys hang on the word under `tag`.
    pub(super) fn tagged(&mut self, tag: &str, doc: &str, cases: &[(&str, &'static Section)]) -> Value {
        let words: Vec<&str> = cases.iter().map(|(word, _)| *word).collect();
        let docs: Vec<&str> = cases.iter().map(|(_, section)| section.doc).collect();
        let all: Vec<Value> = cases
            .iter()
            .map(|(word, section)| {
                let case =
                    self.refer(section.name, |definitions| definitions.mapping(section, Some((tag, word))));
                json!({ "if": is(tag, &json!({ "const": word })), "then": case })
            })
            .collect();
        json!({
            "type": "object",
            "properties": { tag: { "description": doc, "type": "string", "enum": words, "enumDescriptions": docs } },
            "required": [tag],
            "allOf": all,
        })
    }

    fn mapping(&mut self, section: &'static Section, tag: Option<(&str, &str)>) -> Value {
        let mut properties = Map::new();
        if let Some((tag, word)) = tag {
            properties.insert(tag.to_owned(), json!({ "const": word, "description": section.doc }));
        }
        for param in section.params {
            properties.insert(param.name.to_owned(), self.property(section, param));
        }
        let needed = section.params.iter().filter(|param| param.need == Need::Required);
        let needed: Vec<&str> =
            tag.iter().map(|(tag, _)| *tag).chain(needed.map(|param| param.name)).collect();
        let mut value = json!({
            "description": section.doc,
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        if !needed.is_empty() {
            value["required"] = json!(needed);
        }
        let rules: Vec<Value> = section.rules.iter().flat_map(|rule| self.rule(section, rule)).collect();
        if !rules.is_empty() {
            value["allOf"] = Value::Array(rules);
        }
        value
    }

    /// A key with everything that is known of it. One that may be left out may also be null.
    fn property(&mut self, section: &Section, param: &Param) -> Value {
        let kind = self.kind(&param.kind);
        let (mut value, default) = match param.need {
            Need::Required => (kind, None),
            Need::Default(literal) => (or_null(kind), Some(literal.to_string())),
        };
        let literal = default.as_ref().and_then(|words| literal(&param.kind, words));
        let mut doc = format!("{}.", param.doc);
        if let (Some(words), None) = (default.filter(|words| words != "none"), &literal) {
            doc.push_str(&format!(" Default: {words}."));
        }
        value["description"] = json!(doc);
        if let Some(literal) = literal {
            value["default"] = literal;
        }
        if let Some(example) = example(section, param) {
            value["examples"] = json!([example]);
        }
        value
    }
}

/// A value of a key: its own example, or what the example of its generator says.
pub fn example(section: &Section, param: &Param) -> Option<Value> {
    if !param.example.is_empty() {
        return yaml(param.example);
    }
    let entry = ENTRIES.iter().find(|entry| entry.section.name == section.name)?;
    yaml(entry.example)?.get(param.name).cloned()
}

/// The same, or null.
fn or_null(mut value: Value) -> Value {
    let nothing = json!({ "type": "null" });
    if let Some(any) = value.get_mut("anyOf").and_then(Value::as_array_mut) {
        any.push(nothing);
        return value;
    }
    match value.get("type") {
        // Conditions hold of null too, as it has no keys to fail them.
        Some(Value::String(kind)) if value.get("allOf").is_none() => {
            value["type"] = json!([kind, "null"]);
            if let Some(words) = value.get_mut("enum").and_then(Value::as_array_mut) {
                words.push(Value::Null);
            }
            value
        }
        _ => json!({ "anyOf": [value, nothing] }),
    }
}

/// A mapping in which a key is there and satisfies a schema.
pub(super) fn is(key: &str, value: &Value) -> Value {
    json!({ "properties": { key: value }, "required": [key] })
}

/// Every section of every language, each once, in the order of the configs.
pub fn all_sections() -> Vec<&'static Section> {
    let mut all = Vec::new();
    for language in Language::ALL {
        gather(language.document(), &mut all);
    }
    all
}

fn gather(section: &'static Section, all: &mut Vec<&'static Section>) {
    if all.iter().any(|known| known.name == section.name) {
        return;
    }
    all.push(section);
    for param in section.params {
        gather_kind(&param.kind, all);
    }
}

fn gather_kind(kind: &Kind, all: &mut Vec<&'static Section>) {
    match kind {
        Kind::Map(section) => gather(section, all),
        Kind::Tagged(tagged) => tagged.cases.iter().for_each(|case| gather(case, all)),
        Kind::List(kind)
        | Kind::SomeOf(kind)
        | Kind::MapOf(kind)
        | Kind::Numbered(_, _, kind)
        | Kind::Pair(kind) => gather_kind(kind, all),
        Kind::Tuple(_, kinds) | Kind::Choice(_, kinds) => {
            kinds.iter().for_each(|kind| gather_kind(kind, all))
        }
        Kind::Generator | Kind::Generators => ENTRIES.iter().for_each(|entry| gather(&entry.section, all)),
        _ => {}
    }
}
