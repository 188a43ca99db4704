//! The datagen language: datasets made of column generators.
//!
//! [`read`] turns text into a [`model::Datagen`]; what it may hold is in [`DOCUMENT`] and [`crate::generators`].

mod children;
mod circles;
mod columns;
mod correlate;
mod dataset;
#[cfg(test)]
mod extending;
mod hierarchies;
pub(crate) mod layout;
mod lookup;
pub(crate) mod model;
mod outputs;
mod pools;
mod rate;
mod row_rules;
mod rows;
pub(crate) mod site;
pub(crate) mod table;

use std::cell::RefCell;
use std::sync::Arc;

use model::{Datagen, Dataset, DatasetColumn};
use rows::Known;

pub(crate) use outputs::{UNWRITABLE, leaves};

use crate::config::Overrides;
use crate::config::key::{Items, Key};
use crate::config::name::check_name;
use crate::config::node::{Node, Value};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields, Report};
use crate::config::types::ColumnType;
use crate::facts::{Arrivals, Facts};
use crate::generators::children::Children;
use crate::generators::hierarchy::Declared;
use crate::generators::of_children;
use crate::generators::outer::Outer;
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

/// The keys of a datagen config.
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
    read_beside(tree, overrides, report, &[])
}

/// As [`read`], beside tables of another language whose rows may be named.
pub fn read_beside(
    tree: &Node,
    overrides: Overrides,
    report: &Report,
    outer: &[Arc<Outer>],
) -> Option<Datagen> {
    let shown = learn(tree, overrides, report, outer);
    read_with(tree, overrides, report, Later::Known(&shown), outer)
}

fn read_with(
    tree: &Node,
    overrides: Overrides,
    report: &Report,
    later: Later<'_>,
    outer: &[Arc<Outer>],
) -> Option<Datagen> {
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
    let seeds = drafts.iter().map(|draft| overrides.seed.or(draft.as_ref()?.read(&dataset::SEED)?).or(seed));
    let seeds: Vec<Option<u64>> = seeds.collect();
    let extent = rows::Extent { scale, until: overrides.until, seeds: &seeds };
    let known = rows::count(&drafts, &names, extent);

    let mut datasets = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let around = Around {
            drafts: &drafts,
            known: &known,
            hierarchies: &hierarchies,
            done: &datasets,
            later,
            outer,
            // What cannot be read was reported.
            native: native_types.unwrap_or(true),
        };
        let seed = seeds.get(index).copied().flatten();
        let dataset = draft.as_ref().and_then(|draft| dataset::read(draft, overrides, seed, around, index));
        datasets.push(dataset);
    }
    if let Later::Unknown(learnt) = later {
        let columns = |dataset: &Option<Dataset>| {
            let shown = dataset.iter().flat_map(|dataset| &dataset.table_columns);
            dataset.as_ref().map(|_| shown.map(|one| (one.name.clone(), Arc::clone(&one.facts))).collect())
        };
        *learnt.borrow_mut() = datasets.iter().map(columns).collect();
        return None;
    }
    if let (false, Some(place)) = (report.has_errors(), datasets.iter().position(Option::is_none))
        && let Some(draft) = drafts.get(place).and_then(Option::as_ref)
    {
        let message = "has columns that need those of its children, which need them in turn";
        draft.whole.error("circle", message, None);
    }
    let datasets = datasets.into_iter().collect::<Option<_>>();
    let hierarchies = hierarchies.into_iter().filter_map(|declared| declared.read).collect();
    let datagen = Datagen {
        datasets: datasets?,
        outer: outer.to_vec(),
        hierarchies,
        seed: overrides.seed.or(seed)?,
        scale: scale?,
        native_types: native_types?,
        description: fields.read(&DESCRIPTION)?.map(str::to_owned),
        kept: Kept::default(),
    };
    circles::check(&datagen, &drafts);
    (!report.has_errors()).then_some(datagen)
}

/// The columns of every dataset, as far as they could be read.
type Shown = Vec<Option<Vec<(String, Arc<Facts>)>>>;

/// What is known of the columns of datasets that come later.
#[derive(Clone, Copy)]
enum Later<'a> {
    /// They are about to be learnt, from what was learnt before.
    Unknown(&'a RefCell<Shown>),
    Known(&'a Shown),
}

/// Most passes over a file to learn what type the columns have that are made of others' children.
const MOST_PASSES: usize = 8;

/// What the columns of all datasets are, for those that are read before them. Each pass over the file knows what the one before
/// it learnt; mistakes are told when the file is read for good.
fn learn(tree: &Node, overrides: Overrides, report: &Report, outer: &[Arc<Outer>]) -> Shown {
    let mut shown = Shown::new();
    if !asks_for_children(tree) || report.has_errors() {
        return shown;
    }
    for _ in 0..MOST_PASSES {
        let learnt = RefCell::new(shown.clone());
        read_with(tree, overrides, &Report::new(""), Later::Unknown(&learnt), outer);
        let next = learnt.into_inner();
        let kinds = |shown: &Shown| -> Vec<Vec<ColumnType>> {
            shown.iter().map(|own| own.iter().flatten().map(|(_, facts)| facts.kind).collect()).collect()
        };
        let settled = kinds(&next) == kinds(&shown);
        shown = next;
        if settled {
            break;
        }
    }
    shown
}

/// Whether any generator is one that looks at the children of its row.
fn asks_for_children(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => {
            let word = node.get("type").map(|node| &node.value);
            matches!(word, Some(Value::Text(name)) if name == of_children::ENTRY.name)
                || entries.iter().any(|(_, value)| asks_for_children(value))
        }
        Value::List(items) => items.iter().any(asks_for_children),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => false,
    }
}

/// What a dataset can refer to.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// What the file says of each, as far as it can be read.
    drafts: &'a [Option<Fields<'a>>],
    known: &'a [Known<'a>],
    hierarchies: &'a [Declared<'a>],
    later: Later<'a>,
    /// Tables of another language, counted after the datasets.
    outer: &'a [Arc<Outer>],
    /// The datasets before this one; `None` for what could not be read and was reported.
    done: &'a [Option<Dataset>],
    native: bool,
}

impl Around<'_> {
    /// The table of another language at a place among all.
    fn outer(&self, table: usize) -> Option<&Outer> {
        self.outer.get(table.checked_sub(self.known.len())?).map(Arc::as_ref)
    }
}

impl Tables for Around<'_> {
    fn names(&self) -> Vec<&str> {
        let own = self.known.iter().map(|known| known.name);
        own.chain(self.outer.iter().map(|outer| outer.name.as_str())).collect()
    }

    fn rows(&self, table: usize) -> Option<u64> {
        match self.known.get(table) {
            Some(known) => known.rows,
            None => self.outer(table).map(|outer| outer.rows),
        }
    }

    fn columns(&self, table: usize) -> Option<Vec<TableColumn<'_>>> {
        if let Some(outer) = self.outer(table) {
            let columns = outer.columns.iter();
            return Some(columns.map(|(name, facts)| TableColumn { name, facts, is_day: false }).collect());
        }
        let dataset = self.done.get(table)?.as_ref()?;
        Some(dataset.table_columns.iter().map(DatasetColumn::as_seen).collect())
    }

    fn was_read(&self, table: usize) -> bool {
        table < self.done.len() || self.outer(table).is_some()
    }

    fn refusal(&self, table: usize) -> Option<String> {
        let outer = self.outer(table).filter(|outer| outer.values.is_none())?;
        Some(format!(
            "the rows of '{}' are not numbered beforehand, so none of them can be named",
            outer.name
        ))
    }

    fn is_outer(&self, table: usize) -> bool {
        self.outer(table).is_some()
    }

    fn own(&self) -> Option<usize> {
        Some(self.done.len())
    }

    fn children(&self, table: usize) -> Option<&Children> {
        self.known.get(table)?.children.as_ref()
    }

    fn arrivals(&self, table: usize) -> Option<&Arc<Arrivals>> {
        self.known.get(table)?.arrivals.as_ref()
    }

    fn grows(&self, table: usize) -> bool {
        self.arrivals(table).is_some() || self.outer(table).is_some_and(|outer| outer.grows)
    }

    fn later_columns(&self, table: usize) -> Option<Vec<(&str, Arc<Facts>)>> {
        match self.later {
            Later::Known(shown) => {
                let columns = shown.get(table)?.as_ref()?;
                Some(columns.iter().map(|(name, facts)| (name.as_str(), Arc::clone(facts))).collect())
            }
            Later::Unknown(_) => None,
        }
    }

    fn declares(&self, table: usize, column: &str) -> bool {
        let draft = self.drafts.get(table).and_then(Option::as_ref);
        draft.is_some_and(|draft| columns::declares(draft, column))
    }

    fn learnt(&self, table: usize, column: &str) -> Option<Arc<Facts>> {
        let Later::Unknown(shown) = self.later else { return None };
        let shown = shown.borrow();
        let found = shown.get(table)?.as_ref()?.iter().find(|(name, _)| name == column)?;
        Some(Arc::clone(&found.1))
    }

    fn is_provisional(&self) -> bool {
        matches!(self.later, Later::Unknown(_))
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
