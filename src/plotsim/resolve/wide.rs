//! Wide tables, behind all others.

use std::sync::{Arc, OnceLock};

use crate::config::reader::Field;
use crate::facts::rows::Referred;
use crate::facts::{OfVersion, Relation};
use crate::plotsim::kinds::wide::WideFact;
use crate::plotsim::model::{AsOf, Column, ForeignKey, Join, Pick, Plotsim, Source, Table, Wide};
use crate::plotsim::sources::joined::Joined;
use crate::plotsim::sources::version::Part;

/// Adds a wide table for each fact; reports names that are taken at `at`.
pub fn add(model: &mut Plotsim, as_of: AsOf, at: &Field<'_>) -> Option<()> {
    let facts = model.tables.iter().enumerate().filter(|(_, table)| table.kind.about().kind == "fact");
    let facts: Vec<usize> = facts.map(|(index, _)| index).collect();
    let mut fine = true;
    let mut added = Vec::new();
    for of in facts {
        let table = wide(model, of, as_of);
        let taken = |name: &str| model.tables.iter().any(|other| other.name.eq_ignore_ascii_case(name));
        if taken(&table.name) {
            let hint = Some("rename that table".to_owned());
            at.error("duplicate-name", format!("'{}' is a table already", table.name), hint);
            fine = false;
        }
        for (place, column) in table.columns.iter().enumerate() {
            let same = |other: &Column| other.name.eq_ignore_ascii_case(&column.name);
            if table.columns[..place].iter().any(same) {
                let message = format!("two columns of '{}' would be called '{}'", table.name, column.name);
                at.error("duplicate-name", message, Some("rename one of them".to_owned()));
                fine = false;
            }
        }
        added.push(table);
    }
    model.tables.extend(added);
    // What was known of the others is asked for anew.
    model.known = OnceLock::new();
    fine.then_some(())
}

/// What a fact is joined with, and how.
fn wide(model: &Plotsim, of: usize, as_of: AsOf) -> Table {
    let fact = &model.tables[of];
    let dims: Vec<(usize, &ForeignKey)> = fact
        .foreign_keys()
        .filter(|(_, key)| is_dim(model, key.table) && key.pick != Pick::Version)
        .collect();
    let mut columns: Vec<Column> = fact.columns.clone();
    let mut joins = Vec::new();
    for (key, reference) in &dims {
        let dim = &model.tables[reference.table];
        let version = (as_of == AsOf::Row && dim.kind.versions().is_some() && reference.pick == Pick::Entity)
            .then(|| {
                let mut keys = fact.foreign_keys();
                keys.find(|(_, own)| own.table == reference.table && own.pick == Pick::Version)
            })
            .flatten();
        let prefix = match dims.iter().filter(|(_, other)| other.table == reference.table).count() {
            1 => dim.name.as_str(),
            _ => fact.columns[*key].name.as_str(),
        };
        let shown: Vec<usize> = (0..dim.columns.len())
            .filter(|column| *column != reference.column && !is_audit(model, reference.table, *column))
            .collect();
        for column in &shown {
            let spec = &dim.columns[*column];
            let tier = version.is_some() && is_told(model, reference.table, *column, OfVersion::Tier);
            let joined = Joined {
                // The version of the row's period, or what the key's own choice of rows gives.
                source: match tier {
                    true => Arc::new(Part::Tier) as Arc<dyn Source>,
                    false => Arc::new(ForeignKey {
                        column: *column,
                        kind: spec.kind,
                        ..ForeignKey::clone(reference)
                    }),
                },
                at: if tier { (reference.table, *column) } else { (of, *key) },
                of: (reference.table, *column),
                key: version.map_or(*key, |(place, _)| place),
            };
            columns.push(Column {
                name: format!("{prefix}__{}", spec.name),
                kind: spec.kind,
                source: Arc::new(joined),
                description: spec.description.clone(),
                pii_note: spec.pii_note.clone(),
                allow_outside_window: true,
                added: true,
            });
        }
        joins.push(Join {
            table: reference.table,
            key: version.map_or(*key, |(place, _)| place),
            target: version.map_or(reference.column, |(_, own)| own.column),
            current: version.is_none() && dim.kind.versions().is_some(),
            columns: shown,
        });
    }
    Table {
        name: format!("{}_wide", fact.name),
        description: None,
        kind: Arc::new(WideFact(Wide { of, joins })),
        columns,
        primary_key: fact.primary_key.clone(),
    }
}

fn is_dim(model: &Plotsim, table: usize) -> bool {
    match model.tables[table].kind.about().referred {
        Referred::Period | Referred::Entity | Referred::Member | Referred::Listed => true,
        Referred::Fact | Referred::Pair => false,
    }
}

fn is_told(model: &Plotsim, table: usize, column: usize, told: OfVersion) -> bool {
    model.facts(table).get(column).is_some_and(|facts| facts.relation == Relation::Version(told))
}

/// Columns that tell of versions rather than of what they are versions of.
fn is_audit(model: &Plotsim, table: usize, column: usize) -> bool {
    [OfVersion::Row, OfVersion::From, OfVersion::To, OfVersion::IsCurrent]
        .into_iter()
        .any(|told| is_told(model, table, column, told))
}
