//! Datasets whose rows are written out.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::key::{Items, Key};
use crate::config::name::check_name;
use crate::config::param::Kind;
use crate::config::reader::{Field, Fields};
use crate::facts::Order;
use crate::generators::Column;
use crate::generators::tuples;

/// Most rows that are written out.
const MOST_ROWS: usize = 100_000;

pub static ROWS: Key<Option<Items>> = Key::some("rows", &Kind::MapOf(&Kind::Cell))
    .optional()
    .doc("The rows themselves, in place of num_rows: what each of the first columns has; no scale changes them")
    .example("[{ code: DE, name: Germany, weight: 83 }, { code: FR, name: France, weight: 68 }]");

/// How many rows are written out; what is wrong with them is told where they are read.
pub fn count(fields: &Fields<'_>) -> Option<u64> {
    let field = fields.at(&ROWS).filter(|field| field.is_list())?;
    (1..=MOST_ROWS).contains(&field.length()).then_some(field.length() as u64)
}

/// The columns that the rows of a dataset write out, none if it has no such rows.
pub fn columns(fields: &Fields<'_>) -> Option<Vec<Column>> {
    let Some(field) = fields.at(&ROWS) else { return Some(Vec::new()) };
    field.few_items(MOST_ROWS)?;
    let rows = field.some_items()?;
    let entries: Vec<Option<Vec<(&str, Field<'_>)>>> = rows.iter().map(Field::entries).collect();
    let entries: Vec<Vec<(&str, Field<'_>)>> = entries.into_iter().collect::<Option<_>>()?;
    let first = entries.first()?;
    if first.is_empty() {
        rows.first()?.error("missing-key", "has no columns, but must have at least one", None);
        return None;
    }
    check_columns(&entries, &rows)?;
    let column = |place: usize, name: &str| -> Option<Column> {
        let mut cells: Vec<Field<'_>> = Vec::with_capacity(entries.len());
        for row in &entries {
            // Mostly at the same place in every row.
            let here = row.get(place).filter(|(own, _)| *own == name);
            let found = here.or_else(|| row.iter().find(|(own, _)| *own == name));
            cells.extend(found.map(|(_, field)| field.clone()));
        }
        let mut generator = tuples::row_column(name, &cells)?;
        let facts = Arc::make_mut(&mut generator.facts);
        let mut seen = BTreeSet::new();
        let texts: Vec<Option<String>> =
            cells.iter().map(|cell| cell.node.written().map(|text| text.into_owned())).collect();
        facts.unique = texts.iter().all(|text| text.as_ref().is_some_and(|text| seen.insert(text)));
        if texts.iter().zip(1u64..).all(|(text, number)| *text == Some(number.to_string())) {
            facts.order = Order::RowNumber;
        }
        Some(Column { name: name.to_owned(), generator })
    };
    let columns: Vec<Option<Column>> =
        first.iter().enumerate().map(|(place, (name, _))| column(place, name)).collect();
    columns.into_iter().collect()
}

/// Every row has the columns of the first one.
fn check_columns(entries: &[Vec<(&str, Field<'_>)>], rows: &[Field<'_>]) -> Option<()> {
    let names = |row: &[(&str, Field<'_>)]| -> BTreeSet<String> {
        row.iter().map(|(name, _)| (*name).to_owned()).collect()
    };
    let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let first = names(entries.first()?);
    for (name, field) in entries.first()? {
        check_name(field, name);
    }
    let mut complete = true;
    for (row, field) in entries.iter().zip(rows) {
        let own = names(row);
        if own != first {
            let message =
                format!("the columns are {}, but those of the first row are {}", list(&own), list(&first));
            let hint = "every row names the same columns; write null where there is nothing".to_owned();
            field.error("different-fields", message, Some(hint));
            complete = false;
        }
    }
    complete.then_some(())
}

/// The names of the columns that are written out, each with its place in the first row.
pub fn names<'a>(fields: &Fields<'a>) -> Vec<(&'a str, Field<'a>)> {
    let first =
        fields.at(&ROWS).filter(|rows| rows.is_list()).and_then(|rows| rows.items()?.into_iter().next());
    first.filter(|row| row.length() > 0).and_then(|row| row.entries()).unwrap_or_default()
}
