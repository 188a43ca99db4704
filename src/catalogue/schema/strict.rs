//! The schema for language models: of one language, small, without conditions.
//!
//! Tools that make a model's output keep a schema know few keywords. So there is no `if`, `allOf`, `not` and `patternProperties`
//! here, every property is listed, and mappings with known keys are closed. What hangs on several keys is left to the parser.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::kinds::number;
use crate::catalogue::Language;
use crate::config::param::{Interval, Kind, Lexicon, Need, Section};
use crate::generators::ENTRIES;

/// From so many words on, a text may be any.
const MANY: usize = 24;
/// Bytes that a schema may have.
const LARGEST: usize = 40 * 1024;
/// Letters of the descriptions of alternatives and of keys: the first that fit.
const LETTERS: [(usize, usize); 7] = [(96, 96), (72, 72), (56, 56), (44, 44), (32, 32), (72, 0), (0, 0)];

/// Definitions, gathered while those that need them are written.
struct Definitions {
    made: BTreeMap<String, Value>,
    /// Letters of the descriptions of alternatives and of keys.
    letters: (usize, usize),
    /// Whether columns may be filled by generators of datagen: of themselves as large as a language.
    generators: bool,
}

/// The schema of a language.
pub fn strict(language: Language) -> Value {
    let mut all = LETTERS.into_iter().map(|letters| described(language, letters));
    all.find(|schema| schema.to_string().len() <= LARGEST).unwrap_or_else(|| described(language, (0, 0)))
}

fn described(language: Language, letters: (usize, usize)) -> Value {
    let mut definitions =
        Definitions { made: BTreeMap::new(), letters, generators: language == Language::Datagen };
    let document = language.document();
    let Value::Object(mut schema) = definitions.mapping(document, None) else { return Value::Null };
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!(document.doc));
    schema.insert("$defs".into(), Value::Object(definitions.made.into_iter().collect()));
    Value::Object(schema)
}

impl Definitions {
    fn refer(&mut self, name: &str, make: impl FnOnce(&mut Definitions) -> Value) -> Value {
        if !self.made.contains_key(name) {
            // A definition that leads to itself finds this place taken.
            self.made.insert(name.to_owned(), Value::Null);
            let value = make(self);
            self.made.insert(name.to_owned(), value);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn mapping(&mut self, section: &'static Section, tag: Option<(&str, &str)>) -> Value {
        let mut properties = Map::new();
        if let Some((tag, word)) = tag {
            properties.insert(tag.to_owned(), told(json!({ "const": word }), section.doc, self.letters.0));
        }
        let mut required: Vec<&str> = tag.iter().map(|(tag, _)| *tag).collect();
        let there = |kind: &Kind| self.generators || !is_generator(kind);
        let params: Vec<_> = section.params.iter().filter(|param| there(&param.kind)).collect();
        for param in params {
            let value = self.kind(&param.kind);
            properties.insert(param.name.to_owned(), told(value, param.doc, self.letters.1));
            if param.need == Need::Required && !required.contains(&param.name) {
                required.push(param.name);
            }
        }
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    }

    fn section(&mut self, section: &'static Section) -> Value {
        self.refer(section.name, |definitions| definitions.mapping(section, None))
    }

    fn tagged(&mut self, tag: &str, cases: &[(&str, &'static Section)]) -> Value {
        let case = |definitions: &mut Definitions, (word, section): &(&str, &'static Section)| {
            definitions.refer(section.name, |definitions| definitions.mapping(section, Some((tag, word))))
        };
        let any: Vec<Value> = cases.iter().map(|one| case(self, one)).collect();
        json!({ "anyOf": any })
    }

    fn open(&mut self, value: Value, least: usize) -> Value {
        let mut open = json!({ "type": "object", "additionalProperties": value });
        if least > 0 {
            open["minProperties"] = json!(least);
        }
        open
    }

    fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Int(low, high) => {
                let mut value = json!({ "type": "integer" });
                if *low > i64::MIN {
                    value["minimum"] = json!(low);
                }
                if *high < i64::MAX {
                    value["maximum"] = json!(high);
                }
                value
            }
            Kind::Seed => json!({ "type": "integer", "minimum": 0 }),
            Kind::Float(interval) => number(*interval),
            Kind::Text | Kind::Form(_) | Kind::Date | Kind::Timestamp => json!({ "type": "string" }),
            Kind::Word(words) => json!({ "type": "string", "enum": words }),
            Kind::Known(lexicon) => known(lexicon),
            Kind::Scalar => json!({ "type": ["string", "number", "boolean"] }),
            Kind::Cell => json!({ "type": ["string", "number", "boolean", "null"] }),
            Kind::Weights => self.open(number(Interval::NOT_NEGATIVE), 1),
            Kind::Tree => {
                let branch = self.refer("tree", |definitions| {
                    let weights = definitions.open(number(Interval::NOT_NEGATIVE), 1);
                    let below = definitions.open(json!({ "$ref": "#/$defs/tree" }), 1);
                    json!({ "anyOf": [definitions.kind(&Kind::Texts), weights, below] })
                });
                self.open(branch, 1)
            }
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
            Kind::Generator => self.refer("datagen.generator", |definitions| {
                let cases: Vec<_> = ENTRIES.iter().map(|entry| (entry.name, &entry.section)).collect();
                definitions.tagged("type", &cases)
            }),
            Kind::Generators => {
                let generator = self.kind(&Kind::Generator);
                self.open(generator, 1)
            }
            Kind::List(item) => json!({ "type": "array", "items": self.kind(item) }),
            Kind::SomeOf(item) => json!({ "type": "array", "items": self.kind(item), "minItems": 1 }),
            Kind::Tuple(least, items) => {
                let most = items.len();
                let items: Vec<Value> = items.iter().map(|item| self.kind(item)).collect();
                json!({ "type": "array", "prefixItems": items, "minItems": least, "maxItems": most })
            }
            Kind::Map(section) => self.section(section),
            Kind::Tagged(tagged) => {
                let cases: Vec<_> = tagged.words.iter().copied().zip(tagged.cases.iter().copied()).collect();
                self.tagged(tagged.tag, &cases)
            }
            Kind::MapOf(value) => {
                let value = self.kind(value);
                self.open(value, 0)
            }
            Kind::Numbered(_, _, value) => {
                let value = self.kind(value);
                self.open(value, 1)
            }
            Kind::Pair(value) => {
                let value = self.kind(value);
                let mut pair = self.open(value, 1);
                pair["maxProperties"] = json!(1);
                pair
            }
            Kind::Choice(_, kinds) => {
                let mut any: Vec<Value> = kinds.iter().map(|kind| self.kind(kind)).collect();
                if any.len() == 1 { any.remove(0) } else { json!({ "anyOf": any }) }
            }
        }
    }
}

/// Whether it is a generator, or may be one.
fn is_generator(kind: &Kind) -> bool {
    match kind {
        Kind::Generator | Kind::Generators => true,
        Kind::Choice(_, kinds) => kinds.iter().any(is_generator),
        Kind::List(item) | Kind::SomeOf(item) | Kind::MapOf(item) | Kind::Pair(item) => is_generator(item),
        _ => false,
    }
}

fn told(mut value: Value, doc: &str, letters: usize) -> Value {
    if letters > 0 {
        value["description"] = json!(brief(doc, letters));
    }
    value
}

/// The words of a lexicon where they are few and all that may be written.
fn known(lexicon: &Lexicon) -> Value {
    let terms = (lexicon.terms)();
    let words: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    if words.len() > MANY || words.iter().any(|word| word.contains('<')) {
        return json!({ "type": "string" });
    }
    json!({ "type": "string", "enum": words })
}

/// What a description begins with.
fn brief(doc: &str, letters: usize) -> String {
    let end = doc.find("; ").unwrap_or(doc.len());
    let first = doc.get(..end).unwrap_or(doc);
    if first.chars().count() <= letters {
        return first.to_owned();
    }
    let cut: String = first.chars().take(letters).collect();
    let whole = cut.rfind([' ', ',']).and_then(|end| cut.get(..end)).unwrap_or(&cut);
    format!("{}…", whole.trim_end_matches([',', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(value: &Value, see: &mut impl FnMut(&Map<String, Value>)) {
        match value {
            Value::Object(entries) => {
                see(entries);
                entries.values().for_each(|value| walk(value, see));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, see)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn schemas_are_small_closed_and_without_conditions() {
        for language in Language::ALL {
            let schema = strict(language);
            assert!(schema.to_string().contains("\"description\""), "{}", language.name());
            let bytes = schema.to_string().len();
            assert!(bytes <= LARGEST, "{}: {bytes} bytes", language.name());
            walk(&schema, &mut |entries| {
                // Under `properties` stand names of a config.
                if entries.get("type") == Some(&json!("object")) && entries.contains_key("properties") {
                    assert_eq!(entries.get("additionalProperties"), Some(&json!(false)));
                }
                if let Some(Value::String(target)) = entries.get("$ref") {
                    let name = target.strip_prefix("#/$defs/").unwrap();
                    assert!(schema["$defs"].get(name).is_some_and(|value| !value.is_null()), "{name}");
                }
            });
            let text = schema.to_string();
            for keyword in ["\"if\":{", "\"allOf\":[", "\"not\":{", "\"patternProperties\":"] {
                assert!(!text.contains(keyword), "{}: {keyword}", language.name());
            }
        }
    }
}
