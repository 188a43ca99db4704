//! Linked pools: entries whose fields are drawn together, made by one shape or another.

use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;
use arrow::compute::interleave;

use super::{Generator, Values};
use crate::facts::Facts;
use crate::random::{Alias, Items, Key, Stream};
use crate::steps::Steps;
use crate::tables::text::decoded;

/// A pool of tuples drawn together.
#[derive(Debug)]
pub struct Pool {
    pub name: String,
    pub size: u64,
    /// A seed of the pool's own; otherwise it hangs on the dataset's.
    pub seed: Option<u64>,
    /// How often rows pick each entry, of entries that are written out; all others are as likely as one another.
    pub weights: Option<Vec<f64>>,
    /// Ways of making entries; what is written out is one shape.
    pub shapes: Vec<PoolShape>,
    /// The fields every shape has, in the order of the first shape.
    pub fields: Vec<PoolField>,
}

/// A field of a pool, as its columns see it.
#[derive(Debug)]
pub struct PoolField {
    pub name: String,
    /// Of the generators of all shapes together.
    pub facts: Facts,
}

/// One way of making pool entries.
#[derive(Debug)]
pub struct PoolShape {
    pub weight: f64,
    /// Entries made by one draw of this shape.
    pub emit: u32,
    /// For each field, whether it is drawn once for all entries of a draw.
    pub sticky: Vec<bool>,
    /// In the order of [`Pool::fields`].
    pub fields: Vec<Generator>,
}

/// A field of every entry of a pool.
pub struct PoolValues {
    entries: Entries,
    /// The field's generator in each shape.
    shapes: Vec<Arc<dyn Values>>,
    /// For each shape, whether the field is shared by the entries of a draw.
    sticky: Vec<bool>,
}

impl PoolValues {
    /// A field's values under the key of the pool; `shapes` are those of its generator in each shape.
    pub fn new(pool: &Pool, field: usize, key: Key, shapes: Vec<Arc<dyn Values>>) -> PoolValues {
        let sticky = pool.shapes.iter().map(|shape| shape.sticky[field]).collect();
        PoolValues { entries: Entries::new(pool, key), shapes, sticky }
    }
}

/// Items are entries.
impl Values for PoolValues {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let entries: Vec<u64> = (0..items.len()).map(|position| items.item(position)).collect();
        let firsts = self.entries.firsts(&entries);
        let shapes = self.entries.shapes(&firsts);
        // Shapes may encode a text field differently, which is why texts are decoded. Each shape's part of the rows is made in one go, then the parts are laid out in row order.
        let mut parts: Vec<Vec<u64>> = vec![Vec::new(); self.shapes.len()];
        let mut places = Vec::with_capacity(entries.len());
        for ((entry, first), shape) in entries.iter().zip(&firsts).zip(&shapes) {
            let shape = *shape as usize;
            places.push((shape, parts[shape].len()));
            parts[shape].push(if self.sticky[shape] { *first } else { *entry });
        }
        let arrays: Vec<ArrayRef> = self
            .shapes
            .iter()
            .zip(&parts)
            .map(|(shape, part)| decoded(shape.array(Items::List(part))))
            .collect();
        if let [only] = arrays.as_slice() {
            return Arc::clone(only);
        }
        let arrays: Vec<&dyn arrow::array::Array> = arrays.iter().map(AsRef::as_ref).collect();
        interleave(&arrays, &places).expect("the shapes of a pool were checked to have one type")
    }

    fn explain(&self, entry: u64, steps: &mut Steps) {
        let firsts = self.entries.firsts(&[entry]);
        let shape = self.entries.shapes(&firsts)[0] as usize;
        steps.number("pool entry", entry as f64, format!("of the pool's {}, from 0", self.entries.size));
        steps.number("shape", shape as f64, "which of the pool's shapes made the entry, from 0");
        let source = if self.sticky[shape] { firsts[0] } else { entry };
        if source != entry {
            steps.number("shared", source as f64, "the entry whose value all of the same draw share");
        }
        self.shapes[shape].explain(source, steps);
    }
}

/// The layout of a pool: which shape made each entry, and which entries were made together.
struct Entries {
    size: u64,
    emits: Vec<u32>,
    alias: Alias,
    /// A shape is drawn at the first entry of each draw.
    draws: Stream,
    /// For each entry, the first one of its draw; empty while every draw makes one.
    firsts: OnceLock<Vec<u32>>,
}

impl Entries {
    fn new(pool: &Pool, key: Key) -> Entries {
        let weights: Vec<f64> = pool.shapes.iter().map(|shape| shape.weight).collect();
        Entries {
            size: pool.size,
            emits: pool.shapes.iter().map(|shape| shape.emit).collect(),
            alias: Alias::new(&weights),
            draws: Stream::new(key.child("shapes"), 1).pooled(pool.size),
            firsts: OnceLock::new(),
        }
    }

    /// The shapes drawn at these entries, each the first of its draw.
    fn shapes(&self, firsts: &[u64]) -> Vec<u32> {
        let mut words = Vec::new();
        self.draws.words(Items::List(firsts), &mut words);
        words.iter().map(|word| self.alias.choose(*word)).collect()
    }

    /// For each entry the first one of its draw.
    fn firsts(&self, entries: &[u64]) -> Vec<u64> {
        if self.emits.iter().all(|emit| *emit == 1) {
            return entries.to_vec();
        }
        let firsts = self.firsts.get_or_init(|| self.lay_out());
        entries.iter().map(|entry| u64::from(firsts[*entry as usize])).collect()
    }

    /// Draw after draw until the pool is full; what a last draw would add beyond it is cut off.
    fn lay_out(&self) -> Vec<u32> {
        let mut firsts = Vec::with_capacity(self.size as usize);
        let mut words = Vec::new();
        for start in (0..self.size).step_by(PIECE as usize) {
            let len = (self.size - start).min(PIECE);
            self.draws.words(Items::Range { first: start, len: len as usize }, &mut words);
            while (firsts.len() as u64) < start + len {
                let first = firsts.len() as u64;
                let emit = u64::from(self.emits[self.alias.choose(words[(first - start) as usize]) as usize]);
                firsts.resize((first + emit).min(self.size) as usize, first as u32);
            }
        }
        firsts
    }
}

/// Entries whose words are held at once while a pool is laid out.
const PIECE: u64 = 1 << 16;
