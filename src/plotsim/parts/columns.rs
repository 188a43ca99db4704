//! Keys that columns of both forms have.

use crate::config::key::Key;
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{ColumnDraft, Entry};

use super::kinds::IDENTIFIER;

pub const NAME: Key<&str> = Key::form("name", &IDENTIFIER).doc("Name of the column").example("store_id");
pub const UNIQUE: Key<bool> = Key::flag("unique")
    .default(false)
    .doc("Whether no value comes twice; for columns of faker and person, and keys of facts and events");
pub const DESCRIPTION: Key<Option<&str>> = Key::text("description")
    .otherwise("from what fills it")
    .doc("What the values are, for listings, comments and dbt")
    .example("Customer who placed the order");
pub const PII_NOTE: Key<Option<&str>> = Key::text("pii_note")
    .optional()
    .doc("What could be taken for real persons or firms")
    .example("invented names");

/// Reports `unique: true` on a source whose values repeat.
pub fn check_unique(fields: &Fields<'_>, unique: bool, entry: &Entry) -> Option<()> {
    if unique
        && !entry.unique
        && let Some(field) = fields.at(&UNIQUE)
    {
        let message = "unique belongs to columns of faker and person, and to keys of facts and events";
        field.error("wrong-place", message, None);
        return None;
    }
    Some(())
}

/// The columns that could be read, and whether all could.
pub fn all<'a>(
    items: Option<Vec<Field<'a>>>,
    read: impl FnMut(&Field<'a>) -> Option<ColumnDraft<'a>>,
) -> (Vec<ColumnDraft<'a>>, bool) {
    let columns: Vec<Option<ColumnDraft<'a>>> = items.iter().flatten().map(read).collect();
    let complete = items.is_some() && columns.iter().all(Option::is_some);
    (columns.into_iter().flatten().collect(), complete)
}
