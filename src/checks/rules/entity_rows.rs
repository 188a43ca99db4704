//! Keys of facts and events: the row they name is of the same entity, and of a period that may be named.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::naming::Naming;
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::hash_int;
use crate::facts::{Facts, Pick, Reference};

const NAME: &str = "entity_reference";

/// What a row and the row that it names have in common.
struct Same {
    column: usize,
    /// The column here, and the one there.
    own: usize,
    there: (usize, usize),
    key: Naming,
    names: [String; 2],
    order: Order,
}

/// How the two values compare.
enum Order {
    Equal,
    /// The one there comes no later, by the numbers of periods.
    NotLater(BTreeMap<u64, usize>),
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (column, own) in site.columns.iter().enumerate() {
        let Some(reference) = &own.facts.reference else { continue };
        let any = match reference.pick {
            Pick::OwnRow { any } => Some(any),
            Pick::Parent | Pick::Above => None,
            Pick::Uniform
            | Pick::Unique
            | Pick::Zipf(_)
            | Pick::Conditional(_)
            | Pick::Weighted(_)
            | Pick::Pinned
            | Pick::Entity
            | Pick::Period
            | Pick::OwnMember
            | Pick::Version
            | Pick::Left
            | Pick::Right => continue,
        };
        let there = site.project.facts(reference.table);
        for pick in [Pick::Entity, Pick::Period] {
            let Some((here, other)) = pair(site, &there, &pick) else { continue };
            let order = match (&pick, any) {
                (Pick::Period, Some(true)) => continue,
                (Pick::Period, Some(false)) => match periods(site, here) {
                    Some(periods) => Order::NotLater(periods),
                    None => continue,
                },
                _ => Order::Equal,
            };
            let Some(key) = Naming::of(site, column) else { continue };
            all.push(Box::new(Same {
                column,
                own: here,
                there: (reference.table, other),
                key,
                names: [own.name.to_owned(), site.columns[here].name.to_owned()],
                order,
            }));
        }
    }
    all
}

/// The columns, here and there, that name the entity or the period of a row: of one table.
fn pair(site: &Site<'_>, there: &[&Facts], pick: &Pick) -> Option<(usize, usize)> {
    let of = |facts: &Facts| -> Option<(usize, Option<usize>)> {
        let Reference { table, column, pick: own, .. } = facts.reference.as_ref()?;
        (own == pick).then_some((*table, *column))
    };
    let here = site.columns.iter().enumerate().filter_map(|(place, own)| Some((place, of(own.facts)?)));
    here.filter_map(|(place, named)| {
        let other = there.iter().position(|facts| of(facts) == Some(named))?;
        Some((place, other))
    })
    .next()
}

/// The number of each period, by the hash of the key that a column shows for it.
fn periods(site: &Site<'_>, column: usize) -> Option<BTreeMap<u64, usize>> {
    let time = site.project.panel()?.time;
    let shows = site.columns.get(column)?.facts.kind;
    let whole =
        matches!(shows, crate::config::types::ColumnType::Int32 | crate::config::types::ColumnType::Int64);
    let key = |period: usize| Some((hash_int(i64::from(time.period(period)?.date_key)), period));
    whole.then(|| (0..time.len()).filter_map(key).collect())
}

impl Rule for Same {
    fn check(&self) -> &'static str {
        NAME
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        match self.order {
            Order::Equal => format!("{} of the same {}", self.names[0], self.names[1]),
            Order::NotLater(_) => format!("{} of the same or an earlier {}", self.names[0], self.names[1]),
        }
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        self.key.needs().iter().copied().chain([self.there]).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let values = Arc::clone(&kept.get(&self.there)?.1);
        self.key.lookup(kept, values)
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let named = self.key.rows(rows, lookup);
        for (row, (own, named)) in rows.hashes(self.own).into_iter().zip(named).enumerate() {
            tally.rows += 1;
            // A key that names no row is told of by another check.
            let Some(there) = named.and_then(|named| lookup.values.get(named)) else { continue };
            let right = match &self.order {
                Order::Equal => own == *there,
                Order::NotLater(periods) => match (periods.get(there), periods.get(&own)) {
                    (Some(there), Some(own)) => there <= own,
                    _ => false,
                },
            };
            if !right {
                tally.offenders.push(|| rows.words(row, &[self.column, self.own]));
            }
        }
    }
}
