//! `same`: what a row shares with the row that it names.

use crate::config::node::Value;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::facts::rows::{OfEntity, Referred};
use crate::plotsim::draft::source::Standing;
use crate::plotsim::draft::{Catalog, TableDraft};
use crate::plotsim::model::{Same, SharedBy, Weights};

/// What the row that is named shares with the row that names it.
pub fn shared(column: &Standing<'_, '_>, target: usize, same: &Field<'_>, weights: Weights) -> Option<Same> {
    let catalog = column.catalog;
    let name = same.text()?;
    if name == column.draft.name {
        let hint =
            "name a column that both rows have, such as the key of what they both belong to".to_owned();
        same.error("self-reference", format!("'{name}' is this column itself"), Some(hint));
        return None;
    }
    let parent = catalog.table(target)?;
    let unknown = |table: &TableDraft<'_>, extra: &str| {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("'{name}' is not a column of '{}'{extra}", table.name);
        same.error("unknown-column", message, suggest::hint(name, columns));
        None
    };
    let Some(theirs) = parent.columns.iter().position(|column| column.name == name) else {
        return if parent.complete { unknown(parent, "") } else { None };
    };
    if column.catalog.rows.get(target).copied().flatten().is_some_and(|rows| rows > MOST_SHARED) {
        let message =
            format!("'{}' has more than {MOST_SHARED} rows, too many to look for equal values", parent.name);
        same.error("too-large", message, None);
        return None;
    }
    let table = catalog.table(column.table)?;
    let own = table.columns.iter().position(|other| other.name == name && other.name != column.draft.name);
    let own = match own {
        Some(own) => SharedBy::Row(own),
        None => {
            let parents = catalog.parents(column.table, Referred::Entity).into_iter();
            let is_entity =
                |table: &usize| catalog.about(*table).is_some_and(|about| about.referred == Referred::Entity);
            let has_entity = column.about.entity != OfEntity::Nobody && !is_entity(&column.table);
            let all = parents.chain((0..catalog.slots.len()).filter(is_entity)).filter(|_| has_entity);
            let found = all.filter_map(|table| {
                let columns = &catalog.table(table)?.columns;
                Some((table, columns.iter().position(|column| column.name == name)?))
            });
            match found.into_iter().next() {
                Some((table, column)) => SharedBy::Entity { table, column },
                None if !table.complete => return None,
                // Or one of their columns could not be read.
                None if has_entity && !dims_complete(catalog) => return None,
                None if has_entity => return unknown(table, ", nor of the dimension of its entities"),
                None => return unknown(table, ""),
            }
        }
    };
    let same_row = Same { column: theirs, own, weights };
    if circles(catalog, column, target, &same_row) {
        same.error("circle", "hangs on itself, by way of the columns that are compared", None);
        return None;
    }
    Some(same_row)
}

/// Whether every dimension of entities could be read.
fn dims_complete(catalog: &Catalog<'_, '_>) -> bool {
    let mut dims = (0..catalog.slots.len()).filter_map(|index| catalog.table(index));
    dims.all(|table| table.complete || table.shape.about().referred != Referred::Entity)
}

/// Rows among which equal values are looked for, at most.
const MOST_SHARED: u64 = 10_000_000;

/// Whether a column that shares a value hangs on itself.
fn circles(catalog: &Catalog<'_, '_>, column: &Standing<'_, '_>, target: usize, same: &Same) -> bool {
    let Some(place) = catalog
        .table(column.table)
        .and_then(|table| table.columns.iter().position(|own| own.name == column.draft.name))
    else {
        return false;
    };
    let start = (column.table, place);
    let own = |table: usize, own: SharedBy| match own {
        SharedBy::Row(column) => (table, column),
        SharedBy::Entity { table, column } => (table, column),
    };
    let mut open = vec![(target, same.column), own(column.table, same.own)];
    let mut seen: Vec<(usize, usize)> = Vec::new();
    while let Some(next) = open.pop() {
        if next == start {
            return true;
        }
        if seen.contains(&next) {
            continue;
        }
        seen.push(next);
        let Some(draft) = catalog.table(next.0).and_then(|table| table.columns.get(next.1)) else { continue };
        let Some(name) = draft.choice.same.as_ref().and_then(|field| match &field.node.value {
            Value::Text(name) => Some(name),
            _ => None,
        }) else {
            continue;
        };
        let place = |table: usize| {
            let columns = &catalog.table(table)?.columns;
            Some((table, columns.iter().position(|column| column.name == *name)?))
        };
        open.extend(draft.source.target().and_then(|target| place(catalog.find(&target.table)?)));
        open.extend(place(next.0).filter(|own| *own != next));
        open.extend(catalog.parents(next.0, Referred::Entity).into_iter().filter_map(place));
    }
    false
}
