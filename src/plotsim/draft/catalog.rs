//! What tables and columns know of each other while they are resolved.

use std::sync::Arc;

use super::{ColumnDraft, TableDraft, TableSlot};
use crate::facts::rows::Referred;
use crate::generators::outer::Outer;
use crate::plotsim::model::{About, Keys, Metric, MetricLaw, Story};
use crate::trajectory::time_axis::TimeAxis;

/// What tables need to know of the rest of the config.
pub struct Known<'f> {
    /// The window that is shown.
    pub time: Option<TimeAxis>,
    /// What curves play over.
    pub story: Option<Story>,
    /// How keys of entities, events and children are made.
    pub keys: Keys,
    /// Names of the runs of entities and how many each has, for keys that say them.
    pub names: &'f [(String, u64, u64)],
    pub entities: Option<u64>,
    /// Members behind all entities.
    pub members: Option<u64>,
    pub metrics: &'f [Option<Metric>],
    /// Tables of another language in the same file.
    pub outer: &'f [Arc<Outer>],
    /// Laws of a metric for the entities of an archetype: metric, archetype, law.
    pub overrides: &'f [(usize, usize, MetricLaw)],
    /// What lexicons know the entities of each run by: its segment, or its archetype in the engine form.
    pub groups: &'f [Option<String>],
}

/// All tables, with their columns in final order.
pub struct Catalog<'c, 'a> {
    pub slots: &'c [TableSlot<'a>],
    /// Rows of dimensions, where they are known.
    pub rows: Vec<Option<u64>>,
    /// What keys begin with, for tables whose keys are numbered.
    pub prefixes: Vec<Option<String>>,
    pub known: &'c Known<'c>,
}

impl<'c, 'a> Catalog<'c, 'a> {
    /// The index of a table.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.name == name)
    }

    /// The names of all tables that have one.
    pub fn names(&self) -> Vec<&str> {
        self.slots.iter().map(|slot| slot.name.as_str()).filter(|name| !name.is_empty()).collect()
    }

    /// A table that could be read.
    pub fn table(&self, index: usize) -> Option<&'c TableDraft<'a>> {
        self.slots.get(index)?.table.as_ref()
    }

    /// What the rows of a table are about.
    pub fn about(&self, index: usize) -> Option<&'static About> {
        self.table(index).map(|table| table.shape.about())
    }

    /// The tables that a table refers to whose rows are such, in the order of its columns.
    pub fn parents(&self, index: usize, wanted: Referred) -> Vec<usize> {
        let targets = self.table(index).into_iter().flat_map(|table| self.targets(&table.columns)).flatten();
        targets.filter(|table| self.about(*table).is_some_and(|about| about.referred == wanted)).collect()
    }

    /// Reports what a table lacks, unless a reference to a table that could not be read may be what is missing.
    pub fn missing<T>(&self, index: usize, code: &'static str, message: &str, hint: &str) -> Option<T> {
        let draft = self.table(index)?;
        let unclear = |target: Option<usize>| target.is_none_or(|table| self.table(table).is_none());
        if draft.complete && !self.targets(&draft.columns).any(unclear) {
            draft.at.error(code, message, Some(hint.to_owned()));
        }
        None
    }

    /// The tables that columns refer to, in the order of the columns; `None` for those that cannot be told.
    pub fn targets(&self, columns: &'c [ColumnDraft<'a>]) -> impl Iterator<Item = Option<usize>> {
        columns.iter().filter_map(|column| Some(self.find(&column.source.target()?.table)))
    }
}
