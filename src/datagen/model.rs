//! A datagen config with every default filled, every name an index and every rule checked.

use super::extent::Extent;
use super::generators::Generator;
use super::reach::Reach;
use crate::config::finding::At;
use crate::config::types::ColumnType;

/// A whole config.
#[derive(Debug)]
pub struct Datagen {
    pub datasets: Vec<Dataset>,
    /// The seed of datasets without one of their own: the call's, else the config's, else 42.
    pub seed: u64,
    /// What numbers of rows were multiplied by: the call's, else the config's, else 1.
    pub scale: f64,
    pub hierarchies: Vec<Hierarchy>,
    pub native_types: bool,
}

/// Nested values, drawn together: each leaf with its weight, and what stands above it at every level.
#[derive(Debug)]
pub struct Hierarchy {
    pub name: String,
    /// From the root's branches to the leaves.
    pub levels: Vec<Level>,
    /// One for each leaf; their sum is positive and finite.
    pub weights: Vec<f64>,
}

/// One level of a [`Hierarchy`].
#[derive(Debug)]
pub struct Level {
    pub name: String,
    pub values: Vec<String>,
    /// For each leaf, which of the values it lies under.
    pub of_leaf: Vec<u32>,
}

/// One dataset.
#[derive(Debug)]
pub struct Dataset {
    pub name: String,
    /// Where `plotsim_write` puts it, relative to the target directory.
    pub output: String,
    /// Where the config says so.
    pub output_at: At,
    /// The seed in force: the call's, else the dataset's own, else the config's.
    pub seed: u64,
    pub rows: Rows,
    pub partition: Option<Partition>,
    pub entity: Option<Entity>,
    pub pools: Vec<Pool>,
    pub redelivery: Option<Redelivery>,
    pub columns: Vec<Column>,
}

/// How many primary rows a dataset has and where they come from.
#[derive(Debug)]
pub enum Rows {
    /// A number of their own.
    Own(u64),
    /// Some for each row of a parent, in the parent's order.
    Children(Children),
}

/// The number of children of every parent row.
///
/// Parents are taken in strata of as many as there are `counts`; within each stratum every entry of `counts` is used once,
/// in a keyed order. So the counts follow their distribution exactly, and the total is known without counting.
#[derive(Clone, Debug)]
pub struct Children {
    pub parent: usize,
    pub parent_rows: u64,
    /// Children of the parents of one stratum, before shuffling.
    pub counts: Vec<u32>,
}

impl Dataset {
    /// True if rows are spread over days.
    pub fn days(&self) -> u64 {
        self.partition.as_ref().map_or(1, |partition| u64::from(partition.days))
    }
}

/// Rows spread evenly over days; the first `rows mod days` days get one more.
#[derive(Debug)]
pub struct Partition {
    pub column: String,
    /// Days since 1970-01-01.
    pub start: i32,
    pub days: u32,
}

/// A pool of entities that rows share.
#[derive(Debug)]
pub struct Entity {
    pub size: u64,
    pub columns: Vec<Column>,
}

/// A named column and what fills it.
#[derive(Debug)]
pub struct Column {
    pub name: String,
    pub generator: Generator,
    pub extent: Extent,
    /// First and last moment, if the values are dates or timestamps whose range is known.
    pub reach: Option<Reach>,
}

/// A pool of tuples drawn together.
#[derive(Debug)]
pub struct Pool {
    pub name: String,
    pub size: u64,
    /// A seed of the pool's own; otherwise it hangs on the dataset's.
    pub seed: Option<u64>,
    pub shapes: Vec<Shape>,
    /// The fields every shape has, in the order of the first shape.
    pub fields: Vec<PoolField>,
}

/// A field of a pool, as its columns see it.
#[derive(Debug)]
pub struct PoolField {
    pub name: String,
    pub kind: ColumnType,
    pub nullable: bool,
    /// The extents of all shapes' generators together.
    pub extent: Extent,
    /// As [`Column::reach`], of all shapes together.
    pub reach: Option<Reach>,
}

/// One way of making pool entries.
#[derive(Debug)]
pub struct Shape {
    pub weight: f64,
    /// Entries made by one draw of this shape.
    pub emit: u32,
    /// For each field, whether it is drawn once for all entries of a draw.
    pub sticky: Vec<bool>,
    /// In the order of [`Pool::fields`].
    pub fields: Vec<Generator>,
}

/// Late duplicates of rows.
#[derive(Debug)]
pub struct Redelivery {
    pub fraction: f64,
    /// Index into [`Dataset::columns`].
    pub arrival: usize,
    pub delay: Generator,
}
