//! Kinds of values.

use serde_json::{Value, json};

use super::Definitions;
use crate::config::node::{self, Node};
use crate::config::param::{Interval, Kind};
use crate::generators::ENTRIES;

impl Definitions {
    /// What a value of a kind must be.
    pub(super) fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Int(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
            Kind::Seed => json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
            Kind::Float(interval) => number(*interval),
            Kind::Text => json!({ "type": "string" }),
            Kind::Form(form) => match form.words {
                "text" => json!({ "type": "string", "pattern": form.pattern }),
                words => {
                    let message = format!("Write it as {words}.");
                    json!({ "type": "string", "pattern": form.pattern, "patternErrorMessage": message })
                }
            },
            Kind::Word(words) => json!({ "type": "string", "enum": words }),
            Kind::Known(lexicon) => self.lexicon(lexicon),
            Kind::Scalar => json!({ "type": ["string", "number", "boolean"] }),
            Kind::Cell => json!({ "type": ["string", "number", "boolean", "null"] }),
            Kind::Date => json!({
                "type": "string",
                "pattern": "^\\+?[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}$",
                "patternErrorMessage": "Write it as YYYY-MM-DD.",
            }),
            Kind::Timestamp => json!({
                "type": "string",
                "pattern": "^\\+?[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}T[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}$",
                "patternErrorMessage": "Write it as YYYY-MM-DDTHH:MM:SS, without a zone or fractions.",
            }),
            Kind::Weights => json!({
                "type": "object",
                "additionalProperties": number(Interval::NOT_NEGATIVE),
                "minProperties": 1,
            }),
            Kind::Tree => {
                let branch = self.refer("tree", |definitions| definitions.branch());
                json!({ "type": "object", "additionalProperties": branch, "minProperties": 1 })
            }
            Kind::Texts => self.kind(&Kind::SomeOf(&Kind::Text)),
            Kind::Generator => self.refer("datagen.generator", |definitions| {
                let cases: Vec<_> = ENTRIES.iter().map(|entry| (entry.name, &entry.section)).collect();
                definitions.tagged("type", "What fills the column, or makes the value", &cases)
            }),
            Kind::Generators => {
                json!({ "type": "object", "additionalProperties": self.kind(&Kind::Generator), "minProperties": 1 })
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
                self.tagged(tagged.tag, tagged.doc, &cases)
            }
            Kind::MapOf(value) => json!({ "type": "object", "additionalProperties": self.kind(value) }),
            Kind::Numbered(low, high, value) => {
                let value = self.kind(value);
                let names = (*low..=*high).flat_map(written);
                let entries: serde_json::Map<_, _> = names.map(|name| (name, value.clone())).collect();
                json!({
                    "type": "object",
                    "properties": entries,
                    "additionalProperties": false,
                    "minProperties": 1,
                })
            }
            Kind::Pair(value) => json!({
                "type": "object",
                "additionalProperties": self.kind(value),
                "minProperties": 1,
                "maxProperties": 1,
            }),
            Kind::Choice(_, kinds) => {
                let mut any: Vec<Value> = kinds.iter().map(|kind| self.kind(kind)).collect();
                if any.len() == 1 { any.remove(0) } else { json!({ "anyOf": any }) }
            }
        }
    }
}

impl Definitions {
    /// What lies below a value of a tree: a list of values, or values with weights or with branches of their own.
    fn branch(&mut self) -> Value {
        let below = json!({
            "if": { "type": "number" },
            "then": number(Interval::NOT_NEGATIVE),
            "else": { "$ref": "#/$defs/tree" },
        });
        json!({
            "if": { "type": "array" },
            "then": self.kind(&Kind::Texts),
            "else": { "type": "object", "additionalProperties": below, "minProperties": 1 },
        })
    }
}

/// How a whole number is written as a key: as it is, and if it has one digit with a zero before it.
fn written(number: i64) -> Vec<String> {
    let padded = (0..10).contains(&number).then(|| format!("0{number}"));
    std::iter::once(number.to_string()).chain(padded).collect()
}

/// A number within an interval.
pub(super) fn number(interval: Interval) -> Value {
    let mut value = json!({ "type": "number" });
    if interval.low.is_finite() {
        value[if interval.low_open { "exclusiveMinimum" } else { "minimum" }] = shortest(interval.low);
    }
    if interval.high.is_finite() {
        value[if interval.high_open { "exclusiveMaximum" } else { "maximum" }] = shortest(interval.high);
    }
    value
}

/// A number as one would write it: whole where it is.
pub(super) fn shortest(number: f64) -> Value {
    let whole = number as i64;
    if whole as f64 == number && number.abs() < 1e15 { json!(whole) } else { json!(number) }
}

/// The default of a key as a value, where its words are one.
pub(super) fn literal(kind: &Kind, words: &str) -> Option<Value> {
    match kind {
        Kind::Bool => words.parse::<bool>().ok().map(Value::from),
        Kind::Int(..) => words.parse::<i64>().ok().map(Value::from),
        Kind::Seed => words.parse::<u64>().ok().map(Value::from),
        Kind::Float(_) => words.parse::<f64>().ok().map(shortest),
        Kind::Word(list) => list.contains(&words).then(|| json!(words)),
        Kind::Known(lexicon) => (lexicon.terms)().iter().any(|term| term.text == words).then(|| json!(words)),
        Kind::Choice(_, kinds) => kinds.iter().find_map(|kind| literal(kind, words)),
        _ => None,
    }
}

/// Whether the words for a default are a value of this kind.
pub fn is_literal(kind: &Kind, words: &str) -> bool {
    literal(kind, words).is_some()
}

/// A value written in YAML, as JSON; `None` if it is not YAML.
pub fn yaml(text: &str) -> Option<Value> {
    node::parse(text).ok().map(|node| plain(&node))
}

/// A tree without its places. What JSON cannot say (numbers that are not finite) is null, keys are text.
pub fn plain(node: &Node) -> Value {
    use crate::config::node::Value as Yaml;
    match &node.value {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => json!(value),
        Yaml::Int(value) => match (i64::try_from(*value), u64::try_from(*value)) {
            (Ok(value), _) => json!(value),
            (_, Ok(value)) => json!(value),
            _ => json!(*value as f64),
        },
        Yaml::Float(value) => json!(value),
        Yaml::Text(text) => json!(text),
        Yaml::List(items) => items.iter().map(plain).collect(),
        Yaml::Map(entries) => {
            let key = |key: &Node| match &key.value {
                Yaml::Text(text) => text.clone(),
                other => other.to_string(),
            };
            Value::Object(entries.iter().map(|(name, value)| (key(name), plain(value))).collect())
        }
    }
}
