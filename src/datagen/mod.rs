//! The datagen language: datasets made of column generators.
//!
//! [`read`] turns text into a [`model::Datagen`]; what it may hold is in [`vocabulary`] and [`generators`].

mod children;
mod columns;
pub mod extent;
pub mod generators;
mod hierarchies;
pub mod model;
mod outputs;
mod peers;
mod pools;
pub mod reach;
mod rows;
mod scope;
pub mod table;
pub mod vocabulary;

use hierarchies::Declared;
use model::{Column, Datagen, Dataset, Redelivery};
use peers::Peers;
use scope::{Known, Place, Row, Scope};

pub use outputs::UNWRITABLE;
pub use scope::is_key;

use crate::config::Overrides;
use crate::config::node::Node;
use crate::config::reader::{Field, Fields, Report};
use crate::config::suggest;

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
        // A dataset that cannot be read hides nothing that comes after it, but nothing may refer to its columns.
        let seed = overrides.seed.or(seed);
        let around = Around { known: &known, hierarchies: &hierarchies, done: &datasets };
        match draft.as_ref().and_then(|draft| read_dataset(draft, overrides, seed, around, index, children)) {
            Some(dataset) if datasets.len() == index => datasets.push(dataset),
            _ => {}
        }
    }
    let hierarchies = hierarchies.into_iter().filter_map(|declared| declared.read).collect();
    (!report.has_errors()).then_some(Datagen {
        datasets,
        hierarchies,
        seed: overrides.seed.or(seed)?,
        scale: scale?,
        native_types: native_types?,
    })
}

/// What a dataset can refer to.
#[derive(Clone, Copy)]
struct Around<'a> {
    known: &'a [Known<'a>],
    hierarchies: &'a [Declared<'a>],
    done: &'a [Dataset],
}

/// Names must not be empty and must differ in more than case, as SQL's do.
fn check_names(drafts: &[Option<Fields<'_>>], names: &[Option<&str>]) {
    for (index, draft) in drafts.iter().enumerate() {
        let (Some(draft), Some(name)) = (draft, names[index]) else { continue };
        let Some(field) = draft.get("name") else { continue };
        if name.is_empty() {
            field.error("empty-name", "must not be empty", None);
        }
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
    children: Option<model::Children>,
) -> Option<Dataset> {
    let Around { known, hierarchies, done } = around;
    let own_seed = match fields.get("seed") {
        Some(field) => field.seed(),
        None => seed,
    };
    let row_count = known[index].rows;
    // Problems of the columns are worth telling even when the number of rows is not known.
    let items = row_count.unwrap_or(1);
    let scope = Scope {
        field: fields.whole.clone(),
        items,
        in_array: false,
        place: Place::Entity,
        peers: Peers::NONE,
        hierarchies,
        known,
        done,
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
    let row = Row {
        entity: entity.as_ref().and_then(Option::as_ref),
        partition: partition.as_ref().and_then(Option::as_ref),
        pools: pools.as_deref(),
        direct: true,
        children: !children::find(fields).is_empty(),
    };
    let columns = columns::rows(fields, &scope, row);
    columns::check_names(fields);
    let redelivery = match fields.get("redelivery") {
        Some(field) => {
            redelivery(field, &Scope { place: Place::Delay, ..scope }, columns.as_deref()).map(Some)
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
    Some(Dataset {
        name: fields.text("name")?.to_owned(),
        output: fields.text("output")?.to_owned(),
        output_at: fields.get("output")?.at(),
        seed: overrides.seed.or(own_seed)?,
        rows,
        partition: partition?,
        entity: entity?,
        pools: pools?,
        redelivery: redelivery?,
        columns: columns?,
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
    let Some(reach) = columns[arrival].timestamps() else {
        arrival_field.error("wrong-type", format!("'{name}' is not a timestamp column"), None);
        return None;
    };
    let delay = delay?;
    scope.check_seconds(delay_field?, &delay, reach)?;
    Some(Redelivery { fraction: fraction?, arrival, delay })
}
