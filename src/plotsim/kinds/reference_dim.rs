//! A dimension of a fixed number of things.

use super::*;
use crate::facts::words;

static ABOUT: About =
    dimension("a reference dimension", "per_reference", OfEntity::Nobody, List::Dealt, Referred::Listed);

/// So many rows at least; as many as the longest list of its columns has items, if that is more.
#[derive(Debug)]
pub struct Written {
    pub count: u64,
    /// How many rows are written out, if they are: there are no others.
    pub rows: Option<u64>,
}

impl Shape for Written {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, table: &TableDraft<'_>, _: &Known<'_>) -> Option<u64> {
        if self.rows.is_some() {
            return self.rows;
        }
        let longest = table.columns.iter().map(|column| column.source.length(&ABOUT)).max();
        Some(self.count.max(longest.unwrap_or(0)).max(1))
    }

    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>> {
        let rows = *catalog.rows.get(index)?;
        if let (Some(rows), Some(table)) = (self.rows, catalog.table(index)) {
            for column in table.columns.iter().filter(|column| column.source.length(&ABOUT) > rows) {
                let length = column.source.length(&ABOUT);
                let message = format!("has {length} items for {rows} rows, so that the last are never used");
                column.source_at.warn("no-effect", message, None);
            }
        }
        Some(Arc::new(ReferenceDim { rows: rows? }))
    }
}

/// One of a fixed number of things.
#[derive(Debug)]
pub struct ReferenceDim {
    pub rows: u64,
}

impl TableKind for ReferenceDim {
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

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        let rows = self.rows;
        GrainTable::open(engine, index, shard, |shards| Arc::new(dims::Things::new(rows, shards)))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Nothing
    }
}
