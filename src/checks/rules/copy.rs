//! Values that are those of the row that a key names.

use std::sync::Arc;

use super::composite::{own_tuples, tuples};
use super::site::Key;
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::KeySet;
use crate::facts::Relation;

struct Copy {
    column: usize,
    name: String,
    /// Where the values come from.
    from: (usize, usize),
    source: String,
    key: Naming,
    nullable: bool,
}

/// How a row is named.
enum Naming {
    /// By its number, from 1, in this column.
    Number(usize),
    Key(Key),
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Relation::CopyOf { key, table, column: from } = column.facts.relation else { continue };
        let Some(key) = site.places(column.group).nth(key) else { continue };
        let Some(reference) = &site.columns[key].facts.reference else { continue };
        let naming = match reference.column {
            None => Naming::Number(key),
            Some(_) => match site.key(key) {
                Some(key) => Naming::Key(key),
                None => continue,
            },
        };
        all.push(Box::new(Copy {
            column: place,
            name: column.name.to_owned(),
            from: (table, from),
            source: format!(
                "the row of {} that {} names",
                site.project.names()[table],
                site.columns[key].name
            ),
            key: naming,
            nullable: column.facts.nulls.possible(),
        }));
    }
    all
}

impl Rule for Copy {
    fn check(&self) -> &'static str {
        "parent_value"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        format!("{} as in {}", self.name, self.source)
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        let keys = match &self.key {
            Naming::Number(_) => &[][..],
            Naming::Key(key) => &key.targets,
        };
        keys.iter().copied().chain([self.from]).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let values = Arc::clone(&kept.get(&self.from)?.1);
        let keys = match &self.key {
            Naming::Number(_) => KeySet::default(),
            Naming::Key(key) => {
                let hashes = tuples(key, kept)?;
                let keys = KeySet::new(&hashes);
                // A key that several rows have does not tell which of them is meant.
                if keys.len() != hashes.iter().filter(|hash| **hash != 0).count() {
                    return None;
                }
                keys
            }
        };
        Some(Lookup { keys: Arc::new(keys), values })
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let named: Vec<Option<usize>> = match &self.key {
            Naming::Number(column) => {
                let values = &rows.values[*column];
                let number = |row| values.int(row).filter(|_| values.is_valid(row));
                (0..rows.block.rows).map(|row| usize::try_from(number(row)? - 1).ok()).collect()
            }
            Naming::Key(key) => {
                let row = |hash| if hash == 0 { None } else { lookup.keys.row(hash) };
                own_tuples(key, rows).into_iter().map(|hash| Some(row(hash)? as usize)).collect()
            }
        };
        for (row, (own, named)) in rows.hashes(self.column).into_iter().zip(named).enumerate() {
            tally.rows += 1;
            let expected = named.and_then(|named| lookup.values.get(named)).copied().unwrap_or(0);
            // A copy may be left out, which another check counts; one of no row may not be there.
            if own != expected && !(own == 0 && self.nullable) {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}
