//! `load.sql`: a `COPY` for each table, parents first. `IMPORT DATABASE` allows nothing else in it.
//!
//! `IMPORT DATABASE` takes the last part of each path and looks for it in the directory it imports, wherever that is now. So
//! a file in the top directory is named plainly. One further down would lose its directories; but DuckDB's patterns also
//! take `\` between them, which on Linux and macOS is no separator when a path is cut up. A pattern therefore names what a
//! path cannot. (On Windows such tables are to be loaded by hand.)

use std::sync::Arc;

use super::{Context, Document};
use crate::bundle::plan::{Member, Plan};
use crate::bundle::{Format, Pattern};
use crate::tables::sql::{identifier, literal};

pub fn document(context: &Arc<Context>, plan: &Plan) -> Option<Document> {
    let text = render(context, plan);
    Some(Document::new("load.sql", move |_| Ok(text.clone().into_bytes())))
}

fn render(context: &Context, plan: &Plan) -> String {
    let options = match plan.format {
        Format::Parquet => "FORMAT parquet",
        // Nothing is guessed: types come from the tables, and only a bare nothing is NULL.
        Format::Csv(_) => {
            "FORMAT csv, HEADER true, AUTO_DETECT false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', \
             ALLOW_QUOTED_NULLS false"
        }
        Format::Jsonl(_) => "FORMAT json, ARRAY false",
        Format::Sql(_) => return String::new(),
    };
    let copy = |index: &usize| {
        let name = &context.notes.get(*index)?.name;
        let member = plan.members.iter().take(plan.tables).find(|member| member.name == *name)?;
        Some(format!(
            "COPY {} FROM {} ({options});\n",
            identifier(&member.name),
            literal(&path(member, plan))
        ))
    };
    context.order.iter().filter_map(copy).collect()
}

/// A name or pattern that `IMPORT DATABASE` resolves to the table's files.
fn path(member: &Member, plan: &Plan) -> String {
    let file = member.file_name(plan.format);
    let mut parts: Vec<String> =
        member.output.iter().map(|part| Pattern::exactly(&part.to_string_lossy())).collect();
    parts.extend(member.division.as_ref().map(|own| format!("{}=*", Pattern::exactly(own.column()))));
    if parts.is_empty() {
        return file;
    }
    // At least one part must be a pattern.
    parts.push(Pattern::of_file(&file));
    parts.join("\\")
}
