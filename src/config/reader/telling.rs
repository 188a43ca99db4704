//! What is told of a field.

use super::field::Field;
use crate::config::finding::{At, Finding, Severity};
use crate::config::node::Value;

impl<'a> Field<'a> {
    /// Reports an error at this value.
    pub fn error(&self, code: &'static str, message: impl Into<String>, hint: Option<String>) {
        self.finding(Severity::Error, code, message.into(), hint);
    }

    /// Reports what may not stand here, whatever stands elsewhere: what the JSON Schema refuses too.
    pub fn broken(&self, code: &'static str, message: impl Into<String>, hint: Option<String>) {
        self.broken_within(0, code, message, hint);
    }

    /// As [`Field::broken`], at byte `byte` of this text if the text stands in the document as it is.
    pub fn broken_within(
        &self,
        byte: usize,
        code: &'static str,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        // JSON has no such numbers.
        let structural = self.node.number().is_none_or(f64::is_finite);
        let at = if byte > 0 { self.at_byte(byte) } else { self.node.at };
        self.finding_at(
            at,
            Severity::Error,
            code,
            message.into(),
            hint,
            Told { structural, ..Told::default() },
        );
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
        self.finding_at(self.at_byte(byte), Severity::Error, code, message.into(), hint, Told::default());
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
        self.finding_at(
            self.at_byte(byte),
            Severity::Error,
            code,
            message.into(),
            hint,
            Told { excerpt, ..Told::default() },
        );
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
        self.finding_at(self.node.at, severity, code, message, hint, Told::default());
    }

    fn finding_at(
        &self,
        at: At,
        severity: Severity,
        code: &'static str,
        message: String,
        hint: Option<String>,
        told: Told,
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
            structural: told.structural,
            excerpt: told.excerpt,
        });
    }

    pub(super) fn wrong_type<T>(&self, wanted: &str, hint: Option<&str>) -> Option<T> {
        let value = &self.node.value;
        let got = match value {
            Value::Null | Value::List(_) | Value::Map(_) => value.kind().to_owned(),
            _ => format!("{} {}", value.kind(), self.node),
        };
        self.broken("wrong-type", format!("must be {wanted}, not {got}"), hint.map(str::to_owned));
        None
    }
}

/// A message that starts with one of these speaks of the value at its place, and gets that value's name in front.
const PREDICATES: [&str; 5] = ["is ", "must ", "makes ", "gives ", "has "];

/// The line of a text that a byte is in, and below it a caret under that byte.
fn excerpt(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let column = before.get(start..).unwrap_or_default().chars().count();
    format!("{line}\n{:column$}^", "")
}

/// What a finding tells beside its message.
#[derive(Default)]
struct Told {
    structural: bool,
    excerpt: String,
}
