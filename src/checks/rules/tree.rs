//! Rows of one table that are a tree.

use std::sync::Arc;

use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::facts::{Order, Pick};

struct Rooted {
    column: usize,
    /// The column that identifies rows.
    key: usize,
    table: usize,
    depth: u64,
    words: String,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    if site.datagen().is_none() {
        return Vec::new();
    }
    if site.redelivered {
        return Vec::new();
    }
    let rule = |(place, column): (usize, &super::RuleColumn<'_>)| -> Option<Box<dyn Rule>> {
        let reference = column.facts.reference.as_ref().filter(|one| one.exact && one.with.is_none())?;
        let Pick::Conditional(conditions) = &reference.pick else { return None };
        let tree = conditions.tree?;
        let numbered = || site.columns.iter().position(|one| one.facts.order == Order::RowNumber);
        Some(Box::new(Rooted {
            column: place,
            key: reference.column.or_else(numbered)?,
            table: reference.table,
            depth: tree.depth,
            words: format!("{} leads to a root over at most {} levels, none later", column.name, tree.depth),
        }))
    };
    site.columns.iter().enumerate().filter_map(rule).collect()
}

impl Rule for Rooted {
    fn check(&self) -> &'static str {
        "reference_tree"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        vec![(self.table, self.key), (self.table, self.column)]
    }

    /// The level of each row, from 1; 0 where the chain comes back or goes forward.
    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let (keys, _) = kept.get(&(self.table, self.key))?;
        let (_, parents) = kept.get(&(self.table, self.column))?;
        let mut levels: Vec<u64> = Vec::with_capacity(parents.len());
        for hash in parents.iter() {
            let level = match (*hash, keys.row(*hash)) {
                (0, _) => 1,
                (_, Some(parent)) => {
                    levels.get(parent as usize).map_or(0, |level| level + u64::from(*level > 0))
                }
                (_, None) => 0,
            };
            levels.push(level);
        }
        Some(Lookup { keys: Arc::clone(keys), values: Arc::new(levels), more: None })
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let (keys, parents) = (rows.hashes(self.key), rows.hashes(self.column));
        for (row, (key, parent)) in keys.into_iter().zip(parents).enumerate() {
            tally.rows += 1;
            let level =
                |hash: u64| Some(lookup.values.get(lookup.keys.row(hash)? as usize).copied().unwrap_or(0));
            let above = if parent == 0 { Some(0) } else { level(parent).filter(|level| *level > 0) };
            let own = level(key);
            let right = own.is_some_and(|own| own > 0 && own <= self.depth)
                && above.is_some_and(|above| above < self.depth);
            if !right {
                tally.offenders.push(|| rows.words(row, &[self.key, self.column]));
            }
        }
    }
}
