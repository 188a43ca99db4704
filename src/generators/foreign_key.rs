//! `foreign_key`: rows of another dataset.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::NullBuffer;

use super::after::days;
use super::boolean::coins;
use super::children::Parents;
use super::index::Index;
use super::layout::Layout;
use super::optional::with_nulls;
use super::sequential_id::numbers;
use super::zipf::Zipf;
use super::{Generator, Site, spec};
use crate::config::types::ColumnType;
use crate::datagen::model::Rows;
use crate::random::{Items, Key, Stream};
use crate::steps::Steps;

/// The generator of a reference under `key`, or of a further value of the row that another column of the site chose.
pub fn build(spec: &spec::ForeignKey, key: Key, site: &Site<'_>) -> Arc<dyn Generator> {
    let Some(leader) = spec.with else { return parent_row(spec, spec.pick, key, site) };
    let (mut generator, mut key) = site.peer(leader);
    let mut coins = Vec::new();
    while let spec::Generator::Optional(optional) = generator {
        coins.push((optional.prob, site.stream(key, 1)));
        (generator, key) = (&optional.inner, key.child("inner"));
    }
    let values = parent_row(spec, spec.pick, key, site);
    if coins.is_empty() { values } else { Arc::new(Together { coins, values }) }
}

/// A value of the parent's row that `pick` chooses under `key`.
fn parent_row(spec: &spec::ForeignKey, pick: spec::Pick, key: Key, site: &Site<'_>) -> Arc<dyn Generator> {
    let parents = match (pick, &site.dataset().rows) {
        (spec::Pick::PerParent, Rows::Children(children)) => Pick::PerParent(Parents::new(children, key)),
        (spec::Pick::Zipf(s), _) => Pick::Zipf(Zipf::new(spec.parent_rows, s, key)),
        (pick, _) => Pick::Index(Index::new(matches!(pick, spec::Pick::Unique), spec.parent_rows, key, site)),
    };
    let Some(column) = spec.column else {
        return Arc::new(RowNumber { parents, kind: spec.kind });
    };
    let parent = site.parent(spec.parent);
    match column {
        spec::ParentColumn::Own(column) => Arc::new(Column { parents, column: parent.column(column) }),
        spec::ParentColumn::Entity(column) => {
            Arc::new(EntityColumn { parents, entities: parent.entities(), column: parent.entity(column) })
        }
        spec::ParentColumn::Day => {
            let start = parent.dataset().partition.as_ref().map_or(0, |partition| partition.start);
            Arc::new(Day { parents, layout: Layout::of(parent.dataset()), start })
        }
    }
}

/// Values that are left out where the column they follow is.
struct Together {
    coins: Vec<(f64, Stream)>,
    values: Arc<dyn Generator>,
}

impl Generator for Together {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let values = self.values.array(items);
        self.coins.iter().fold(values, |values, (prob, words)| {
            with_nulls(values, NullBuffer::new(coins(words, *prob, items)))
        })
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for (prob, words) in &self.coins {
            steps.words(&words.item(item), "the coin of the column it goes with");
            steps.number("probability", *prob, "NULL unless word/2⁶⁴ is below it");
        }
        self.values.explain(item, steps);
    }
}

/// The partition day of the parent's row.
struct Day {
    parents: Pick,
    layout: Layout,
    start: i32,
}

impl Generator for Day {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        days(self.layout, self.start, Items::List(&self.parents.rows(items)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.parents.explain(item, steps);
        for parent in self.parents.rows(Items::List(&[item])) {
            steps.number("day", self.layout.day(parent) as f64, "the parent row's partition day, from 0");
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
