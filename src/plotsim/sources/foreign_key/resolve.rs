//! A foreign key with every name looked up: which table, which column, which of its rows.

use std::sync::Arc;

use super::outer;
use super::same::shared;
use super::weights::by_row;
use super::written::To;
use crate::config::reader::Field;
use crate::config::suggest;
use crate::facts::rows::{OfEntity, Referred};
use crate::plotsim::draft::source::Standing;
use crate::plotsim::draft::{Catalog, Choice, Reference, SourceDraft};
use crate::plotsim::kinds::child_fact;
use crate::plotsim::model::{ForeignKey, Pick, Source, Weights};

impl SourceDraft for To {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let (catalog, name) = (column.catalog, &self.reference.table);
        if catalog.find(name).is_none()
            && let Some(outer) = catalog.known.outer.iter().find(|outer| outer.name == *name)
        {
            return column.settled(outer::resolve(column, outer, &self.reference)?);
        }
        column.settled(resolve(column, self)?)
    }

    fn target(&self) -> Option<&Reference> {
        Some(&self.reference)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        column.about.is_each_period()
    }
}

fn resolve(column: &Standing<'_, '_>, to: &To) -> Option<ForeignKey> {
    let (catalog, source_at, reference) = (column.catalog, &column.draft.source_at, &to.reference);
    let target = find_table(catalog, source_at, reference)?;
    let pick = pick(column, target, to)?;
    if let (Some(key), false) = (to.asked.key, matches!(pick, Pick::OwnRow(_))) {
        let message = format!("{key} belongs to keys of facts and events");
        source_at.error(
            "wrong-place",
            message,
            Some(format!("the row says which row of '{}' it names", reference.table)),
        );
        return None;
    }
    let place = find_column(catalog, target, source_at, reference)?;
    let table = catalog.table(target)?;
    let parent = &table.columns[place];
    let key = Standing::new(catalog, target, parent)?;
    let Some(keys) = parent.source.keys() else {
        let message =
            format!("'{}.{}' is not a key, so it cannot be referred to", reference.table, parent.name);
        let hint = Some("refer to the primary key".to_owned());
        source_at.error_within(reference.table_byte, "not-a-key", message, hint);
        return None;
    };
    let kind = keys.kind(&key)?;
    if !table.primary_key.iter().any(|(name, _)| *name == parent.name) {
        let message = format!(
            "'{}.{}' is not the primary key, so a value may stand for several rows",
            table.name, parent.name
        );
        source_at.warn("not-a-key", message, None);
    }
    let choice = &column.draft.choice;
    let pick = match pick {
        _ if !choice.keys.is_empty() => {
            idle(choice, "the rows that are written out say which key each has");
            Pick::Written(written(choice, &key)?)
        }
        Pick::Any(_) => {
            let weights = by_row(column, &key)?;
            match &choice.same {
                Some(same) => Pick::Same(shared(column, target, same, weights)?),
                None => Pick::Any(weights),
            }
        }
        pick => {
            idle(choice, "the row says which key it has");
            pick
        }
    };
    Some(ForeignKey { table: target, column: place, kind, pick })
}

/// Warns of what has no effect.
fn idle(choice: &Choice<'_>, why: &str) {
    let weights = choice.weights.first().map(|(_, _, at)| at);
    for field in [weights, choice.weight.as_ref(), choice.same.as_ref()].into_iter().flatten() {
        field.warn("no-effect", format!("has no effect here: {why}"), None);
    }
}

/// The rows whose keys are written out.
fn written(choice: &Choice<'_>, key: &Standing<'_, '_>) -> Option<Arc<[u64]>> {
    let row = |cell: &Field<'_>| {
        let Some(text) = cell.node.written() else {
            cell.error("unknown-key-value", "must be a key of the other table, not null", key.keys_hint());
            return None;
        };
        let row = key.row_of(&text);
        if row.is_none() {
            unknown_key(cell, &text, key);
        }
        row
    };
    let rows: Vec<Option<u64>> = choice.keys.iter().map(row).collect();
    rows.into_iter().collect()
}

pub fn unknown_key(at: &Field<'_>, text: &str, key: &Standing<'_, '_>) {
    // The keys of a table that could not be read are not known, and what is wrong with it was reported.
    if key.catalog.table(key.table).is_none_or(|table| !table.complete) {
        return;
    }
    let name = &key.catalog.slots[key.table].name;
    at.error("unknown-key-value", format!("no row of '{name}' has the key '{text}'"), key.keys_hint());
}

fn find_table(catalog: &Catalog<'_, '_>, source_at: &Field<'_>, reference: &Reference) -> Option<usize> {
    let found = catalog.find(&reference.table);
    if found.is_none() {
        let outer = catalog.known.outer.iter().map(|outer| outer.name.as_str());
        let names: Vec<&str> = catalog.names().into_iter().chain(outer).collect();
        let hint = suggest::hint(&reference.table, names);
        let message = format!("'{}' is not a table of this config", reference.table);
        source_at.error_within(reference.table_byte, "unknown-table", message, hint);
    }
    found
}

fn find_column(
    catalog: &Catalog<'_, '_>,
    target: usize,
    source_at: &Field<'_>,
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
        source_at.error_within(byte, "unknown-column", message, hint);
    }
    found
}

/// Which rows of `target` a row of the column's table may name.
fn pick(column: &Standing<'_, '_>, target: usize, to: &To) -> Option<Pick> {
    let reference = &to.reference;
    let refuse = |message: String, hint: Option<&str>| {
        let hint = hint.map(str::to_owned);
        column.draft.source_at.error_within(reference.table_byte, "wrong-place", message, hint);
        None
    };
    let (about, name) = (column.about, &reference.table);
    let any = Some(Pick::Any(Weights::Uniform));
    match column.catalog.about(target)?.referred {
        Referred::Fact if !about.moment => refuse(
            format!("{} has no row of '{name}'", about.what),
            Some(
                "events, facts with a variable number of rows and facts of children can name rows of each other",
            ),
        ),
        Referred::Fact if !column.catalog.about(target)?.moment => refuse(
            format!("'{name}' has a row for each period, not one to choose"),
            Some("refer to its dimensions"),
        ),
        Referred::Fact => match child_fact::levels_above(column, target) {
            Some(levels) => Some(Pick::Above(levels)),
            None => Some(Pick::OwnRow(to.asked.own)),
        },
        Referred::Pair => refuse(format!("'{name}' is a bridge, whose rows have no key"), None),
        Referred::Period if about.period => Some(Pick::Period),
        Referred::Entity | Referred::Member | Referred::Listed if about.is_each_period() => refuse(
            format!("{} has no row of '{name}'", about.what),
            Some("it can only refer to a date dimension"),
        ),
        Referred::Entity if about.is_entity_in_period() => Some(Pick::Entity),
        Referred::Entity if about.entity == OfEntity::Member => Some(Pick::Parent),
        Referred::Member if about.entity == OfEntity::Nobody => {
            refuse(format!("'{name}' belongs to entities, but rows of this table have none"), None)
        }
        Referred::Member if column.table == target => {
            refuse(format!("'{name}' cannot refer to itself"), None)
        }
        Referred::Member => Some(Pick::OwnMember),
        Referred::Period | Referred::Entity | Referred::Listed => any,
    }
}
