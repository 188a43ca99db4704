//! A dimension of a fixed number of things.

use std::sync::Arc;

use crate::facts::words;
use crate::plotsim::draft::{Catalog, EventDraft, Known, Shape, TableDraft};
use crate::plotsim::model::about::{KeyStyle, List, Metrics, OfEntity, Referred};
use crate::plotsim::model::{About, Bridge, EventCause, Members, Plotsim, Table, TableKind};
use crate::plotsim::tables::GrainTable;
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::grains::dims;
use crate::plotsim::tables::rows::RowSet;
use crate::tables;

static ABOUT: About = About {
    what: "a reference dimension",
    entity: OfEntity::Nobody,
    period: false,
    event: false,
    pair: false,
    calendar: false,
    metrics: Metrics::Nothing,
    constants: List::Dealt,
    key: KeyStyle::Numbered(super::DIM_DIGITS),
    referred: Referred::Listed,
};

/// So many rows at least; as many as the longest list of its columns has items, if that is more.
#[derive(Debug)]
pub struct Written {
    pub count: u64,
}

impl Shape for Written {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, table: &TableDraft<'_>, _: &Known<'_>) -> Option<u64> {
        let longest = table.columns.iter().map(|column| column.source.length(&ABOUT)).max();
        Some(self.count.max(longest.unwrap_or(0)).max(1))
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        let rows = *catalog.rows.get(index)?;
        Some(Arc::new(ReferenceDim { rows: rows? }))
    }

    fn event(&self) -> Option<&EventDraft> {
        None
    }
}

/// One of a fixed number of things.
#[derive(Debug)]
pub struct ReferenceDim {
    pub rows: u64,
}

impl TableKind for ReferenceDim {
    fn name(&self) -> &'static str {
        "dim"
    }

    fn grain(&self) -> &'static str {
        "per_reference"
    }

    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, _: &Plotsim) -> Option<u64> {
        Some(self.rows)
    }

    fn row_word(&self, _: &Plotsim, table: &Table) -> String {
        words::thing(&table.name)
    }

    fn sentence(&self, config: &Plotsim, table: &Table) -> String {
        format!("One row per {}", self.row_word(config, table))
    }

    fn row_set(&self, _: &Engine, numbers: Vec<u64>) -> RowSet {
        RowSet::of_numbers(numbers)
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        let rows = self.rows;
        GrainTable::open(engine, index, shard, |shards| Arc::new(dims::Things::new(rows, shards)))
    }

    fn entity_dim(&self) -> Option<usize> {
        None
    }

    fn members(&self, _: &Plotsim) -> Option<Members> {
        None
    }

    fn cause(&self) -> Option<&EventCause> {
        None
    }

    fn bridge(&self) -> Option<&Bridge> {
        None
    }
}
