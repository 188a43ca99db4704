//! Versions that facts and events name: of the row's own entity, and in force in the row's period.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::hash_int;
use crate::facts::{OfVersion, Pick, Relation};

/// Numbers kept of each version: the hash of its entity's key, its first period and that of the next one.
const PARTS: usize = 3;

struct InForce {
    column: usize,
    entity: usize,
    period: usize,
    words: String,
    /// The columns of the dimension: the version's number, its days, the entity's key.
    row: (usize, usize),
    from: (usize, usize),
    to: (usize, usize),
    key: (usize, usize),
    /// Periods by the hash of their key or first day.
    periods: BTreeMap<u64, u64>,
    /// Number of periods.
    len: u64,
}

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some(engine) = site.plotsim() else { return Vec::new() };
    let config = engine.config();
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    let refers = |pick: Pick, table: Option<usize>| {
        site.columns.iter().position(|column| {
            let reference = column.facts.reference.as_ref();
            reference.is_some_and(|one| one.pick == pick && table.is_none_or(|table| one.table == table))
        })
    };
    for (column, own) in site.columns.iter().enumerate() {
        let Some(reference) = own.facts.reference.as_ref().filter(|one| one.pick == Pick::Version) else {
            continue;
        };
        let dim = reference.table;
        let place = |wanted: OfVersion| {
            let facts = config.facts(dim).iter();
            let found = facts.map(|facts| &facts.relation).position(|own| *own == Relation::Version(wanted));
            found.map(|place| (dim, place))
        };
        let rule = || {
            let entity = refers(Pick::Entity, Some(dim))?;
            let key = site.columns[entity].facts.reference.as_ref()?.column?;
            let period = refers(Pick::Period, None)?;
            let time = &config.time;
            let named = (0..time.len()).filter_map(|period| Some((period as u64, time.period(period)?)));
            let hashes = named.flat_map(|(place, period)| {
                [(hash_int(period.date_key.into()), place), (hash_int(period.anchor.into()), place)]
            });
            Some(InForce {
                column,
                entity,
                period,
                words: format!("{} in force in the row's period, of its entity", own.name),
                row: place(OfVersion::Row)?,
                from: place(OfVersion::From)?,
                to: place(OfVersion::To)?,
                key: (dim, key),
                periods: hashes.collect(),
                len: time.len() as u64,
            })
        };
        if let Some(rule) = rule() {
            all.push(Box::new(rule));
        }
    }
    all
}

impl Rule for InForce {
    fn check(&self) -> &'static str {
        "scd_integrity"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        vec![self.row, self.from, self.to, self.key]
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let by_row = |place| kept.get(place).map(|(_, by_row)| by_row);
        let (from, to, keys) = (by_row(&self.from)?, by_row(&self.to)?, by_row(&self.key)?);
        let mut values = Vec::with_capacity(from.len() * PARTS);
        // Each entity's key is kept once; its versions end with one whose end is no period.
        let mut entity = 0;
        for (from, to) in from.iter().zip(to.iter()) {
            let next = self.periods.get(to).copied();
            values.push(keys.get(entity).copied().unwrap_or(0));
            values.push(self.periods.get(from).copied().unwrap_or(u64::MAX));
            values.push(next.unwrap_or(self.len));
            entity += usize::from(next.is_none());
        }
        Some(Lookup { keys: Arc::clone(&kept.get(&self.row)?.0), values: Arc::new(values), more: None })
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let [versions, entities, periods] =
            [self.column, self.entity, self.period].map(|column| rows.hashes(column));
        for (row, version) in versions.into_iter().enumerate() {
            tally.rows += 1;
            let found = lookup.keys.row(version).and_then(|named| {
                let first = usize::try_from(named).ok()? * PARTS;
                lookup.values.get(first..first + PARTS)
            });
            let period = self.periods.get(&periods[row]).copied();
            let right = match (found, period) {
                (Some([key, from, next]), Some(period)) => {
                    *key == entities[row] && (*from..*next).contains(&period)
                }
                _ => false,
            };
            if !right {
                tally.offenders.push(|| rows.words(row, &[self.entity, self.period, self.column]));
            }
        }
    }
}
