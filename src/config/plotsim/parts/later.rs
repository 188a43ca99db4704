//! Keys of later releases of plotsim that are known and refused.

use crate::config::node::{Node, Value};
use crate::config::param::{Kind, Param};
use crate::config::reader::{Field, Fields};

/// Reports every key of `params` that is not supported yet and was given a meaning. Keys that say "off" pass.
pub fn refuse(fields: &Fields<'_>, params: &[Param]) {
    for param in params.iter().filter(|param| matches!(param.kind, Kind::Special("not supported yet"))) {
        if let Some(field) = fields.get(param.name).filter(|field| !is_off(field.node)) {
            refuse_one(field, param.name);
        }
    }
}

/// Reports one thing that is not supported yet.
pub fn refuse_one(field: &Field<'_>, name: &str) {
    field.error("not-supported-yet", format!("'{name}' is not supported yet"), Some("leave it out".into()));
}

/// Null, false, nothing, or a mapping that says it is switched off.
fn is_off(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) => true,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => match node.get("enabled") {
            Some(enabled) => is_off(enabled),
            None => entries.iter().all(|(_, value)| is_off(value)),
        },
        _ => false,
    }
}
