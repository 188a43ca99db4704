//! Bridges: what they connect.

use super::table;
use crate::config::reader::Field;
use crate::plotsim::builder::columns::{self, Scope};
use crate::plotsim::draft::{BridgeDraft, ColumnDraft, Shape, TableDraft};
use crate::plotsim::parts::{names, partners};
use crate::plotsim::vocabulary::builder as words;

/// Reads a bridge.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&words::BRIDGE)?;
    let name = fields.get("name").and_then(names::identifier);
    let columns = fields.get("columns").map_or(Some(Vec::new()), |field| field.items());
    let columns: Vec<Option<ColumnDraft<'a>>> =
        columns?.iter().map(|item| columns::read(item, scope)).collect();
    let complete = columns.iter().all(Option::is_some);
    let directed = fields.bool_or("directed", true);
    let partners = fields.get("cardinality").and_then(|field| {
        let items = field.tuple(2, 2, "[min, max]")?;
        let (min, max) = (items[0].int(0, i64::MAX), items[1].int(1, i64::MAX));
        partners::check(field, min?, max?)
    });
    let driver = match fields.get("driver") {
        Some(field) => {
            field.warn("no-effect", "has no effect: partners follow the mean position of the entity", None);
            names::METRIC.find(field, scope.metrics).map(|_| ())
        }
        None => Some(()),
    };
    driver?;
    let shape = Shape::Bridge(BridgeDraft {
        left: fields.get("left")?.clone(),
        right: fields.get("right")?.clone(),
        partners: partners?,
        partners_at: fields.get("cardinality")?.clone(),
        trajectory_driven: true,
        directed: directed?,
    });
    table(&fields, name?, shape, columns.into_iter().flatten().collect(), complete, Vec::new())
}
