//! Columns: whether they may stand where they do, and what fills them.

use crate::plotsim::draft::source::Standing;
use crate::plotsim::draft::{Catalog, ColumnDraft};
use crate::plotsim::model::Column;

/// A column of table `own`.
pub fn resolve(catalog: &Catalog<'_, '_>, own: usize, column: &ColumnDraft<'_>) -> Option<Column> {
    let standing = Standing::new(catalog, own, column)?;
    let entry = column.entry;
    if !(entry.stands)(standing.about) {
        let message = format!("{} cannot stand in {}", entry.what, standing.about.what);
        column.source_at.error("wrong-place", message, entry.hint.map(str::to_owned));
        return None;
    }
    let source = column.source.resolve(&standing)?;
    Some(Column {
        name: column.name.clone(),
        kind: source.kind(),
        source,
        description: column.description.clone(),
        pii_note: column.pii_note.clone(),
        allow_outside_window: column.allow_outside_window,
        added: column.added,
    })
}
