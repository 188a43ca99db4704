//! Attributes that nothing shows.

use crate::config::reader::{Field, counted};
use crate::plotsim::draft::RunDraft;
use crate::plotsim::model::Table;

/// Tells of each attribute that segments have and no column shows.
pub fn note_unused(names: &[String], tables: &[Table], runs: &[RunDraft<'_>]) {
    let columns = || tables.iter().flat_map(|table| &table.columns);
    for (pool, name) in names.iter().enumerate() {
        if columns().any(|column| column.source.pool() == Some(pool)) {
            continue;
        }
        let places: Vec<Field<'_>> = runs.iter().filter_map(|run| place(&run.at, name)).collect();
        let Some(first) = places.first() else { continue };
        let message =
            format!("no column shows the attribute '{name}', which {} set", counted(places.len(), "segment"));
        first.note("unused-attribute", message, Some(format!("a column of type pool.{name} shows it")));
    }
}

/// Where a segment has an attribute.
fn place<'a>(segment: &Field<'a>, name: &str) -> Option<Field<'a>> {
    let attributes = segment.child("attributes", segment.node.get("attributes")?);
    attributes.node.get(name).map(|node| attributes.child(name, node))
}
