//! The document apart: which of its keys each language reads, and which datasets come first.

use std::collections::BTreeSet;

use crate::config::node::{Node, Value};
use crate::config::reader::{Field, Report};
use crate::plotsim::tables::engine::Engine;

/// The document with those of its keys for which something holds.
pub fn only(tree: &Node, keep: impl Fn(&str) -> bool) -> Node {
    let mut tree = tree.clone();
    if let Value::Map(entries) = &mut tree.value {
        entries.retain(|(key, _)| matches!(&key.value, Value::Text(name) if keep(name)));
    }
    tree
}

fn datasets(tree: &Node) -> &[Node] {
    match tree.get("datasets").map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn name(item: &Node) -> Option<&str> {
    match item.get("name").map(|node| &node.value) {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    }
}

/// The names of all datasets, empty where one has none.
pub fn dataset_names(tree: &Node) -> Vec<String> {
    datasets(tree).iter().map(|item| name(item).unwrap_or_default().to_owned()).collect()
}

/// The datasets that refer to a plotsim table, directly or through other datasets.
pub fn outward(tree: &Node, names: &[String]) -> BTreeSet<String> {
    let named: Vec<BTreeSet<String>> = datasets(tree)
        .iter()
        .map(|item| {
            let mut found = BTreeSet::new();
            gather(item, &mut found);
            found
        })
        .collect();
    let mut outward: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = outward.len();
        for (own, named) in names.iter().zip(&named) {
            if named.iter().any(|name| !names.contains(name) || outward.contains(name)) {
                outward.insert(own.clone());
            }
        }
        if outward.len() == before {
            return outward;
        }
    }
}

/// The names that stand under `dataset` anywhere.
fn gather(node: &Node, found: &mut BTreeSet<String>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                match (&key.value, &value.value) {
                    (Value::Text(key), Value::Text(name)) if key == "dataset" => {
                        found.insert(name.clone());
                    }
                    (Value::Text(key), Value::List(items)) if key == "dataset" => {
                        found.extend(items.iter().filter_map(|item| match &item.value {
                            Value::Text(name) => Some(name.clone()),
                            _ => None,
                        }));
                    }
                    _ => gather(value, found),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => {}
    }
}

/// The document without some datasets.
pub fn without(tree: &Node, gone: &BTreeSet<String>) -> Node {
    let mut tree = tree.clone();
    let Value::Map(entries) = &mut tree.value else { return tree };
    for (key, value) in entries {
        if let (Value::Text(key), Value::List(items)) = (&key.value, &mut value.value)
            && key == "datasets"
        {
            items.retain(|item| name(item).is_none_or(|name| !gone.contains(name)));
        }
    }
    tree
}

/// Reports datasets that are called as a table of plotsim's is; case does not count, as in SQL.
pub fn check_names(tree: &Node, engine: &Engine, report: &Report) {
    let Some(list) = tree.get("datasets") else { return };
    let field = Field::root(report, tree).child("datasets", list);
    for item in field.items().unwrap_or_default() {
        let Some((own, node)) = name(item.node).zip(item.node.get("name")) else { continue };
        let tables = engine.config().tables.iter();
        if let Some(table) = tables.into_iter().find(|table| table.name.eq_ignore_ascii_case(own)) {
            let message = format!(
                "a table of the plotsim language is called '{}' (case does not count in SQL)",
                table.name
            );
            item.child("name", node).error("duplicate-name", message, None);
        }
    }
}
