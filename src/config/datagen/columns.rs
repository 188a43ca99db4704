//! Reading columns: of rows and of entities.

use super::generators::{self, Generator};
use super::model::{Column, Entity, Partition};
use super::scope::{Place, Row, Scope};
use super::vocabulary;
use crate::config::reader::{Field, Fields};

/// The columns of a dataset's rows, each knowing those before it.
pub fn rows(fields: &Fields<'_>, scope: &Scope<'_>, row: Row<'_>) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    let mut complete = true;
    for item in fields.some_items("columns")? {
        let place = Place::Row(Row { earlier: &columns, ..row });
        match read(&item, scope, place) {
            Some(column) => columns.push(column),
            None => complete = false,
        }
    }
    complete.then_some(columns)
}

/// A dataset's pool of entities.
pub fn entity(field: &Field<'_>, scope: &Scope<'_>) -> Option<Entity> {
    let fields = field.fields(vocabulary::ENTITY)?;
    let ratio = fields.float("pool_ratio");
    let size = ratio.map_or(1.0, |ratio| (scope.items as f64 * ratio).trunc().max(1.0));
    if size >= i64::MAX as f64 {
        fields.get("pool_ratio")?.error("out-of-range", "makes more entities than can be numbered", None);
        return None;
    }
    let scope = Scope { items: size as u64, ..scope.at(field) };
    let columns: Vec<Option<Column>> =
        fields.get("columns")?.items()?.iter().map(|item| read(item, &scope, Place::Entity)).collect();
    ratio?;
    Some(Entity { size: size as u64, columns: columns.into_iter().collect::<Option<_>>()? })
}

fn read(item: &Field<'_>, scope: &Scope<'_>, place: Place<'_>) -> Option<Column> {
    let fields = item.fields(vocabulary::COLUMN)?;
    let name = fields.text("name");
    let field = fields.get("generator")?;
    let generator: Option<Generator> = generators::read(
        field,
        &Scope {
            field: field.clone(),
            items: scope.items,
            in_array: false,
            place,
            known: scope.known,
            done: scope.done,
        },
    );
    let name = name?;
    if name.is_empty() {
        fields.get("name")?.error("empty-name", "must not be empty", None);
        return None;
    }
    Some(Column { name: name.to_owned(), generator: generator? })
}

/// Column names must differ in more than case, the partition's included.
pub fn check_names(fields: &Fields<'_>, entity: &[Column], own: &[Column], partition: Option<&Partition>) {
    let names = entity
        .iter()
        .chain(own)
        .map(|column| column.name.as_str())
        .chain(partition.map(|p| p.column.as_str()));
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        let folded = name.to_lowercase();
        if seen.contains(&folded) {
            fields.whole.error(
                "duplicate-name",
                format!("two columns are called '{name}' (case does not count in SQL)"),
                None,
            );
        }
        seen.push(folded);
    }
}
