//! YAML as a tree in which every value knows its place.
//!
//! The document is held whole, rather than read straight into typed structs, because a typed reader stops at its first
//! mistake and users are owed all of them at once.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};

use super::finding::{At, Finding, Severity};
use super::refusal;

/// A YAML value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub at: At,
    pub value: Value,
    /// For a text on one line without escapes: how many columns after `at` its first character stands.
    pub inset: Option<u64>,
}

/// A YAML value under the core rules of YAML 1.2: `yes` and `NO` are text, `0x10` is 16. Beyond them, `1_000` is 1000.
#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the document; keys are unique.
    Map(Vec<(Node, Node)>),
}

impl Value {
    /// What kind of value this is, in words for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// The longest value quoted in full in a message.
const QUOTED: usize = 60;

impl fmt::Display for Value {
    /// The value as a user would recognise it, shortened if long.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => write!(out, "null"),
            Value::Bool(value) => write!(out, "{value}"),
            Value::Int(value) => write!(out, "{value}"),
            Value::Float(value) => write!(out, "{value:?}"),
            Value::Text(text) if text.chars().count() > QUOTED => {
                write!(out, "'{}…'", text.chars().take(QUOTED).collect::<String>())
            }
            Value::Text(text) => write!(out, "'{text}'"),
            Value::List(items) => write!(out, "a list of {}", items.len()),
            Value::Map(entries) => write!(out, "a mapping of {}", entries.len()),
        }
    }
}

impl Node {
    /// The entry of a mapping under a text key; `None` if this is no mapping or has no such key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        entries
            .iter()
            .find(|(name, _)| matches!(&name.value, Value::Text(text) if text == key))
            .map(|(_, node)| node)
    }
}

/// Deepest nesting of lists and mappings that is read.
pub const MAX_DEPTH: usize = 60;
/// Most values of a document, after aliases are expanded.
pub const MAX_NODES: usize = 2_000_000;

/// Stack for reading [`MAX_DEPTH`] levels, several times what an unoptimised build needs.
const STACK: usize = 32 << 20;

/// Reads one YAML document.
///
/// # Errors
/// One located finding if the text is not a single YAML document, repeats a key, or is built to exhaust memory
/// (alias bombs, nesting deeper than 60, more than two million values).
pub fn parse(text: &str) -> Result<Node, Finding> {
    let read = || {
        let read = serde_saphyr::from_str_with_options::<Located>(text, options());
        let placed = read.map(|Located(mut node)| {
            set_insets(&mut node, text);
            node
        });
        placed.map_err(|error| refusal::finding(&error))
    };
    // The reader recurses, and what is left of a caller's stack is not ours to know.
    std::thread::scope(|scope| {
        match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read) {
            Ok(reader) => reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(error) => Err(Finding {
                severity: Severity::Error,
                code: "yaml",
                path: String::new(),
                at: At { line: 1, column: 1 },
                message: format!("the text could not be read: no thread could be started ({error})"),
                hint: None,
                page: "",
            }),
        }
    })
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 3 * MAX_NODES,
            max_documents: 2,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    }
}

/// Finds the texts that stand in the document as they are, bare or in quotes.
fn set_insets(node: &mut Node, document: &str) {
    match &mut node.value {
        Value::Text(text) => {
            let written = node.inset.and_then(|begin| document.get(begin as usize..)).unwrap_or("");
            let bare = written.trim_start_matches(['\'', '"']);
            let quotes = (written.len() - bare.len()) as u64;
            let as_is =
                quotes <= 1 && !text.is_empty() && !text.contains('\n') && bare.starts_with(text.as_str());
            node.inset = as_is.then_some(quotes);
        }
        Value::List(items) => items.iter_mut().for_each(|item| set_insets(item, document)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| set_insets(value, document)),
        _ => {}
    }
}

/// Reads a [`Node`] with its place, which serde can only hand over through `Spanned`.
struct Located(Node);

impl<'de> Deserialize<'de> for Located {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Plain>::deserialize(deserializer)?;
        let at = At { line: spanned.referenced.line(), column: spanned.referenced.column() };
        let value = spanned.value.0;
        // For now the byte where the value begins; `parse` turns it into an inset.
        let begin = spanned.referenced.span().byte_offset();
        let inset = begin.filter(|_| matches!(value, Value::Text(_)));
        Ok(Located(Node { at, value, inset }))
    }
}

struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor).map(Plain)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Located(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((Located(key), Located(value))) = entries.next_entry()? {
            map.push((key, value));
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        parse(text).unwrap().value
    }

    #[test]
    fn scalars_follow_the_core_rules_of_yaml_1_2() {
        assert!(matches!(value("NO"), Value::Text(text) if text == "NO"));
        assert!(matches!(value("yes"), Value::Text(text) if text == "yes"));
        assert!(matches!(value("true"), Value::Bool(true)));
        assert!(matches!(value("0x10"), Value::Int(16)));
        assert!(matches!(value("1e3"), Value::Float(x) if x == 1000.0));
        assert!(matches!(value(".nan"), Value::Float(x) if x.is_nan()));
        assert!(matches!(value("1_000"), Value::Int(1000)));
        assert!(matches!(value("2024-01-01"), Value::Text(_)));
        assert!(matches!(value("2024-01"), Value::Text(_)));
        assert!(matches!(value("18446744073709551615"), Value::Int(x) if x == u64::MAX as i128));
        assert!(matches!(value("-5"), Value::Int(-5)));
        assert!(matches!(value("~"), Value::Null));
        assert!(matches!(value("'1'"), Value::Text(_)));
    }

    #[test]
    fn every_value_knows_its_line_and_column() {
        let tree = parse("a:\n  - x: 1\n    y: {z: two}\n").unwrap();
        let item = match &tree.get("a").unwrap().value {
            Value::List(items) => &items[0],
            _ => panic!("a list was written"),
        };
        assert_eq!(item.get("x").unwrap().at, At { line: 2, column: 8 });
        assert_eq!(item.get("y").unwrap().get("z").unwrap().at, At { line: 3, column: 12 });
    }

    #[test]
    fn texts_know_where_their_first_character_stands() {
        let tree = parse("[plain, 'one', \"two\", 'it''s', \"a\\tb\", 'ä>ö']").unwrap();
        let Value::List(items) = &tree.value else { panic!("a list was written") };
        let insets: Vec<Option<u64>> = items.iter().map(|item| item.inset).collect();
        assert_eq!(insets, [Some(0), Some(1), Some(1), None, None, Some(1)]);
        assert_eq!(parse("a: |\n  block\n").unwrap().get("a").unwrap().inset, None);
        assert_eq!(parse("a: two\n  lines\n").unwrap().get("a").unwrap().inset, None);
    }

    #[test]
    fn hostile_documents_are_refused_with_a_place() {
        assert_eq!(parse("a: 1\na: 2\n").unwrap_err().at.line, 2);
        assert!(parse("a: 1\n---\nb: 2\n").is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse("a: [1, 2\nb: 3").is_err());
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for level in 1..12 {
            let previous = format!("*a{},", level - 1).repeat(9);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", previous.trim_end_matches(',')));
        }
        assert!(parse(&bomb).is_err());
    }
}
