//! The tables of one language as the other sees them.

use std::sync::Arc;

use arrow::array::ArrayRef;

use crate::config::types::ColumnType;
use crate::datagen;
use crate::datagen::layout;
use crate::datagen::model::Datagen;
use crate::datagen::site::{Place, Room};
use crate::datagen::table::rendered_kind;
use crate::facts::rows::Referred;
use crate::facts::{Facts, Relation};
use crate::generators::outer::Outer;
use crate::generators::{Surroundings, Values};
use crate::plotsim::model::{self};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::RowSet;
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text;

/// What others see of facts: no numbers of tables or columns.
fn seen(facts: &Facts, kind: ColumnType) -> Arc<Facts> {
    let facts = facts.clone();
    Arc::new(Facts { kind, reference: None, relation: Relation::None, ties: Vec::new(), ..facts })
}

/// A dataset as plotsim's tables see it; `names` are those of all datasets.
pub fn of_dataset(datagen: &Arc<Datagen>, index: usize, names: &[String]) -> Outer {
    let dataset = &datagen.datasets[index];
    let column = |column: &datagen::model::DatasetColumn| {
        let kind = rendered_kind(column.facts.kind, datagen.native_types);
        (column.name.clone(), seen(&column.facts, kind))
    };
    let config = Arc::clone(datagen);
    Outer {
        name: dataset.name.clone(),
        place: names.iter().position(|name| *name == dataset.name).unwrap_or(index),
        rows: layout::rows(dataset),
        grows: dataset.arrivals.is_some(),
        columns: dataset.table_columns.iter().map(column).collect(),
        key: dataset.table_columns.iter().position(|column| column.facts.unique),
        values: Some(Box::new(move |column| {
            let room = Room::single();
            let values = Place::rows(&config, index, &room).column_of(index, column);
            Arc::new(Shown { values, native: config.native_types })
        })),
        unread: false,
    }
}

/// Values as a dataset shows them.
struct Shown {
    values: Arc<dyn Values>,
    native: bool,
}

impl Values for Shown {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let array = self.values.array(items);
        if self.native { array } else { text::rendered(text::decoded(array)) }
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.values.explain(item, steps);
    }
}

/// A table of plotsim's as datasets see it.
pub fn of_table(engine: &Arc<Engine>, place: usize) -> Outer {
    let config = engine.config();
    let table = &config.tables[place];
    let is_dim = match table.kind.about().referred {
        Referred::Entity | Referred::Member | Referred::Listed | Referred::Period => true,
        Referred::Fact | Referred::Pair => false,
    };
    let rows = table.kind.rows(config).filter(|_| is_dim && table.kind.versions().is_none());
    let columns = table.columns.iter().zip(config.facts(place));
    let key = if let [key] = table.primary_key.as_slice() { Some(*key) } else { None };
    let engine = Arc::clone(engine);
    Outer {
        name: table.name.clone(),
        place,
        rows: rows.unwrap_or(0),
        grows: config.extends(),
        columns: columns.map(|(column, facts)| (column.name.clone(), seen(facts, facts.kind))).collect(),
        key,
        values: rows.map(|_| -> crate::generators::outer::Make {
            Box::new(move |column| {
                let values = model::Site { engine: &engine, table: place, column }.values();
                Arc::new(OfTable { engine: Arc::clone(&engine), table: place, column, values })
            })
        }),
        unread: false,
    }
}

/// A column of a table of plotsim's, by row.
struct OfTable {
    engine: Arc<Engine>,
    table: usize,
    column: usize,
    values: Arc<dyn model::Values>,
}

impl OfTable {
    fn rows(&self, numbers: Vec<u64>) -> RowSet {
        let config = self.engine.config();
        let kind = &config.tables[self.table].kind;
        match kind.members(config) {
            Some(members) => RowSet::of_members(&self.engine, &members, numbers),
            None => kind.row_set(&self.engine, numbers),
        }
    }
}

impl Values for OfTable {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let numbers = (0..items.len()).map(|position| items.item(position)).collect();
        self.values.array(&self.rows(numbers))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let site = model::Site { engine: &self.engine, table: self.table, column: self.column };
        self.values.explain(site, &self.rows(vec![item]), 0, steps);
    }
}
