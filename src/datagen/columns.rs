//! Reading columns: of rows and of entities.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::model::Entity;
use super::vocabulary;
use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::generators::peers::Names;
use crate::generators::scope::{Place, Row, Scope};
use crate::generators::{self, Column};

/// The columns of a dataset's rows, each knowing those before it.
pub fn rows(fields: &Fields<'_>, scope: &Scope<'_>, row: Row<'_>) -> Option<Vec<Column>> {
    fields.get("columns")?.few_items(vocabulary::MOST_COLUMNS)?;
    all(&fields.some_items("columns")?, scope, Place::Row(row))
}

fn all(items: &[Field<'_>], scope: &Scope<'_>, place: Place<'_>) -> Option<Vec<Column>> {
    let names = Names::of_columns(items);
    let mut columns: Vec<Column> = Vec::new();
    let mut complete = true;
    for (at, item) in items.iter().enumerate() {
        let peers = names.at(at, &columns);
        match read(item, &Scope { place, peers, ..scope.at(item) }) {
            Some(column) => columns.push(column),
            None => complete = false,
        }
    }
    complete.then_some(columns)
}

/// A dataset's pool of entities.
pub fn entity(field: &Field<'_>, scope: &Scope<'_>) -> Option<Entity> {
    let fields = field.fields(&vocabulary::ENTITY)?;
    let ratio = fields.float("pool_ratio");
    let size = ratio.map_or(1.0, |ratio| (scope.items as f64 * ratio).trunc().max(1.0));
    if size >= i64::MAX as f64 {
        let message =
            format!("is {:?}, which makes more entities than can be numbered", ratio.unwrap_or_default());
        fields.get("pool_ratio")?.error("out-of-range", message, None);
        return None;
    }
    let scope = Scope { items: size as u64, ..scope.at(field) };
    let items = fields.get("columns")?.few_items(vocabulary::MOST_COLUMNS)?;
    let columns = all(&items, &scope, Place::Entity);
    ratio?;
    Some(Entity { size: size as u64, columns: columns? })
}

fn read(item: &Field<'_>, scope: &Scope<'_>) -> Option<Column> {
    let fields = item.fields(&vocabulary::COLUMN)?;
    let name = fields.text("name");
    let field = fields.get("generator")?;
    let description = fields.text("description");
    let mut column = generators::column(name.unwrap_or_default(), field, scope);
    if let (Some(column), Some(description)) = (&mut column, description) {
        Arc::make_mut(&mut column.generator.facts).description = Some(description.to_owned());
    }
    name?;
    column
}

/// Reports a name that is empty or holds control characters, which hosts cut off or show as nothing.
pub fn check_name(field: &Field<'_>, name: &str) {
    if name.is_empty() {
        field.error("empty-name", "must not be empty", None);
    } else if let Some((byte, letter)) = name.char_indices().find(|(_, letter)| letter.is_control()) {
        let message = format!("a name cannot hold the control character U+{:04X}", u32::from(letter));
        field.error_within(byte, "bad-name", message, None);
    }
}

/// Column names must differ in more than case, the partition's included.
pub fn check_names(fields: &Fields<'_>) {
    let entity = fields.get("entity").and_then(columns_of);
    let own = fields.get("columns").cloned();
    let named = entity.iter().chain(&own).filter(|list| list.is_list()).flat_map(|list| list.items());
    let names = named.flatten().filter_map(|item| item.node.get("name").map(|name| item.child("name", name)));
    let day = fields
        .get("partition")
        .and_then(|partition| partition.node.get("column").map(|column| partition.child("column", column)));
    let mut seen = BTreeSet::new();
    for field in names.chain(day) {
        let Value::Text(name) = &field.node.value else { continue };
        check_name(&field, name);
        if !seen.insert(name.to_lowercase()) {
            let message =
                format!("another column is called {} (case does not count in SQL)", field.node.value);
            field.error("duplicate-name", message, None);
        }
    }
}

fn columns_of<'a>(owner: &Field<'a>) -> Option<Field<'a>> {
    owner.node.get("columns").map(|columns| owner.child("columns", columns))
}
