//! `pk`: the keys of tables.

use std::fmt::Write;

use arrow::array::ArrayRef;

use super::calendar::explain_period;
use super::entity::explain_entity;
use super::{CellSource, Site};
use crate::generators::text::Texts;
use crate::plotsim::model::{KeyFormat, Plotsim, Source, Table, TableKind};
use crate::plotsim::tables::rows::RowSet;
use crate::steps::Steps;

/// A table's own key.
pub struct Key {
    format: KeyFormat,
    /// How the entity's key looks, for keys that hold it.
    entity: Option<(String, usize)>,
}

impl Key {
    /// The key of a table that has this format.
    pub fn new(config: &Plotsim, table: usize, format: &KeyFormat) -> Key {
        let entity = match config.tables[table].kind {
            TableKind::EntityPeriodFact { entity_dim } => numbered(config, entity_dim),
            _ => None,
        };
        Key { format: format.clone(), entity }
    }
}

/// Prefix and width of the numbered key of a table.
pub fn numbered(config: &Plotsim, table: usize) -> Option<(String, usize)> {
    config.tables.get(table)?.columns.iter().find_map(|column| match &column.source {
        Source::Key(KeyFormat::Numbered { prefix, width }) => Some((prefix.clone(), *width)),
        _ => None,
    })
}

/// The numbered key of the first dimension with a row for each entity.
#[derive(Clone, Copy)]
pub struct EntityKey<'a> {
    pub table: &'a Table,
    pub column: &'a str,
    pub prefix: &'a str,
    pub width: usize,
}

/// The key that entities are known by, if the config has a dimension of them.
pub fn entity_key(config: &Plotsim) -> Option<EntityKey<'_>> {
    let table = config.tables.iter().find(|table| table.kind == TableKind::EntityDim)?;
    table.columns.iter().find_map(|column| match &column.source {
        Source::Key(KeyFormat::Numbered { prefix, width }) => {
            Some(EntityKey { table, column: &column.name, prefix, width: *width })
        }
        _ => None,
    })
}

impl CellSource for Key {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let mut texts = Texts::with_capacity(rows.len, 20);
        for row in 0..rows.len {
            let period = rows.periods.get(row).copied().unwrap_or_default();
            match &self.format {
                KeyFormat::Numbered { prefix, width } => push(&mut texts, prefix, *width, rows.number(row)),
                KeyFormat::Period { prefix } => put(&mut texts, format_args!("{prefix}-{period}")),
                KeyFormat::EntityPeriod { prefix } => {
                    put(&mut texts, format_args!("{prefix}-{period:04}-"));
                    let entity = rows.entities.get(row).copied().unwrap_or_default();
                    if let Some((prefix, width)) = &self.entity {
                        push(&mut texts, prefix, *width, entity);
                    }
                }
            }
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        match &self.format {
            KeyFormat::Numbered { prefix, width } => {
                let detail = format!("'{prefix}-' and the row's number from 1, to {width} digits");
                steps.number("row", rows.number(row) as f64, detail);
            }
            KeyFormat::Period { prefix } => {
                explain_period(site, rows, row, steps);
                steps.text("key", prefix.as_str(), "the prefix; the period's number follows");
            }
            KeyFormat::EntityPeriod { prefix } => {
                explain_entity(site.engine, rows, row, steps);
                explain_period(site, rows, row, steps);
                steps.text("key", prefix.as_str(), "the prefix; the period and the entity's key follow");
            }
        }
    }

    fn reads_numbers(&self) -> bool {
        matches!(self.format, KeyFormat::Numbered { .. })
    }
}

/// Adds a numbered key of the row `number`, counted from 0.
fn push(texts: &mut Texts, prefix: &str, width: usize, number: u64) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(number.saturating_add(1));
    texts.push(prefix);
    texts.push("-");
    for _ in digits.len()..width {
        texts.push("0");
    }
    texts.push(digits);
}

fn put(texts: &mut Texts, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = texts.buffer().write_fmt(text);
}

/// The numbered keys of some rows, given by number.
pub fn keys(prefix: &str, width: usize, rows: impl ExactSizeIterator<Item = u64>) -> ArrayRef {
    let mut texts = Texts::with_capacity(rows.len(), prefix.len() + 1 + width);
    for number in rows {
        push(&mut texts, prefix, width, number);
        texts.end();
    }
    texts.finish()
}
