//! What a generator may know of its surroundings while it is read.

mod places;
mod tables;

use std::cell::Cell;
use std::sync::Arc;

use super::Column;
use super::hierarchy::Declared;
use super::peers::Peers;
use super::pool::Pool;
use crate::config::key::Key;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::facts::{Arrivals, Draw, Facts, Peer, Reach};
use crate::locales::Locale;

pub use tables::{NoTables, TableColumn, Tables};

/// The switch that makes values differ from row to row; read by [`Scope::unique`].
pub const UNIQUE: Key<bool> =
    Key::flag("unique").default(false).doc("No value twice; there must be at least as many values as rows");

/// The surroundings of a generator.
pub struct Scope<'a> {
    /// The generator's own place, for problems found by its surroundings.
    pub field: Field<'a>,
    /// Items that are numbered here: rows, entities or pool entries.
    pub items: u64,
    pub in_array: bool,
    /// Whether the config says `types: native`.
    pub native: bool,
    pub place: Place<'a>,
    /// The columns of the same row, entity or pool entry.
    pub peers: Peers<'a>,
    /// The linked pools of the dataset; `None` if they could not be read, which was reported.
    pub pools: Option<&'a [Pool]>,
    /// The hierarchies of the file.
    pub hierarchies: &'a [Declared<'a>],
    /// All tables of the file.
    pub tables: &'a dyn Tables,
    /// Whose people and places there are unless a column says it.
    pub people: People<'a>,
    /// Set by whoever makes values of the numbers of rows.
    pub counts: &'a Cell<bool>,
}

/// What is known of people and places before a column is read.
#[derive(Clone, Copy)]
pub struct People<'a> {
    /// Their locales, each as likely; en_US if none.
    pub locales: &'a [&'static Locale],
    /// Draws of the row whose locales are settled.
    pub draws: &'a [Arc<Draw>],
}

impl People<'static> {
    /// Nothing.
    pub const UNKNOWN: People<'static> = People { locales: &[], draws: &[] };
}

/// The part of a table a generator stands in.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    Row(Row<'a>),
    Entity,
    PoolEntry,
    /// Beside the columns: the delay of a redelivery, or the number of children.
    Aside,
}

/// What a column of a row can refer to.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The columns of the row's entity, as far as they could be read.
    pub entity: &'a [Column],
    /// The column of the row's partition day.
    pub day: Option<TableColumn<'a>>,
    /// True for a column's own generator, false for one inside it.
    pub direct: bool,
    /// If the rows are the children of a parent's: the column that says so, and the most children of a parent.
    pub children: Option<(usize, u32)>,
}

/// What a later moment starts from.
pub struct Base<'a> {
    pub peer: Peer,
    pub facts: &'a Facts,
    pub reach: Reach,
}

impl<'a> Base<'a> {
    fn of(peer: Peer, facts: &'a Facts) -> Option<Base<'a>> {
        Some(Base { peer, facts, reach: facts.reach()? })
    }
}

impl<'a> Scope<'a> {
    /// The same surroundings for another field.
    pub fn at(&self, field: &Field<'a>) -> Scope<'a> {
        Scope { field: field.clone(), ..*self }
    }

    /// The surroundings of a generator inside this one.
    pub fn inside(&self, field: &Field<'a>) -> Scope<'a> {
        let place = match self.place {
            Place::Row(row) => Place::Row(Row { direct: false, ..row }),
            other => other,
        };
        Scope { field: field.clone(), place, ..*self }
    }

    /// The surroundings of the items of an array.
    pub fn inside_array(&self, field: &Field<'a>) -> Scope<'a> {
        Scope { in_array: true, ..self.inside(field) }
    }

    /// Reports that the generator cannot stand here.
    pub fn refuse(&self, message: &str) {
        self.field.error("wrong-place", message, None);
    }

    /// Reports a generator whose values have no form as text, as `types: text` wants them; `instead` is one whose values do.
    pub fn native_types(&self, own: &str, instead: &str) -> Option<()> {
        if self.native {
            return Some(());
        }
        let message = format!("{own} needs types: native");
        let hint = format!("write types: native at the top of the file, or {instead} for JSON text");
        self.field.error("needs-native-types", message, Some(hint));
        None
    }

    /// When the rows, or those that share an entity, come, if they become more as time goes on.
    pub fn arrivals(&self) -> Option<&'a Arc<Arrivals>> {
        match self.place {
            Place::Row(_) | Place::Entity => self.tables.arrivals(self.tables.own()?),
            Place::PoolEntry | Place::Aside => None,
        }
    }

    /// Tells that values are made of the numbers of rows.
    pub fn count_rows(&self) {
        self.counts.set(true);
    }

    /// Whether `unique: true` was asked for; there must be at least as many values as items.
    pub fn unique(&self, fields: &Fields<'_>, values: u64) -> Option<bool> {
        let unique = fields.read(&UNIQUE)?;
        if unique && self.in_array {
            self.refuse("values inside an array cannot be unique");
            return None;
        }
        if unique && values < self.items {
            let message = format!(
                "there are {values} different values for {} rows, so they cannot be unique",
                self.items
            );
            fields.at(&UNIQUE)?.error("not-enough-values", message, None);
            return None;
        }
        if unique {
            self.count_rows();
        }
        Some(unique)
    }

    /// The index of the dataset a field names.
    pub fn dataset(&self, field: &Field<'_>) -> Option<usize> {
        let name = field.text()?;
        let names = self.tables.names();
        let found = names.iter().position(|known| *known == name);
        if found.is_none() {
            let hint = suggest::hint(name, names);
            field.error("unknown-dataset", format!("'{name}' is not a dataset of this file"), hint);
        }
        if let Some(refusal) = found.and_then(|table| self.tables.refusal(table)) {
            field.error("wrong-place", refusal, Some("name a dimension without versions".to_owned()));
            return None;
        }
        found
    }

    /// The columns of a dataset: those it shows, or those before this one if it is the own one and this a column of its rows.
    fn columns_of(&self, table: usize) -> Option<Vec<TableColumn<'a>>> {
        match self.place {
            Place::Row(row) if self.is_own(table) => {
                let columns = row.entity.iter().chain(self.peers.earlier);
                let seen = |column: &'a Column| TableColumn {
                    name: &column.name,
                    facts: column.facts(),
                    is_day: false,
                };
                Some(columns.map(seen).collect())
            }
            Place::Row(_) | Place::Entity | Place::PoolEntry | Place::Aside => self.tables.columns(table),
        }
    }

    /// Whether a dataset is the one that is being read.
    pub fn is_own(&self, table: usize) -> bool {
        self.tables.own() == Some(table)
    }

    /// Whether a place among the columns of a dataset is one of the entity that its rows share.
    pub fn is_of_entity(&self, table: usize, column: usize) -> bool {
        matches!(self.place, Place::Row(row) if self.is_own(table) && column < row.entity.len())
    }

    /// A column of a dataset that was read before, and its place there; the day of its partition only `with_day`.
    pub fn parent_column(
        &self,
        field: &Field<'_>,
        parent: usize,
        with_day: bool,
    ) -> Option<(usize, TableColumn<'a>)> {
        self.column_called(field.text()?, field, parent, with_day)
    }

    /// As [`Scope::parent_column`], of a name that stands at `field`.
    pub fn column_called(
        &self,
        name: &str,
        field: &Field<'_>,
        parent: usize,
        with_day: bool,
    ) -> Option<(usize, TableColumn<'a>)> {
        let parent_name = self.tables.names()[parent];
        let Some(mut columns) = self.columns_of(parent) else {
            if self.tables.was_read(parent) {
                // What is wrong with it was reported.
                return None;
            }
            let message = format!(
                "dataset '{parent_name}' must come earlier in the file, so that its columns are known here"
            );
            field.error("wrong-order", message, Some(format!("move '{parent_name}' up")));
            return None;
        };
        columns.retain(|column| with_day || !column.is_day);
        let found = columns.iter().position(|column| column.name == name);
        if found.is_none() && self.is_own(parent) {
            let others: Vec<&str> = columns.iter().map(|column| column.name).collect();
            self.peers.find_called(name, field, |_| false, &others);
            return None;
        }
        if found.is_none() {
            let hint = suggest::hint(name, columns.iter().map(|column| column.name));
            let message = format!("'{name}' is not a column of dataset '{parent_name}'");
            field.error("unknown-column", message, hint);
        }
        found.map(|place| (place, columns[place]))
    }

    /// Another value of the row, entity or pool entry that a field names: an earlier column, one of the row's entity, or the
    /// partition's day.
    pub fn peer(&self, field: &Field<'_>, word: &str) -> Option<(Peer, &'a Facts)> {
        let row = match self.place {
            Place::Row(row) => Some(row),
            Place::Entity | Place::PoolEntry => None,
            Place::Aside => {
                self.refuse(&format!("{word} belongs under columns: it looks at another value of the row"));
                return None;
            }
        };
        if self.in_array {
            self.refuse(&format!(
                "{word} cannot stand inside an array: it looks at another value of the row"
            ));
            return None;
        }
        self.of_row(field, row, |_| true)
    }

    /// A value that the row's columns, its entity's or the partition's have; `hints` are those that would do.
    fn of_row(
        &self,
        field: &Field<'_>,
        row: Option<Row<'a>>,
        hints: impl Fn(&Column) -> bool,
    ) -> Option<(Peer, &'a Facts)> {
        let name = field.text()?;
        let day = row.and_then(|row| row.day);
        if let Some(day) = day.filter(|day| day.name == name) {
            return Some((Peer::Day, day.facts));
        }
        let shared = row.map_or(&[][..], |row| row.entity);
        if let Some(index) = shared.iter().position(|column| column.name == name) {
            return Some((Peer::Entity(index), shared[index].facts()));
        }
        let others = shared.iter().filter(|column| hints(column)).map(|column| column.name.as_str());
        let others: Vec<&str> = others.chain(day.map(|day| day.name)).collect();
        let (index, column) = self.peers.find(field, hints, &others)?;
        Some((Peer::Column(index), column.facts()))
    }

    /// The date or timestamp that an `after` starts from.
    pub fn moment_base(&self, field: &Field<'_>) -> Option<Base<'a>> {
        if self.in_array {
            self.refuse("after cannot fill the items of an array: it follows another value of the row");
            return None;
        }
        let (peer, facts) = self.find_other(field, "after", |column| column.facts().reach().is_some())?;
        let base = Base::of(peer, facts);
        if base.is_none() {
            let name = field.text()?;
            let hint = "start from a column made by date, timestamp, timestamp_offset or after".to_owned();
            field.error("wrong-type", format!("'{name}' is neither a date nor a timestamp"), Some(hint));
        }
        base
    }

    /// Another value of the row, entity or pool entry, for the generator that is called `who`.
    pub fn other_value(&self, field: &Field<'_>, who: &str) -> Option<(Peer, &'a Facts)> {
        self.find_other(field, who, |_| true)
    }

    /// An earlier column, one of the row's entity, or the partition's; `hints` are those that would do.
    fn find_other(
        &self,
        field: &Field<'_>,
        who: &str,
        hints: impl Fn(&Column) -> bool,
    ) -> Option<(Peer, &'a Facts)> {
        let row = match self.place {
            Place::Row(row) => Some(row),
            Place::Entity | Place::PoolEntry => None,
            Place::Aside => {
                self.refuse(&format!("{who} belongs under columns: it follows another value of the row"));
                return None;
            }
        };
        self.of_row(field, row, hints)
    }

    /// The least and greatest number of seconds a generator gives, which must keep the result within four-digit years.
    pub fn seconds(&self, field: &Field<'_>, seconds: &Facts, base: Reach) -> Option<(f64, f64)> {
        let Some((least, greatest)) = seconds.numbers().filter(|_| !seconds.nulls.possible()) else {
            let hint = "use a generator of numbers, such as uniform_int or log_normal".to_owned();
            field.error("wrong-type", "must give a whole number of seconds in every row", Some(hint));
            return None;
        };
        if !base.moved(least, greatest).has_four_digit_years() {
            let message = format!(
                "offsets from {least:.0} to {greatest:.0} seconds lead outside the years 0000 to 9999"
            );
            field.error("out-of-range", message, None);
            return None;
        }
        Some((libm::round(least), libm::round(greatest)))
    }
}
