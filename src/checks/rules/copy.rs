//! Values that are those of the row that a key names.

use std::sync::Arc;

use super::naming::Naming;
use super::site::Group;
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
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

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Relation::CopyOf { key, table, column: from } = column.facts.relation else { continue };
        // A partition's day is a copy of the parent's that a column of the row names.
        let group = if column.group == Group::Day { Group::Row } else { column.group };
        let Some(key) = site.places(group).nth(key) else { continue };
        let Some(naming) = Naming::of(site, key) else { continue };
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
        self.key.needs().iter().copied().chain([self.from]).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let values = Arc::clone(&kept.get(&self.from)?.1);
        self.key.lookup(kept, values)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let named = self.key.rows(rows, lookup);
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
