//! The datagen language: datasets made of column generators.
//!
//! [`read`] turns text into a [`model::Datagen`]; what it may hold is in [`DOCUMENT`] and [`crate::generators`].

mod children;
mod columns;
mod correlate;
mod dataset;
mod hierarchies;
pub mod layout;
pub mod model;
mod outputs;
mod pools;
mod row_rules;
mod rows;
pub mod site;
pub mod table;

use model::{Datagen, Dataset, DatasetColumn};
use rows::Known;

pub use outputs::{UNWRITABLE, leaves};

use crate::config::Overrides;
use crate::config::key::{Items, Key};
use crate::config::name::check_name;
use crate::config::node::Node;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields, Report};
use crate::generators::hierarchy::Declared;
use crate::generators::scope::{TableColumn, Tables};
use crate::generators::site::Kept;

/// Most datasets of a config: names among them are looked for one by one.
const MOST_DATASETS: usize = 1000;

crate::words! {
    /// How dates, timestamps and UUIDs come.
    enum Types { Text = "text", Native = "native" }
}

const SEED: Key<u64> = Key::seed("seed").default(42).doc("Seed of every random value");
const SCALE_FACTOR: Key<f64> = Key::float("scale_factor", Interval::POSITIVE)
    .default(1.0)
    .doc("Multiplies the rows of every dataset")
    .example("0.01");
const TYPES: Key<Types> = Key::word("types")
    .default_word(Types::Text as usize)
    .doc("Whether dates, timestamps and UUIDs come as text or as DATE, TIMESTAMP and UUID");
const DESCRIPTION: Key<Option<&str>> = Key::text("description")
    .optional()
    .doc("What the data is, in a sentence or two")
    .example("Orders of a web shop");
static DATASETS: Key<Items> =
    Key::list("datasets", &Kind::Map(&dataset::SECTION))
    .doc("The datasets to make")
    .example("[{ name: customers, output: data/customers, num_rows: 1000, columns: [{ name: id, generator: { type: sequential_id } }] }]");

pub static DOCUMENT: Section = Section::new(
    "datagen",
    "docs/datagen.md#the-file",
    "Datasets made column by column",
    &[
        SEED.param,
        SCALE_FACTOR.param,
        TYPES.param,
        DESCRIPTION.param,
        hierarchies::HIERARCHIES.param,
        DATASETS.param,
        crate::config::run::PARAM,
    ],
);

/// Reads a config whose text was parsed. Every problem goes to the report; `None` if there is an error among them.
pub fn read(tree: &Node, overrides: Overrides, report: &Report) -> Option<Datagen> {
    let fields = Field::root(report, tree).fields(&DOCUMENT)?;
    let seed = fields.read(&SEED);
    let scale = fields.read(&SCALE_FACTOR);
    let native_types = fields.read(&TYPES).map(|types| types == Types::Native);
    let hierarchies = match fields.at(&hierarchies::HIERARCHIES) {
        Some(field) => hierarchies::read(field).unwrap_or_default(),
        None => Vec::new(),
    };
    let items = fields.at(&DATASETS)?.few_items(MOST_DATASETS)?;
    let drafts: Vec<Option<Fields>> = items.iter().map(|item| item.fields(&dataset::SECTION)).collect();
    let names: Vec<Option<&str>> = drafts.iter().map(|draft| draft.as_ref()?.read(&dataset::NAME)).collect();
    check_names(&drafts, &names);
    outputs::check(&drafts);
    let scale = overrides.scale.or(scale);
    let (known, children) = rows::count(&drafts, &names, scale);

    let mut datasets = Vec::new();
    for ((index, draft), children) in drafts.iter().enumerate().zip(children) {
        let seed = overrides.seed.or(seed);
        let around = Around {
            known: &known,
            hierarchies: &hierarchies,
            done: &datasets,
            // What cannot be read was reported.
            native: native_types.unwrap_or(true),
        };
        let dataset =
            draft.as_ref().and_then(|draft| dataset::read(draft, overrides, seed, around, index, children));
        datasets.push(dataset);
    }
    let datasets = datasets.into_iter().collect::<Option<_>>();
    let hierarchies = hierarchies.into_iter().filter_map(|declared| declared.read).collect();
    (!report.has_errors()).then_some(Datagen {
        datasets: datasets?,
        hierarchies,
        seed: overrides.seed.or(seed)?,
        scale: scale?,
        native_types: native_types?,
        description: fields.read(&DESCRIPTION)?.map(str::to_owned),
        kept: Kept::default(),
    })
}

/// What a dataset can refer to.
#[derive(Clone, Copy)]
struct Around<'a> {
    known: &'a [Known<'a>],
    hierarchies: &'a [Declared<'a>],
    /// The datasets before this one; `None` for what could not be read and was reported.
    done: &'a [Option<Dataset>],
    native: bool,
}

impl Tables for Around<'_> {
    fn names(&self) -> Vec<&str> {
        self.known.iter().map(|known| known.name).collect()
    }

    fn rows(&self, table: usize) -> Option<u64> {
        self.known[table].rows
    }

    fn columns(&self, table: usize) -> Option<Vec<TableColumn<'_>>> {
        let dataset = self.done.get(table)?.as_ref()?;
        Some(dataset.table_columns.iter().map(DatasetColumn::as_seen).collect())
    }

    fn was_read(&self, table: usize) -> bool {
        table < self.done.len()
    }

    fn own(&self) -> Option<usize> {
        Some(self.done.len())
    }

    fn fewest_children(&self, table: usize) -> u32 {
        match self.done.get(table).and_then(Option::as_ref).map(|dataset| &dataset.rows) {
            Some(model::Rows::Children(children)) => children.fewest(),
            Some(model::Rows::Own(_)) | None => 0,
        }
    }
}

/// Names must not be empty and must differ in more than case, as SQL's do.
fn check_names(drafts: &[Option<Fields<'_>>], names: &[Option<&str>]) {
    for (index, draft) in drafts.iter().enumerate() {
        let (Some(draft), Some(name)) = (draft, names[index]) else { continue };
        let Some(field) = draft.at(&dataset::NAME) else { continue };
        check_name(field, name);
        if let Some(other) = names[..index].iter().flatten().find(|other| other.eq_ignore_ascii_case(name)) {
            let message = format!("another dataset is called '{other}' (case does not count in SQL)");
            field.error("duplicate-name", message, None);
        }
    }
}
