//! Rules between keys.

use serde_json::{Value, json};

use super::Definitions;
use super::sections::is;
use crate::config::param::{Argument, Kind, Lexicon, Need, Rule, Section, When};

impl Definitions {
    /// A rule as schemas that must all hold.
    pub(super) fn rule(&mut self, section: &Section, rule: &Rule) -> Vec<Value> {
        match rule {
            Rule::AtMostOne(keys, why) => at_most_one(keys, why),
            Rule::AtLeastOne(keys) => vec![one_of(keys)],
            Rule::Beside(key, others) => vec![json!({ "if": written(key), "then": needed(others) })],
            Rule::Needs(when, keys) => vec![json!({ "if": holds(section, when), "then": needed(keys) })],
            Rule::NeedsOneOf(when, keys) => vec![json!({ "if": holds(section, when), "then": one_of(keys) })],
            Rule::Only(keys, when) => {
                let message = format!("This belongs to {}: {}.", when.key, when.is.join(" or "));
                vec![json!({ "if": fails(section, when), "then": absent(keys, &message) })]
            }
            Rule::Params { key, of, lexicon, centre } => self.params(section, key, of, lexicon, *centre),
        }
    }

    /// Parameters by name, for each term that has some.
    fn params(
        &mut self,
        section: &Section,
        key: &str,
        of: &str,
        lexicon: &Lexicon,
        centre: bool,
    ) -> Vec<Value> {
        // With its centre a family passes over what it does not know, with a warning.
        let open = centre && lexicon.open;
        let optional = section.param(key).is_some_and(|param| param.need != Need::Required);
        let case = |definitions: &mut Definitions, name: &str, arguments: &[Argument]| {
            let arguments: Vec<&Argument> =
                arguments.iter().filter(|argument| centre || !argument.of_centre).collect();
            let required: Vec<&str> =
                arguments.iter().filter(|argument| argument.required).map(|argument| argument.name).collect();
            let properties: serde_json::Map<String, Value> = arguments
                .iter()
                .map(|argument| (argument.name.to_owned(), definitions.argument(argument)))
                .collect();
            let mut params = json!({ "properties": properties, "additionalProperties": open });
            if !required.is_empty() {
                params["required"] = json!(required);
            }
            let mut then = json!({ "properties": { key: params } });
            // Without its centre a family is whole only with these.
            if !centre && !required.is_empty() && optional {
                then["required"] = json!([key]);
            }
            json!({ "if": is(of, &json!({ "const": name })), "then": then })
        };
        (lexicon.terms)().iter().map(|term| case(self, &term.text, &term.arguments)).collect()
    }

    fn argument(&mut self, argument: &Argument) -> Value {
        let mut value = self.kind(&argument.kind);
        value["description"] = json!(argument.doc);
        if let Some(default) = argument.default.as_deref().and_then(super::kinds::yaml) {
            value["default"] = default;
        }
        value
    }
}

/// A key is there, and not null.
fn written(key: &str) -> Value {
    is(key, &json!({ "not": { "type": "null" } }))
}

fn needed(keys: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> =
        keys.iter().map(|key| ((*key).to_owned(), json!({ "not": { "type": "null" } }))).collect();
    json!({ "required": keys, "properties": properties })
}

fn one_of(keys: &[&str]) -> Value {
    json!({ "anyOf": keys.iter().map(|key| written(key)).collect::<Vec<_>>() })
}

fn absent(keys: &[&str], message: &str) -> Value {
    let properties: serde_json::Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), json!({ "enum": [null], "errorMessage": message })))
        .collect();
    json!({ "properties": properties })
}

fn at_most_one(keys: &[&str], why: &str) -> Vec<Value> {
    let others = |place: usize| keys.get(place + 1..).unwrap_or_default();
    let pairs = keys.iter().enumerate().filter(|(place, _)| !others(*place).is_empty());
    pairs
        .map(|(place, key)| {
            let message = format!("{} and {key} {why}; keep one of them.", others(place).join(", "));
            json!({ "if": written(key), "then": absent(others(place), &message) })
        })
        .collect()
}

/// What the value of a condition's key must be.
fn value(section: &Section, when: &When) -> Value {
    if section.param(when.key).is_some_and(|param| matches!(param.kind, Kind::Bool)) {
        let truths: Vec<bool> = when.is.iter().map(|word| *word == "true").collect();
        return json!({ "enum": truths });
    }
    if when.is.iter().all(|word| !word.ends_with(['.', ':'])) {
        return json!({ "enum": when.is });
    }
    let forms: Vec<String> = when
        .is
        .iter()
        .map(|word| match word.ends_with(['.', ':']) {
            true => format!("^{}", word.replace('.', "\\.")),
            false => format!("^{word}$"),
        })
        .collect();
    json!({ "type": "string", "pattern": forms.join("|") })
}

fn holds(section: &Section, when: &When) -> Value {
    is(when.key, &value(section, when))
}

/// Says something else, or nothing where nothing is allowed.
fn fails(section: &Section, when: &When) -> Value {
    let other = json!({ "not": value(section, when) });
    match section.param(when.key).map(|param| param.need) {
        Some(Need::Default(_)) => json!({ "properties": { when.key: other } }),
        _ => is(when.key, &other),
    }
}
