//! What a manifest says of a datagen config beyond its tables.

use serde::Serialize;

use crate::config::calendar::format_date;
use crate::datagen::layout::{Layout, rows};
use crate::datagen::model::{Datagen, Dataset, DatasetColumn, Pair, Rows};
use crate::facts::{Pick, Relation};

#[derive(Serialize)]
pub struct Rest<'a> {
    types: &'static str,
    datasets: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    output: &'a str,
    /// Without the late duplicates.
    primary_rows: u64,
    entity: Option<Pool<'a>>,
    pools: Vec<Pool<'a>>,
    partition: Option<Partition<'a>>,
    children: Option<Children<'a>>,
    redelivery: Option<Redelivery<'a>>,
    references: Vec<Reference<'a>>,
    correlations: Vec<Correlation<'a>>,
    correlations_repaired: bool,
}

#[derive(Serialize)]
struct Pool<'a> {
    name: &'a str,
    size: u64,
    seed: Option<u64>,
    fields: Vec<&'a str>,
}

#[derive(Serialize)]
struct Partition<'a> {
    column: &'a str,
    start: String,
    days: u32,
    /// The column that names the parent whose days these are.
    of: Option<&'a str>,
    /// What each day weighs and how much noise there is to it, where days are not alike.
    weights: Option<&'a [f64]>,
    noise: Option<f64>,
}

/// Two columns that are drawn together.
#[derive(Serialize)]
struct Correlation<'a> {
    columns: [Option<&'a str>; 2],
    configured: f64,
    attainable: (f64, f64),
    expected: f64,
    status: &'static str,
}

#[derive(Serialize)]
struct Children<'a> {
    parent: &'a str,
    parent_rows: u64,
    fewest: u32,
    most: u32,
}

#[derive(Serialize)]
struct Redelivery<'a> {
    fraction: f64,
    arrival_column: &'a str,
    copies: u64,
}

#[derive(Serialize)]
struct Reference<'a> {
    column: &'a str,
    dataset: &'a str,
    parent_rows: u64,
    pick: &'static str,
    zipf: Option<f64>,
}

impl<'a> Rest<'a> {
    pub fn of(config: &'a Datagen) -> Rest<'a> {
        Rest {
            types: if config.native_types { "native" } else { "text" },
            datasets: config.datasets.iter().map(|dataset| entry(config, dataset)).collect(),
        }
    }
}

fn entry<'a>(config: &'a Datagen, dataset: &'a Dataset) -> Entry<'a> {
    let primary_rows = rows(dataset);
    Entry {
        name: &dataset.name,
        output: &dataset.output,
        primary_rows,
        entity: dataset.entity.as_ref().map(|entity| Pool {
            name: "entity",
            size: entity.size,
            seed: None,
            fields: entity.columns.iter().map(|column| column.name.as_str()).collect(),
        }),
        pools: dataset.pools.iter().map(pool).collect(),
        partition: dataset.partition.as_ref().map(|partition| Partition {
            column: &partition.column,
            start: format_date(partition.start),
            days: partition.days,
            of: partition.follows.and_then(|follows| Some(dataset.columns.get(follows.key)?.name.as_str())),
            weights: partition.weights.as_ref().map(|(days, _)| days.weights.as_slice()),
            noise: partition.weights.as_ref().map(|(_, noise)| *noise),
        }),
        children: match &dataset.rows {
            Rows::Own(_) => None,
            Rows::Children(children) => Some(Children {
                parent: &config.datasets[children.parent].name,
                parent_rows: children.parent_rows,
                fewest: children.counts.iter().copied().min().unwrap_or(0),
                most: children.most(),
            }),
        },
        redelivery: dataset.redelivery.as_ref().map(|redelivery| Redelivery {
            fraction: redelivery.fraction,
            arrival_column: &dataset.columns[redelivery.arrival].name,
            copies: Layout::of(dataset).total() - primary_rows,
        }),
        references: dataset.table_columns.iter().filter_map(|column| reference(config, column)).collect(),
        correlations: dataset.correlation.pairs.iter().map(|pair| correlation(dataset, pair)).collect(),
        correlations_repaired: dataset.correlation.repaired,
    }
}

fn correlation<'a>(dataset: &'a Dataset, pair: &Pair) -> Correlation<'a> {
    Correlation {
        columns: [dataset.correlated_name(pair.a), dataset.correlated_name(pair.b)],
        configured: pair.coefficient,
        attainable: pair.solved.attainable,
        expected: pair.solved.expected,
        status: pair.solved.status.name(),
    }
}

fn pool(pool: &crate::generators::pool::Pool) -> Pool<'_> {
    Pool {
        name: &pool.name,
        size: pool.size,
        seed: pool.seed,
        fields: pool.fields.iter().map(|field| field.name.as_str()).collect(),
    }
}

fn reference<'a>(config: &'a Datagen, column: &'a DatasetColumn) -> Option<Reference<'a>> {
    let own = column.facts.relation == Relation::None;
    let reference = column.facts.reference.as_ref().filter(|_| own)?;
    let zipf = if let Pick::Zipf(s) = reference.pick { Some(s) } else { None };
    Some(Reference {
        column: &column.name,
        dataset: config.table_name(reference.table),
        parent_rows: reference.rows,
        pick: reference.pick.word(),
        zipf,
    })
}
