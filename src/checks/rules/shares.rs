//! Parts of a metric's value, against the fact that shows the whole.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{Decimal128Type, Float64Type};

use super::composite::{own_tuples, tuples};
use super::site::Key;
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::{KeySet, hash_int};
use crate::config::types::ColumnType;
use crate::facts::{Facts, Pick, Relation};
use crate::tables::hash_text;

struct Shares {
    column: usize,
    name: String,
    fact: (usize, usize),
    whole: String,
    /// The entity and the period, here and in the fact.
    key: Key,
    kind: ColumnType,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (column, own) in site.columns.iter().enumerate() {
        let Relation::Share { fact: Some(fact), .. } = own.facts.relation else { continue };
        let Some(key) = key(site, fact.0) else { continue };
        let table = site.project.names()[fact.0].to_owned();
        all.push(Box::new(Shares {
            column,
            name: own.name.to_owned(),
            fact,
            whole: table,
            key,
            kind: own.facts.kind,
        }));
    }
    all
}

/// The columns that name the entity and the period of a row, in this table and in the fact.
fn key(site: &Site<'_>, fact: usize) -> Option<Key> {
    let named = |facts: &Facts, pick: &Pick| {
        let reference = facts.reference.as_ref().filter(|reference| reference.pick == *pick)?;
        Some((reference.table, reference.column))
    };
    let there = site.project.facts(fact);
    let mut key = Key { columns: Vec::new(), targets: Vec::new() };
    for pick in [Pick::Entity, Pick::Period] {
        let columns = site.columns.iter().enumerate();
        let (own, other) = columns
            .filter_map(|(place, own)| {
                let target = named(own.facts, &pick)?;
                Some((place, there.iter().position(|facts| named(facts, &pick) == Some(target))?))
            })
            .next()?;
        key.columns.push(own);
        key.targets.push((fact, other));
    }
    Some(key)
}

impl Rule for Shares {
    fn check(&self) -> &'static str {
        "split_sums"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} adding up to the value of {}", self.name, self.whole)
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        self.key.targets.iter().copied().chain([self.fact]).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let values = Arc::clone(&kept.get(&self.fact)?.1);
        Some(Lookup { keys: Arc::new(KeySet::new(&tuples(&self.key, kept)?)), values, more: None })
    }

    /// All rows of an entity in a period are in one block, and stand together.
    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let numbers = &rows.values[self.column];
        let mut first = 0;
        for same in own_tuples(&self.key, rows).chunk_by(|a, b| a == b) {
            let own = first..first + same.len();
            first = own.end;
            tally.rows += same.len() as u64;
            let Some(whole) = same.first().and_then(|key| lookup.keys.row(*key)) else { continue };
            let Some(expected) = lookup.values.get(whole as usize) else { continue };
            let missing = own.clone().filter(|row| !numbers.is_valid(*row)).count();
            let column = &rows.block.columns[self.column];
            let found = match (missing, self.kind) {
                (0, ColumnType::Float64) => {
                    let values = column.as_primitive_opt::<Float64Type>();
                    let sum: f64 = own.clone().filter_map(|row| values?.values().get(row).copied()).sum();
                    hash_int((sum + 0.0).to_bits() as i64)
                }
                (0, ColumnType::Decimal { .. }) => {
                    let values = column.as_primitive_opt::<Decimal128Type>();
                    let sum: i128 = own.clone().filter_map(|row| values?.values().get(row).copied()).sum();
                    hash_text(&sum.to_le_bytes())
                }
                (0, _) => hash_int(own.clone().filter_map(|row| numbers.int(row)).sum()),
                // None of a missing value is there.
                (some, _) if some == own.len() => 0,
                (_, _) => 1,
            };
            if found != *expected {
                tally.offenders.push(|| rows.words(own.start, &[self.key.columns[0], self.column]));
            }
        }
    }
}
