//! Column sources: one file each says how a source is written, what is known of its values, and makes them.
//!
//! The same source fills columns of every kind of table; a row's address in the random streams, not the table, decides what it
//! draws. A source knows the type of its values, and makes them in that type: nobody else decides it.

pub mod calendar;
pub mod constant;
pub mod entity;
mod faker;
mod flag;
mod foreign_key;
mod instant;
pub mod key;
mod lag;
pub mod mean;
mod metric;
mod pool;
mod range;
mod stage;
pub mod values;
pub mod wording;

use std::fmt;
use std::sync::Arc;

use arrow::array::ArrayRef;

pub use calendar::{Calendar, CalendarField, explain_period};
pub use constant::Constants;
pub use entity::{EntityFact, explain_entity};
pub use faker::Faker;
pub use flag::Flag;
pub use foreign_key::{ForeignKey, Pick, Weights};
pub use instant::{Instant, Moments};
pub use key::{EntityKey, Key, KeyFormat, Numbered};
pub use lag::{Lag, LagInitial};
pub use mean::Mean;
pub use metric::Metric;
pub use pool::{Pool, PoolPick};
pub use range::{IntRange, RealRange};
pub use stage::Stage;

use super::model::{Column, Form, Plotsim, Table};
use super::tables::engine::Engine;
use super::tables::rows::RowSet;
use super::tables::subject::Subjects;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Law, Nulls, Order, Reference, Relation, Window};
use crate::random;
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

    /// The rows of another table that it names.
    fn reference(&self) -> Option<&ForeignKey> {
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

    /// Whether it reads the numbers of rows that are addressed otherwise. Events only count their rows if so.
    fn reads_numbers(&self) -> bool {
        false
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
    fn window(&self) -> Window {
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

    /// What makes the column's values.
    pub fn values(self) -> Arc<dyn Values> {
        Arc::clone(&self.column().source).values(self)
    }
}

/// What a source of this language can know of its values. Nothing is left out by default: who forgets one does not compile.
struct Stated {
    kind: ColumnType,
    nulls: Nulls,
    range: Option<(f64, f64)>,
    categories: Option<Categories>,
    law: Option<Arc<dyn Law>>,
    reference: Option<Reference>,
    relation: Relation,
    unique: bool,
    order: Order,
    window: Window,
    description: String,
    duty: Duty,
}

impl From<Stated> for Facts {
    /// No source of this language makes JSON, texts of a pattern, or values in parts.
    fn from(stated: Stated) -> Facts {
        Facts {
            kind: stated.kind,
            nulls: stated.nulls,
            range: stated.range,
            extent: Extent::NONE,
            categories: stated.categories,
            law: stated.law,
            json: None,
            reference: stated.reference,
            relation: stated.relation,
            ties: Vec::new(),
            unique: stated.unique,
            order: stated.order,
            language: None,
            window: stated.window,
            description: Some(stated.description),
            duty: stated.duty,
        }
    }
}
