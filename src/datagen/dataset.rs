//! Reading a dataset.

use std::sync::Arc;

use super::columns::NAME as NAME_FORM;
use super::layout::{Layout, Starts};
use super::model::{Dataset, DatasetColumn, Redelivery};
use super::outputs::OUTPUT;
use super::rows::Family;
use super::site::{column_key, dataset_key};
use super::{Around, children, columns, correlate, lookup, model, pools, rate, row_rules, rows};
use crate::config::Overrides;
use crate::config::key::{Key, Mapping, Unread};
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::Fields;
use crate::config::suggest;
use crate::generators::children::{Children, Parents};
use crate::generators::peers::Peers;
use crate::generators::rows::FROM;
use crate::generators::scope::{People, Place, Row, Scope, TableColumn};
use crate::generators::{self, Column};

pub const NAME: Key<&str> =
    Key::form("name", &NAME_FORM).doc("Name by which SQL and foreign keys know it").example("customers");
const DESCRIPTION: Key<Option<&str>> = Key::text("description")
    .otherwise("from what it holds")
    .doc("What the table holds, for listings, comments and dbt")
    .example("Orders as the shop took them");
pub const SEED: Key<Option<u64>> =
    Key::seed("seed").otherwise("the config's seed").doc("Seed of this dataset alone").example("7");
const REDELIVERY: Key<Option<Mapping>> =
    Key::map("redelivery", &REDELIVERY_SECTION)
    .optional()
    .doc("Late duplicates of some rows")
    .example("{ fraction: 0.01, arrival_column: loaded_at, delay_seconds: { type: uniform_int, min: 60, max: 3600 } }");

pub static SECTION: Section = Section::new(
    "datagen.datasets",
    "docs/datagen.md#a-dataset",
    "One dataset: how many rows, and what fills its columns",
    &[
        NAME.param,
        DESCRIPTION.param,
        OUTPUT.param,
        rows::NUM_ROWS.param,
        rate::RATE.param,
        lookup::ROWS.param,
        FROM.param,
        rows::SCALES.param,
        SEED.param,
        rows::PARTITION.param,
        columns::ENTITY.param,
        pools::POOLS.param,
        REDELIVERY.param,
        columns::COLUMNS.param,
        row_rules::RULES.param,
        correlate::CORRELATE.param,
    ],
)
.rules(&[
    Rule::AtLeastOne(&["columns", "rows", "from"]),
    Rule::AtMostOne(&["num_rows", "rows", "from", "rate"], "say the same thing"),
    Rule::AtMostOne(&["rate", "partition"], "exclude each other"),
]);

const FRACTION: Key<f64> =
    Key::float("fraction", Interval::above(0.0, 1.0)).doc("Duplicates per row of a file").example("0.01");
const ARRIVAL_COLUMN: Key<&str> =
    Key::text("arrival_column").doc("The timestamp column that shows the later arrival").example("loaded_at");
const DELAY_SECONDS: Key<Unread> = Key::of("delay_seconds", Kind::Generator)
    .doc("How much later the duplicate arrives, in seconds")
    .example("{ type: uniform_int, min: 60, max: 3600 }");

static REDELIVERY_SECTION: Section = Section::new(
    "datagen.redelivery",
    "",
    "Late duplicates of some rows",
    &[FRACTION.param, ARRIVAL_COLUMN.param, DELAY_SECONDS.param],
);

/// The dataset at a place of the file, of what comes before it.
pub(super) fn read(
    fields: &Fields<'_>,
    overrides: Overrides,
    seed: Option<u64>,
    around: Around<'_>,
    index: usize,
) -> Option<Dataset> {
    let known = around.known.get(index)?;
    let (row_count, children) = (known.rows, known.children.clone());
    // Problems of the columns are worth telling even when the number of rows is not known.
    let items = row_count.unwrap_or(1);
    let counts = std::cell::Cell::new(false);
    let scope = Scope {
        field: fields.whole.clone(),
        items,
        in_array: false,
        native: around.native,
        place: Place::Entity,
        peers: Peers::NONE,
        pools: Some(&[]),
        hierarchies: around.hierarchies,
        tables: &around,
        people: People::UNKNOWN,
        counts: &counts,
    };
    let per_parent = children::find(fields).into_iter().next();
    let family = per_parent.as_ref().zip(children.as_ref()).and_then(|((place, _), children)| {
        let parent = around.done.get(children.parent).and_then(Option::as_ref);
        let parent = parent.map(|parent| (children.parent, parent));
        Some(Family { column: columns::name(fields, *place)?, place: *place, parent })
    });
    let partition = match &known.rate {
        Some(rate) => Some(Some(model::Partition::of_rate(rate))),
        None => optional(fields.read(&rows::PARTITION), |fields| rows::partition(fields, family)),
    };
    check_growing(fields, known, partition.as_ref().and_then(Option::as_ref));
    let pools = match fields.at(&pools::POOLS) {
        Some(field) => pools::read(field, &scope, overrides),
        None => Some(Vec::new()),
    };
    let scope = Scope { pools: pools.as_deref(), ..scope };
    let entity = optional(fields.read(&columns::ENTITY), |fields| columns::entity(fields, &scope));
    // What could not be read was reported; the columns are read all the same, for their own problems.
    let day = partition.as_ref().and_then(Option::as_ref).map(|partition| (partition, partition.facts()));
    let row = Row {
        entity: entity.as_ref().and_then(Option::as_ref).map_or(&[], |entity| &entity.columns),
        day: day.as_ref().map(|(partition, facts)| TableColumn {
            name: &partition.column,
            facts,
            is_day: true,
        }),
        direct: true,
        children: per_parent.as_ref().map(|(place, _)| (*place, children.as_ref().map_or(0, Children::most))),
    };
    let columns = columns::rows(fields, &scope, row);
    columns::check_names(fields);
    let aside = Scope { place: Place::Aside, ..scope };
    let redelivery =
        optional(fields.read(&REDELIVERY), |fields| redelivery(fields, &aside, columns.as_deref()));
    if let Some((redelivery, rows)) = redelivery.as_ref().and_then(Option::as_ref).zip(row_count)
        && rows as f64 * (1.0 + redelivery.fraction) >= i64::MAX as f64
    {
        let field = fields.place(&rows::NUM_ROWS);
        let message = format!("is {rows}, which with the duplicates is more than can be numbered");
        field.error("out-of-range", message, None);
    }
    let rows = match children {
        Some(children) => model::Rows::Children(children),
        None => model::Rows::Own(row_count?),
    };
    let (entity, partition, columns) = (entity?, partition?, columns?);
    let (name, seed) = (fields.read(&NAME)?.to_owned(), seed?);
    let redelivery = redelivery?;
    let fraction = redelivery.as_ref().map_or(0.0, |redelivery| redelivery.fraction);
    let key = dataset_key(seed, &name);
    let partition = match partition {
        Some(partition) => {
            let rows = match (partition.follows.and(family), &rows) {
                (Some(Family { column, parent: Some((_, parent)), .. }), model::Rows::Children(children)) => {
                    let parents = Parents::new(children, column_key(key, column)).pooled();
                    Some(rows_of_days(parent, &parents, children.total_rows()))
                }
                _ => match &known.rate {
                    Some(rate) => Some(rate.arrivals.each_day()),
                    None => partition.weighed(row_count?, key.child("partition").child("noise")),
                },
            };
            let starts = rows.map(|rows| Arc::new(Starts::new(&rows, fraction)));
            Some(model::Partition { starts, ..partition })
        }
        None => None,
    };
    let named =
        correlate::Columns { entity: entity.as_ref(), own: &columns, redelivery: redelivery.as_ref() };
    let correlation = correlate::read(fields, &named);
    let table_columns = DatasetColumn::all(entity.as_ref(), &columns, partition.as_ref());
    let rules = row_rules::read(fields, &table_columns);
    Some(Dataset {
        name,
        description: fields.read(&DESCRIPTION)?.map(str::to_owned),
        output: fields.read(&OUTPUT)?.to_owned(),
        output_at: fields.at(&OUTPUT)?.at(),
        seed,
        rows,
        arrivals: known.arrivals.clone(),
        partition,
        entity,
        pools: pools?,
        redelivery,
        correlation: correlation?,
        columns,
        rules: rules?,
        table_columns,
    })
}

/// Reports what hangs on the number of all rows of a dataset whose rows become more.
fn check_growing(fields: &Fields<'_>, known: &rows::Known<'_>, days: Option<&model::Partition>) {
    let follows = days.is_some_and(|days| days.follows.is_some());
    if known.arrivals.is_none() || known.rate.is_some() || follows {
        return;
    }
    if let Some(field) = fields.at(&rows::PARTITION).filter(|_| days.is_some()) {
        let message = "spreads rows over days that do not follow, but these come with their parents";
        let hint = "say of: and the column that says per_parent".to_owned();
        field.error("cannot-extend", message, Some(hint));
    } else if let Some(field) = fields.at(&REDELIVERY) {
        let message = "draws duplicates among all rows, which become more as time goes on";
        let hint = "say partition: { column: …, of: … }, so that each day has its own".to_owned();
        field.error("cannot-extend", message, Some(hint));
    }
}

/// How many of all children the rows of each day of a parent have.
fn rows_of_days(parent: &Dataset, parents: &Parents, all: u64) -> Vec<u64> {
    let layout = Layout::of(parent);
    let first = |file: u64| parents.children_of(layout.file(file).first).map_or(all, |(first, _)| first);
    let mut starts: Vec<u64> = (0..layout.files()).map(first).collect();
    starts.push(all);
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// What an optional mapping says; `None` if that could not be read, `Some(None)` if it was left out.
fn optional<T>(
    fields: Option<Option<Fields<'_>>>,
    read: impl Fn(&Fields<'_>) -> Option<T>,
) -> Option<Option<T>> {
    match fields? {
        Some(fields) => read(&fields).map(Some),
        None => Some(None),
    }
}

/// Late duplicates; `columns` are what they repeat, `None` if they could not be read.
fn redelivery(fields: &Fields<'_>, scope: &Scope<'_>, columns: Option<&[Column]>) -> Option<Redelivery> {
    let fraction = fields.read(&FRACTION);
    let delay_field = fields.at(&DELAY_SECONDS);
    let delay = delay_field.and_then(|field| generators::read(field, &scope.at(field)));
    let arrival_field = fields.at(&ARRIVAL_COLUMN)?;
    let name = arrival_field.text()?;
    let columns = columns?;
    let Some(arrival) = columns.iter().position(|column| column.name == name) else {
        let hint = suggest::hint(name, columns.iter().map(|column| column.name.as_str()));
        arrival_field.error("unknown-column", format!("'{name}' is not a column of this dataset"), hint);
        return None;
    };
    let facts = columns[arrival].facts();
    let Some(reach) = facts.reach().filter(|_| facts.kind.is_timestamp()) else {
        arrival_field.error("wrong-type", format!("'{name}' is not a timestamp column"), None);
        return None;
    };
    let delay = delay?;
    scope.seconds(delay_field?, &delay.facts, reach)?;
    Some(Redelivery { fraction: fraction?, arrival, delay })
}
