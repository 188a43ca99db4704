//! A value and where it stands.

use std::borrow::Cow;

use super::Report;
use super::fields::Fields;
use crate::config::calendar;
use crate::config::finding::{At, Finding, Severity};
use crate::config::node::{Node, Value};
use crate::config::param::{Interval, Kind, Section, Tagged, Word};
use crate::config::suggest;

/// Longest part of a name that is repeated in paths and messages, in characters.
const LONGEST_NAME: usize = 60;

/// A name as paths and messages show it.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// A message that starts with one of these speaks of the value at its place, and gets that value's name in front.
const PREDICATES: [&str; 5] = ["is ", "must ", "makes ", "gives ", "has "];

/// A value together with its path and the report its problems go to.
#[derive(Clone)]
pub struct Field<'a> {
    pub report: &'a Report,
    pub path: String,
    /// The named things around the value, as in `dataset 'orders', column 'total'`; empty if there are none.
    pub subject: String,
    /// Where the reference describes the mapping around the value; empty if nowhere.
    pub page: &'static str,
    pub node: &'a Node,
}

impl<'a> Field<'a> {
    /// The root of a document.
    pub fn root(report: &'a Report, node: &'a Node) -> Self {
        Field { report, path: String::new(), subject: String::new(), page: "", node }
    }

    /// A value below this one, for messages about it.
    pub fn child(&self, key: &str, node: &'a Node) -> Field<'a> {
        let key = shortened(key);
        let path = if self.path.is_empty() { key.into_owned() } else { format!("{}.{key}", self.path) };
        Field { path, node, ..self.clone() }
    }

    /// An item of this list. If it has a name, problems inside it say so.
    fn item(&self, index: usize, node: &'a Node) -> Field<'a> {
        let mut subject = self.subject.clone();
        if let Some(Value::Text(name)) = node.get("name").map(|name| &name.value) {
            let list = self.path.rsplit('.').next().unwrap_or_default().replace('_', " ");
            let separator = if subject.is_empty() { "" } else { ", " };
            let kind = match list.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => list.strip_suffix('s').unwrap_or(&list).to_owned(),
            };
            subject.push_str(&format!("{separator}{kind} '{}'", shortened(name)));
        }
        Field { path: format!("{}[{index}]", self.path), subject, node, ..self.clone() }
    }

    /// The last step of the path.
    fn name(&self) -> &str {
        match self.path.rsplit('.').next() {
            None | Some("") => "the config",
            Some(step) => step,
        }
    }

    pub fn at(&self) -> At {
        self.node.at
    }

    /// Reports an error at this value.
    pub fn error(&self, code: &'static str, message: impl Into<String>, hint: Option<String>) {
        self.finding(Severity::Error, code, message.into(), hint);
    }

    /// Reports a warning at this value.
    pub fn warn(&self, code: &'static str, message: impl Into<String>, hint: Option<String>) {
        self.finding(Severity::Warning, code, message.into(), hint);
    }

    /// Reports at this value what is worth knowing and no fault.
    pub fn note(&self, code: &'static str, message: impl Into<String>, hint: Option<String>) {
        self.finding(Severity::Note, code, message.into(), hint);
    }

    /// As [`Field::error`], at byte `byte` of this text if the text stands in the document as it is.
    pub fn error_within(
        &self,
        byte: usize,
        code: &'static str,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        self.finding_at(self.at_byte(byte), Severity::Error, code, message.into(), hint, String::new());
    }

    /// As [`Field::error_within`], and shows the line of the text with a caret below the byte.
    pub fn error_shown(
        &self,
        byte: usize,
        code: &'static str,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        let excerpt = match &self.node.value {
            Value::Text(text) => excerpt(text, byte),
            _ => String::new(),
        };
        self.finding_at(self.at_byte(byte), Severity::Error, code, message.into(), hint, excerpt);
    }

    /// Where a byte of this text stands, if the text stands in the document as it is; else where the text begins.
    pub fn at_byte(&self, byte: usize) -> At {
        let mut at = self.node.at;
        if let (Value::Text(text), Some(inset)) = (&self.node.value, self.node.inset) {
            at.column += inset + text.get(..byte).map_or(0, |before| before.chars().count() as u64);
        }
        at
    }

    fn finding(&self, severity: Severity, code: &'static str, message: String, hint: Option<String>) {
        self.finding_at(self.node.at, severity, code, message, hint, String::new());
    }

    fn finding_at(
        &self,
        at: At,
        severity: Severity,
        code: &'static str,
        message: String,
        hint: Option<String>,
        excerpt: String,
    ) {
        let message = if PREDICATES.iter().any(|verb| message.starts_with(verb)) {
            format!("{} {message}", self.name())
        } else {
            message
        };
        let message = if self.subject.is_empty() { message } else { format!("{}: {message}", self.subject) };
        self.report.push(Finding {
            severity,
            code,
            path: self.path.clone(),
            at,
            message,
            hint,
            page: self.page,
            excerpt,
        });
    }

    /// Reports that what is named here is known, but not supported yet, and what does the same today.
    pub fn not_supported(&self, name: &str, today: &str) {
        let message = format!("'{name}' is not supported yet");
        self.error("not-supported-yet", message, Some(today.into()));
    }

    fn wrong_type<T>(&self, wanted: &str, hint: Option<&str>) -> Option<T> {
        let value = &self.node.value;
        let got = match value {
            Value::Null | Value::List(_) | Value::Map(_) => value.kind().to_owned(),
            _ => format!("{} {}", value.kind(), self.node),
        };
        self.error("wrong-type", format!("must be {wanted}, not {got}"), hint.map(str::to_owned));
        None
    }

    pub fn is_null(&self) -> bool {
        matches!(self.node.value, Value::Null)
    }

    /// Items or entries, unread.
    pub fn length(&self) -> usize {
        match &self.node.value {
            Value::List(items) => items.len(),
            Value::Map(entries) => entries.len(),
            _ => 0,
        }
    }

    pub fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    pub fn bool(&self) -> Option<bool> {
        match &self.node.value {
            Value::Bool(value) => Some(*value),
            _ => self.wrong_type("true or false", None),
        }
    }

    /// A whole number in `low..=high`.
    pub fn int(&self, low: i64, high: i64) -> Option<i64> {
        let Value::Int(value) = self.node.value else { return self.not_whole() };
        match i64::try_from(value) {
            Ok(value) if (low..=high).contains(&value) => return Some(value),
            Err(_) if low == i64::MIN || high == i64::MAX => {
                let message = match value > 0 {
                    true => format!("is {}, but the greatest whole number is {}", self.node, i64::MAX),
                    false => format!("is {}, but the least whole number is {}", self.node, i64::MIN),
                };
                self.error("out-of-range", message, None);
            }
            _ => {
                let message = format!("is {}, but must be a {}", self.node, Kind::Int(low, high));
                self.error("out-of-range", message, None);
            }
        }
        None
    }

    /// A whole number from 0 to 2⁶⁴−1.
    pub fn seed(&self) -> Option<u64> {
        let Value::Int(value) = self.node.value else { return self.not_whole() };
        u64::try_from(value)
            .map_err(|_| {
                let message = format!("is {}, but must be a {}", self.node, Kind::Seed);
                self.error("out-of-range", message, None);
            })
            .ok()
    }

    fn not_whole<T>(&self) -> Option<T> {
        let hint = match &self.node.value {
            Value::Float(_) => Some("write it without a fraction or exponent"),
            value => leading_zero(value),
        };
        self.wrong_type("a whole number", hint)
    }

    /// A finite number in `interval`; whole numbers widen.
    pub fn float(&self, interval: Interval) -> Option<f64> {
        let Some(value) = self.node.number() else {
            return self.wrong_type("a number", leading_zero(&self.node.value));
        };
        if interval.contains(value) {
            return Some(value);
        }
        self.error("out-of-range", format!("is {}, but must be {interval}", self.node), None);
        None
    }

    pub fn text(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => self.wrong_type("text", None),
            _ => self.wrong_type("text", Some("put it in quotes")),
        }
    }

    /// A text, number or boolean as it is written: `1e3` and `1.0` keep their spelling.
    pub fn text_as_written(&self) -> Option<Cow<'a, str>> {
        let written = self.node.written();
        if written.is_none() {
            let message = format!("must be text, a number or a boolean, not {}", self.node.value.kind());
            self.error("wrong-type", message, None);
        }
        written
    }

    /// One of `words`; gives its index.
    pub fn word(&self, words: &[&str]) -> Option<usize> {
        let text = self.text()?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let message = format!("is '{text}', but must be one of {}", words.join(", "));
            let hint =
                suggest::closest(text, words.iter().copied()).map(|name| format!("did you mean '{name}'?"));
            self.error("unknown-word", message, hint);
        }
        found
    }

    /// One of the words of a type.
    pub fn word_of<W: Word>(&self) -> Option<W> {
        W::ALL.get(self.word(W::WORDS)?).copied()
    }

    /// Days since 1970-01-01 of a `YYYY-MM-DD`.
    pub fn date(&self) -> Option<i32> {
        let text = self.text()?;
        let day = calendar::parse_date(text);
        if day.is_none() {
            self.error(
                "bad-date",
                format!("{}: '{text}' is not a valid date", self.name()),
                Some("write it as YYYY-MM-DD".into()),
            );
        }
        day
    }

    /// Seconds since 1970-01-01T00:00:00 of a `YYYY-MM-DDTHH:MM:SS`.
    pub fn timestamp(&self) -> Option<i64> {
        let text = self.text()?;
        let second = calendar::parse_timestamp(text);
        if second.is_none() {
            let hint = "write it as YYYY-MM-DDTHH:MM:SS, without a zone or fractions".to_owned();
            let message = format!("{}: '{text}' is not a valid timestamp", self.name());
            self.error("bad-timestamp", message, Some(hint));
        }
        second
    }

    /// The items of a list.
    pub fn items(&self) -> Option<Vec<Field<'a>>> {
        if self.report.is_full() {
            return None;
        }
        let Value::List(items) = &self.node.value else { return self.wrong_type("a list", None) };
        Some(items.iter().enumerate().map(|(index, node)| self.item(index, node)).collect())
    }

    /// The items of a list of at most `most`: of things that are compared with one another.
    pub fn few_items(&self, most: usize) -> Option<Vec<Field<'a>>> {
        match &self.node.value {
            Value::List(items) if items.len() > most => {
                self.error(
                    "too-many-items",
                    format!("is a list of {}, but must be of {most} at most", items.len()),
                    None,
                );
                None
            }
            _ => self.items(),
        }
    }

    /// The items of a list that must not be empty.
    pub fn some_items(&self) -> Option<Vec<Field<'a>>> {
        let items = self.items()?;
        if items.is_empty() {
            self.error("empty-list", "is empty, but must hold at least one item", None);
            return None;
        }
        Some(items)
    }

    /// The entries of a mapping with text keys. Other keys are reported and left out.
    pub fn entries(&self) -> Option<Vec<(&'a str, Field<'a>)>> {
        if self.report.is_full() {
            return None;
        }
        let Value::Map(entries) = &self.node.value else { return self.wrong_type("a mapping", None) };
        let mut named = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            match &key.value {
                Value::Text(name) => named.push((name.as_str(), self.child(name, node))),
                other => Field { node: key, ..self.clone() }.error(
                    "wrong-type",
                    format!("the key {key} must be text, not {}", other.kind()),
                    Some("put it in quotes".into()),
                ),
            }
        }
        Some(named)
    }

    /// The entries of a mapping whose keys are whole numbers from `low` to `high`, also those written as text, as JSON does;
    /// each once. Other keys are reported and left out.
    pub fn numbered(&self, low: i64, high: i64) -> Option<Vec<(i64, Field<'a>)>> {
        if self.report.is_full() {
            return None;
        }
        let Value::Map(entries) = &self.node.value else { return self.wrong_type("a mapping", None) };
        if entries.is_empty() {
            self.error("empty-mapping", "is empty, but must hold at least one entry", None);
            return None;
        }
        let mut read: Vec<(i64, Field<'a>)> = Vec::with_capacity(entries.len());
        let mut right = true;
        for (key, node) in entries {
            let number = match &key.value {
                Value::Int(number) => i64::try_from(*number).ok(),
                Value::Text(text) if text.len() <= 2 => text.parse().ok(),
                _ => None,
            };
            match number.filter(|number| (low..=high).contains(number)) {
                None => {
                    let hint = format!("a whole number from {low} to {high}");
                    self.child(&key.to_string(), node).error(
                        "unknown-key",
                        format!("unknown key {key}"),
                        Some(hint),
                    );
                    right = false;
                }
                Some(number) if read.iter().any(|(known, _)| *known == number) => {
                    self.child(&number.to_string(), node).error(
                        "duplicate-name",
                        format!("{number} is written twice"),
                        None,
                    );
                    right = false;
                }
                Some(number) => read.push((number, self.child(&number.to_string(), node))),
            }
        }
        right.then_some(read)
    }

    /// The entries of a mapping whose keys are values of some type: each key, at its own place, and its value.
    /// Other keys are reported and left out.
    pub fn pairs(&self) -> Option<Vec<(Field<'a>, Field<'a>)>> {
        if self.report.is_full() {
            return None;
        }
        let Value::Map(entries) = &self.node.value else { return self.wrong_type("a mapping", None) };
        let mut pairs = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            match key.written() {
                Some(name) => pairs.push((self.child(&name, key), self.child(&name, node))),
                None => Field { node: key, ..self.clone() }.error(
                    "wrong-type",
                    format!("the key {key} must be text, a number or a boolean, not {}", key.value.kind()),
                    None,
                ),
            }
        }
        Some(pairs)
    }

    /// A list of as many items as `most`, of which those from `least` on may be left out; `form` is how one writes it.
    pub fn tuple(&self, least: usize, most: usize, form: &str) -> Option<Vec<Field<'a>>> {
        let items = self.items()?;
        if (least..=most).contains(&items.len()) {
            return Some(items);
        }
        self.error(
            "wrong-length",
            format!("has {}", counted(items.len(), "item")),
            Some(format!("write {form}")),
        );
        None
    }

    /// A mapping read against its section: unknown and missing keys, and keys that do not go together, are reported at once.
    pub fn fields(&self, section: &'static Section) -> Option<Fields<'a>> {
        self.fields_but(None, section)
    }

    /// As [`Field::fields`], for a mapping whose key `tag` was read before.
    pub fn fields_after(&self, tag: &str, section: &'static Section) -> Option<Fields<'a>> {
        self.fields_but(Some(tag), section)
    }

    fn fields_but(&self, tag: Option<&str>, section: &'static Section) -> Option<Fields<'a>> {
        let page = if section.page.is_empty() { self.page } else { section.page };
        let whole = Field { page, ..self.clone() };
        let mut entries = whole.entries()?;
        entries.retain(|(name, _)| Some(*name) != tag);
        Some(Fields::checked(whole, entries, section))
    }

    /// A mapping whose keys hang on a word in it: the place of that word, and the rest.
    pub fn tagged(&self, tagged: &'static Tagged) -> Option<(usize, Fields<'a>)> {
        let entries = self.entries()?;
        let Some((_, word)) = entries.iter().find(|(name, _)| *name == tagged.tag) else {
            let hint = format!("one of {}", tagged.words.join(", "));
            self.error("missing-key", format!("missing key '{}'", tagged.tag), Some(hint));
            return None;
        };
        let place = word.word(tagged.words)?;
        Some((place, self.fields_after(tagged.tag, tagged.cases[place])?))
    }
}

/// The line of a text that a byte is in, and below it a caret under that byte.
fn excerpt(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let column = before.get(start..).unwrap_or_default().chars().count();
    format!("{line}\n{:column$}^", "")
}

/// What is wrong with a number that is text because it begins with a zero.
fn leading_zero(value: &Value) -> Option<&'static str> {
    let Value::Text(text) = value else { return None };
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let zero =
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    zero.then_some("write it without the leading zero")
}

/// A number and a noun, as in `1 item` and `3 items`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
