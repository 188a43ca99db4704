//! `schema.sql`: the tables with their keys. `IMPORT DATABASE` runs it before `load.sql`.
//!
//! Without data files it also fills the tables, from the config, which it holds.

use std::sync::Arc;

use super::{Context, Document};
use crate::bundle::Format;
use crate::bundle::plan::Plan;
use crate::describe::about;
use crate::describe::ddl::{comment, comments, create_table, create_view};
use crate::tables::sql::{identifier, literal};

/// The variable that holds the config while the tables are filled.
const VARIABLE: &str = "plotsim_config";

pub fn document(context: &Arc<Context>, _: &Plan) -> Option<Document> {
    let context = Arc::clone(context);
    Some(Document::new("schema.sql", move |_| Ok(render(&context).into_bytes())))
}

fn render(context: &Context) -> String {
    let mut text = comment(&format!(
        "Made by plotsim {}. IMPORT DATABASE 'this directory' makes and fills the tables.",
        env!("CARGO_PKG_VERSION")
    ));
    if let Some(about) = about(&context.project) {
        text.push_str(&comment(about));
    }
    let filled = matches!(context.format, Format::Sql(_));
    if filled {
        text.push_str(&comment("There are no data files: LOAD plotsim, which makes the rows."));
        text.push_str(&format!("SET VARIABLE {VARIABLE} = {};\n", literal(&context.recorded)));
    }
    for index in &context.order {
        let note = &context.notes[*index];
        text.push('\n');
        let kind = match &note.view {
            Some(view) => {
                text.push_str(&create_view(&note.name, view, identifier));
                "VIEW"
            }
            None => {
                text.push_str(&create_table(&context.notes, *index, &context.order, None));
                "TABLE"
            }
        };
        text.push('\n');
        for line in comments(note, kind, None) {
            text.push_str(&line);
            text.push('\n');
        }
        if filled && note.view.is_none() {
            let (table, name) = (identifier(&note.name), literal(&note.name));
            text.push_str(&format!(
                "INSERT INTO {table} FROM plotsim_table(getvariable('{VARIABLE}'), {name});\n"
            ));
        }
    }
    if filled {
        text.push_str(&format!("\nRESET VARIABLE {VARIABLE};\n"));
    }
    text
}
