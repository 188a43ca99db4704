//! Kinds of tables, their keys and the order of their columns.

use super::{columns, date_dim, event_size, keys, pins};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::plotsim::draft::source::{Role, Standing};
use crate::plotsim::draft::{
    Catalog, ColumnDraft, EventDraft, Known, RunDraft, Shape, TableDraft, TableSlot,
};
use crate::plotsim::model::{Column, Driver, EventCause, EventRule, Metric, Table, TableKind};
use crate::plotsim::parts::names;
use crate::plotsim::sources::foreign_key::End;

/// Every table; the runs are given their pins.
pub fn resolve(
    mut slots: Vec<TableSlot<'_>>,
    facts: &Known<'_>,
    runs: &mut [RunDraft<'_>],
) -> Option<Vec<Table>> {
    let named: Vec<(&str, &Field<'_>)> =
        slots.iter().filter_map(|slot| Some((slot.name.as_str(), &slot.table.as_ref()?.at))).collect();
    names::check_unique(names::TABLE, &named, true);
    let mut complete = true;
    for table in slots.iter_mut().filter_map(|slot| slot.table.as_mut()) {
        if matches!(table.shape, Shape::Date) {
            date_dim::complete(table, facts.time.map(|time| time.granularity()));
        }
        complete &= arrange(table);
    }
    bridge_ends(&mut slots);
    let prefixes = keys::prefixes(&slots);
    complete &= prefixes.is_some();
    let rows = slots.iter().map(|slot| rows(slot.table.as_ref()?, facts)).collect();
    let prefixes = prefixes.unwrap_or_else(|| vec![None; slots.len()]);
    let catalog = Catalog { slots: &slots, rows, prefixes, known: facts };
    let tables: Vec<Option<Table>> = (0..slots.len()).map(|index| table(&catalog, facts, index)).collect();
    let pinned = pins::resolve(&catalog, runs, &tables);
    let mut tables = tables.into_iter().collect::<Option<Vec<Table>>>()?;
    pinned?;
    link_drivers(&mut tables, facts);
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
        None if column.role() == Role::Reference => keys.len(),
        None if !column.added => keys.len() + 1,
        None => keys.len() + 2,
    };
    table.columns.sort_by_key(rank);
    fine
}

/// Gives each bridge its two key columns.
fn bridge_ends(slots: &mut [TableSlot<'_>]) {
    for index in 0..slots.len() {
        let Some(TableDraft { shape: Shape::Bridge(bridge), at, .. }) = &slots[index].table else { continue };
        let (Some(left), Some(right)) = (bridge.left.text(), bridge.right.text()) else { continue };
        let key = |name: &str| {
            let table = slots.iter().find(|slot| slot.name == name)?.table.as_ref()?;
            table.primary_key.first().map(|(name, _)| name.clone())
        };
        let (Some(mut first), Some(mut second)) = (key(left), key(right)) else { continue };
        if first == second {
            (first, second) = (format!("{first}_a"), format!("{second}_b"));
        }
        let end = |name: &str, right: bool| ColumnDraft {
            added: true,
            ..ColumnDraft::unwritten(name, End { right }, at)
        };
        let ends = [end(&first, false), end(&second, true)];
        let keys = [(first, at.clone()), (second, at.clone())];
        if let Some(table) = &mut slots[index].table {
            table.columns.splice(0..0, ends);
            table.primary_key.extend(keys);
        }
    }
}

/// Rows of a dimension, if they can be told and numbered.
fn rows(table: &TableDraft<'_>, facts: &Known<'_>) -> Option<u64> {
    match &table.shape {
        Shape::Date => facts.time.map(|time| time.len() as u64),
        Shape::Entity => facts.entities,
        Shape::Member { per_member } => {
            let rows = facts.members?.checked_mul(*per_member).filter(|rows| *rows < i64::MAX as u64);
            if rows.is_none() {
                table.at.error("out-of-range", "the table has more rows than can be numbered", None);
            }
            rows
        }
        Shape::Reference { count } => {
            let about = table.shape.about();
            let longest = table.columns.iter().map(|column| column.source.length(&about)).max();
            Some((*count).max(longest.unwrap_or(0)).max(1))
        }
        Shape::EntityPeriod | Shape::Period | Shape::Event(_) | Shape::Bridge(_) => None,
    }
}

fn table(catalog: &Catalog<'_, '_>, facts: &Known<'_>, index: usize) -> Option<Table> {
    let draft = catalog.table(index)?;
    check_stated_keys(catalog, draft);
    let kind = kind(catalog, draft);
    let kind = kind.filter(|kind| event_size::check(kind, &draft.at, facts).is_some());
    let columns: Vec<Option<Column>> =
        draft.columns.iter().map(|column| columns::resolve(catalog, index, column)).collect();
    let columns = columns.into_iter().collect::<Option<Vec<Column>>>().filter(|_| draft.complete);
    check_key(catalog, index, draft);
    let place = |name: &String| draft.columns.iter().position(|column| column.name == *name);
    let primary_key = draft.primary_key.iter().map(|(name, _)| place(name)).collect::<Option<Vec<usize>>>();
    let description = draft.description.clone();
    Some(Table {
        name: draft.name.clone(),
        description,
        kind: kind?,
        columns: columns?,
        primary_key: primary_key?,
    })
}

/// References for documentation: only the table must exist.
fn check_stated_keys(catalog: &Catalog<'_, '_>, draft: &TableDraft<'_>) {
    for field in &draft.stated_keys {
        let Some(text) = field.text() else { continue };
        let Some((table, _)) = text.split_once('.') else {
            field.error("bad-reference", format!("'{text}' is not <table>.<column>"), None);
            continue;
        };
        if catalog.find(table).is_none() {
            let hint = suggest::hint(table, catalog.names());
            field.error("unknown-table", format!("'{table}' is not a table of this config"), hint);
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

fn kind(catalog: &Catalog<'_, '_>, draft: &TableDraft<'_>) -> Option<TableKind> {
    let targets: Vec<Option<usize>> = catalog.targets(&draft.columns).collect();
    // A reference to a table that could not be read was reported or will be.
    let unclear = !draft.complete
        || targets.iter().any(|target| target.is_none_or(|table| catalog.shape(table).is_none()));
    let find = |wanted: fn(&Shape<'_>) -> bool| {
        targets.iter().flatten().copied().find(|table| catalog.shape(*table).is_some_and(wanted))
    };
    let entity = find(|shape| matches!(shape, Shape::Entity));
    let missing = |code: &'static str, message: &str, hint: &str| {
        if !unclear {
            draft.at.error(code, message, Some(hint.to_owned()));
        }
        None
    };
    match &draft.shape {
        Shape::Date => Some(TableKind::DateDim),
        Shape::Entity => Some(TableKind::EntityDim),
        Shape::Member { per_member } => {
            let parents = targets
                .iter()
                .flatten()
                .filter(|table| matches!(catalog.shape(**table), Some(Shape::Entity)));
            let (Some(parent), one) = (entity, parents.count() == 1) else {
                return missing(
                    "no-entity-key",
                    "a variable dim needs a foreign key to a dimension per entity",
                    "its rows are members of entities",
                );
            };
            if !one {
                draft.at.error(
                    "conflicting-keys",
                    "a variable dim belongs to exactly one dimension per entity",
                    None,
                );
                return None;
            }
            Some(TableKind::SubEntityDim { parent, per_member: *per_member })
        }
        Shape::Reference { .. } => {
            Some(TableKind::ReferenceDim { rows: catalog.rows[catalog.find(&draft.name)?]? })
        }
        Shape::EntityPeriod => {
            if find(|shape| matches!(shape, Shape::Date)).is_none() {
                missing(
                    "no-date-key",
                    "a fact per entity and period needs a foreign key to a date dimension",
                    "as in fk:dim_date.date_key",
                )?;
            }
            let Some(entity_dim) = entity else {
                return missing(
                    "no-entity-key",
                    "a fact per entity and period needs a foreign key to a dimension per entity",
                    "add one",
                );
            };
            if let [(_, at)] = draft.primary_key.as_slice()
                && !draft.columns.first().is_some_and(|column| column.role() == Role::Key)
            {
                at.warn("short-key", "one column cannot identify an entity and a period", None);
            }
            Some(TableKind::EntityPeriodFact { entity_dim })
        }
        Shape::Period => Some(TableKind::PeriodFact),
        Shape::Event(event) => {
            let (metric, rule) = match event {
                EventDraft::Proportional { metric, scale } => (*metric, EventRule::Proportional(*scale)),
                EventDraft::Threshold { metric, rule } => (*metric, EventRule::Threshold(*rule)),
                EventDraft::Nothing => return Some(TableKind::Event(None)),
            };
            // Its fact is linked once all tables are known.
            let driver = Driver { metric, fact: None, rounded: false };
            Some(TableKind::Event(Some(EventCause { driver, rule })))
        }
        Shape::Bridge(bridge) => super::bridges::kind(catalog, bridge).map(TableKind::Bridge),
    }
}

/// Ties events to the first fact that shows their metric.
fn link_drivers(tables: &mut [Table], facts: &Known<'_>) {
    let first = |metric: usize, tables: &[Table]| {
        let facts = tables
            .iter()
            .enumerate()
            .filter(|(_, table)| matches!(table.kind, TableKind::EntityPeriodFact { .. }));
        let shows = |column: &Column| column.source.metric() == Some(metric);
        facts
            .into_iter()
            .find_map(|(index, table)| table.columns.iter().position(shows).map(|column| (index, column)))
    };
    for index in 0..tables.len() {
        let Some(EventCause { driver: Driver { metric, .. }, .. }) = tables[index].kind.cause().copied()
        else {
            continue;
        };
        let fact = first(metric, tables);
        let count = facts.metrics.get(metric).and_then(Option::as_ref).is_some_and(Metric::is_count);
        let whole = fact.is_some_and(|(table, column)| {
            matches!(tables[table].columns[column].kind, ColumnType::Int32 | ColumnType::Int64)
        });
        if let TableKind::Event(Some(cause)) = &mut tables[index].kind {
            cause.driver = Driver { metric, fact, rounded: whole && !count };
        }
    }
}
