//! The rules of a dataset: what every row has to keep, as SQL conditions.

use super::model::{DatasetColumn, RowRule};
use crate::config::key::{Items, Key};
use crate::config::param::Kind;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::expressions::{Names, Operand, Problem};
use crate::generators::computed;

/// Most rules of a dataset.
const MOST: usize = 1000;

pub static RULES: Key<Option<Items>> = Key::list("rules", &Kind::Text)
    .optional()
    .doc("SQL conditions that `plotsim_check` holds every row against; one that is null holds")
    .example("[\"shipped_at >= ordered_at\", \"total >= 0\"]");

/// The rules of a dataset with these columns.
pub fn read(fields: &Fields<'_>, columns: &[DatasetColumn]) -> Option<Vec<RowRule>> {
    let Some(list) = fields.at(&RULES) else { return Some(Vec::new()) };
    let rules: Vec<Option<RowRule>> = list.few_items(MOST)?.iter().map(|item| rule(item, columns)).collect();
    rules.into_iter().collect()
}

fn rule(field: &Field<'_>, columns: &[DatasetColumn]) -> Option<RowRule> {
    let mut names = TableNames { columns, used: Vec::new() };
    let (expression, kind) = computed::read(field, &mut names)?;
    if kind != ColumnType::Bool {
        let message = format!("is of type {}, but a rule must be true or false", expression.kind());
        field.error("wrong-type", message, Some("compare, as in total >= 0".to_owned()));
        return None;
    }
    Some(RowRule { expression, columns: names.used })
}

/// The columns that a table shows, by name.
struct TableNames<'a> {
    columns: &'a [DatasetColumn],
    used: Vec<usize>,
}

impl Names for TableNames<'_> {
    fn operand(&mut self, path: &[&str], at: usize, problems: &mut Vec<Problem>) -> Option<Operand> {
        let found = match path {
            [name] => {
                let wanted = name.to_lowercase();
                self.columns.iter().position(|column| column.name.to_lowercase() == wanted)
            }
            _ => None,
        };
        let Some(place) = found else {
            let written = path.join(".");
            let names = self.columns.iter().map(|column| column.name.as_str());
            let (message, hint) = match path {
                [name] => (format!("'{name}' is not a column of this dataset"), suggest::hint(name, names)),
                _ => (
                    format!(
                        "'{written}' is not a column of this dataset: a rule reads the columns of its own rows"
                    ),
                    Some("show the parent's value in a column, with parent_value".to_owned()),
                ),
            };
            problems.push(Problem { at, code: "unknown-column", message, hint });
            return None;
        };
        let number = self.used.iter().position(|used| *used == place).unwrap_or_else(|| {
            self.used.push(place);
            self.used.len() - 1
        });
        let facts = &self.columns[place].facts;
        Some(Operand {
            number,
            kind: facts.kind,
            nullable: facts.nulls.possible(),
            // Rows that come again arrive outside it, and a check takes nothing on trust.
            range: None,
            bytes: facts.extent.bytes,
        })
    }
}
