//! The columns that come of tiers: in the dimension, in facts and events about its entities, and in bridges.

use std::sync::Arc;

use super::{Held, Part};
use crate::config::types::ColumnType;
use crate::facts::rows::Referred;
use crate::plotsim::draft::source::{Entry, Keys, Role, Standing};
use crate::plotsim::draft::{ColumnDraft, SourceDraft, TableDraft, TableSlot};
use crate::plotsim::kinds::versioned_dim;
use crate::plotsim::model::{ForeignKey, Pick, Source};
use crate::plotsim::sources::change;

/// The number of a version, which is the primary key of its dimension.
pub const ROW: &str = "dim_row_id";

/// What is added to a dimension, in this order.
const PARTS: [(&str, Part); 4] =
    [(ROW, Part::Row), ("valid_from", Part::From), ("valid_to", Part::To), ("is_current", Part::IsCurrent)];

static ENTRY: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "a version",
    role: Role::Value,
    unique: false,
    stands: |about| about.referred == Referred::Entity || about.is_entity_in_period(),
    hint: None,
};

impl SourceDraft for Part {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(*self)
    }

    fn keys(&self) -> Option<&dyn Keys> {
        (*self == Part::Row).then_some(self)
    }

    fn identifies(&self, _: &Standing<'_, '_>) -> bool {
        *self == Part::Row
    }
}

/// No config can name a version by its number: that is only known once rows are made.
impl Keys for Part {
    fn kind(&self, _: &Standing<'_, '_>) -> Option<ColumnType> {
        Some(ColumnType::Int64)
    }

    fn row(&self, _: &Standing<'_, '_>, _: &str) -> Option<u64> {
        None
    }

    fn hint(&self, _: &Standing<'_, '_>) -> Option<String> {
        None
    }
}

/// The version of the row's entity that holds in the row's period.
#[derive(Debug)]
struct OfRow {
    dim: String,
}

impl SourceDraft for OfRow {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let catalog = column.catalog;
        let table = catalog.find(&self.dim)?;
        let place = catalog.table(table)?.columns.iter().position(|own| is_row(own))?;
        let key = ForeignKey { table, column: place, kind: ColumnType::Int64, pick: Pick::Version };
        column.settled(Held { key })
    }
}

/// Whether a column numbers versions.
pub fn is_row(column: &ColumnDraft<'_>) -> bool {
    column.added && column.name == ROW && column.source.keys().is_some()
}

/// The name of the column that numbers the versions of a dimension in a table with several of them, or with others.
pub fn named_after(dim: &str) -> String {
    format!("{}_{ROW}", dim.strip_prefix("dim_").unwrap_or(dim))
}

/// Turns dimensions with tiers into versioned ones, and gives facts and events about their entities the version of their
/// period. `false` once it is reported that a dimension has tiers twice.
pub fn complete(slots: &mut [TableSlot<'_>]) -> bool {
    let mut fine = true;
    let mut dims = Vec::new();
    for slot in slots.iter_mut() {
        let Some(table) = &mut slot.table else { continue };
        if table.shape.about().referred != Referred::Entity {
            // A tier that stands elsewhere is reported with the column.
            continue;
        }
        let mut tiers = table.columns.iter().filter(|column| column.source.tiers().is_some());
        let Some(first) = tiers.next() else { continue };
        if let Some(second) = tiers.next() {
            let message = format!("'{}' has tiers already, in '{}'", table.name, first.name);
            let hint = "put one of them into a dimension of its own".to_owned();
            second.source_at.error("conflicting-keys", message, Some(hint));
            fine = false;
            continue;
        }
        let at = first.at.clone();
        let added = PARTS.map(|(name, part)| ColumnDraft {
            added: true,
            ..ColumnDraft::unwritten(name, &ENTRY, part, &at)
        });
        table.columns.extend(added);
        table.shape = Arc::new(versioned_dim::Written);
        dims.push(table.name.clone());
    }
    for table in slots.iter_mut().filter_map(|slot| slot.table.as_mut()) {
        if table.shape.about().is_entity_in_period() {
            add_versions(table, &dims);
        }
    }
    fine
}

fn add_versions(table: &mut TableDraft<'_>, dims: &[String]) {
    let refers = |dim: &&String| {
        table.columns.iter().any(|column| column.source.target().is_some_and(|target| target.table == **dim))
    };
    let own: Vec<&String> = dims.iter().filter(refers).collect();
    for (place, dim) in own.into_iter().enumerate() {
        let name = if place == 0 { ROW.to_owned() } else { named_after(dim) };
        let column = ColumnDraft::unwritten(&name, &ENTRY, OfRow { dim: dim.clone() }, &table.at);
        // Change columns come last.
        let last = table.columns.iter().position(|own| own.added && own.name == change::COLUMNS[0].0);
        let at = last.unwrap_or(table.columns.len());
        table.columns.insert(at, ColumnDraft { added: true, ..column });
    }
}
