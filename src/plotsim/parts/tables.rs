//! What tables of both forms have.

use std::sync::Arc;

use super::kinds::IDENTIFIER;
use crate::config::key::Key;
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{ColumnDraft, Shape, TableDraft};
use crate::plotsim::sources::change;
use crate::rhythm::{self, Part, Rhythm};

pub const DESCRIPTION: Key<Option<&str>> = Key::text("description")
    .otherwise("from what it holds")
    .doc("What the table holds, for listings, comments and dbt")
    .example("Orders as the shop took them");
pub const NAME: Key<&str> = Key::form("name", &IDENTIFIER).doc("Name of the table").example("dim_store");
pub const EVERY: Key<bool> = Key::flag("every")
    .default(false)
    .doc("Whether a threshold event comes again after each break, not once per entity");
pub const ENDS: Key<bool> = Key::flag("ends")
    .default(false)
    .doc("Whether a threshold event ends its entity: later rows of facts and events are left out");
pub const AFTER: Key<u64> = Key::count("after", 0)
    .default(0)
    .doc("Periods after the one of the event in which an ended entity still has rows");
pub const DIRECTED: Key<bool> =
    Key::flag("directed").default(true).doc("Whether the order of a pair matters");

pub const CDC: Key<bool> = Key::flag("cdc")
    .default(false)
    .doc("Whether a fact tells of changes: _inserted_at, _updated_at and _op, I or U");

/// The columns that a fact has more, where it tells of changes.
pub fn changes<'a>(fields: &Fields<'a>) -> Option<Vec<ColumnDraft<'a>>> {
    let asked = fields.read(&CDC)?;
    let at = fields.at(&CDC).filter(|_| asked);
    Some(at.map_or(Vec::new(), |at| change::columns(at).collect()))
}

/// For how many more periods an event lets its entity stay; `None` inside if it does not end it.
pub fn ends(fields: &Fields<'_>) -> Option<Option<u32>> {
    let (ends, after) = (fields.read(&ENDS), fields.read(&AFTER));
    let (ends, after) = (ends?, u32::try_from(after?).unwrap_or(u32::MAX));
    Some(ends.then_some(after))
}

/// The rhythm of an event.
pub fn rhythm<'a>(fields: &Fields<'a>) -> Option<Option<(Field<'a>, Arc<Rhythm>)>> {
    let rhythm = rhythm::optional(fields, &rhythm::MOMENTS, Part::Moments)?;
    Some(rhythm.map(|(field, rhythm)| (field, Arc::new(rhythm))))
}

/// A table of columns, of which all could be read if `complete`.
pub fn draft<'a>(
    fields: &Fields<'a>,
    name: &str,
    shape: Arc<dyn Shape>,
    (columns, complete): (Vec<ColumnDraft<'a>>, bool),
    primary_key: Vec<(String, Field<'a>)>,
) -> Option<TableDraft<'a>> {
    Some(TableDraft {
        name: name.to_owned(),
        description: fields.read(&DESCRIPTION)?.map(str::to_owned),
        at: fields.at(&NAME)?.clone(),
        shape,
        bridge: None,
        event: None,
        rhythm: None,
        log: None,
        children: None,
        columns,
        complete,
        primary_key,
        prefix: None,
        stated_keys: Vec::new(),
    })
}
