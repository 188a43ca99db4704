//! What a manifest says of a datagen config beyond its tables.

use serde::Serialize;

use crate::config::calendar::format_date;
use crate::datagen::generators::{Generator, Pick};
use crate::datagen::model::{Datagen, Dataset, Rows};
use crate::generators::layout::{Layout, rows};

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
    let own = dataset.entity.iter().flat_map(|entity| &entity.columns).chain(&dataset.columns);
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
        }),
        children: match &dataset.rows {
            Rows::Own(_) => None,
            Rows::Children(children) => Some(Children {
                parent: &config.datasets[children.parent].name,
                parent_rows: children.parent_rows,
                fewest: children.counts.iter().copied().min().unwrap_or(0),
                most: children.counts.iter().copied().max().unwrap_or(0),
            }),
        },
        redelivery: dataset.redelivery.as_ref().map(|redelivery| Redelivery {
            fraction: redelivery.fraction,
            arrival_column: &dataset.columns[redelivery.arrival].name,
            copies: Layout::of(dataset).total() - primary_rows,
        }),
        references: own.filter_map(|column| reference(config, &column.name, &column.generator)).collect(),
    }
}

fn pool(pool: &crate::datagen::model::Pool) -> Pool<'_> {
    Pool {
        name: &pool.name,
        size: pool.size,
        seed: pool.seed,
        fields: pool.fields.iter().map(|field| field.name.as_str()).collect(),
    }
}

fn reference<'a>(config: &'a Datagen, column: &'a str, generator: &Generator) -> Option<Reference<'a>> {
    let key = match generator {
        Generator::Optional(optional) => return reference(config, column, &optional.inner),
        Generator::ForeignKey(key) => key,
        _ => return None,
    };
    let (pick, zipf) = match key.pick {
        Pick::Uniform => ("uniform", None),
        Pick::Unique => ("unique", None),
        Pick::Zipf(s) => ("zipf", Some(s)),
        Pick::PerParent => ("per_parent", None),
    };
    let dataset = &config.datasets[key.parent].name;
    Some(Reference { column, dataset, parent_rows: key.parent_rows, pick, zipf })
}
