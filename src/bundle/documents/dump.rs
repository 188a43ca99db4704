//! `data.sql`: one script with every table and every row, for a database that has no plotsim.

use std::io::Write;
use std::sync::Arc;

use super::{Context, Document, Failure};
use crate::bundle::Format;
use crate::bundle::plan::Plan;
use crate::bundle::text::sql::Inserts;
use crate::config::types::Dialect;
use crate::describe::ddl::{comment, comments, create_view};
use crate::tables::{Reader, Table};
use crate::workers::Workers;

pub fn document(context: &Arc<Context>, _: &Plan) -> Option<Document> {
    let Format::Sql(Some(dialect)) = context.format else { return None };
    let context = Arc::clone(context);
    Some(Document::in_parts("data.sql", move |workers, out| render(&context, dialect, workers, out)))
}

fn render(
    context: &Context,
    dialect: Dialect,
    workers: &Workers,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let names: Vec<&str> = context.order.iter().map(|index| context.notes[*index].name.as_str()).collect();
    let head = format!(
        "Made by plotsim {} for {}. {}\nTables, those referred to first: {}.",
        env!("CARGO_PKG_VERSION"),
        dialect.title(),
        match dialect {
            Dialect::Postgresql => "To make and fill the tables: psql --file data.sql",
            Dialect::Mysql =>
                "To make and fill the tables: mysql --default-character-set=utf8mb4 DATABASE < data.sql",
            Dialect::Sqlite => "To make and fill the tables: sqlite3 FILE < data.sql",
        },
        names.join(", "),
    );
    writeln!(out, "{}BEGIN;", comment(&head))?;
    for index in &context.order {
        let note = &context.notes[*index];
        if let Some(view) = &note.view {
            writeln!(out, "\n{}", create_view(&note.name, view, |name| dialect.identifier(name)))?;
            continue;
        }
        write!(out, "\n{}", dialect.create_table(&context.notes, *index, &context.order))?;
        if dialect == Dialect::Postgresql {
            for line in comments(note, "TABLE", None) {
                writeln!(out, "{line}")?;
            }
        }
        rows(&note.name, context.project.table(*index, None).as_ref(), dialect, workers, out)?;
    }
    write!(out, "\nCOMMIT;\n")?;
    Ok(())
}

fn rows(
    name: &str,
    table: &dyn Table,
    dialect: Dialect,
    workers: &Workers,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut inserts = Inserts::new(dialect, name, table.columns());
    let all: Vec<usize> = (0..table.columns().len()).collect();
    let reader = Reader::new(name, table, &all, workers);
    for block in 0..table.blocks() {
        if workers.is_stopped() {
            return Err(Failure::Content("the run was stopped".to_owned()));
        }
        let block = reader.block(block).map_err(Failure::Content)?;
        out.write_all(&inserts.rows(&block.columns, block.rows).map_err(Failure::Content)?)?;
    }
    out.write_all(inserts.end())?;
    Ok(())
}
