//! What the mappings of a datagen config may hold, generators aside.

use crate::config::param::{Interval, Kind, Need, Param};

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Param {
    Param { name, kind, need: Need::Required, doc }
}

const fn optional(name: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Param {
    Param { name, kind, need: Need::Default(default), doc }
}

/// Most datasets of a config: names among them are looked for one by one.
pub const MOST_DATASETS: usize = 1000;
/// Most columns of a dataset, for the same reason, and most of its linked pools.
pub const MOST_COLUMNS: usize = 10_000;

/// The words of `types`, in the order of their meaning.
pub const TYPES: &[&str] = &["text", "native"];

pub const DOCUMENT: &[Param] = &[
    optional("seed", Kind::Seed, "42", "Seed of every random value"),
    optional("scale_factor", Kind::Float(Interval::POSITIVE), "1.0", "Multiplies the rows of every dataset"),
    optional(
        "types",
        Kind::Word(TYPES),
        "text",
        "Whether dates, timestamps and UUIDs come as text or as DATE, TIMESTAMP and UUID",
    ),
    optional("hierarchies", Kind::List, "none", "Trees of values whose levels columns show"),
    required("datasets", Kind::List, "The datasets to make"),
];

pub const HIERARCHY: &[Param] = &[
    required("name", Kind::Text, "Name by which columns know it"),
    required("levels", Kind::Texts, "Names of the levels, from the widest to the narrowest"),
    required(
        "tree",
        Kind::Special(
            "mapping of values to mappings, one within another for each level but the last, \
                       whose values have weights ≥ 0 or stand in a list",
        ),
        "The values; a branch weighs what its leaves weigh together",
    ),
    optional(
        "weights",
        Kind::Weights,
        "from the leaves",
        "Weights of the first level's values; leaves then share out their branch's",
    ),
];

pub const DATASET: &[Param] = &[
    required("name", Kind::Text, "Name by which SQL and foreign keys know it"),
    required(
        "output",
        Kind::Text,
        "Directory of its Parquet files when written, inside the target directory",
    ),
    optional(
        "num_rows",
        Kind::Int(0, i64::MAX),
        "set by per_parent",
        "Rows before scaling; left out only where a foreign key says per_parent",
    ),
    optional("seed", Kind::Seed, "the config's seed", "Seed of this dataset alone"),
    optional("partition", Kind::Map, "none", "Spread the rows over days"),
    optional("entity", Kind::Map, "none", "A pool of entities whose attributes rows share"),
    optional("linked_pools", Kind::List, "none", "Pools of values that are drawn together"),
    optional("redelivery", Kind::Map, "none", "Late duplicates of some rows"),
    required("columns", Kind::List, "The columns, in order"),
];

pub const COLUMN: &[Param] = &[
    required("name", Kind::Text, "Name of the column"),
    required("generator", Kind::Generator, "What fills the column"),
];

pub const PARTITION: &[Param] = &[
    required("column", Kind::Text, "Name of the day's column, which comes last"),
    required("start", Kind::Date, "First day"),
    required("days", Kind::Int(1, 1_000_000), "Number of days"),
];

pub const ENTITY: &[Param] = &[
    required("pool_ratio", Kind::Float(Interval::POSITIVE), "Entities per row; at least one entity is made"),
    required("columns", Kind::List, "The attributes of an entity"),
];

/// Most entries of a linked pool: its layout is held in memory, four bytes an entry.
pub const LARGEST_POOL: i64 = 100_000_000;

pub const POOL: &[Param] = &[
    required("name", Kind::Text, "Name by which linked_choice knows the pool"),
    required("pool_size", Kind::Int(1, LARGEST_POOL), "Number of entries, whatever the scale"),
    optional("seed", Kind::Seed, "from the dataset", "Seed of this pool alone"),
    required("shapes", Kind::List, "Ways of making entries"),
];

pub const SHAPE: &[Param] = &[
    required(
        "weight",
        Kind::Float(Interval::POSITIVE),
        "How often this shape is drawn, relative to the others",
    ),
    optional("emit", Kind::Int(1, 1_000_000), "1", "Entries one draw of this shape makes"),
    optional("sticky", Kind::Texts, "none", "Fields drawn once for all entries of a draw"),
    required("fields", Kind::Generators, "What fills each field"),
];

pub const REDELIVERY: &[Param] = &[
    required("fraction", Kind::Float(Interval::above(0.0, 1.0)), "Duplicates per row of a file"),
    required("arrival_column", Kind::Text, "The timestamp column that shows the later arrival"),
    required("delay_seconds", Kind::Generator, "How much later the duplicate arrives, in seconds"),
];
