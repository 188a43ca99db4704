//! Reference dimensions whose rows are written out.

use std::sync::Arc;

use crate::config::key::{Items, Key};
use crate::config::reader::Field;
use crate::generators::rows;
use crate::plotsim::draft::source::Role;
use crate::plotsim::draft::{Choice, ColumnDraft};
use crate::plotsim::sources::written::{self, Written};

pub static ROWS: Key<Option<Items>> = Key::some("rows", &rows::ROW)
    .optional()
    .doc("The rows of a reference dimension: what each of its first columns has")
    .example("[{ plan_id: p1, plan: Basic, price: 9 }, { plan_id: p2, plan: Pro, price: 29 }]");

/// The columns of rows that are written out, and after them those that are declared besides; and whether all could be read. What
/// is declared with a name of the rows says what their values are: the table's key, or keys of another table.
pub fn columns<'a>(
    field: &Field<'a>,
    (mut declared, mut complete): (Vec<ColumnDraft<'a>>, bool),
) -> (Vec<ColumnDraft<'a>>, bool) {
    let Some(listed) = rows::columns(field) else { return (declared, false) };
    let mut columns = Vec::with_capacity(listed.len() + declared.len());
    for own in listed {
        let place = declared.iter().position(|column| column.name == own.name);
        let column = column(own, place.map(|place| declared.remove(place)));
        complete &= column.is_some();
        columns.extend(column);
    }
    columns.extend(declared);
    (columns, complete)
}

fn column<'a>(own: rows::Written<'a>, declared: Option<ColumnDraft<'a>>) -> Option<ColumnDraft<'a>> {
    match declared {
        None => {
            let written = Written::read(&own)?;
            Some(ColumnDraft::unwritten(own.name, &written::ENTRY, written, &own.at))
        }
        Some(column) => match column.entry.role {
            Role::Reference => {
                Some(ColumnDraft { choice: Choice { keys: own.cells, ..column.choice }, ..column })
            }
            Role::Key => {
                let written = Written::read(&own)?;
                Some(ColumnDraft { source: Arc::new(written), entry: &written::KEY, ..column })
            }
            Role::Condition | Role::Value => {
                let message = format!("the rows say what '{}' is", own.name);
                let hint =
                    "leave the column out here, or make it the table's own key or a foreign key".to_owned();
                column.source_at.error("conflicting-keys", message, Some(hint));
                None
            }
        },
    }
}
