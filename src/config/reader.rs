//! Reading a [`Node`] tree against its vocabulary, collecting every problem on the way.
//!
//! Every method that cannot give a value has reported why, so callers chain with `?` on `Option` and lose nothing.

use std::borrow::Cow;
use std::cell::RefCell;

use super::calendar;
use super::finding::{At, Finding, Findings, Severity};
use super::node::{Node, Value};
use super::param::{Interval, Kind, Need, Param};
use super::suggest;

/// Most findings of one config that are told.
const MOST: usize = 1000;
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
const PREDICATES: [&str; 4] = ["is ", "must ", "makes ", "gives "];

/// Where findings gather while a config is read.
pub struct Report {
    findings: RefCell<Findings>,
}

impl Report {
    /// An empty report on the config called `origin`.
    pub fn new(origin: &str) -> Self {
        Report { findings: RefCell::new(Findings::new(origin)) }
    }

    /// Adds a finding; after [`MOST`] of them, one that says so, and no more.
    pub fn push(&self, finding: Finding) {
        let items = &mut self.findings.borrow_mut().items;
        match items.len() {
            0..MOST => items.push(finding),
            MOST => items.push(Finding {
                severity: Severity::Error,
                code: "too-many-problems",
                path: String::new(),
                message: format!("there are more than {MOST} problems; the rest of the config was not read"),
                hint: None,
                ..finding
            }),
            _ => {}
        }
    }

    /// True once there are so many findings that reading on is of no use.
    fn is_full(&self) -> bool {
        self.findings.borrow().items.len() > MOST
    }

    /// Everything found, in the order of the text.
    pub fn into_findings(self) -> Findings {
        self.findings.into_inner().sorted()
    }

    /// True once any error was reported.
    pub fn has_errors(&self) -> bool {
        self.findings.borrow().has_errors()
    }
}

/// A value together with its path and the report its problems go to.
#[derive(Clone)]
pub struct Field<'a> {
    pub report: &'a Report,
    pub path: String,
    /// The named things around the value, as in `dataset 'orders', column 'total'`; empty if there are none.
    pub subject: String,
    pub node: &'a Node,
}

impl<'a> Field<'a> {
    /// The root of a document.
    pub fn root(report: &'a Report, node: &'a Node) -> Self {
        Field { report, path: String::new(), subject: String::new(), node }
    }

    /// A value below this one, for messages about it.
    pub fn child(&self, key: &str, node: &'a Node) -> Field<'a> {
        let key = shortened(key);
        let path = if self.path.is_empty() { key.into_owned() } else { format!("{}.{key}", self.path) };
        Field { report: self.report, path, subject: self.subject.clone(), node }
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
        Field { report: self.report, path: format!("{}[{index}]", self.path), subject, node }
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

    /// As [`Field::error`], at byte `byte` of this text if the text stands in the document as it is.
    pub fn error_within(
        &self,
        byte: usize,
        code: &'static str,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        let mut at = self.node.at;
        if let (Value::Text(text), Some(inset)) = (&self.node.value, self.node.inset) {
            at.column += inset + text.get(..byte).map_or(0, |before| before.chars().count() as u64);
        }
        self.finding_at(at, Severity::Error, code, message.into(), hint);
    }

    fn finding(&self, severity: Severity, code: &'static str, message: String, hint: Option<String>) {
        self.finding_at(self.node.at, severity, code, message, hint);
    }

    fn finding_at(
        &self,
        at: At,
        severity: Severity,
        code: &'static str,
        message: String,
        hint: Option<String>,
    ) {
        let message = if PREDICATES.iter().any(|verb| message.starts_with(verb)) {
            format!("{} {message}", self.name())
        } else {
            message
        };
        let message = if self.subject.is_empty() { message } else { format!("{}: {message}", self.subject) };
        self.report.push(Finding { severity, code, path: self.path.clone(), at, message, hint });
    }

    fn wrong_type<T>(&self, wanted: &str, hint: Option<&str>) -> Option<T> {
        let value = &self.node.value;
        let got = match value {
            Value::Null | Value::List(_) | Value::Map(_) => value.kind().to_owned(),
            _ => format!("{} {value}", value.kind()),
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
        let Value::Int(value) = self.node.value else {
            let hint = matches!(self.node.value, Value::Float(_))
                .then_some("write it without a fraction or exponent");
            return self.wrong_type("a whole number", hint);
        };
        match i64::try_from(value) {
            Ok(value) if (low..=high).contains(&value) => Some(value),
            _ => {
                self.error(
                    "out-of-range",
                    format!("is {value}, but must be a {}", Kind::Int(low, high)),
                    None,
                );
                None
            }
        }
    }

    /// A whole number from 0 to 2⁶⁴−1.
    pub fn seed(&self) -> Option<u64> {
        let Value::Int(value) = self.node.value else { return self.wrong_type("a whole number", None) };
        u64::try_from(value)
            .map_err(|_| {
                self.error("out-of-range", format!("is {value}, but must be a {}", Kind::Seed), None)
            })
            .ok()
    }

    /// A finite number in `interval`; whole numbers widen.
    pub fn float(&self, interval: Interval) -> Option<f64> {
        let value = match self.node.value {
            Value::Int(value) => value as f64,
            Value::Float(value) => value,
            _ => return self.wrong_type("a number", None),
        };
        if interval.contains(value) {
            return Some(value);
        }
        self.error("out-of-range", format!("is {}, but must be {interval}", self.node.value), None);
        None
    }

    pub fn text(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => self.wrong_type("text", None),
            _ => self.wrong_type("text", Some("put it in quotes")),
        }
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

    /// Days since 1970-01-01 of a `YYYY-MM-DD`.
    pub fn date(&self) -> Option<i32> {
        let text = self.text()?;
        let day = calendar::parse_date(text);
        if day.is_none() {
            self.error(
                "bad-date",
                format!("is '{text}', which is no date"),
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
            self.error("bad-timestamp", format!("is '{text}', which is no timestamp"), Some(hint));
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
                    format!("the key {other} must be text, not {}", other.kind()),
                    Some("put it in quotes".into()),
                ),
            }
        }
        Some(named)
    }

    /// A mapping read against its vocabulary: unknown and missing keys are reported at once.
    pub fn fields(&self, params: &'static [Param]) -> Option<Fields<'a>> {
        self.fields_after("", params)
    }

    /// As [`Field::fields`], for a mapping whose key `tag` was read before.
    pub fn fields_after(&self, tag: &str, params: &'static [Param]) -> Option<Fields<'a>> {
        let mut entries = self.entries()?;
        entries.retain(|(name, _)| *name != tag);
        let fields = Fields { whole: self.clone(), entries, params };
        for (name, field) in &fields.entries {
            if !params.iter().any(|param| param.name == *name) {
                let known = params.iter().map(|param| param.name);
                field.error(
                    "unknown-key",
                    format!("'{name}' is not a key that is known here"),
                    suggest::hint(name, known),
                );
            }
        }
        for param in params {
            if param.need == Need::Required && fields.entries.iter().all(|(name, _)| *name != param.name) {
                self.error(
                    "missing-key",
                    format!("'{}' is missing", param.name),
                    Some(format!("{}: {}", param.kind, param.doc)),
                );
            }
        }
        Some(fields)
    }
}

/// A mapping whose keys were checked against `params`.
pub struct Fields<'a> {
    /// The mapping itself, for problems that belong to no single key.
    pub whole: Field<'a>,
    entries: Vec<(&'a str, Field<'a>)>,
    params: &'static [Param],
}

impl<'a> Fields<'a> {
    /// The value under `name`, if it was written and is not null where it may be left out.
    pub fn get(&self, name: &str) -> Option<&Field<'a>> {
        let field = self.entries.iter().find(|(key, _)| *key == name).map(|(_, field)| field)?;
        (self.kind(name).1 == Need::Required || !field.is_null()).then_some(field)
    }

    /// True if `name` was written and is null.
    pub fn is_null(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, field)| *key == name && field.is_null())
    }

    fn kind(&self, name: &str) -> (Kind, Need) {
        let param = self.params.iter().find(|param| param.name == name);
        debug_assert!(param.is_some(), "no parameter '{name}' in this vocabulary");
        param.map_or((Kind::Scalar, Need::Default("")), |param| (param.kind, param.need))
    }

    /// The value under `name`, or `default` if it was left out; `None` if what was written is wrong.
    fn or<T>(&self, name: &str, default: T, read: impl Fn(&Field<'a>) -> Option<T>) -> Option<T> {
        match self.get(name) {
            Some(field) => read(field),
            None if self.kind(name).1 == Need::Required => None,
            None => Some(default),
        }
    }

    pub fn bool_or(&self, name: &str, default: bool) -> Option<bool> {
        self.or(name, default, Field::bool)
    }

    /// A whole number within the bounds its vocabulary entry states.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(|field| self.read_int(name, field))
    }

    pub fn int_or(&self, name: &str, default: i64) -> Option<i64> {
        self.or(name, default, |field| self.read_int(name, field))
    }

    fn read_int(&self, name: &str, field: &Field<'a>) -> Option<i64> {
        match self.kind(name).0 {
            Kind::Int(low, high) => field.int(low, high),
            _ => field.int(i64::MIN, i64::MAX),
        }
    }

    pub fn seed_or(&self, name: &str, default: u64) -> Option<u64> {
        self.or(name, default, Field::seed)
    }

    /// A number within the interval its vocabulary entry states.
    pub fn float(&self, name: &str) -> Option<f64> {
        self.get(name).and_then(|field| self.read_float(name, field))
    }

    pub fn float_or(&self, name: &str, default: f64) -> Option<f64> {
        self.or(name, default, |field| self.read_float(name, field))
    }

    fn read_float(&self, name: &str, field: &Field<'a>) -> Option<f64> {
        match self.kind(name).0 {
            Kind::Float(interval) => field.float(interval),
            _ => field.float(Interval::EVERYTHING),
        }
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name).and_then(Field::text)
    }

    /// The index of the word under `name` among those its vocabulary entry allows.
    pub fn word_or(&self, name: &str, default: usize) -> Option<usize> {
        self.or(name, default, |field| match self.kind(name).0 {
            Kind::Word(words) => field.word(words),
            _ => None,
        })
    }

    pub fn date(&self, name: &str) -> Option<i32> {
        self.get(name).and_then(Field::date)
    }

    pub fn timestamp(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Field::timestamp)
    }

    pub fn some_items(&self, name: &str) -> Option<Vec<Field<'a>>> {
        self.get(name).and_then(Field::some_items)
    }
}
