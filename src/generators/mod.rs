//! The generators of the datagen language at work: from item numbers to Arrow arrays.
//!
//! One generator per file, each the counterpart of the file of the same name in [`crate::datagen::generators`],
//! which says its parameters and bounds. A generator is a pure function of the item's number and its key; see
//! [`crate::random`]. Values have their natural type ([`spec::Generator::kind`]); [`text`] renders dates and UUIDs as text.

mod after;
pub mod alias;
mod base;
mod boolean;
pub mod cell;
mod child_number;
mod children;
pub mod constant;
mod date;
mod foreign_key;
mod geometric;
mod hierarchy;
pub mod index;
mod json;
mod json_array;
mod json_object;
pub mod layout;
mod linked_choice;
mod log_normal;
mod one_of;
mod optional;
mod sequential_id;
mod string_pattern;
pub mod text;
mod timestamp;
pub mod timestamp_offset;
mod uniform_float;
mod uniform_int;
mod uuid;
mod weighted_choice;
mod zipf;

use std::sync::Arc;

pub use linked_choice::FieldEntries as LinkedChoiceEntries;

use arrow::array::ArrayRef;

use crate::datagen::generators as spec;
use crate::datagen::model::{Datagen, Dataset};
use crate::random::{Items, Key, Stream};
use crate::steps::Steps;

/// Makes the values of a column, or of a part of one.
pub trait Generator: Send + Sync {
    /// The values of the selected items: an array of their number.
    fn array(&self, items: Items<'_>) -> ArrayRef;

    /// Tells what decided the value of an item, up to but without the value.
    fn explain(&self, item: u64, steps: &mut Steps);
}

/// Where a generator is built: what it may refer to and how it will be read.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub datagen: &'a Datagen,
    /// Index of the dataset.
    pub dataset: usize,
    part: Part,
    /// Under which the draws are made that several generators of the part share.
    shared: Key,
    /// The number of items if they are read again and again in any order, as those of a pool are.
    pool: Option<u64>,
}

/// What the items of a site are.
#[derive(Clone, Copy)]
enum Part {
    Rows,
    Entities,
    /// Entries of a pool that this shape made.
    Entries {
        pool: usize,
        shape: usize,
    },
}

impl<'a> Site<'a> {
    /// The rows of a dataset.
    pub fn rows(datagen: &'a Datagen, dataset: usize) -> Site<'a> {
        let key = dataset_key(&datagen.datasets[dataset]);
        Site { datagen, dataset, part: Part::Rows, shared: key.child("draw"), pool: None }
    }

    /// The dataset itself.
    pub fn dataset(&self) -> &'a Dataset {
        &self.datagen.datasets[self.dataset]
    }

    /// The key of the dataset.
    pub fn key(&self) -> Key {
        dataset_key(self.dataset())
    }

    /// The same site, read as a pool of `items`.
    pub fn pooled(self, items: u64) -> Site<'a> {
        Site { pool: Some(items), ..self }
    }

    /// The items of arrays in this site, at most `most` for each of its own; `key` is the array's.
    fn elements(self, key: Key, most: u64) -> Site<'a> {
        let pool = self.pool.map(|items| items.saturating_mul(most));
        Site { pool, shared: key.child("draw"), ..self }
    }

    /// The rows of another dataset, of which any may be asked for.
    fn parent(self, dataset: usize) -> Site<'a> {
        let site = Site::rows(self.datagen, dataset);
        site.pooled(layout::rows(site.dataset()))
    }

    /// The entries of one of the dataset's pools that a shape makes.
    fn entries(self, pool: usize, shape: usize) -> Site<'a> {
        let part = Part::Entries { pool, shape };
        let shared = self.pool_key(pool).child("draw").child(&shape.to_string());
        Site { part, shared, pool: Some(self.dataset().pools[pool].size), ..self }
    }

    /// A stream of words, kept in memory where the site is a pool.
    fn stream(&self, key: Key, width: usize) -> Stream {
        let stream = Stream::new(key, width);
        match self.pool {
            Some(items) => stream.pooled(items),
            None => stream,
        }
    }

    /// The key of one of the dataset's pools.
    fn pool_key(&self, pool: usize) -> Key {
        let pool = &self.dataset().pools[pool];
        pool.seed.map_or_else(|| self.key(), Key::root).child("pool").child(&pool.name)
    }

    /// A column of the same row, entity or pool entry, and its key.
    fn peer(&self, column: usize) -> (&'a spec::Generator, Key) {
        let dataset = self.dataset();
        match self.part {
            Part::Rows => {
                let column = &dataset.columns[column];
                (&column.generator, self.key().child("column").child(&column.name))
            }
            Part::Entities => {
                let entity =
                    dataset.entity.as_ref().expect("only a dataset with entities has entity columns");
                let column = &entity.columns[column];
                (&column.generator, self.key().child("entity").child(&column.name))
            }
            Part::Entries { pool, shape } => {
                let (key, pool) = (self.pool_key(pool), &dataset.pools[pool]);
                let key = key.child("shape").child(&shape.to_string()).child(&pool.fields[column].name);
                (&pool.shapes[shape].fields[column], key)
            }
        }
    }

    /// The generator of a column of the same row, entity or pool entry.
    pub fn column(&self, column: usize) -> Arc<dyn Generator> {
        let (generator, key) = self.peer(column);
        build(generator, key, self)
    }

    /// Which entity each row belongs to.
    pub fn entities(&self) -> index::Index {
        let size = self.dataset().entity.as_ref().map_or(1, |entity| entity.size);
        index::Index::new(false, size, self.key().child("entities"), self)
    }

    /// The generator of one of the entity's columns; its items are entities.
    pub fn entity(&self, column: usize) -> Arc<dyn Generator> {
        let size = self.dataset().entity.as_ref().map_or(1, |entity| entity.size);
        let shared = self.key().child("entity draw");
        Site { part: Part::Entities, shared, ..*self }.pooled(size).column(column)
    }
}

fn dataset_key(dataset: &Dataset) -> Key {
    Key::root(dataset.seed).child("dataset").child(&dataset.name)
}

/// The maker of a specified generator's values under `key`.
pub fn build(generator: &spec::Generator, key: Key, site: &Site<'_>) -> Arc<dyn Generator> {
    use spec::Generator as G;
    match generator {
        G::SequentialId { kind } => Arc::new(sequential_id::SequentialId { kind: *kind }),
        G::Uuid => Arc::new(uuid::Uuid { words: site.stream(key, 2) }),
        G::ForeignKey(spec) => foreign_key::build(spec, key, site),
        G::Constant(value) => Arc::new(constant::Constant::new(value)),
        G::WeightedChoice { values, weights } => {
            Arc::new(weighted_choice::WeightedChoice::new(values, weights, site.stream(key, 1)))
        }
        G::OneOf { values, unique } => {
            Arc::new(one_of::OneOf::new(values, index::Index::new(*unique, values.len() as u64, key, site)))
        }
        G::StringPattern { pieces, unique } => {
            Arc::new(string_pattern::StringPattern::new(pieces, *unique, key, site))
        }
        G::UniformInt { min, size, unique } => {
            let index = index::Index::new(*unique, *size, key, site);
            Arc::new(uniform_int::UniformInt { min: *min, index, kind: generator.kind() })
        }
        G::UniformFloat { min, max } => {
            Arc::new(uniform_float::UniformFloat { min: *min, max: *max, words: site.stream(key, 1) })
        }
        G::LogNormal { median, sigma, max } => {
            let words = site.stream(key, 1);
            Arc::new(log_normal::LogNormal {
                mu: libm::log(*median),
                sigma: *sigma,
                max: *max,
                kind: generator.kind(),
                words,
            })
        }
        G::Geometric { p, min, kind } => Arc::new(geometric::Geometric {
            log_q: libm::log1p(-p),
            min: *min,
            kind: *kind,
            words: site.stream(key, 1),
        }),
        G::Date { start, days, unique } => {
            Arc::new(date::Date { start: *start, index: index::Index::new(*unique, *days, key, site) })
        }
        G::Timestamp { start, seconds, unique } => Arc::new(timestamp::Timestamp {
            start: *start,
            index: index::Index::new(*unique, *seconds, key, site),
        }),
        G::TimestampOffset(spec) => Arc::new(timestamp_offset::TimestampOffset::new(spec, key, site)),
        G::Bool { prob } => Arc::new(boolean::Bool { prob: *prob, words: site.stream(key, 1) }),
        G::Optional(spec) => Arc::new(optional::Optional {
            prob: spec.prob,
            coins: site.stream(key, 1),
            inner: build(&spec.inner, key.child("inner"), site),
        }),
        G::JsonObject(spec) => Arc::new(json_object::JsonObject::new(spec, key, site)),
        G::JsonArray(spec) => Arc::new(json_array::JsonArray::new(spec, key, site)),
        G::LinkedChoice(spec) => Arc::new(linked_choice::LinkedChoice::new(spec, site)),
        G::After(spec) => Arc::new(after::After::new(spec, key, site)),
        G::Hierarchy(spec) => Arc::new(hierarchy::Hierarchy::new(spec, site)),
        G::ParentValue(spec) => foreign_key::build(spec, key, site),
        G::ChildNumber => Arc::new(child_number::ChildNumber::new(site)),
    }
}
