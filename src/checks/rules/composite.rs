//! Keys of several columns that name one row together.

use std::sync::Arc;

use super::site::{Key, tuple};
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::{KeySet, combined};

struct Composite {
    key: Key,
    names: String,
    parent: String,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for column in 0..site.columns.len() {
        let Some(key) = site.key(column) else { continue };
        // Once for each key.
        if key.columns.len() > 1 && key.columns[0] == column {
            let names: Vec<&str> = key.columns.iter().map(|place| site.columns[*place].name).collect();
            let parent = site.project.names()[key.targets[0].0].to_owned();
            all.push(Box::new(Composite { names: tuple(&names), key, parent }));
        }
    }
    all
}

impl Rule for Composite {
    fn check(&self) -> &'static str {
        "composite_fk"
    }

    fn columns(&self) -> Vec<usize> {
        self.key.columns.clone()
    }

    fn expected(&self) -> String {
        format!("{} together of one row of {}", self.names, self.parent)
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        self.key.targets.clone()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let hashes = tuples(&self.key, kept)?;
        Some(Lookup { keys: Arc::new(KeySet::new(&hashes)), values: Arc::default(), more: None })
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        for (row, hash) in own_tuples(&self.key, rows).into_iter().enumerate() {
            tally.rows += 1;
            if hash != 0 && lookup.keys.row(hash).is_none() {
                tally.offenders.push(|| rows.words(row, &self.key.columns));
            }
        }
    }
}

/// The keys of the parent's rows; 0 where a part is null.
pub fn tuples(key: &Key, kept: &Kept) -> Option<Vec<u64>> {
    let parts = key.targets.iter().map(|target| kept.get(target).map(|(_, by_row)| by_row.as_slice()));
    Some(joined(parts.collect::<Option<Vec<_>>>()?.into_iter()))
}

/// The keys that rows name; 0 where a part is null.
pub fn own_tuples(key: &Key, rows: &Rows<'_>) -> Vec<u64> {
    let parts: Vec<Vec<u64>> = key.columns.iter().map(|column| rows.hashes(*column)).collect();
    joined(parts.iter().map(Vec::as_slice))
}

fn joined<'a>(mut parts: impl Iterator<Item = &'a [u64]>) -> Vec<u64> {
    let mut all = parts.next().map_or_else(Vec::new, <[u64]>::to_vec);
    for part in parts {
        for (key, part) in all.iter_mut().zip(part) {
            *key = if *key == 0 || *part == 0 { 0 } else { combined(*key, *part) };
        }
    }
    all
}
