//! A value of the row that a key of another column's table names.

use std::sync::Arc;

use super::{Place, Site, Source, Values};
use crate::config::types::ColumnType;
use crate::facts::{Facts, Nulls, Order, Relation};
use crate::plotsim::model::Plotsim;

/// What a source gives at the place of another column.
#[derive(Clone, Debug)]
pub struct Joined {
    pub source: Arc<dyn Source>,
    /// Where it is opened: a table and a column.
    pub at: (usize, usize),
    /// The dimension and the column that the values are of.
    pub of: (usize, usize),
    /// The place, among the columns of the wide table, of the key that names the row.
    pub key: usize,
}

impl Source for Joined {
    fn kind(&self) -> ColumnType {
        self.source.kind()
    }

    fn words(&self, config: &Plotsim) -> String {
        let table = &config.tables[self.of.0];
        format!("join:{}.{}", table.name, table.columns[self.of.1].name)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let (table, column) = self.of;
        let known = |table: usize, column: usize| {
            let place = Place { config: place.config, table, column };
            place.column().source.facts(&place)
        };
        let own = known(table, column);
        let key = known(self.at.0, self.key).nulls;
        Facts {
            nulls: if key == Nulls::Never { own.nulls } else { Nulls::Possible },
            law: None,
            reference: None,
            relation: Relation::CopyOf { key: self.key, table, column },
            ties: Vec::new(),
            unique: false,
            order: Order::Any,
            rhythm: None,
            ..own
        }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let (table, column) = self.at;
        Arc::clone(&self.source).values(Site { table, column, ..site })
    }
}
