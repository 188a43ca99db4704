//! Datasets whose rows are written out.

use super::rows::NUM_ROWS;
use crate::config::key::{Items, Key};
use crate::config::reader::{Field, Fields};
use crate::generators::Column;
use crate::generators::rows;

pub static ROWS: Key<Option<Items>> = Key::some("rows", &rows::ROW)
    .optional()
    .doc("The rows themselves, in place of num_rows: what each of the first columns has; no scale changes them")
    .example(rows::EXAMPLE);

/// How many rows are written out; what is wrong with them is told where they are read.
pub fn count(fields: &Fields<'_>) -> Option<u64> {
    rows::count(fields.at(&ROWS)?)
}

/// The columns that the rows of a dataset write out, none if it has no such rows.
pub fn columns(fields: &Fields<'_>) -> Option<Vec<Column>> {
    let Some(field) = fields.at(&ROWS) else { return Some(Vec::new()) };
    if !field.is_list() && fields.at(&NUM_ROWS).is_some() {
        // That both say how many rows there are was reported.
        return None;
    }
    let read =
        |own: &rows::Written<'_>| Some(Column { name: own.name.to_owned(), generator: own.generator()? });
    let columns: Vec<Option<Column>> = rows::columns(field)?.iter().map(read).collect();
    columns.into_iter().collect()
}

/// The names of the columns that are written out, each with its place in the first row.
pub fn names<'a>(fields: &Fields<'a>) -> Vec<(&'a str, Field<'a>)> {
    fields.at(&ROWS).map(rows::names).unwrap_or_default()
}
