//! What the mappings of a datagen config may hold, generators aside.

use crate::config::param::{Form, Interval, Kind, Section, optional, required};

/// Most datasets of a config: names among them are looked for one by one.
pub const MOST_DATASETS: usize = 1000;
/// Most columns of a dataset, for the same reason, and most of its linked pools.
pub const MOST_COLUMNS: usize = 10_000;

/// The words of `types`, in the order of their meaning.
pub const TYPES: &[&str] = &["text", "native"];

pub static DOCUMENT: Section = Section::new(
    "datagen",
    "docs/datagen.md#the-file",
    "Datasets made column by column",
    &[
        optional("seed", Kind::Seed, "42", "Seed of every random value"),
        optional(
            "scale_factor",
            Kind::Float(Interval::POSITIVE),
            "1.0",
            "Multiplies the rows of every dataset",
        )
        .example("0.01"),
        optional(
            "types",
            Kind::Word(TYPES),
            "text",
            "Whether dates, timestamps and UUIDs come as text or as DATE, TIMESTAMP and UUID",
        ),
        optional("description", Kind::Text, "none", "What the data is, in a sentence or two")
            .example("Orders of a web shop"),
        optional(
            "hierarchies",
            Kind::List(&Kind::Map(&HIERARCHY)),
            "none",
            "Trees of values whose levels columns show",
        )
        .example("[{ name: place, levels: [country, city], tree: { Germany: [Berlin, Hamburg], Malta: [Valletta] } }]"),
        required("datasets", Kind::List(&Kind::Map(&DATASET)), "The datasets to make").example(
            "[{ name: customers, output: data/customers, num_rows: 1000, columns: [{ name: id, generator: { type: sequential_id } }] }]",
        ),
        crate::config::run::PARAM,
    ],
);

/// Levels of a hierarchy at most.
pub const DEEPEST: usize = 8;

pub static HIERARCHY: Section = Section::new(
    "datagen.hierarchies",
    "docs/datagen.md#places-in-their-country",
    "A tree of values whose levels columns show",
    &[
        required("name", Kind::Text, "Name by which columns know it").example("place"),
        required(
            "levels",
            Kind::Choice("list of 2 to 8 texts", &[Kind::Tuple(2, &[Kind::Text; DEEPEST])]),
            "Names of the levels, from the widest to the narrowest",
        )
        .example("[country, city]"),
        required("tree", Kind::Tree, "The values; a branch weighs what its leaves weigh together")
            .example("{ Germany: { Berlin: 3.8, Hamburg: 1.9 }, Malta: [Valletta, Mosta] }"),
        optional(
            "weights",
            Kind::Weights,
            "from the leaves",
            "Weights of the first level's values; leaves then share out their branch's",
        )
        .example("{ Germany: 4, Malta: 1 }"),
    ],
);

pub static DATASET: Section = Section::new(
    "datagen.datasets",
    "docs/datagen.md#a-dataset",
    "One dataset: how many rows, and what fills its columns",
    &[
        required("name", Kind::Form(&NAME), "Name by which SQL and foreign keys know it").example("customers"),
        optional("description", Kind::Text, "from what it holds", "What the table holds, for listings, comments and dbt")
            .example("Orders as the shop took them"),
        required(
            "output",
            Kind::Text,
            "Directory of its Parquet files when written, inside the target directory",
        )
        .example("data/customers"),
        optional(
            "num_rows",
            Kind::Int(0, i64::MAX),
            "set by per_parent",
            "Rows before scaling; left out only where a foreign key says per_parent",
        )
        .example("1000"),
        optional(
            "scales",
            Kind::Bool,
            "true",
            "Whether the scale multiplies num_rows; false keeps the rows of a lookup at any scale",
        )
        .example("false"),
        optional("seed", Kind::Seed, "the config's seed", "Seed of this dataset alone").example("7"),
        optional("partition", Kind::Map(&PARTITION), "none", "Spread the rows over days")
            .example("{ column: order_date, start: 2025-01-01, days: 30 }"),
        optional("entity", Kind::Map(&ENTITY), "none", "A pool of entities whose attributes rows share").example(
            "{ pool_ratio: 0.1, columns: [{ name: user_id, generator: { type: uuid } }] }",
        ),
        optional(
            "linked_pools",
            Kind::List(&Kind::Map(&POOL)),
            "none",
            "Pools of values that are drawn together",
        )
        .example(
            "[{ name: device_user, pool_size: 500, shapes: [{ weight: 1, fields: { device_id: { type: uuid } } }] }]",
        ),
        optional("redelivery", Kind::Map(&REDELIVERY), "none", "Late duplicates of some rows").example(
            "{ fraction: 0.01, arrival_column: loaded_at, delay_seconds: { type: uniform_int, min: 60, max: 3600 } }",
        ),
        required("columns", Kind::SomeOf(&Kind::Map(&COLUMN)), "The columns, in order")
            .example("[{ name: id, generator: { type: sequential_id } }]"),
    ],
);

pub static COLUMN: Section = Section::new(
    "datagen.columns",
    "",
    "One column",
    &[
        required("name", Kind::Form(&NAME), "Name of the column").example("customer_id"),
        optional(
            "description",
            Kind::Text,
            "from what fills it",
            "What the values are, for listings, comments and dbt",
        )
        .example("Customer who placed the order"),
        required("generator", Kind::Generator, "What fills the column").example("{ type: uuid }"),
    ],
);

/// A text that SQL can quote as a name; see [`super::columns::check_name`].
static NAME: Form = Form { words: "text", pattern: "^[^\\x00-\\x1f\\x7f-\\x9f]+$" };

pub static PARTITION: Section = Section::new(
    "datagen.partition",
    "",
    "Days over which rows are spread",
    &[
        required("column", Kind::Form(&NAME), "Name of the day's column, which comes last")
            .example("order_date"),
        required("start", Kind::Date, "First day").example("2025-01-01"),
        required("days", Kind::Int(1, 1_000_000), "Number of days").example("30"),
    ],
);

pub static ENTITY: Section = Section::new(
    "datagen.entity",
    "",
    "A pool of entities whose attributes rows share",
    &[
        required(
            "pool_ratio",
            Kind::Float(Interval::POSITIVE),
            "Entities per row; at least one entity is made",
        )
        .example("0.1"),
        required("columns", Kind::List(&Kind::Map(&COLUMN)), "The attributes of an entity")
            .example("[{ name: user_id, generator: { type: uuid } }]"),
    ],
);

/// Most entries of a linked pool: its layout is held in memory, four bytes an entry.
pub const LARGEST_POOL: i64 = 100_000_000;

pub static POOL: Section = Section::new(
    "datagen.linked_pools",
    "docs/datagen.md#linked-pools",
    "Values that are drawn together",
    &[
        required("name", Kind::Text, "Name by which linked_choice knows the pool").example("device_user"),
        required("pool_size", Kind::Int(1, LARGEST_POOL), "Number of entries, whatever the scale")
            .example("500"),
        optional("seed", Kind::Seed, "from the dataset", "Seed of this pool alone").example("7"),
        required("shapes", Kind::SomeOf(&Kind::Map(&SHAPE)), "Ways of making entries")
            .example("[{ weight: 1, fields: { device_id: { type: uuid } } }]"),
    ],
);

pub static SHAPE: Section = Section::new(
    "datagen.shapes",
    "",
    "A way of making entries of a pool",
    &[
        required(
            "weight",
            Kind::Float(Interval::POSITIVE),
            "How often this shape is drawn, relative to the others",
        )
        .example("1"),
        optional("emit", Kind::Int(1, 1_000_000), "1", "Entries one draw of this shape makes"),
        optional("sticky", Kind::List(&Kind::Text), "none", "Fields drawn once for all entries of a draw")
            .example("[user_id]"),
        required("fields", Kind::Generators, "What fills each field")
            .example("{ device_id: { type: uuid } }"),
    ],
);

pub static REDELIVERY: Section = Section::new(
    "datagen.redelivery",
    "",
    "Late duplicates of some rows",
    &[
        required("fraction", Kind::Float(Interval::above(0.0, 1.0)), "Duplicates per row of a file")
            .example("0.01"),
        required("arrival_column", Kind::Text, "The timestamp column that shows the later arrival")
            .example("loaded_at"),
        required("delay_seconds", Kind::Generator, "How much later the duplicate arrives, in seconds")
            .example("{ type: uniform_int, min: 60, max: 3600 }"),
    ],
);
