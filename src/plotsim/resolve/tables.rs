//! Kinds of tables, their keys and the order of their columns.

use super::generators::{self, Pending};
use super::logs::{self, PendingLog};
use super::{columns, date_dim, extends, keys, pins};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::plotsim::draft::source::{Role, Standing};
use crate::plotsim::draft::{Catalog, ColumnDraft, Known, RunDraft, TableDraft, TableSlot};
use crate::plotsim::kinds::{bridge, child_fact, counted, event};
use crate::plotsim::model::{Column, Keys, Table};
use crate::plotsim::parts::names;
use crate::plotsim::sources::version;

/// Every table; the runs are given their pins.
pub fn resolve<'a>(
    mut slots: Vec<TableSlot<'a>>,
    facts: &Known<'_>,
    runs: &mut [RunDraft<'a>],
) -> (Option<Vec<Table>>, Vec<Pending<'a>>, Vec<PendingLog<'a>>) {
    let tables = of_slots(&mut slots, facts, runs);
    let pending = generators::pending(&slots);
    (tables, pending, logs::pending(&mut slots))
}

fn of_slots(
    slots: &mut Vec<TableSlot<'_>>,
    facts: &Known<'_>,
    runs: &mut [RunDraft<'_>],
) -> Option<Vec<Table>> {
    let named: Vec<(&str, &Field<'_>)> =
        slots.iter().filter_map(|slot| Some((slot.name.as_str(), &slot.table.as_ref()?.at))).collect();
    names::check_unique(names::TABLE, &named, true);
    child_fact::add_parent_keys(slots);
    let mut complete = version::complete(slots);
    for table in slots.iter_mut().filter_map(|slot| slot.table.as_mut()) {
        if table.shape.about().calendar {
            date_dim::complete(table, facts.time.map(|time| time.granularity()));
        }
        complete &= arrange(table);
    }
    bridge::add_ends(slots);
    let prefixes = keys::prefixes(slots);
    complete &= prefixes.is_some();
    let rows =
        slots.iter().map(|slot| slot.table.as_ref()).map(|table| table?.shape.rows(table?, facts)).collect();
    let prefixes = prefixes.unwrap_or_else(|| vec![None; slots.len()]);
    let catalog = Catalog { slots: &*slots, rows, prefixes, known: facts };
    complete &= counted::check_circles(&catalog);
    let tables: Vec<Option<Table>> = (0..slots.len()).map(|index| table(&catalog, index)).collect();
    if facts.keys == Keys::Stable {
        complete &= extends::distinct_names(runs);
    }
    if facts.story.is_some_and(|story| story.extends) {
        complete &= extends::check(&catalog, &tables, runs);
    }
    let pinned = pins::resolve(&catalog, runs, &tables);
    let mut tables = tables.into_iter().collect::<Option<Vec<Table>>>()?;
    pinned?;
    event::link_drivers(&mut tables, facts.metrics);
    complete.then_some(tables)
}

/// Puts primary key, foreign keys and the rest in this order, and checks names.
fn arrange(table: &mut TableDraft<'_>) -> bool {
    let mut fine = true;
    for (place, column) in table.columns.iter().enumerate() {
        if table.columns[..place].iter().any(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            column.at.error("duplicate-name", format!("another column is called '{}'", column.name), None);
            fine = false;
        }
    }
    for (name, at) in &table.primary_key {
        if table.complete && !table.columns.iter().any(|column| column.name == *name) {
            let hint = suggest::hint(
                name,
                table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
            );
            at.error("unknown-column", format!("'{name}' is not a column of table '{}'", table.name), hint);
            fine = false;
        }
    }
    let keys: Vec<String> = table.primary_key.iter().map(|(name, _)| name.clone()).collect();
    let rank = |column: &ColumnDraft<'_>| match keys.iter().position(|name| *name == column.name) {
        Some(place) => place,
        None if column.entry.role == Role::Reference => keys.len(),
        None if !column.added => keys.len() + 1,
        None => keys.len() + 2,
    };
    table.columns.sort_by_key(rank);
    fine
}

fn table(catalog: &Catalog<'_, '_>, index: usize) -> Option<Table> {
    let draft = catalog.table(index)?;
    check_stated_keys(catalog, draft);
    let kind = draft.shape.resolve(catalog, index);
    let columns: Vec<Option<Column>> =
        draft.columns.iter().map(|column| columns::resolve(catalog, index, column)).collect();
    let columns = columns.into_iter().collect::<Option<Vec<Column>>>().filter(|_| draft.complete);
    check_key(catalog, index, draft);
    let place = |name: &String| draft.columns.iter().position(|column| column.name == *name);
    // What identifies an entity does not identify its versions.
    let primary_key = match draft.columns.iter().position(version::is_row) {
        Some(row) if draft.columns.iter().any(|column| column.source.tiers().is_some()) => Some(vec![row]),
        _ => draft.primary_key.iter().map(|(name, _)| place(name)).collect::<Option<Vec<usize>>>(),
    };
    let description = draft.description.clone();
    Some(Table {
        name: draft.name.clone(),
        description,
        kind: kind?,
        columns: columns?,
        primary_key: primary_key?,
    })
}

/// References for documentation: table and column must exist, and some column of the table must refer to it.
fn check_stated_keys(catalog: &Catalog<'_, '_>, draft: &TableDraft<'_>) {
    for field in &draft.stated_keys {
        let Some(text) = field.text() else { continue };
        let Some((table, column)) = text.split_once('.') else {
            field.error("bad-reference", format!("'{text}' is not <table>.<column>"), None);
            continue;
        };
        let Some(target) = catalog.find(table) else {
            let hint = suggest::hint(table, catalog.names());
            field.error("unknown-table", format!("'{table}' is not a table of this config"), hint);
            continue;
        };
        // A table that could not be read was reported.
        let Some(parent) = catalog.table(target) else { continue };
        let names = || parent.columns.iter().map(|column| column.name.as_str());
        if parent.complete && !names().any(|name| name == column) {
            let hint = suggest::hint(column, names());
            field.error("unknown-column", format!("'{column}' is not a column of '{table}'"), hint);
        } else if draft.complete && !catalog.targets(&draft.columns).any(|other| other == Some(target)) {
            let message =
                format!("no column of '{}' refers to '{table}', so this reference says nothing", draft.name);
            let hint = format!("give a column the source fk:{text}, or leave the reference out");
            field.warn("no-effect", message, Some(hint));
        }
    }
}

/// A primary key that repeats for sure, or one that may.
fn check_key(catalog: &Catalog<'_, '_>, index: usize, draft: &TableDraft<'_>) {
    let [(name, at)] = draft.primary_key.as_slice() else { return };
    let Some(column) = draft.columns.iter().find(|column| column.name == *name) else { return };
    let Some(standing) = Standing::new(catalog, index, column) else { return };
    if !column.source.identifies(&standing) {
        at.warn("not-a-key", format!("values of '{name}' can repeat, so it does not identify a row"), None);
    }
}
