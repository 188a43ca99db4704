//! Texts that are JSON of a known shape.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Rows, Rule, RuleTally, Site};
use crate::config::types::ColumnType;
use crate::facts::{Facts, Json};

struct Shaped {
    column: usize,
    name: String,
    shape: Json,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let rule = |(column, own): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        if is_nested(own.facts) {
            return None;
        }
        let shape = own.facts.json.clone()?;
        Some(Box::new(Shaped { column, name: own.name.to_owned(), shape }))
    };
    site.columns.iter().enumerate().filter_map(rule).collect()
}

impl Rule for Shaped {
    fn check(&self) -> &'static str {
        "json_shape"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        let what = match &self.shape {
            Json::Object(fields) => {
                let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
                format!("a JSON object of {}", names.join(", "))
            }
            Json::Array { min, max, .. } => format!("a JSON array of {min} to {max} items"),
            Json::Any => "JSON".to_owned(),
        };
        format!("{what} in {}", self.name)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let values = &rows.values[self.column];
        for row in (0..rows.block.rows).filter(|row| values.is_valid(*row)) {
            tally.rows += 1;
            let tree = values.text(row).and_then(|text| serde_json::from_str::<Tree>(text).ok());
            if !tree.is_some_and(|tree| shaped(&self.shape, &tree)) {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}

/// JSON with the fields of objects in their order.
enum Tree {
    Null,
    Bool(bool),
    Whole(i128),
    Number(f64),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

fn shaped(shape: &Json, tree: &Tree) -> bool {
    match (shape, tree) {
        (Json::Any, _) => true,
        (Json::Object(fields), Tree::Object(found)) => {
            let pairs = fields.iter().zip(found);
            fields.len() == found.len()
                && pairs.into_iter().all(|((name, facts), (own, value))| name == own && fits(facts, value))
        }
        (Json::Array { item, min, max }, Tree::Array(items)) => {
            (*min as usize..=*max as usize).contains(&items.len()) && items.iter().all(|own| fits(item, own))
        }
        (Json::Object(_) | Json::Array { .. }, _) => false,
    }
}

/// Whether the values have parts of their own, beside those of a text.
pub fn is_nested(facts: &Facts) -> bool {
    matches!(facts.kind, ColumnType::List(_) | ColumnType::Struct(_))
}

/// Whether a number is in the range the facts give.
pub fn within(facts: &Facts, number: f64) -> bool {
    facts.range.is_none_or(|(least, most)| number >= least && number <= most)
}

/// Whether a value, as text, is one of those listed.
pub fn listed(facts: &Facts, text: &str) -> bool {
    let categories = facts.categories.as_ref();
    categories.is_none_or(|categories| categories.values.iter().any(|known| known == text))
}

/// Whether a text is what its facts say.
pub fn fits_text(facts: &Facts, text: &str) -> bool {
    if let Some(shape) = &facts.json {
        return serde_json::from_str::<Tree>(text).is_ok_and(|tree| shaped(shape, &tree));
    }
    listed(facts, text) && facts.language.as_ref().is_none_or(|language| language.contains(text))
}

/// Whether a value within JSON is what its facts say.
fn fits(facts: &Arc<Facts>, tree: &Tree) -> bool {
    if let Tree::Null = tree {
        return facts.nulls.possible();
    }
    if let Some(shape) = &facts.json {
        return shaped(shape, tree);
    }
    match facts.kind {
        ColumnType::Bool => {
            matches!(tree, Tree::Bool(flag) if listed(facts, if *flag { "true" } else { "false" }))
        }
        ColumnType::Int32 | ColumnType::Int64 => {
            matches!(tree, Tree::Whole(number) if within(facts, *number as f64) && listed(facts, &number.to_string()))
        }
        ColumnType::Float64 | ColumnType::Decimal { .. } => match tree {
            Tree::Whole(number) => within(facts, *number as f64),
            Tree::Number(number) => within(facts, *number),
            _ => false,
        },
        ColumnType::Text => match tree {
            Tree::Text(text) => fits_text(facts, text),
            _ => false,
        },
        ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz(_)
        | ColumnType::Uuid => matches!(tree, Tree::Text(_)),
        ColumnType::List(_) => matches!(tree, Tree::Array(_)),
        ColumnType::Struct(_) => matches!(tree, Tree::Object(_)),
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Whole(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Tree::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(field) = fields.next_entry()? {
            all.push(field);
        }
        Ok(Tree::Object(all))
    }
}
