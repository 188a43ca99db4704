//! A fact joined with its dimensions: row by row the fact's columns, then those of the rows that its keys name.

use super::*;
use crate::plotsim::model::Wide;
use crate::plotsim::tables::WideTable;

static ABOUT: About = derived("a wide table", "wide", "wide", OfEntity::Nobody, Referred::Fact);

/// The rows of a fact, with more columns.
#[derive(Debug)]
pub struct WideFact(pub Wide);

impl TableKind for WideFact {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn rows(&self, config: &Plotsim) -> Option<u64> {
        config.tables.get(self.0.of)?.kind.rows(config)
    }

    fn row_word(&self, config: &Plotsim, _: &Table) -> String {
        thing(config, self.0.of)
    }

    fn sentence(&self, config: &Plotsim, _: &Table) -> String {
        let fact = config.tables.get(self.0.of).map_or("", |table| table.name.as_str());
        let dims = self.0.joins.iter().filter_map(|join| config.tables.get(join.table));
        let dims: Vec<&str> = dims.map(|table| table.name.as_str()).collect();
        format!("The rows of {fact} with those of {} that they name", dims.join(", "))
    }

    fn open(&self, engine: &Arc<Engine>, index: usize, shard: Option<(u64, u64)>) -> Arc<dyn tables::Table> {
        let fact = engine.config().tables[self.0.of].kind.open(engine, self.0.of, shard);
        Arc::new(WideTable::new(engine, index, fact))
    }

    fn rest(&self) -> Rest<'_> {
        Rest::Wide(&self.0)
    }
}
