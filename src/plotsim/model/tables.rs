//! The tables of a resolved config.

use std::fmt;
use std::sync::Arc;

use super::{
    About, Bridge, Children, EventCause, ForeignKey, Members, Plotsim, Source, Split, Versions, Wide,
};
use crate::config::types::ColumnType;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::tables;

/// A table and what its rows are.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    /// What the config says it is.
    pub description: Option<String>,
    pub kind: Arc<dyn TableKind>,
    /// Primary key, then foreign keys, then the rest as declared, then columns the engine adds.
    pub columns: Vec<Column>,
    /// Columns that together identify a row; not empty.
    pub primary_key: Vec<usize>,
}

impl Table {
    /// The columns that refer to other tables.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (usize, &ForeignKey)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(index, column)| Some((index, column.source.reference()?)))
    }

    /// Columns that identify what a row is about: the primary key, unless rows are versions of that.
    pub fn business_key(&self) -> &[usize] {
        self.kind.versions().map_or(&self.primary_key, |versions| &versions.key)
    }

    /// The index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// What a row of a table stands for. Table indices point into the config's tables.
pub trait TableKind: fmt::Debug + Send + Sync {
    fn about(&self) -> &'static About;

    /// The number of rows, where no value decides it.
    fn rows(&self, config: &Plotsim) -> Option<u64>;

    /// What a row is called.
    fn row_word(&self, config: &Plotsim, table: &Table) -> String;

    /// What a table holds, in a sentence.
    fn sentence(&self, config: &Plotsim, table: &Table) -> String;

    /// What rows are about that other tables name by their numbers: nothing but these, where rows stand for themselves.
    fn row_set(&self, _: &Engine, numbers: Vec<u64>) -> RowSet {
        RowSet::of_numbers(numbers)
    }

    /// The table at a place among the config's, or its part for one of several shards.
    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table>;

    /// What else is known of its rows.
    fn rest(&self) -> Rest<'_>;
}

/// What is known of the rows of some kinds of tables alone.
#[derive(Clone, Copy, Debug)]
pub enum Rest<'a> {
    Nothing,
    /// They belong to the entities of a dimension.
    Of(usize),
    /// So many belong to each member of an entity of a dimension.
    Members {
        dim: usize,
        per_member: u64,
    },
    /// What makes the events that they are; nothing does where there are none.
    Events(Option<&'a EventCause>),
    /// So many follow each row of another table.
    Children(&'a Children),
    Pairs(&'a Bridge),
    /// They are versions of entities.
    Versions(&'a Versions),
    /// They are those of a fact, with more columns.
    Wide(&'a Wide),
    /// They are those of another table that are on one side of a split.
    Side(&'a Split),
}

/// What is known of a kind's rows, relation by relation; at most one of them, but for members, which have a dimension too.
#[derive(Default)]
struct Relations<'a> {
    entity_dim: Option<usize>,
    per_member: Option<u64>,
    cause: Option<&'a EventCause>,
    children: Option<&'a Children>,
    bridge: Option<&'a Bridge>,
    versions: Option<&'a Versions>,
    wide: Option<&'a Wide>,
    split: Option<&'a Split>,
}

impl<'a> Rest<'a> {
    /// The one place that takes the variants apart for those who ask for a single relation.
    fn relations(self) -> Relations<'a> {
        let nothing = Relations::default();
        match self {
            Rest::Nothing => nothing,
            Rest::Of(dim) => Relations { entity_dim: Some(dim), ..nothing },
            Rest::Members { dim, per_member } => {
                Relations { entity_dim: Some(dim), per_member: Some(per_member), ..nothing }
            }
            Rest::Events(cause) => Relations { cause, ..nothing },
            Rest::Children(children) => Relations { children: Some(children), ..nothing },
            Rest::Pairs(bridge) => Relations { bridge: Some(bridge), ..nothing },
            Rest::Versions(versions) => Relations { versions: Some(versions), ..nothing },
            Rest::Wide(wide) => Relations { wide: Some(wide), ..nothing },
            Rest::Side(split) => Relations { split: Some(split), ..nothing },
        }
    }
}

impl dyn TableKind + '_ {
    /// The dimension per entity that rows belong to.
    pub fn entity_dim(&self) -> Option<usize> {
        self.rest().relations().entity_dim
    }

    /// The rows of each entity, where there are several.
    pub fn members(&self, config: &Plotsim) -> Option<Members> {
        Some(Members::new(&config.entities, self.rest().relations().per_member?))
    }

    /// What makes the events that rows are.
    pub fn cause(&self) -> Option<&EventCause> {
        self.rest().relations().cause
    }

    /// What pairs rows are.
    pub fn bridge(&self) -> Option<&Bridge> {
        self.rest().relations().bridge
    }

    /// The rows that rows are children of.
    pub fn children(&self) -> Option<&Children> {
        self.rest().relations().children
    }

    /// What makes rows versions of entities.
    pub fn versions(&self) -> Option<&Versions> {
        self.rest().relations().versions
    }

    /// Which rows of another table they are.
    pub fn split(&self) -> Option<&Split> {
        self.rest().relations().split
    }

    /// The fact that rows are of, and what it is joined with.
    pub fn wide(&self) -> Option<&Wide> {
        self.rest().relations().wide
    }

    /// How many things other tables can name by their numbers: rows or, where rows are versions of entities, these.
    pub fn things(&self, config: &Plotsim) -> Option<u64> {
        match self.versions() {
            Some(_) => Some(config.entities.count),
            None => self.rows(config),
        }
    }
}

/// A column and what fills it.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    /// The type of the source's values.
    pub kind: ColumnType,
    pub source: Arc<dyn Source>,
    /// What the config says it is.
    pub description: Option<String>,
    /// What the values look like that could be taken for real persons or firms.
    pub pii_note: Option<String>,
    /// Dates outside the window are meant.
    pub allow_outside_window: bool,
    /// Whether the config names it, or the engine adds it.
    pub added: bool,
}
