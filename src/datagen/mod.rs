//! The datagen language: datasets made of column generators.
//!
//! [`read`] turns text into a [`model::Datagen`]; what it may hold is in [`vocabulary`] and [`crate::generators`].

mod children;
mod columns;
mod hierarchies;
pub mod layout;
pub mod model;
mod outputs;
mod pools;
mod rows;
pub mod site;
pub mod table;
pub mod vocabulary;

use model::{Datagen, Dataset, DatasetColumn, Redelivery};
use rows::Known;

pub use outputs::{UNWRITABLE, leaves};

use crate::config::Overrides;
use crate::config::node::Node;
use crate::config::reader::{Field, Fields, Report};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::generators::children::Children;
use crate::generators::hierarchy::Declared;
use crate::generators::peers::Peers;
use crate::generators::scope::{Place, Row, Scope, TableColumn, Tables};
use crate::generators::{self, Column};

/// Reads a config whose text was parsed. Every problem goes to the report; `None` if there is an error among them.
pub fn read(tree: &Node, overrides: Overrides, report: &Report) -> Option<Datagen> {
    let fields = Field::root(report, tree).fields(&vocabulary::DOCUMENT)?;
    let seed = fields.seed_or("seed", 42);
    let scale = fields.float_or("scale_factor", 1.0);
    let native_types = fields.word_or("types", 0).map(|word| word == 1);
    let hierarchies = match fields.get("hierarchies") {
        Some(field) => hierarchies::read(field).unwrap_or_default(),
        None => Vec::new(),
    };
    let items = fields.get("datasets")?.few_items(vocabulary::MOST_DATASETS)?;
    let drafts: Vec<Option<Fields>> = items.iter().map(|item| item.fields(&vocabulary::DATASET)).collect();
    let names: Vec<Option<&str>> = drafts.iter().map(|draft| draft.as_ref()?.text("name")).collect();
    check_names(&drafts, &names);
    outputs::check(&drafts);
    let scale = overrides.scale.or(scale);
    let (known, children) = rows::count(&drafts, &names, scale);

    let mut datasets = Vec::new();
    for ((index, draft), children) in drafts.iter().enumerate().zip(children) {
        let seed = overrides.seed.or(seed);
        let around = Around { known: &known, hierarchies: &hierarchies, done: &datasets };
        let dataset =
            draft.as_ref().and_then(|draft| read_dataset(draft, overrides, seed, around, index, children));
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
        description: fields.text("description").map(str::to_owned),
    })
}

/// What a dataset can refer to.
#[derive(Clone, Copy)]
struct Around<'a> {
    known: &'a [Known<'a>],
    hierarchies: &'a [Declared<'a>],
    /// The datasets before this one; `None` for what could not be read and was reported.
    done: &'a [Option<Dataset>],
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
}

/// Names must not be empty and must differ in more than case, as SQL's do.
fn check_names(drafts: &[Option<Fields<'_>>], names: &[Option<&str>]) {
    for (index, draft) in drafts.iter().enumerate() {
        let (Some(draft), Some(name)) = (draft, names[index]) else { continue };
        let Some(field) = draft.get("name") else { continue };
        columns::check_name(field, name);
        if let Some(other) = names[..index].iter().flatten().find(|other| other.eq_ignore_ascii_case(name)) {
            let message = format!("another dataset is called '{other}' (case does not count in SQL)");
            field.error("duplicate-name", message, None);
        }
    }
}

fn read_dataset(
    fields: &Fields<'_>,
    overrides: Overrides,
    seed: Option<u64>,
    around: Around<'_>,
    index: usize,
    children: Option<Children>,
) -> Option<Dataset> {
    let own_seed = match fields.get("seed") {
        Some(field) => field.seed(),
        None => seed,
    };
    let row_count = around.known[index].rows;
    // Problems of the columns are worth telling even when the number of rows is not known.
    let items = row_count.unwrap_or(1);
    let scope = Scope {
        field: fields.whole.clone(),
        items,
        in_array: false,
        place: Place::Entity,
        peers: Peers::NONE,
        hierarchies: around.hierarchies,
        tables: &around,
    };
    let partition = match fields.get("partition") {
        Some(field) => rows::partition(field).map(Some),
        None => Some(None),
    };
    let entity = match fields.get("entity") {
        Some(field) => columns::entity(field, &scope).map(Some),
        None => Some(None),
    };
    let pools = match fields.get("linked_pools") {
        Some(field) => pools::read(field, &scope, overrides),
        None => Some(Vec::new()),
    };
    // What could not be read was reported; the columns are read all the same, for their own problems.
    let day = partition.as_ref().and_then(Option::as_ref).map(|partition| (partition, partition.facts()));
    let row = Row {
        entity: entity.as_ref().and_then(Option::as_ref).map_or(&[], |entity| &entity.columns),
        day: day.as_ref().map(|(partition, facts)| TableColumn {
            name: &partition.column,
            facts,
            is_day: true,
        }),
        pools: pools.as_deref(),
        direct: true,
        children: children::find(fields)
            .first()
            .map(|(place, _)| (*place, children.as_ref().map_or(0, Children::most))),
    };
    let columns = columns::rows(fields, &scope, row);
    columns::check_names(fields);
    let redelivery = match fields.get("redelivery") {
        Some(field) => {
            redelivery(field, &Scope { place: Place::Aside, ..scope }, columns.as_deref()).map(Some)
        }
        None => Some(None),
    };
    if let Some((redelivery, rows)) = redelivery.as_ref().and_then(Option::as_ref).zip(row_count)
        && rows as f64 * (1.0 + redelivery.fraction) >= i64::MAX as f64
    {
        let field = fields.get("num_rows").unwrap_or(&fields.whole);
        let message = format!("is {rows}, which with the duplicates is more than can be numbered");
        field.error("out-of-range", message, None);
    }
    let rows = match children {
        Some(children) => model::Rows::Children(children),
        None => model::Rows::Own(row_count?),
    };
    let (entity, partition, columns) = (entity?, partition?, columns?);
    let table_columns = DatasetColumn::all(entity.as_ref(), &columns, partition.as_ref());
    Some(Dataset {
        name: fields.text("name")?.to_owned(),
        description: fields.text("description").map(str::to_owned),
        output: fields.text("output")?.to_owned(),
        output_at: fields.get("output")?.at(),
        seed: overrides.seed.or(own_seed)?,
        rows,
        partition,
        entity,
        pools: pools?,
        redelivery: redelivery?,
        columns,
        table_columns,
    })
}

/// Late duplicates; `columns` are what they repeat, `None` if they could not be read.
fn redelivery(field: &Field<'_>, scope: &Scope<'_>, columns: Option<&[Column]>) -> Option<Redelivery> {
    let fields = field.fields(&vocabulary::REDELIVERY)?;
    let fraction = fields.float("fraction");
    let delay_field = fields.get("delay_seconds");
    let delay = delay_field.and_then(|field| generators::read(field, &scope.at(field)));
    let arrival_field = fields.get("arrival_column")?;
    let name = arrival_field.text()?;
    let columns = columns?;
    let Some(arrival) = columns.iter().position(|column| column.name == name) else {
        let hint = suggest::hint(name, columns.iter().map(|column| column.name.as_str()));
        arrival_field.error("unknown-column", format!("'{name}' is not a column of this dataset"), hint);
        return None;
    };
    let facts = columns[arrival].facts();
    let Some(reach) = facts.reach().filter(|_| facts.kind == ColumnType::Timestamp) else {
        arrival_field.error("wrong-type", format!("'{name}' is not a timestamp column"), None);
        return None;
    };
    let delay = delay?;
    scope.seconds(delay_field?, &delay.facts, reach)?;
    Some(Redelivery { fraction: fraction?, arrival, delay })
}
