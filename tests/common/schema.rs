//! A small validator of JSON Schema.
//!
//! It knows the keywords that `plotsim_schema()` uses and no others. test/python holds the schema against a real validator.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Value};

/// Keywords that only tell something to people and editors.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "deprecationMessage",
    "doNotSuggest",
    "enumDescriptions",
    "errorMessage",
    "patternErrorMessage",
];

/// Where an instance breaks a schema first; `None` if it does not.
pub fn broken(schema: &Value, instance: &Value) -> Option<String> {
    check(schema, schema, instance, &mut String::new()).err()
}

type Checked = Result<(), String>;

fn check(root: &Value, schema: &Value, instance: &Value, path: &mut String) -> Checked {
    let schema = match schema {
        Value::Bool(true) => return Ok(()),
        Value::Bool(false) => return Err(format!("{path}: nothing may be here")),
        Value::Object(schema) => schema,
        other => panic!("{other} is not a schema"),
    };
    for (keyword, rule) in schema {
        keyword_holds(root, schema, keyword, rule, instance, path)?;
    }
    Ok(())
}

fn keyword_holds(
    root: &Value,
    schema: &Map<String, Value>,
    keyword: &str,
    rule: &Value,
    instance: &Value,
    path: &mut String,
) -> Checked {
    let passes = |schema: &Value| check(root, schema, instance, &mut String::new()).is_ok();
    let number = |compare: fn(f64, f64) -> bool| match (instance.as_f64(), rule.as_f64()) {
        // Doubles cannot tell 2⁶³ from the number before it.
        (Some(value), Some(bound)) if value == bound => match (whole(instance), whole(rule)) {
            (Some(value), Some(bound)) => compare((value - bound) as f64, 0.0),
            _ => compare(value, bound),
        },
        (Some(value), Some(bound)) => compare(value, bound),
        _ => true,
    };
    let size = |length: Option<usize>, compare: fn(u64, u64) -> bool| match (length, rule.as_u64()) {
        (Some(length), Some(bound)) => compare(length as u64, bound),
        _ => true,
    };
    let items = instance.as_array().map(Vec::len);
    let entries = instance.as_object().map(Map::len);
    let fine = match keyword {
        "$ref" => {
            let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
            let target = root["$defs"].get(name).unwrap_or_else(|| panic!("no definition of {name}"));
            return check(root, target, instance, path);
        }
        "type" => match rule {
            Value::Array(kinds) => kinds.iter().any(|kind| is_of(instance, kind)),
            kind => is_of(instance, kind),
        },
        "enum" => rule.as_array().unwrap().contains(instance),
        "const" => rule == instance,
        "pattern" => instance.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text)),
        "minimum" => number(|value, bound| value >= bound),
        "maximum" => number(|value, bound| value <= bound),
        "exclusiveMinimum" => number(|value, bound| value > bound),
        "exclusiveMaximum" => number(|value, bound| value < bound),
        "minItems" => size(items, |length, bound| length >= bound),
        "maxItems" => size(items, |length, bound| length <= bound),
        "minProperties" => size(entries, |length, bound| length >= bound),
        "maxProperties" => size(entries, |length, bound| length <= bound),
        "required" => instance.as_object().is_none_or(|entries| {
            rule.as_array().unwrap().iter().all(|key| entries.contains_key(key.as_str().unwrap()))
        }),
        "not" => !passes(rule),
        "anyOf" => rule.as_array().unwrap().iter().any(passes),
        "allOf" => {
            return rule
                .as_array()
                .unwrap()
                .iter()
                .try_for_each(|schema| check(root, schema, instance, path));
        }
        "if" => {
            let branch = if passes(rule) { schema.get("then") } else { schema.get("else") };
            return branch.map_or(Ok(()), |branch| check(root, branch, instance, path));
        }
        "then" | "else" => true,
        "items" | "prefixItems" => {
            let schema = |place: usize| if keyword == "items" { Some(rule) } else { rule.get(place) };
            for (place, item) in instance.as_array().into_iter().flatten().enumerate() {
                within(path, &place.to_string(), |path| {
                    schema(place).map_or(Ok(()), |schema| check(root, schema, item, path))
                })?;
            }
            true
        }
        "properties" => {
            for (key, value) in instance.as_object().into_iter().flatten() {
                if let Some(schema) = rule.get(key) {
                    within(path, key, |path| check(root, schema, value, path))?;
                }
            }
            true
        }
        "additionalProperties" => {
            let known = |key: &str| schema.get("properties").is_some_and(|known| known.get(key).is_some());
            for (key, value) in instance.as_object().into_iter().flatten().filter(|(key, _)| !known(key)) {
                within(path, key, |path| check(root, rule, value, path))?;
            }
            true
        }
        other => {
            assert!(ANNOTATIONS.contains(&other), "{other} is not a keyword the validator knows");
            true
        }
    };
    if fine { Ok(()) } else { Err(format!("{path}: {keyword}")) }
}

fn whole(number: &Value) -> Option<i128> {
    number.as_i64().map(i128::from).or(number.as_u64().map(i128::from))
}

fn within(path: &mut String, step: &str, check: impl FnOnce(&mut String) -> Checked) -> Checked {
    let length = path.len();
    path.push('/');
    path.push_str(step);
    let checked = check(path);
    path.truncate(length);
    checked
}

/// As YAML has it: 1.0 is no whole number.
fn is_of(instance: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => instance.is_null(),
        "boolean" => instance.is_boolean(),
        "integer" => instance.is_i64() || instance.is_u64(),
        "number" => instance.is_number(),
        "string" => instance.is_string(),
        "array" => instance.is_array(),
        "object" => instance.is_object(),
        other => panic!("{other} is not a type"),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    thread_local!(static KNOWN: RefCell<BTreeMap<String, Regex>> = const { RefCell::new(BTreeMap::new()) });
    KNOWN.with_borrow_mut(|known| {
        known.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).unwrap()).is_match(text)
    })
}
