//! Attributes: texts a segment's entities take their values from.

use std::collections::BTreeSet;

use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::Kind;
use crate::config::reader::{Field, Fields};
use crate::plotsim::parts::names;
use crate::plotsim::parts::scalar;

pub const ATTRIBUTES: Key<Option<Unread>> = Key::of(
    "attributes",
    Kind::MapOf(&Kind::Choice("text or list of texts", &[Kind::Scalar, Kind::SomeOf(&Kind::Scalar)])),
)
.optional()
.doc("Texts for columns of type pool.<attribute>: one or a list")
.example("{ region: [north, south], tier: gold }");

/// The attributes of all segments.
pub struct Attributes {
    /// In the order of their names.
    pub names: Vec<String>,
    /// Whether every segment has it.
    pub everywhere: Vec<bool>,
    /// For each segment a list per attribute, empty where it has none; `None` if one could not be read.
    pub lists: Vec<Option<Vec<Vec<String>>>>,
}

/// The attributes of one segment; `None` for a list that could not be read.
type Map = Vec<(String, Option<Vec<String>>)>;

/// Reads the attributes of segments.
pub fn read(segments: &[Option<Fields<'_>>]) -> Attributes {
    let maps: Vec<Option<Map>> = segments
        .iter()
        .map(|fields| match fields.as_ref().and_then(|fields| fields.at(&ATTRIBUTES)) {
            Some(field) => attributes(field),
            None => Some(Vec::new()),
        })
        .collect();
    let names: BTreeSet<&str> = maps.iter().flatten().flatten().map(|(name, _)| name.as_str()).collect();
    let has = |name: &str, map: &Map| map.iter().any(|(other, _)| other == name);
    // A segment that could not be read is not held against the others.
    let everywhere = names.iter().map(|name| maps.iter().flatten().all(|map| has(name, map))).collect();
    let list = |map: &Map, name: &str| match map.iter().find(|(other, _)| other == name) {
        Some((_, list)) => list.clone(),
        None => Some(Vec::new()),
    };
    let lists = maps.iter().map(|map| names.iter().map(|name| list(map.as_ref()?, name)).collect()).collect();
    Attributes { names: names.into_iter().map(str::to_owned).collect(), everywhere, lists }
}

fn attributes(field: &Field<'_>) -> Option<Map> {
    let entries = field.entries()?;
    Some(entries.into_iter().map(|(name, at)| (name.to_owned(), texts(name, &at))).collect())
}

fn texts(name: &str, field: &Field<'_>) -> Option<Vec<String>> {
    if !names::is_identifier(name) {
        let message = format!("'{name}' cannot be the name of a column");
        field.error("bad-name", message, Some("use letters, digits and underscores".into()));
        return None;
    }
    match &field.node.value {
        Value::List(_) => scalar::texts(field),
        _ => scalar::text(field).map(|text| vec![text]),
    }
}
