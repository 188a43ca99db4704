//! What the YAML reader refuses, in words for users.

use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;

use super::finding::{At, Finding, Severity};

/// Deepest nesting of lists and mappings that is read.
pub const MAX_DEPTH: usize = 60;
/// Most values of a document, after aliases are expanded.
pub const MAX_NODES: usize = 2_000_000;

/// The finding that stands for an error of the YAML reader.
pub fn finding(error: &Error) -> Finding {
    let error = error.without_snippet();
    let at =
        error.location().map_or(At { line: 1, column: 1 }, |at| At { line: at.line(), column: at.column() });
    let cause = match error {
        Error::AliasError { error, .. } => error.without_snippet(),
        other => other,
    };
    let (message, hint) = match cause {
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
            (format!("lists and mappings are nested more than {MAX_DEPTH} deep"), None)
        }
        Error::Budget { breach: BudgetBreach::Documents { .. }, .. } | Error::MultipleDocuments { .. } => (
            "a second document starts here".to_owned(),
            Some("a config is one document: remove the '---'".to_owned()),
        ),
        Error::Budget { .. } => (format!("there are more than {MAX_NODES} values, aliases expanded"), None),
        Error::DuplicateMappingKey { key: Some(key), .. } => (format!("duplicate key '{key}'"), None),
        Error::DuplicateMappingKey { .. } => ("duplicate key".to_owned(), None),
        other => {
            let message = other.to_string();
            (format!("this is not valid YAML: {}", reason(&message)), advice(&message))
        }
    };
    Finding {
        severity: Severity::Error,
        code: "yaml",
        path: String::new(),
        at,
        message,
        hint,
        page: "",
        structural: false,
        excerpt: String::new(),
    }
}

/// The reader's words without the place, which a finding has of its own.
fn reason(message: &str) -> &str {
    let line = message.lines().next().unwrap_or(message);
    line.split(" at line ").next().unwrap_or(line)
}

/// What usually lies behind the reader's complaint.
fn advice(message: &str) -> Option<String> {
    let advice = if message.contains("tabs") {
        "indent with spaces"
    } else if message.contains("flow mapping") || message.contains("mapping values") {
        "text that holds any of : { } [ ] , # must be in quotes"
    } else {
        return None;
    };
    Some(advice.to_owned())
}
