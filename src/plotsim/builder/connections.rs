//! `connections`: pairs of metrics, in words or numbers.

use crate::config::node::Value;
use crate::config::param::Interval;
use crate::config::reader::{Field, Fields, counted};
use crate::config::suggest;
use crate::plotsim::model::Pair;
use crate::plotsim::parts::pairs::{self, Choices, Draft, End, Strength};
use crate::plotsim::vocabulary;

/// A word for a coefficient.
#[derive(Debug)]
pub struct Relationship {
    pub name: &'static str,
    pub coefficient: f64,
}

/// Every word, from the strongest likeness to the strongest contrast.
pub static RELATIONSHIPS: &[Relationship] = &[
    Relationship { name: "mirrors", coefficient: 0.75 },
    Relationship { name: "driven_by", coefficient: 0.55 },
    Relationship { name: "related", coefficient: 0.40 },
    Relationship { name: "hints_at", coefficient: 0.20 },
    Relationship { name: "independent", coefficient: 0.0 },
    Relationship { name: "hints_against", coefficient: -0.20 },
    Relationship { name: "resists", coefficient: -0.40 },
    Relationship { name: "opposes", coefficient: -0.55 },
    Relationship { name: "inverts", coefficient: -0.75 },
];

const FORMS: &str = "write \"a related b\", [a, 0.4, b] or {metric_a: a, relationship: related, metric_b: b}";

/// Every pair; `None` if one could not be read.
pub fn read<'a>(document: &Fields<'a>, choices: Choices, metrics: &[&str]) -> Option<Vec<(Pair, Field<'a>)>> {
    let items = document.get("connections").map_or(Some(Vec::new()), |field| field.items())?;
    let drafts = items.iter().map(|item| draft(item, choices)).collect();
    pairs::resolve(drafts, metrics)
}

fn draft<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    match &item.node.value {
        Value::Text(text) => sentence(item, text, choices),
        Value::List(_) => triple(item, choices),
        Value::Map(_) => mapping(item, choices),
        other => {
            let message = format!("must be text, a list or a mapping, not {}", other.kind());
            item.error("wrong-type", message, Some(FORMS.into()));
            None
        }
    }
}

/// `"a word b"`.
fn sentence<'a>(item: &Field<'a>, text: &'a str, choices: Choices) -> Option<Draft<'a>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [a, word, b] = words.as_slice() else {
        item.error(
            "bad-connection",
            format!("has {}, but must have three", counted(words.len(), "word")),
            Some(FORMS.into()),
        );
        return None;
    };
    // Words are slices of the text, so the distance of their beginnings is their place.
    let byte = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let end = |name: &'a str| End { field: item.clone(), byte: byte(name), name };
    let strength = strength(item, byte(word), word);
    Draft::new(item, (Some(end(a)), Some(end(b))), strength, choices)
}

/// `[a, word or number, b]`.
fn triple<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    let items = item.tuple(3, 3, "[a, 0.4, b]")?;
    let [a, middle, b] = items.as_slice() else { return None };
    let end = |field: &Field<'a>| field.text().map(|name| End { field: field.clone(), byte: 0, name });
    let ends = (end(a), end(b));
    let strength = match &middle.node.value {
        Value::Text(word) => strength(middle, 0, word),
        _ => middle.float(Interval::closed(-1.0, 1.0)).map(number),
    };
    Draft::new(item, ends, strength, choices)
}

/// `{metric_a, relationship or coefficient, metric_b}`.
fn mapping<'a>(item: &Field<'a>, choices: Choices) -> Option<Draft<'a>> {
    let fields = item.fields(&vocabulary::builder::CONNECTION)?;
    let end = |long: &str, short: &str| {
        let field = fields.get(long).or(fields.get(short))?;
        Some(End { field: field.clone(), byte: 0, name: field.text()? })
    };
    let ends = (end("metric_a", "a"), end("metric_b", "b"));
    let strength = match (fields.get("relationship"), fields.get("coefficient")) {
        (Some(word), None) => word.text().and_then(|text| strength(word, 0, text)),
        (None, Some(_)) => fields.float("coefficient").map(number),
        // Neither or both were reported.
        _ => None,
    };
    Draft::new(item, ends, strength, choices.of_pair(&fields))
}

/// A coefficient given as a number.
fn number(coefficient: f64) -> Strength {
    (coefficient, false)
}

/// A word or a number as text.
fn strength(field: &Field<'_>, byte: usize, word: &str) -> Option<Strength> {
    if let Ok(number) = word.parse::<f64>() {
        if !(-1.0..=1.0).contains(&number) {
            field.error_within(byte, "out-of-range", format!("is {word}, but must be in [-1, 1]"), None);
            return None;
        }
        return Some((number, false));
    }
    let found = RELATIONSHIPS.iter().find(|relationship| relationship.name == word);
    if found.is_none() {
        let hint = suggest::hint(
            word,
            RELATIONSHIPS.iter().map(|relationship| relationship.name).collect::<Vec<_>>(),
        );
        field.error_within(byte, "unknown-relationship", format!("'{word}' is not a relationship"), hint);
    }
    found.map(|relationship| (relationship.coefficient, true))
}
