//! From the text of a config to its tree.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, Spanned};

use super::super::finding::{At, Finding, Severity};
use super::super::refusal::{self, MAX_DEPTH, MAX_NODES};
use super::{Node, Value};

/// Stack for reading [`MAX_DEPTH`] levels, several times what an unoptimised build needs.
const STACK: usize = 32 << 20;

/// The text of a file.
///
/// # Errors
/// A finding at the first byte that is not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, Finding> {
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&bytes[..valid]);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let at =
            At { line: 1 + before.matches('\n').count() as u64, column: 1 + line.chars().count() as u64 };
        Finding {
            severity: Severity::Error,
            code: "yaml",
            path: String::new(),
            at,
            message: format!("byte 0x{:02x} is not valid UTF-8", bytes[valid]),
            hint: Some("save the file as UTF-8".to_owned()),
            page: "",
            structural: false,
            excerpt: String::new(),
        }
    })
}

/// Reads one YAML document.
///
/// # Errors
/// One located finding if the text is not a single YAML document, repeats a key, or is built to exhaust memory
/// (alias bombs, nesting deeper than 60, more than two million values).
pub fn parse(text: &str) -> Result<Node, Finding> {
    let read = || {
        let read = serde_saphyr::from_str_with_options::<Located>(text, options());
        read.map(|located| located.spelt(text)).map_err(|error| refusal::finding(&error))
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
                structural: false,
                excerpt: String::new(),
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

/// A value as the reader gives it: with its place, but without its spelling.
struct Located {
    at: At,
    /// Bytes of the document: where a text is used, where a number is defined.
    span: Option<Range<usize>>,
    value: Raw,
}

enum Raw {
    Scalar(Value),
    List(Vec<Located>),
    Map(Vec<(Located, Located)>),
}

impl Located {
    /// The same value with its spelling.
    fn spelt(self, document: &str) -> Node {
        let written = self.span.and_then(|span| document.get(span));
        let Located { at, value, .. } = self;
        let value = match value {
            Raw::Scalar(value @ (Value::Int(_) | Value::Float(_))) => return number(at, value, written),
            Raw::Scalar(value) => value,
            Raw::List(items) => Value::List(items.into_iter().map(|item| item.spelt(document)).collect()),
            Raw::Map(entries) => {
                let spelt = |(key, value): (Located, Located)| (key.spelt(document), value.spelt(document));
                Value::Map(entries.into_iter().map(spelt).collect())
            }
        };
        let inset = match (&value, written) {
            (Value::Text(text), Some(written)) => inset(text, written),
            _ => None,
        };
        Node { at, value, inset, written: None }
    }
}

/// How far into what is written a text begins, if it stands there as it is, bare or in quotes.
fn inset(text: &str, written: &str) -> Option<u64> {
    let bare = written.trim_start_matches(['\'', '"']);
    let quotes = (written.len() - bare.len()) as u64;
    let as_is = quotes <= 1 && !text.is_empty() && !text.contains('\n') && bare.starts_with(text);
    as_is.then_some(quotes)
}

/// A number, or a text of digits after a zero.
fn number(at: At, value: Value, written: Option<&str>) -> Node {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
    let Some(written) = written.map(str::trim).filter(|written| written.as_bytes().iter().all(plain)) else {
        return Node { at, value, inset: None, written: None };
    };
    let digits = written.strip_prefix(['+', '-']).unwrap_or(written);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole && digits.len() > 1 && digits.starts_with('0') {
        return Node { at, value: Value::Text(written.to_owned()), inset: Some(0), written: None };
    }
    let end = if written.starts_with('-') { i128::MIN } else { i128::MAX };
    let value = match value {
        // Beyond 64 bits the reader gives a float.
        Value::Float(x) if whole && x.abs() > i64::MAX as f64 / 2.0 => {
            Value::Int(written.parse().unwrap_or(end))
        }
        value => value,
    };
    let spelt = (*written != value.to_string()).then(|| written.into());
    Node { at, value, inset: None, written: spelt }
}

impl<'de> Deserialize<'de> for Located {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The only way by which places come through serde.
        let spanned = Spanned::<Raw>::deserialize(deserializer)?;
        let at = At { line: spanned.referenced.line(), column: spanned.referenced.column() };
        let bytes = |location: &Location| {
            let span = location.span();
            let begin = span.byte_offset()? as usize;
            Some(begin..begin.saturating_add(span.byte_len()? as usize))
        };
        let span = match &spanned.value {
            Raw::Scalar(Value::Text(_)) => bytes(&spanned.referenced),
            Raw::Scalar(_) => bytes(&spanned.defined),
            Raw::List(_) | Raw::Map(_) => None,
        };
        Ok(Located { at, span, value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Int(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Int(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Float(value)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Text(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
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
        assert!(matches!(value("0"), Value::Int(0)));
        assert!(matches!(value("01234"), Value::Text(text) if text == "01234"));
        assert!(matches!(value("-007"), Value::Text(text) if text == "-007"));
        assert!(matches!(value("00.5"), Value::Float(x) if x == 0.5));
        assert!(matches!(value(".nan"), Value::Float(x) if x.is_nan()));
        assert!(matches!(value("1_000"), Value::Int(1000)));
        assert!(matches!(value("2024-01-01"), Value::Text(_)));
        assert!(matches!(value("2024-01"), Value::Text(_)));
        assert!(matches!(value("18446744073709551615"), Value::Int(x) if x == u64::MAX as i128));
        assert!(matches!(value("18446744073709551616"), Value::Int(x) if x == u64::MAX as i128 + 1));
        assert!(matches!(value("-9223372036854775809"), Value::Int(x) if x == i64::MIN as i128 - 1));
        assert!(matches!(value(&"9".repeat(40)), Value::Int(i128::MAX)));
        assert!(matches!(value("-5"), Value::Int(-5)));
        assert!(matches!(value("~"), Value::Null));
        assert!(matches!(value("'1'"), Value::Text(_)));
    }

    #[test]
    fn values_keep_their_spelling() {
        let tree =
            parse("x: &x 1e3\ny: [1.0, 010, 0x10, +5, 1_000, *x, true, text, '07', !!float 2]\n").unwrap();
        let Some(Value::List(items)) = tree.get("y").map(|y| &y.value) else { panic!("a list was written") };
        let written: Vec<_> = items.iter().map(|item| item.written().unwrap().into_owned()).collect();
        assert_eq!(written, ["1.0", "010", "0x10", "+5", "1_000", "1e3", "true", "text", "07", "2"]);
        assert_eq!(items[5].to_string(), "1e3");
        assert!(matches!(items[9].value, Value::Float(2.0)));
        assert_eq!(items[5].number(), Some(1000.0));
        let huge = "9".repeat(40);
        assert_eq!(parse(&huge).unwrap().number(), Some(1e40));
        assert_eq!(parse(&huge).unwrap().to_string(), huge);
        let keys = parse("{01: a, 1: b}").unwrap();
        assert!(keys.get("01").is_some());
    }

    #[test]
    fn bytes_that_are_no_text_have_a_place() {
        assert_eq!(decode("a: \u{e4}".into()).unwrap(), "a: \u{e4}");
        let finding = decode(b"a: 1\n\xc3\xa4: \xff\n".to_vec()).unwrap_err();
        assert_eq!(finding.at, At { line: 2, column: 4 });
        assert_eq!(finding.message, "byte 0xff is not valid UTF-8");
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
