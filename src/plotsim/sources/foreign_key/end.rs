//! The two keys of a bridge, which it has of itself.

use std::sync::Arc;

use crate::plotsim::draft::SourceDraft;
use crate::plotsim::draft::source::{Entry, Role, Standing};
use crate::plotsim::model::{ForeignKey, Pick, Source};
use crate::plotsim::sources::version::is_row;

pub static END: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "the end of a bridge",
    role: Role::Reference,
    unique: false,
    stands: |about| about.pair,
    hint: None,
};

/// One end of a bridge, which has its two keys of itself.
#[derive(Debug)]
pub struct End {
    pub right: bool,
}

impl SourceDraft for End {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let catalog = column.catalog;
        let bridge = catalog.table(column.table)?.bridge.as_ref()?;
        let table = catalog.find(if self.right { &bridge.right } else { &bridge.left }.text()?)?;
        let parent = catalog.table(table)?;
        let (name, _) = parent.primary_key.first()?;
        // Pairs are of the current versions.
        let version = parent.columns.iter().position(is_row);
        let place = version.or(parent.columns.iter().position(|column| column.name == *name))?;
        let key = Standing::new(catalog, table, &parent.columns[place])?;
        let kind = key.draft.source.keys()?.kind(&key)?;
        let pick = if self.right { Pick::Right } else { Pick::Left };
        Some(Arc::new(ForeignKey { table, column: place, kind, pick }))
    }
}
