//! Whether the parser and the schema agree on a config.

#[path = "schema.rs"]
mod schema;

use serde_json::Value;

/// How parser and schema disagree on a config; `errors` says of each error the parser found whether it is structural, and in words.
pub fn disagreement(schema: &Value, config: &Value, errors: &[(bool, String)]) -> Option<String> {
    let structural = errors.iter().find(|(structural, _)| *structural);
    match (schema::broken(schema, config), structural) {
        (Some(broken), _) if errors.is_empty() => {
            Some(format!("the parser takes what the schema refuses: {broken}"))
        }
        (None, Some((_, words))) => Some(format!("the schema takes what the parser refuses: {words}")),
        (Some(_) | None, _) => None,
    }
}
