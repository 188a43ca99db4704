//! Rows of one of several tables, which the value that names them does not tell by itself.

use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::facts::{Alternatives, Peer, Relation};

struct OneOf {
    column: usize,
    choice: Alternatives,
    /// The column that says of which table the row is.
    table: Option<usize>,
    words: String,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Relation::OneOf(choice) = &column.facts.relation else { continue };
        let tells = |other: &usize| match site.columns[*other].facts.relation {
            Relation::TableOf { key } => {
                site.columns[*other].group == column.group
                    && site.peer(*other, Peer::Column(key)) == Some(place)
            }
            _ => false,
        };
        let table = (0..site.columns.len()).find(tells);
        let told = table.map_or("", |table| site.columns[table].name);
        let told = if told.is_empty() { String::new() } else { format!(", the one in {told}") };
        all.push(Box::new(OneOf {
            column: place,
            choice: choice.clone(),
            table,
            words: format!("{} names rows of {}{told}", column.name, choice.names.join(" or ")),
        }));
    }
    all
}

impl Rule for OneOf {
    fn check(&self) -> &'static str {
        "reference_match"
    }

    fn columns(&self) -> Vec<usize> {
        std::iter::once(self.column).chain(self.table).collect()
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        self.choice.targets.iter().filter_map(|target| Some((target.table, target.column?))).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        // The keys of each table, the first in front.
        let mut all: Option<Lookup> = None;
        for target in self.choice.targets.iter().rev() {
            let keys = std::sync::Arc::clone(&kept.get(&(target.table, target.column?))?.0);
            all = Some(Lookup { keys, values: Default::default(), more: all.map(Box::new) });
        }
        all
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let keyed = self.choice.targets.iter().any(|target| target.column.is_some());
        if keyed && rows.lookup.is_none() {
            return;
        }
        let values = &rows.values[self.column];
        let hashes = rows.hashes(self.column);
        for row in (0..rows.block.rows).filter(|row| values.is_valid(*row)) {
            tally.rows += 1;
            let mut lookup = rows.lookup;
            let mut found = false;
            for (target, name) in self.choice.targets.iter().zip(self.choice.names.iter()) {
                let here = match (target.column, lookup) {
                    (Some(_), Some(own)) => own.keys.row(hashes[row]).is_some(),
                    (Some(_), None) => false,
                    (None, _) => {
                        values.int(row).is_some_and(|number| (1..=target.rows as i64).contains(&number))
                    }
                };
                let meant = self.table.is_none_or(|table| rows.values[table].words(row) == *name);
                found |= here && meant;
                lookup = lookup.and_then(|own| own.more.as_deref());
            }
            if !found {
                tally.offenders.push(|| rows.words(row, &self.columns()));
            }
        }
    }
}
