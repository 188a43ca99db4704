//! Foreign keys that entities are given.

use std::collections::BTreeMap;

use crate::config::suggest;
use crate::plotsim::draft::source::Standing;
use crate::plotsim::draft::{Catalog, RunDraft};
use crate::plotsim::model::{Pick, Pin, Table};

/// Looks up the pins of all entities. Nothing is done for entities that could not be read.
pub fn resolve(catalog: &Catalog<'_, '_>, runs: &mut [RunDraft<'_>], tables: &[Option<Table>]) -> Option<()> {
    // Columns that can be pinned, by name: table, column, and what they refer to.
    let mut columns: BTreeMap<&str, Vec<(usize, usize, usize, usize)>> = BTreeMap::new();
    let all_read = tables.iter().all(Option::is_some);
    for (index, table) in tables.iter().enumerate() {
        for (place, column) in table.iter().flat_map(|table| &table.columns).enumerate() {
            if let Some(key) = column.source.reference()
                && matches!(key.pick, Pick::Any(_))
            {
                columns.entry(&column.name).or_default().push((index, place, key.table, key.column));
            }
        }
    }
    let mut complete = Some(());
    for draft in runs {
        for pin in std::mem::take(&mut draft.pins) {
            let Some(places) = columns.get(pin.column) else {
                complete = None;
                if !all_read {
                    continue;
                }
                let hint = suggest::hint(pin.column, columns.keys().copied().collect::<Vec<_>>());
                let message = format!("'{}' is not a foreign key whose row is drawn", pin.column);
                pin.at.error("unknown-column", message, hint);
                continue;
            };
            for &(table, column, parent, parent_column) in places {
                let parent_draft = catalog.table(parent)?;
                let key = Standing::new(catalog, parent, &parent_draft.columns[parent_column])?;
                let Some(row) = key.row_of(&pin.key) else {
                    let message = format!("no row of '{}' has the key '{}'", parent_draft.name, pin.key);
                    pin.at.error("unknown-key-value", message, key.keys_hint());
                    complete = None;
                    break;
                };
                if let Some(run) = &mut draft.run {
                    run.pins.push(Pin { table, column, row });
                }
            }
        }
    }
    complete
}
