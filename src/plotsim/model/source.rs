//! What fills a column, and makes its values.

use std::fmt;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::{Column, Form, Plotsim, Table};
use crate::config::types::ColumnType;
use crate::facts::{Facts, Window};
use crate::plotsim::tables::about;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::plotsim::tables::subject::Subjects;
use crate::random;
use crate::rhythm::Rhythm;
use crate::steps::Steps;
use crate::tables::Interval;

/// What fills a column.
pub trait Source: fmt::Debug + Send + Sync {
    /// The type of its values.
    fn kind(&self) -> ColumnType;

    /// What it is in listings: in the words of the engine form, where that has words for it.
    fn words(&self, config: &Plotsim) -> String;

    /// What is known of its values before a row exists.
    fn facts(&self, place: &Place<'_>) -> Facts;

    /// Makes its values in the column at a site. Making it is cheap.
    fn values(&self, site: Site<'_>) -> Arc<dyn Values>;

    /// The metric whose values, or means of them, it shows.
    fn metric(&self) -> Option<usize> {
        None
    }

    /// How the keys look that it gives the rows of its table.
    fn key(&self) -> Option<&KeyFormat> {
        None
    }

    /// The pool whose texts it shows, one for each row, all equally likely.
    fn pool(&self) -> Option<usize> {
        None
    }

    /// The rows of another table that it names.
    fn reference(&self) -> Option<&ForeignKey> {
        None
    }

    /// When in its period a row happens.
    fn rhythm(&self) -> Option<&Arc<Rhythm>> {
        None
    }

    /// What all rows are about whose value lies in the interval; `None` if the source does not tell. `rows` is the number of
    /// rows of the table, where that is known without counting.
    fn subjects(&self, _: Site<'_>, _rows: Option<u64>, _: &Interval) -> Option<Subjects> {
        None
    }
}

/// Makes the values of a column.
pub trait Values: Send + Sync {
    /// The values for these rows: an array of their number, of the source's type; text may come as a dictionary.
    fn array(&self, rows: &RowSet) -> ArrayRef;

    /// Tells what decided the value of one of these rows, up to but without the value. `site` is the column's.
    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps);

    /// The metrics that [`RowSet::cells`] must hold for it.
    fn metrics(&self) -> Vec<usize> {
        Vec::new()
    }

    /// Whether it reads the positions in [`RowSet::cells`].
    fn reads_positions(&self) -> bool {
        false
    }

    /// Why values could not be made, if some could not.
    fn failure(&self) -> Option<String> {
        None
    }

    /// Whether it reads the numbers of rows that are addressed otherwise. Events only count their rows if so.
    fn reads_numbers(&self) -> bool {
        false
    }

    /// Another table of counted rows the numbers of whose rows it reads: see [`RowSet::rows_before`].
    fn reads_rows_of(&self) -> Option<usize> {
        None
    }

    /// A table of versions the numbers of whose rows it reads from outside, which takes a pass over the entities before.
    fn reads_versions_of(&self) -> Option<usize> {
        None
    }
}

/// A column of a config, by table and place.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub config: &'a Plotsim,
    pub table: usize,
    pub column: usize,
}

impl<'a> Place<'a> {
    pub fn table(&self) -> &'a Table {
        &self.config.tables[self.table]
    }

    pub fn column(&self) -> &'a Column {
        &self.table().columns[self.column]
    }

    /// Where dates of the column should lie: the builder form has no key to say that others are meant.
    pub fn window(&self) -> Window {
        let meant = self.column().allow_outside_window || self.config.form == Form::Builder;
        if meant { Window::Any } else { Window::Config }
    }
}

/// A column of a config whose rows are made, by table and place.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub engine: &'a Arc<Engine>,
    pub table: usize,
    pub column: usize,
}

impl Site<'_> {
    /// The column.
    pub fn column(&self) -> &Column {
        &self.engine.config().tables[self.table].columns[self.column]
    }

    /// The key of the column's draws.
    pub fn key(&self) -> random::Key {
        let table = &self.engine.config().tables[self.table];
        self.engine.key().child("table").child(&table.name).child(&self.column().name)
    }

    /// What makes the column's values, or those of a place behind the columns: see [`crate::plotsim::tables::about`].
    pub fn values(self) -> Arc<dyn Values> {
        let columns = &self.engine.config().tables[self.table].columns;
        match columns.get(self.column) {
            Some(column) => Arc::clone(&column.source).values(self),
            None => about::values(self, self.column - columns.len()),
        }
    }
}

/// How the keys of a table look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFormat {
    /// `<prefix>-<row, from 1>`, the number padded with zeros to `width`.
    Numbered(Numbered),
    /// The prefix, and who, when and which, without any counting.
    Stable(StableKey),
    /// `<prefix>-<period, 4 digits>-<key of the entity>`, for facts per entity and period.
    EntityPeriod { prefix: String },
    /// `<prefix>-<period>`, for facts per period.
    Period { prefix: String },
}

/// Keys that say who, when and which: `<prefix>-<run>-<entity in the run, from 1>` and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StableKey {
    pub prefix: String,
    pub of: StableOf,
    /// The name, the first entity and the number of entities of each run.
    pub runs: Arc<[(String, u64, u64)]>,
}

/// What a stable key is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StableOf {
    /// `m-b-0001`.
    Entity,
    /// `u-b-0001-2`: which of the entity's rows, from 1.
    Member,
    /// `e-b-0001-0007-2`: the period, from 0, and which of the entity's rows in it, from 1; of children further which of the
    /// parent's they are.
    Row,
}

/// Keys that number rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbered {
    pub prefix: String,
    pub width: usize,
}

/// A reference to the row of another table.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    pub table: usize,
    /// The column whose value is given.
    pub column: usize,
    /// The type of that column.
    pub kind: ColumnType,
    pub pick: Pick,
}

/// Which row of the parent a foreign key names.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// The row of the row's own entity.
    Entity,
    /// The row of the row's own period.
    Period,
    /// For rows of a sub-entity dimension: the entity they are a member of.
    Parent,
    /// One of the own entity's rows of a sub-entity dimension, uniformly.
    OwnMember,
    /// One of the own entity's rows of a fact or event.
    OwnRow(OwnRow),
    /// The row so many levels above that this one descends from: 1 for the row whose child it is.
    Above(usize),
    /// Any row. Pins of the run come first. Drawn once per entity in a fact, and per row elsewhere.
    Any(Weights),
    /// The version of the row's entity that holds in the row's period.
    Version,
    /// The row that the config writes out for each row.
    Written(Arc<[u64]>),
    /// Any row that shares a value with this one, NULL where none does; pins come first. Drawn as [`Pick::Any`] is.
    Same(Same),
    /// The left or right row of a bridge's pair.
    Left,
    Right,
}

/// A value that the row shares with the row it names.
#[derive(Clone, Debug, PartialEq)]
pub struct Same {
    /// The column of the other table.
    pub column: usize,
    pub own: SharedBy,
    pub weights: Weights,
}

/// Who shares a value with the row that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedBy {
    /// A column of the row.
    Row(usize),
    /// A column of the row's entity: the dimension and the place there.
    Entity { table: usize, column: usize },
}

/// Which of the own entity's rows is picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnRow {
    /// Whether it may be of a later period.
    pub any: bool,
    /// Whether no two rows pick the same.
    pub unique: bool,
    /// Whether there is no row where none is left to pick; otherwise it names none.
    pub required: bool,
}

/// How often each row is picked.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    Uniform,
    /// Rows from 0 and their weights > 0, by row; rows that are not listed are never picked.
    ByRow(Vec<(u64, f64)>),
}
