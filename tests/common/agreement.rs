//! Whether the parser and the schema agree on a config.

#[path = "schema.rs"]
mod schema;

use serde_json::Value;

/// How parser and schema disagree on a config; `errors` are the code and message of each error the parser found.
pub fn disagreement(schema: &Value, config: &Value, errors: &[(&str, &str)]) -> Option<String> {
    let broken = schema::broken(schema, config);
    let structural = errors.iter().find(|(code, message)| is_structural(code, message));
    match (broken, errors, structural) {
        (Some(broken), [], _) => Some(format!("the parser takes what the schema refuses: {broken}")),
        (None, _, Some((code, message))) => {
            Some(format!("the schema takes what the parser refuses: {code}: {message}"))
        }
        _ => None,
    }
}

/// Whether an error is about one place of a config and what may stand there, not about other places.
fn is_structural(code: &str, message: &str) -> bool {
    let says = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    // Keys that are no text, numbers that are none, and how large a number is whole cannot be told in a schema.
    if says(&["the key ", ".nan", ".inf", "value is 18446744073709551615"]) {
        return false;
    }
    match code {
        "unknown-key" => says(&["unknown key"]),
        "missing-key" => says(&["missing key"]),
        "wrong-type" => says(&["must be "]) && says(&[", not "]),
        "out-of-range" => says(&[
            "but must be a whole number",
            "but must be in ",
            "but must be >",
            "but must be ≥",
            "but must be <",
            "but must be ≤",
        ]),
        "conflicting-keys" => says(&["say the same thing", "exclude each other"]),
        "wrong-place" => says(&["' belongs to "]),
        "unknown-word"
        | "unknown-generator"
        | "unknown-curve"
        | "unknown-distribution"
        | "unknown-type"
        | "unknown-relationship"
        | "unknown-faker-method"
        | "empty-list"
        | "empty-mapping"
        | "empty-name" => true,
        "wrong-length" => says(&[" has "]) || message.starts_with("has "),
        _ => false,
    }
}
