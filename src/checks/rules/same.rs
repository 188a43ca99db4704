//! Rows that share a value with the row they name, or whose entities do.

use std::sync::Arc;

use super::naming::Naming;
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::facts::Pick;
use crate::plotsim::model;

struct Shared {
    column: usize,
    key: Naming,
    /// The column of the parent, with its table.
    theirs: (usize, usize),
    own: Own,
    words: String,
}

/// Whose value it is.
enum Own {
    Row(usize),
    /// The entity that the row names, by a column of its dimension.
    Entity(Naming, (usize, usize)),
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some(engine) = site.plotsim() else { return Vec::new() };
    let tables = &engine.config().tables;
    let Some(table) = tables.get(site.table) else { return Vec::new() };
    let rule = |(column, key): (usize, &model::ForeignKey)| -> Option<Box<dyn Rule>> {
        let model::Pick::Same(same) = &key.pick else { return None };
        let own = match same.own {
            model::SharedBy::Row(own) => Own::Row(own),
            model::SharedBy::Entity { table: dim, column } => {
                let names = |facts: &crate::facts::Reference| {
                    facts.table == dim && matches!(facts.pick, Pick::Entity | Pick::Parent)
                };
                let entity =
                    site.columns.iter().position(|one| one.facts.reference.as_ref().is_some_and(names))?;
                Own::Entity(Naming::of(site, entity)?, (dim, column))
            }
        };
        let (name, parent) = (&table.columns[column].name, &tables[key.table]);
        let shared = &parent.columns[same.column].name;
        Some(Box::new(Shared {
            column,
            key: Naming::of(site, column)?,
            theirs: (key.table, same.column),
            own,
            words: format!("{name} names rows of {} with the same {shared}", parent.name),
        }))
    };
    table.foreign_keys().filter_map(rule).collect()
}

impl Rule for Shared {
    fn check(&self) -> &'static str {
        "reference_match"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        let mut needs: Vec<(usize, usize)> = self.key.needs().to_vec();
        needs.push(self.theirs);
        if let Own::Entity(entity, column) = &self.own {
            needs.extend(entity.needs().iter().copied().chain([*column]));
        }
        needs
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let by_row = |column: &(usize, usize)| kept.get(column).map(|(_, by_row)| Arc::clone(by_row));
        let mut lookup = self.key.lookup(kept, by_row(&self.theirs)?)?;
        if let Own::Entity(entity, column) = &self.own {
            lookup.more = Some(Box::new(entity.lookup(kept, by_row(column)?)?));
        }
        Some(lookup)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let value = |lookup: &Lookup, row: usize| lookup.values.get(row).copied().unwrap_or(0);
        let own: Vec<u64> = match (&self.own, &lookup.more) {
            (Own::Row(column), _) => rows.hashes(*column),
            (Own::Entity(entity, _), Some(more)) => {
                let named = entity.rows(rows, more).into_iter();
                named.map(|row| row.map_or(0, |row| value(more, row))).collect()
            }
            (Own::Entity(..), None) => return,
        };
        for (row, (own, named)) in own.into_iter().zip(self.key.rows(rows, lookup)).enumerate() {
            let Some(named) = named else { continue };
            tally.rows += 1;
            if own == 0 || value(lookup, named) != own {
                tally.offenders.push(|| rows.words(row, &[self.column]));
            }
        }
    }
}
