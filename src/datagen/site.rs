//! What generators refer to while the values of a dataset are built.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{ArrayRef, Date32Array, new_null_array};
use arrow::datatypes::DataType;

use super::layout::{self, Layout};
use super::model::{Correlated, Correlation, Datagen, Dataset, Entity, Origin, Rows};
use crate::facts::{Peer, Pick};
use crate::generators::children::Parents;
use crate::generators::index::Index;
use crate::generators::pool::PoolValues;
use crate::generators::scores::{self, Scores};
use crate::generators::shared::Columns;
use crate::generators::site::{Failures, Kept, Naming, Teller};
use crate::generators::{Generator, Site, Surroundings, Values};
use crate::random::{Items, Key, Score, Stream};
use crate::steps::Steps;
use crate::workers::Workers;

/// What a reading of a dataset has at hand.
#[derive(Clone, Debug)]
pub struct Room {
    pub workers: Workers,
    pub failures: Arc<Failures>,
    /// The columns of rows that are built.
    columns: Arc<Columns>,
    /// The columns that are being built, where it is only asked whether they can be.
    trail: Option<Arc<Mutex<Trail>>>,
}

/// The columns that are being built, each for the one before it.
#[derive(Debug, Default)]
struct Trail {
    columns: Vec<(usize, Part, usize)>,
    is_circle: bool,
}

/// What stands for a column in a circle, which nobody reads.
struct Nothing;

impl Values for Nothing {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        new_null_array(&DataType::Int32, items.len())
    }

    fn explain(&self, _: u64, _: &mut Steps) {}
}

impl Room {
    pub fn new(workers: &Workers) -> Room {
        Room { workers: workers.clone(), failures: Arc::default(), columns: Arc::default(), trail: None }
    }

    /// A room in which values are built to see whether they can be.
    pub fn trailing() -> Room {
        Room { trail: Some(Arc::default()), ..Room::single() }
    }

    /// Whether a column was met while it was built.
    pub fn is_circle(&self) -> bool {
        self.trail.as_ref().is_some_and(|trail| lock(trail).is_circle)
    }

    /// A room for the calling thread alone.
    pub fn single() -> Room {
        Room::new(&Workers::single())
    }
}

/// A dataset, or a part of one, whose values are built.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    datagen: &'a Datagen,
    room: &'a Room,
    /// Index of the dataset.
    index: usize,
    part: Part,
}

fn lock(trail: &Mutex<Trail>) -> MutexGuard<'_, Trail> {
    trail.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the items of a place are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Rows,
    Entities,
    /// Entries of a pool that this shape made.
    Entries {
        pool: usize,
        shape: usize,
    },
}

/// The key of a dataset.
pub fn dataset_key(seed: u64, name: &str) -> Key {
    Key::root(seed).child("dataset").child(name)
}

/// The key of one of a dataset's own columns.
pub fn column_key(dataset: Key, column: &str) -> Key {
    dataset.child("column").child(column)
}

impl<'a> Place<'a> {
    /// The rows of a dataset.
    pub fn rows(datagen: &'a Datagen, index: usize, room: &'a Room) -> Place<'a> {
        Place { datagen, room, index, part: Part::Rows }
    }

    /// The dataset itself.
    fn dataset(&self) -> &'a Dataset {
        &self.datagen.datasets[self.index]
    }

    /// The key of the dataset.
    pub fn dataset_key(&self) -> Key {
        dataset_key(self.dataset().seed, &self.dataset().name)
    }

    /// The site of values for these items: rows read in order, entities and entries as a pool.
    pub fn site(&self) -> Site<'_> {
        let key = self.dataset_key();
        match self.part {
            Part::Rows => Site::new(self, key.child("draw")),
            Part::Entities => Site::new(self, key.child("entity draw")).pooled(self.entity_count()),
            Part::Entries { pool, shape } => {
                let shared = self.pool_key(pool).child("draw").child(&shape.to_string());
                Site::new(self, shared).pooled(self.dataset().pools[pool].size)
            }
        }
    }

    fn entity_count(&self) -> u64 {
        self.dataset().entity.as_ref().map_or(1, |entity| entity.size)
    }

    /// The key of one of the dataset's pools.
    fn pool_key(&self, pool: usize) -> Key {
        let pool = &self.dataset().pools[pool];
        pool.seed.map_or_else(|| self.dataset_key(), Key::root).child("pool").child(&pool.name)
    }

    /// The generator of a column of the same row, entity or pool entry, and its key.
    fn column(&self, column: usize) -> (&'a Generator, Key) {
        let dataset = self.dataset();
        match self.part {
            Part::Rows => {
                let column = &dataset.columns[column];
                (&column.generator, column_key(self.dataset_key(), &column.name))
            }
            Part::Entities => {
                let entity =
                    dataset.entity.as_ref().expect("only a dataset with entities has entity columns");
                let column = &entity.columns[column];
                (&column.generator, self.dataset_key().child("entity").child(&column.name))
            }
            Part::Entries { pool, shape } => {
                let (key, pool) = (self.pool_key(pool), &dataset.pools[pool]);
                let key = key.child("shape").child(&shape.to_string()).child(&pool.fields[column].name);
                (&pool.shapes[shape].fields[column], key)
            }
        }
    }

    /// The values of a column of the same row, entity or pool entry.
    pub fn own(&self, column: usize, site: &Site<'_>) -> Arc<dyn Values> {
        let Some(trail) = &self.room.trail else {
            // What reads several rows of a column at once, as those of a parent, or draws of its own, builds its own.
            if self.part != Part::Rows || !site.is_of_rows(self.dataset_key().child("draw")) {
                return self.build(column, site);
            }
            return self.room.columns.get((self.index, column), || self.build(column, site));
        };
        let own = (self.index, self.part, column);
        {
            let mut trail = lock(trail);
            if trail.columns.contains(&own) {
                trail.is_circle = true;
                return Arc::new(Nothing);
            }
            trail.columns.push(own);
        }
        let values = self.build(column, site);
        lock(trail).columns.pop();
        values
    }

    fn build(&self, column: usize, site: &Site<'_>) -> Arc<dyn Values> {
        let (generator, key) = self.column(column);
        let scores = self.scores(column);
        let values = generator.build(key, &site.correlated(scores.as_ref()));
        match scores {
            None => values,
            Some(scores) => Arc::new(scores::Correlated { values, sources: self.sources(column, &scores) }),
        }
    }

    /// What a column is in terms of the correlated ones, if it is one of them.
    fn correlated(&self, column: usize) -> Option<(&'a Correlation, &'a Correlated)> {
        let correlation = &self.dataset().correlation;
        let origin = match self.part {
            Part::Rows => Origin::Own(column),
            Part::Entities => Origin::Entity(column),
            Part::Entries { .. } => return None,
        };
        Some((correlation, &correlation.columns[correlation.place(origin)?]))
    }

    /// The scores of a correlated column, unless it draws the words of its own key anyway.
    fn scores(&self, column: usize) -> Option<Scores> {
        let (correlation, own) = self.correlated(column)?;
        if own.own_words && own.factor.len() == 1 {
            return None;
        }
        let source = |(place, weight): &(usize, f64)| {
            let other = &correlation.columns[*place];
            let weight = if other.turned { -weight } else { *weight };
            Score { key: self.score_key(other), weight }
        };
        Some(Scores { sources: own.factor.iter().map(source).collect(), turned: own.turned })
    }

    /// The key of a correlated column's own scores: of the words it draws where it is alone, so that it keeps its values where
    /// others follow it.
    fn score_key(&self, column: &Correlated) -> Key {
        let place = match column.origin {
            Origin::Own(place) | Origin::Entity(place) => place,
            // No partition is correlated.
            Origin::Day => 0,
        };
        let key = self.column(place).1;
        if column.own_words { key } else { key.child("score") }
    }

    /// The sources of a column's scores, as they are told.
    fn sources(&self, column: usize, scores: &Scores) -> Vec<scores::Source> {
        let Some((correlation, own)) = self.correlated(column) else { return Vec::new() };
        let source = |((place, weight), score): (&(usize, f64), &Score)| {
            let other = &correlation.columns[*place];
            let name = self.dataset().correlated_name(*place).unwrap_or_default();
            scores::Source {
                column: name.to_owned(),
                words: Stream::new(score.key, 1),
                weight: *weight,
                turned: other.turned,
            }
        };
        own.factor.iter().zip(&scores.sources).map(source).collect()
    }

    /// Which entity each row belongs to.
    pub fn entities(&self, site: &Site<'_>) -> Index {
        let key = self.dataset_key().child("entities");
        let dataset = self.dataset();
        match dataset.entity.as_ref().zip(dataset.arrivals.clone()) {
            Some((entity, arrivals)) => {
                let ratio = entity.ratio;
                let there = move |row| Entity::size_of(arrivals.by(arrivals.day_of(row)), ratio);
                Index::among(Arc::new(there), key, site)
            }
            None => Index::new(false, self.entity_count(), key, site),
        }
    }

    /// The values of one of the entity's columns; items are entities.
    pub fn entity(&self, column: usize) -> Arc<dyn Values> {
        let entities = Place { part: Part::Entities, ..*self };
        entities.own(column, &entities.site())
    }

    /// A field of a linked pool; items are entries.
    pub fn pool_entries(&self, pool: usize, field: usize) -> Arc<dyn Values> {
        let spec = &self.dataset().pools[pool];
        let shape = |shape| {
            let entries = Place { part: Part::Entries { pool, shape }, ..*self };
            entries.own(field, &entries.site())
        };
        if spec.weights.is_some() {
            return shape(0);
        }
        let shapes = (0..spec.shapes.len()).map(shape).collect();
        Arc::new(PoolValues::new(spec, field, self.pool_key(pool), shapes))
    }

    /// A column of the table; items are rows.
    fn table_column(&self, origin: Origin, site: &Site<'_>) -> Arc<dyn Values> {
        match origin {
            Origin::Entity(column) => {
                Arc::new(OfEntity { entities: self.entities(site), column: self.entity(column) })
            }
            Origin::Own(column) => self.own(column, site),
            Origin::Day => {
                let start = self.dataset().partition.as_ref().map_or(0, |partition| partition.start);
                Arc::new(Days { layout: Layout::of(self.dataset()), start })
            }
        }
    }
}

impl Surroundings for Place<'_> {
    fn peer(&self, peer: Peer, site: &Site<'_>) -> Arc<dyn Values> {
        match peer {
            Peer::Column(column) => self.own(column, site),
            Peer::Entity(column) => self.table_column(Origin::Entity(column), site),
            Peer::Day => self.table_column(Origin::Day, site),
        }
    }

    fn key(&self, column: usize) -> Key {
        self.column(column).1
    }

    fn column_of(&self, table: usize, column: usize) -> Arc<dyn Values> {
        if let Some(outer) = self.datagen.outer(table) {
            return outer
                .values
                .as_ref()
                .map_or_else(|| Arc::new(Nothing) as Arc<dyn Values>, |make| make(column));
        }
        let parent = Place::rows(self.datagen, table, self.room);
        let rows = layout::rows(parent.dataset());
        parent.table_column(parent.dataset().table_columns[column].origin, &parent.site().pooled(rows))
    }

    fn parents(&self) -> Option<Parents> {
        let Rows::Children(children) = &self.dataset().rows else { return None };
        let decides = |column: &usize| {
            let reference = &self.dataset().columns[*column].facts().reference;
            reference.as_ref().is_some_and(|one| one.pick == Pick::Parent && one.with.is_none())
        };
        let column = (0..self.dataset().columns.len()).find(decides)?;
        Some(Parents::new(children, Place { part: Part::Rows, ..*self }.key(column)))
    }

    fn parents_of(&self, table: usize) -> Option<Parents> {
        if self.datagen.outer(table).is_some() {
            return None;
        }
        Place::rows(self.datagen, table, self.room).parents()
    }

    fn grows(&self, table: usize) -> bool {
        match self.datagen.datasets.get(table) {
            Some(dataset) => dataset.arrivals.is_some(),
            None => self.datagen.outer(table).is_some_and(|outer| outer.grows),
        }
    }

    fn kept(&self) -> &Kept {
        &self.datagen.kept
    }

    fn workers(&self) -> Workers {
        self.room.workers.clone()
    }

    fn teller(&self) -> Teller {
        let item = match self.part {
            Part::Rows => "row",
            Part::Entities => "entity",
            Part::Entries { .. } => "entry",
        };
        Teller {
            failures: Arc::clone(&self.room.failures),
            table: format!("dataset '{}'", self.dataset().name),
            items: Naming::Number(item),
        }
    }

    fn with_failures(&self, failures: &Arc<Failures>, then: &mut dyn FnMut(&dyn Surroundings)) {
        // Columns built elsewhere tell of their failures there.
        let room = Room { failures: Arc::clone(failures), columns: Arc::default(), ..self.room.clone() };
        then(&Place { room: &room, ..*self });
    }

    fn pool(&self, pool: usize, field: usize, site: &Site<'_>) -> (Index, Arc<dyn Values>) {
        let spec = &self.dataset().pools[pool];
        let who = match self.part {
            Part::Rows | Part::Entries { .. } => "pick",
            Part::Entities => "entity pick",
        };
        let key = self.dataset_key().child(who).child(&spec.name);
        let picks = match &spec.weights {
            Some(weights) => Index::weighed(weights, key, site),
            None => Index::new(false, spec.size, key, site),
        };
        (picks, self.pool_entries(pool, field))
    }
}

/// A column of the entity each row belongs to.
struct OfEntity {
    entities: Index,
    column: Arc<dyn Values>,
}

impl Values for OfEntity {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.column.array(Items::List(&self.entities.map(items, |entity| entity)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.entities.explain(item, steps);
        for entity in self.entities.map(Items::List(&[item]), |entity| entity) {
            steps.number("entity", entity as f64, "the one the row belongs to, from 0");
            self.column.explain(entity, steps);
        }
    }
}

/// The partition days of rows.
struct Days {
    layout: Layout,
    /// Days since 1970-01-01.
    start: i32,
}

impl Values for Days {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let day = |position| self.start + self.layout.day(items.item(position)) as i32;
        Arc::new(Date32Array::from_iter_values((0..items.len()).map(day)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.number("day", self.layout.day(item) as f64, "of the partition, from 0");
    }
}
