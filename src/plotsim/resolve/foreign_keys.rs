//! References from one table to another.

use super::catalog::Catalog;
use crate::config::suggest;
use crate::plotsim::draft::{ColumnDraft, Reference, Shape, SourceDraft};
use crate::plotsim::parts::later;
use crate::plotsim::sources::{ForeignKey, KeyFormat, Pick, Weights};

/// The reference of a column of table `own`.
pub fn resolve(
    catalog: &Catalog<'_, '_>,
    own: usize,
    column: &ColumnDraft<'_>,
    reference: &Reference,
) -> Option<ForeignKey> {
    let target = find_table(catalog, column, reference)?;
    let pick = pick(catalog, own, target, column, reference)?;
    let place = find_column(catalog, target, column, reference)?;
    let parent = &catalog.table(target)?.columns[place];
    let Some(kind) = catalog.key_kind(target, parent) else {
        if !matches!(parent.source, SourceDraft::Static(_)) {
            let message =
                format!("'{}.{}' is not a key, so it cannot be referred to", reference.table, parent.name);
            column.source_at.error_within(
                reference.table_byte,
                "not-a-key",
                message,
                Some("refer to the primary key".into()),
            );
        }
        return None;
    };
    let table = catalog.table(target)?;
    if !table.primary_key.iter().any(|(name, _)| *name == parent.name) {
        let message = format!(
            "'{}.{}' is not the primary key, so a value may stand for several rows",
            table.name, parent.name
        );
        column.source_at.warn("not-a-key", message, None);
    }
    let pick = match pick {
        Pick::Any(_) => Pick::Any(weights(catalog, target, place, column)?),
        pick => {
            if let Some((_, _, at)) = column.weights.first() {
                at.warn("no-effect", "weights have no effect here: the row says which key it has", None);
            }
            pick
        }
    };
    Some(ForeignKey { table: target, column: place, kind, pick })
}

fn find_table(catalog: &Catalog<'_, '_>, column: &ColumnDraft<'_>, reference: &Reference) -> Option<usize> {
    let found = catalog.find(&reference.table);
    if found.is_none() {
        let known = catalog.slots.iter().map(|slot| slot.name.as_str()).filter(|name| !name.is_empty());
        let hint = suggest::hint(&reference.table, known.collect::<Vec<_>>());
        let message = format!("'{}' is not a table of this config", reference.table);
        column.source_at.error_within(reference.table_byte, "unknown-table", message, hint);
    }
    found
}

fn find_column(
    catalog: &Catalog<'_, '_>,
    target: usize,
    column: &ColumnDraft<'_>,
    reference: &Reference,
) -> Option<usize> {
    let table = catalog.table(target)?;
    let (name, byte) = match &reference.column {
        Some((name, byte)) => (name.as_str(), *byte),
        None => (table.primary_key.first()?.0.as_str(), reference.table_byte),
    };
    let found = table.columns.iter().position(|column| column.name == name);
    if found.is_none() && table.complete {
        let hint =
            suggest::hint(name, table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>());
        let message = format!("'{name}' is not a column of table '{}'", table.name);
        column.source_at.error_within(byte, "unknown-column", message, hint);
    }
    found
}

/// Which rows of `target` a row of `own` may name.
fn pick(
    catalog: &Catalog<'_, '_>,
    own: usize,
    target: usize,
    column: &ColumnDraft<'_>,
    reference: &Reference,
) -> Option<Pick> {
    let any = Pick::Any(Weights::Uniform);
    let refuse = |message: String, hint: Option<String>| {
        column.source_at.error_within(reference.table_byte, "wrong-place", message, hint);
        None
    };
    let name = &reference.table;
    match (catalog.shape(own)?, catalog.shape(target)?) {
        (_, Shape::EntityPeriod | Shape::Period | Shape::Event(_)) => {
            column.source_at.not_supported("a foreign key to a fact or event", later::FACT_KEY.today);
            None
        }
        (_, Shape::Bridge(_)) => refuse(format!("'{name}' is a bridge, whose rows have no key"), None),
        (Shape::Period, Shape::Date) => Some(Pick::Period),
        (Shape::Period, _) => refuse(
            format!("a fact per period has no row of '{name}'"),
            Some("it can only refer to a date dimension".into()),
        ),
        (Shape::EntityPeriod | Shape::Event(_), Shape::Date) => Some(Pick::Period),
        (Shape::EntityPeriod | Shape::Event(_), Shape::Entity) => Some(Pick::Entity),
        (Shape::Member { .. }, Shape::Entity) => Some(Pick::Parent),
        (Shape::Reference { .. } | Shape::Date | Shape::Bridge(_), Shape::Member { .. }) => {
            refuse(format!("'{name}' belongs to entities, which this table knows nothing of"), None)
        }
        (_, Shape::Member { .. }) if own == target => {
            refuse(format!("'{name}' cannot refer to itself"), None)
        }
        (_, Shape::Member { .. }) => Some(Pick::OwnMember),
        (_, Shape::Date | Shape::Entity | Shape::Reference { .. }) => Some(any),
    }
}

fn weights(
    catalog: &Catalog<'_, '_>,
    target: usize,
    place: usize,
    column: &ColumnDraft<'_>,
) -> Option<Weights> {
    if column.weights.is_empty() {
        return Some(Weights::Uniform);
    }
    let parent = &catalog.table(target)?.columns[place];
    let mut rows = Vec::with_capacity(column.weights.len());
    let mut complete = true;
    for (key, weight, at) in &column.weights {
        match catalog.row_of(target, parent, key) {
            Some(row) if *weight > 0.0 => rows.push((row, *weight)),
            Some(_) => {}
            None => {
                let name = &catalog.slots[target].name;
                at.error(
                    "unknown-key-value",
                    format!("no row of '{name}' has the key '{key}'"),
                    first_key(catalog, target, parent),
                );
                complete = false;
            }
        }
    }
    rows.sort_by_key(|(row, _)| *row);
    complete.then_some(Weights::ByRow(rows))
}

/// What keys of a column look like, as a hint.
pub fn first_key(catalog: &Catalog<'_, '_>, table: usize, column: &ColumnDraft<'_>) -> Option<String> {
    match (&column.source, catalog.rows[table]?) {
        (SourceDraft::Key, rows) => match catalog.key_format(table, &column.name)? {
            KeyFormat::Numbered(key) => {
                Some(format!("its keys run from {} to {}", key.text(0), key.text(rows.saturating_sub(1))))
            }
            KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => None,
        },
        (SourceDraft::Static(text), _) => Some(format!("its keys are {text}")),
        (SourceDraft::Calendar(_), _) => Some("its keys are days written YYYYMMDD".into()),
        _ => None,
    }
}
