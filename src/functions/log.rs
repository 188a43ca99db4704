//! `plotsim_log(config, table)`: the rows of a table as lines of text.

use std::sync::Arc;

use super::arguments::{CONFIG, SCALE, SCALE_FACTOR, SEED, SHARD, SHARDS, UNTIL, shard};
use super::call::{Parameter, ParameterKind};
use super::{Failure, Function, config};
use crate::config::suggest;
use crate::tables::lines::{LineFormat, LineTable, Wrong};

const TABLE: Parameter = Parameter { name: "table", kind: ParameterKind::Text, doc: "Name of the table" };
const FORMAT: Parameter = Parameter {
    name: "format",
    kind: ParameterKind::Text,
    doc: "A line, as in {logged_in_at:%H:%M} login {company_id}; the table's log_format without it",
};

pub static FUNCTION: Function = Function {
    name: "plotsim_log",
    doc: "The rows of a table as lines of text, by the log_format of the config or by one that is given",
    example: "FROM plotsim_log('template:saas', 'evt_login', format := '{logged_in_at:%Y-%m-%dT%H:%M:%S} login {company_id}') LIMIT 5;",
    positional: &[CONFIG, TABLE],
    named: &[FORMAT, SEED, SCALE, SCALE_FACTOR, UNTIL, SHARD, SHARDS],
    bind: |call| {
        let project = config::project(call)?;
        let index = config::table_index(&project, call.text(1, "table")?)?;
        let table = project.table(index, shard(call)?);
        if let Some(text) = call.named_text("format") {
            let refuse = |wrong: &Wrong| {
                let names = table.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>();
                let hint = wrong.unknown.as_ref().and_then(|name| suggest::hint(name, names));
                let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
                format!(
                    "format, character {}: {}{hint}",
                    text[..wrong.byte].chars().count() + 1,
                    wrong.message
                )
            };
            let format = LineFormat::parse(text).map_err(|wrong| Failure::Argument(refuse(&wrong)))?;
            let lines = format.bind(table.columns()).map_err(|problems| {
                Failure::Argument(problems.iter().map(refuse).collect::<Vec<_>>().join("; "))
            })?;
            return Ok(Arc::new(LineTable::new(table, lines, None)));
        }
        let logs = match project.plotsim() {
            Some(engine) => engine.config().logs.as_slice(),
            None => &[],
        };
        let Some(log) = logs.iter().find(|log| log.table == index) else {
            let name = project.names()[index];
            let message = format!(
                "'{name}' has no log_format: give the event one, or this call a format, as in format := '{{…}} {{…}}'"
            );
            return Err(Failure::Argument(message));
        };
        Ok(Arc::new(LineTable::new(table, log.lines.clone(), log.by_time)))
    },
};
