//! Logs: the columns that their lines show, and names that nothing else has.

use crate::config::suggest;
use crate::plotsim::draft::TableSlot;
use crate::plotsim::model::{Log, Plotsim};
use crate::plotsim::parts::logs::LogDraft;
use crate::tables::{Column, ColumnType};

/// The log of a table, until the types of its columns are known.
pub struct PendingLog<'a> {
    table: String,
    draft: LogDraft<'a>,
}

/// The logs of all tables that have one.
pub fn pending<'a>(slots: &mut [TableSlot<'a>]) -> Vec<PendingLog<'a>> {
    let tables = slots.iter_mut().filter_map(|slot| slot.table.as_mut());
    tables
        .filter_map(|table| Some(PendingLog { table: table.name.clone(), draft: table.log.take()? }))
        .collect()
}

/// Gives the model its logs; what is wrong with one is reported.
pub fn complete(model: &mut Plotsim, pending: &[PendingLog<'_>]) {
    for PendingLog { table, draft } in pending {
        if let Some(log) = resolve(model, table, draft) {
            model.logs.push(log);
        }
    }
}

fn resolve(model: &Plotsim, name: &str, draft: &LogDraft<'_>) -> Option<Log> {
    let table = model.table(name)?;
    let shown = |column: &crate::plotsim::model::Column| Column::required(&column.name, column.kind);
    let columns: Vec<Column> = model.tables.get(table)?.columns.iter().map(shown).collect();
    let lines = match draft.format.bind(&columns) {
        Ok(lines) => Some(lines),
        Err(problems) => {
            for wrong in problems {
                let names = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>();
                let code = if wrong.unknown.is_some() { "unknown-column" } else { "bad-log" };
                let hint = wrong.unknown.and_then(|name| suggest::hint(&name, names));
                draft.at.error_within(wrong.byte, code, wrong.message, hint);
            }
            None
        }
    };
    let by_time = match draft.by_time {
        true => {
            let at = columns.iter().position(|column| column.kind == ColumnType::Timestamp);
            if at.is_none() {
                let hint = Some("give the event a column of type timestamp".to_owned());
                draft.order_at.error("bad-log", "no column says when its rows happened", hint);
            }
            Some(at?)
        }
        false => None,
    };
    let (filename, at) = match &draft.filename {
        Some((name, at)) => (name.clone(), at),
        None => (format!("{name}.log"), &draft.at),
    };
    if let Some(other) = model.logs.iter().find(|log| log.filename.eq_ignore_ascii_case(&filename)) {
        let other = model.tables.get(other.table).map_or("", |table| table.name.as_str());
        at.error("duplicate-name", format!("the log of '{other}' is called '{filename}' too"), None);
        return None;
    }
    Some(Log { table, filename, lines: lines?, by_time })
}
