//! Columns: from what rows are about to arrays, one source per file.
//!
//! The same source fills columns of every kind of table; a row's address in the random streams, not the table, decides
//! what it draws.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::engine::Engine;
use super::rows::RowSet;
use crate::config::plotsim::model::Source;
use crate::random::Key;

/// Makes the values of a column.
pub trait CellSource: Send + Sync {
    /// The values for these rows: an array of their number, of the column's type; text may come as a dictionary.
    fn array(&self, rows: &RowSet) -> ArrayRef;

    /// The metrics that [`RowSet::cells`] must hold for it.
    fn metrics(&self) -> Vec<usize> {
        Vec::new()
    }
}

/// A column of a config, by table and place.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub engine: &'a Arc<Engine>,
    pub table: usize,
    pub column: usize,
}

impl Site<'_> {
    /// The key of the column's draws.
    pub fn key(&self) -> Key {
        let table = &self.engine.config().tables[self.table];
        let column = &table.columns[self.column];
        self.engine.key().child("table").child(&table.name).child(&column.name)
    }
}

/// What fills the column at a site.
pub fn source(site: Site<'_>) -> Arc<dyn CellSource> {
    let column = &site.engine.config().tables[site.table].columns[site.column];
    match &column.source {
        Source::Metric { .. } => todo!(),
        _ => todo!(),
    }
}
