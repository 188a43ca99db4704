//! What tables know of each other while they are resolved.

use super::{constants, keys};
use crate::config::types::ColumnType;
use crate::plotsim::draft::{ColumnDraft, Shape, SourceDraft, TableDraft, TableSlot};
use crate::plotsim::sources::{CalendarField, KeyFormat, Source};
use crate::trajectory::time_axis::{TimeAxis, date_of};

/// All tables, with their columns in final order.
pub struct Catalog<'c, 'a> {
    pub slots: &'c [TableSlot<'a>],
    /// Rows of dimensions, where they are known.
    pub rows: Vec<Option<u64>>,
    pub prefixes: Vec<Option<String>>,
    pub time: Option<TimeAxis>,
}

impl<'c, 'a> Catalog<'c, 'a> {
    /// The index of a table.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.name == name)
    }

    /// A table that could be read.
    pub fn table(&self, index: usize) -> Option<&'c TableDraft<'a>> {
        self.slots.get(index)?.table.as_ref()
    }

    pub fn shape(&self, index: usize) -> Option<&'c Shape<'a>> {
        self.table(index).map(|table| &table.shape)
    }

    /// The tables that columns refer to, in the order of the columns; `None` for those that cannot be told.
    pub fn targets(&self, columns: &'c [ColumnDraft<'a>]) -> impl Iterator<Item = Option<usize>> {
        columns.iter().filter_map(|column| match &column.source {
            SourceDraft::ForeignKey(reference) => Some(self.find(&reference.table)),
            _ => None,
        })
    }

    /// The format of a table's key column.
    pub fn key_format(&self, table: usize, column: &str) -> Option<KeyFormat> {
        let prefix = self.prefixes.get(table)?.as_deref();
        Some(keys::format(self.shape(table)?, prefix, column, self.rows[table]))
    }

    /// The type of a column, if it can be referred to: keys, dates and constants.
    pub fn key_kind(&self, table: usize, column: &ColumnDraft<'_>) -> Option<ColumnType> {
        match &column.source {
            SourceDraft::Key => Some(ColumnType::Text),
            SourceDraft::Calendar(field) => Some(field.kind()),
            SourceDraft::Static(text) => {
                constants::source(column, self.shape(table)?, text).map(|items| items.kind())
            }
            _ => None,
        }
    }

    /// The row, from 0, whose column shows `key`.
    pub fn row_of(&self, table: usize, column: &ColumnDraft<'_>, key: &str) -> Option<u64> {
        let row = match &column.source {
            SourceDraft::Key => match self.key_format(table, &column.name)? {
                KeyFormat::Numbered(format) => format.row(key),
                KeyFormat::EntityPeriod { .. } | KeyFormat::Period { .. } => None,
            },
            SourceDraft::Calendar(field) => self.period_of(*field, key),
            SourceDraft::Static(text) => {
                let items = constants::source(column, self.shape(table)?, text)?;
                items.texts().iter().position(|item| item == key).map(|row| row as u64)
            }
            _ => None,
        };
        row.filter(|row| self.rows[table].is_none_or(|rows| *row < rows))
    }

    fn period_of(&self, field: CalendarField, key: &str) -> Option<u64> {
        let time = self.time?;
        let day = match field {
            CalendarField::DateKey if key.len() == 8 && key.is_ascii() => {
                crate::config::calendar::parse_date(&format!("{}-{}-{}", &key[..4], &key[4..6], &key[6..]))?
            }
            CalendarField::Date => crate::config::calendar::parse_date(key)?,
            _ => return None,
        };
        let index = time.index_of(date_of(day)?)?;
        (time.period(index)?.anchor == day).then_some(index as u64)
    }
}
