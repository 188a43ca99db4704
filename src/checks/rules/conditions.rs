//! The conditions of foreign keys: what the row that is named has to share with the row that names it.

use std::sync::Arc;

use super::naming::Naming;
use super::{Kept, Lookup, Rows, Rule, RuleTally, Site};
use crate::checks::keys::combined;
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;
use crate::datagen::model::Datagen;
use crate::datagen::site::{Place, Room};
use crate::datagen::table::rendered_kind;
use crate::facts::{Allowed, Bound, Conditions, Other, Pick, Side};
use crate::generators::Surroundings;
use crate::generators::foreign_key::{comparable, hashes};
use crate::random::Items;

/// Rows of the parent that are looked at in one go.
const PIECE: u64 = 1 << 14;

pub fn rules(site: &Site<'_>) -> Vec<Box<dyn Rule>> {
    let Some(config) = site.datagen() else { return Vec::new() };
    let mut all: Vec<Box<dyn Rule>> = Vec::new();
    for (place, column) in site.columns.iter().enumerate() {
        let Some(reference) = column.facts.reference.as_ref().filter(|one| one.with.is_none()) else {
            continue;
        };
        let Pick::Conditional(conditions) = &reference.pick else { continue };
        let name =
            |column: usize| config.column_name(site.local(reference.table), column).unwrap_or_default();
        if let Some(rule) = Matched::of(site, config, place, reference.table, conditions) {
            all.push(Box::new(rule));
        }
        for bound in &conditions.bounds {
            let peer = site.peer(place, bound.own).filter(|peer| !site.columns[*peer].is_arrival);
            let Some((own, key)) = peer.zip(Naming::of(site, place)) else { continue };
            all.push(Box::new(Bounded {
                column: place,
                own,
                key,
                bound: *bound,
                table: reference.table,
                local: site.local(reference.table),
                config: Arc::clone(config),
                words: format!(
                    "{} names rows whose {} is {} {}",
                    column.name,
                    name(bound.column),
                    bound.words(),
                    site.columns[own].name
                ),
            }));
        }
        let other = match conditions.other {
            Some(Other::Named(other) | Other::Itself(other)) => site.places(column.group).nth(other),
            None => None,
        };
        // Where both give the same column of the parent, equal values are the same row.
        let alike = |other: &usize| match &site.columns[*other].facts.reference {
            Some(one) => one.column == reference.column && one.table == reference.table,
            None => true,
        };
        if let Some(other) = other.filter(alike).filter(|_| reference.exact) {
            let words = format!("{} names another row than {}", column.name, site.columns[other].name);
            all.push(Box::new(Differs { columns: [other, place], words }));
        }
    }
    all
}

/// Values that rows share with those they name, and values that those may have.
struct Matched {
    column: usize,
    key: Naming,
    table: usize,
    /// Places of the own columns, and of those of the parent.
    pairs: Vec<(usize, usize)>,
    /// The hashes of values that columns of the parent may show.
    allowed: Vec<(usize, Vec<u64>)>,
    words: String,
}

impl Matched {
    fn of(
        site: &Site<'_>,
        config: &Datagen,
        column: usize,
        table: usize,
        conditions: &Conditions,
    ) -> Option<Matched> {
        if conditions.matches.is_empty() && conditions.allowed.is_empty() {
            return None;
        }
        let pair = |one: &crate::facts::Match| Some((site.peer(column, one.own)?, one.column));
        let pairs = conditions.matches.iter().map(pair).collect::<Option<Vec<_>>>()?;
        let parent = site.local(table);
        let shown = |one: &Allowed| {
            // Moments may be shown as text.
            let kind = rendered_kind(one.kind, config.native_types);
            (one.column, hashes(&Allowed { kind, ..one.clone() }))
        };
        let names: Vec<&str> = pairs
            .iter()
            .map(|(_, place)| *place)
            .chain(conditions.allowed.iter().map(|one| one.column))
            .map(|place| config.column_name(parent, place).unwrap_or_default())
            .collect();
        Some(Matched {
            column,
            key: Naming::of(site, column)?,
            table,
            pairs,
            allowed: conditions.allowed.iter().map(shown).collect(),
            words: format!(
                "{} names rows of {} with the right {}",
                site.columns[column].name,
                config.table_name(parent),
                names.join(", ")
            ),
        })
    }
}

impl Rule for Matched {
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
        let matched = self.pairs.iter().map(|(_, place)| *place);
        let columns = matched.chain(self.allowed.iter().map(|(place, _)| *place));
        self.key.needs().iter().copied().chain(columns.map(|place| (self.table, place))).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        let by_row = |place: usize| kept.get(&(self.table, place)).map(|(_, by_row)| by_row);
        let mut values: Vec<u64> = Vec::new();
        for (_, place) in &self.pairs {
            let own = by_row(*place)?;
            values.resize(own.len(), 1);
            values.iter_mut().zip(own.iter()).for_each(|(all, own)| *all = joined(*all, *own));
        }
        for (place, hashes) in &self.allowed {
            let own = by_row(*place)?;
            values.resize(own.len(), 1);
            for (all, own) in values.iter_mut().zip(own.iter()) {
                *all = if hashes.contains(own) { *all } else { 0 };
            }
        }
        self.key.lookup(kept, Arc::new(values))
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let mut own = vec![1; rows.block.rows];
        for (column, _) in &self.pairs {
            own.iter_mut().zip(rows.hashes(*column)).for_each(|(all, own)| *all = joined(*all, own));
        }
        for (row, (own, named)) in own.into_iter().zip(self.key.rows(rows, lookup)).enumerate() {
            let Some(named) = named else { continue };
            tally.rows += 1;
            let value = lookup.values.get(named).copied().unwrap_or(0);
            if value == 0 || value != own {
                let columns: Vec<usize> =
                    self.pairs.iter().map(|(own, _)| *own).chain([self.column]).collect();
                tally.offenders.push(|| rows.words(row, &columns));
            }
        }
    }
}

/// The hash of a tuple and a further part; 0 if either is.
fn joined(all: u64, own: u64) -> u64 {
    if all == 0 || own == 0 { 0 } else { combined(all, own) }
}

/// Values that lie on one side of those of the row that is named.
struct Bounded {
    column: usize,
    own: usize,
    key: Naming,
    bound: Bound,
    table: usize,
    /// Its place as the datasets count tables.
    local: usize,
    config: Arc<Datagen>,
    words: String,
}

impl Rule for Bounded {
    fn check(&self) -> &'static str {
        "reference_bounds"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.column]
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    fn needs(&self) -> Vec<(usize, usize)> {
        self.key.needs().iter().copied().chain([(self.table, self.bound.column)]).collect()
    }

    fn lookup(&self, kept: &Kept) -> Option<Lookup> {
        // Hashes are kept, but what is compared are the values themselves.
        kept.get(&(self.table, self.bound.column))?;
        let room = Room::single();
        let place = Place::rows(&self.config, self.local, &room);
        let column = place.column_of(self.local, self.bound.column);
        let parents = self.config.table_rows(self.local);
        let open = if self.bound.side == Side::Before { i64::MAX } else { i64::MAX - 1 };
        let mut values = Vec::new();
        for first in (0..parents).step_by(PIECE as usize) {
            let len = (parents - first).min(PIECE) as usize;
            let own = comparable(&column.array(Items::Range { first, len }));
            values.extend(own.into_iter().map(|value| value.unwrap_or(open) as u64));
        }
        self.key.lookup(kept, Arc::new(values))
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let Some(lookup) = rows.lookup else { return };
        let unit = match rows.plans[self.own].written.or(rows.plans[self.own].kind) {
            Some(ColumnType::Date) => Some(DAY as f64),
            Some(ColumnType::Timestamp | ColumnType::TimestampTz(_)) => Some(1.0),
            _ => None,
        };
        let own = &rows.values[self.own];
        let moments = unit.map(|_| rows.dates(self.own));
        for (row, named) in self.key.rows(rows, lookup).into_iter().enumerate() {
            let Some(named) = named else { continue };
            tally.rows += 1;
            let value = match (&moments, unit) {
                (Some(moments), Some(unit)) => Some((moments[row] * unit * 1e6).round() as i64),
                _ => own.int(row),
            };
            let value = value.filter(|_| own.is_valid(row));
            let limit = lookup.values.get(named).map(|limit| *limit as i64);
            let kept = value.zip(limit).is_some_and(|(value, limit)| self.bound.keeps(limit, value));
            if !kept {
                tally.offenders.push(|| rows.words(row, &[self.own, self.column]));
            }
        }
    }
}

/// Two columns that never name one row.
struct Differs {
    columns: [usize; 2],
    words: String,
}

impl Rule for Differs {
    fn check(&self) -> &'static str {
        "reference_differs"
    }

    fn columns(&self) -> Vec<usize> {
        vec![self.columns[1]]
    }

    fn expected(&self) -> String {
        self.words.clone()
    }

    fn add(&self, rows: &Rows<'_>, tally: &mut RuleTally) {
        let [other, own] = self.columns.map(|column| rows.hashes(column));
        for (row, (own, other)) in own.into_iter().zip(other).enumerate() {
            tally.rows += 1;
            if own != 0 && own == other {
                tally.offenders.push(|| rows.words(row, &self.columns));
            }
        }
    }
}
