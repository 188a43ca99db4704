//! `foreign_key`: rows of another dataset.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::children::Parents;
use super::index::Index;
use super::sequential_id::numbers;
use super::zipf::Zipf;
use super::{Generator, Site, spec};
use crate::config::datagen::model::Rows;
use crate::config::types::ColumnType;
use crate::random::{Items, Key};
use crate::steps::Steps;

/// The generator of a reference under `key`.
pub fn build(spec: &spec::ForeignKey, key: Key, site: &Site<'_>) -> Arc<dyn Generator> {
    let parents = match (spec.pick, &site.dataset().rows) {
        (spec::Pick::PerParent, Rows::Children(children)) => Pick::PerParent(Parents::new(children, key)),
        (spec::Pick::Zipf(s), _) => Pick::Zipf(Zipf::new(spec.parent_rows, s, key)),
        (pick, _) => Pick::Index(Index::new(matches!(pick, spec::Pick::Unique), spec.parent_rows, key, site)),
    };
    let Some(column) = spec.column else {
        return Arc::new(RowNumber { parents, kind: spec.kind });
    };
    let parent = Site { dataset: spec.parent, pool: Some(spec.parent_rows), ..*site };
    match column {
        spec::ParentColumn::Own(column) => Arc::new(Column { parents, column: parent.own(column) }),
        spec::ParentColumn::Entity(column) => {
            Arc::new(EntityColumn { parents, entities: parent.entities(), column: parent.entity(column) })
        }
    }
}

enum Pick {
    Index(Index),
    Zipf(Zipf),
    PerParent(Parents),
}

impl Pick {
    /// Tells which parent an item has.
    fn explain(&self, item: u64, steps: &mut Steps) {
        let how = match self {
            Pick::Index(index) => {
                index.explain(item, steps);
                "that number"
            }
            Pick::Zipf(_) => "a rank drawn by Zipf's law, spread over the rows in a keyed order",
            Pick::PerParent(_) => "the parent whose children these are, in the parents' order",
        };
        for row in self.rows(Items::List(&[item])) {
            steps.number("parent row", row as f64, how);
        }
    }

    /// Parent row numbers, from 0.
    fn rows(&self, items: Items<'_>) -> Vec<u64> {
        match self {
            Pick::Index(index) => index.map(items, |row| row),
            Pick::Zipf(zipf) => zipf.of(items),
            Pick::PerParent(parents) => parents.of(items),
        }
    }
}

struct RowNumber {
    parents: Pick,
    kind: ColumnType,
}

impl Generator for RowNumber {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        numbers(self.kind, self.parents.rows(items).into_iter().map(|row| row as i64 + 1))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.parents.explain(item, steps);
    }
}

struct Column {
    parents: Pick,
    column: Arc<dyn Generator>,
}

impl Generator for Column {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.column.array(Items::List(&self.parents.rows(items)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.parents.explain(item, steps);
        for parent in self.parents.rows(Items::List(&[item])) {
            self.column.explain(parent, steps);
        }
    }
}

struct EntityColumn {
    parents: Pick,
    entities: Index,
    column: Arc<dyn Generator>,
}

impl Generator for EntityColumn {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let rows = self.parents.rows(items);
        self.column.array(Items::List(&self.entities.map(Items::List(&rows), |entity| entity)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.parents.explain(item, steps);
        for parent in self.parents.rows(Items::List(&[item])) {
            for entity in self.entities.map(Items::List(&[parent]), |entity| entity) {
                steps.number("entity", entity as f64, "the one the parent's row belongs to, from 0");
                self.column.explain(entity, steps);
            }
        }
    }
}
