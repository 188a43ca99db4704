//! What is expected of a dataset.

use super::pools::PoolPlan;
use super::{ColumnPlan, DayPlan, KeyPlan, NamedRow, Reference, Shared, TablePlan};
use crate::checks::keys::{KeySet, Shape};
use crate::checks::laws::values::ValueLaw;
use crate::config::types::ColumnType;
use crate::datagen::generators::{Constant, ForeignKey, Generator, ParentColumn, Pick};
use crate::datagen::is_key;
use crate::datagen::model::{Column, Datagen, Dataset};
use crate::datagen::table::shown_kind;
use crate::describe::TableNote;
use crate::generators::layout::{Layout, rows};
use crate::generators::{LinkedChoiceEntries, Site, text};
use crate::random::Items;

/// Largest pool whose entries are all worked out.
const MOST_ENTRIES: u64 = 1 << 22;
/// Entries worked out at once.
const PIECE: u64 = 1 << 14;
/// Most different texts that are counted apart.
const MOST_CATEGORIES: usize = 256;

pub fn plan(config: &Datagen, index: usize, note: &TableNote) -> TablePlan {
    let dataset = &config.datasets[index];
    let layout = Layout::of(dataset);
    let repeated = dataset.redelivery.as_ref().map_or(0.0, |redelivery| redelivery.fraction);
    let entity_columns = dataset.entity.as_ref().map_or(0, |entity| entity.columns.len());
    let mut columns: Vec<ColumnPlan> = Vec::new();
    for column in dataset.entity.iter().flat_map(|entity| &entity.columns) {
        let entries = dataset.entity.as_ref().map_or(0.0, |entity| entity.size as f64);
        columns.push(of_column(config, dataset, column, Shared { entries, repeated }, true));
    }
    for (place, column) in dataset.columns.iter().enumerate() {
        let mut plan = of_column(config, dataset, column, Shared { entries: 0.0, repeated }, false);
        if dataset.redelivery.as_ref().is_some_and(|redelivery| redelivery.arrival == place) {
            // Duplicates arrive later than the rows they repeat.
            (plan.law, plan.bins, plan.range) = (None, None, None);
        }
        columns.push(plan);
    }
    let days = dataset.partition.as_ref().map(|partition| {
        columns.push(ColumnPlan {
            name: partition.column.clone(),
            kind: Some(shown_kind(ColumnType::Date, config.native_types)),
            written: Some(ColumnType::Date),
            range: Some((partition.start.into(), (partition.start + partition.days as i32 - 1).into())),
            ..ColumnPlan::default()
        });
        DayPlan {
            column: columns.len() - 1,
            first: partition.start,
            rows: (0..layout.files()).map(|file| layout.file(file).total()).collect(),
        }
    });
    let own = |place: usize| place + entity_columns;
    let keys: Vec<KeyPlan> = dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| is_key(&column.generator))
        .map(|(place, column)| KeyPlan {
            columns: vec![own(place)],
            ascending: (matches!(column.generator, Generator::SequentialId { .. }) && repeated == 0.0)
                .then(|| vec![Shape::Numbered]),
        })
        .collect();
    let named_by = keys.first().map_or_else(|| vec![own(0)], |key| key.columns.clone());
    TablePlan {
        name: note.name.clone(),
        kind: note.kind,
        named_by: named_by.into_iter().filter(|column| *column < columns.len()).collect(),
        pools: pools(config, index),
        columns,
        keys,
        days,
        primary_rows: Some(rows(dataset)),
        rows: Some(layout.total()),
        ..TablePlan::default()
    }
}

fn of_column(
    config: &Datagen,
    dataset: &Dataset,
    column: &Column,
    shared: Shared,
    entity: bool,
) -> ColumnPlan {
    let natural = column.generator.kind();
    let shown = shown_kind(natural, config.native_types);
    let written = matches!(natural, ColumnType::Date | ColumnType::Timestamp) && shown == ColumnType::Text;
    let mut plan = ColumnPlan {
        name: column.name.clone(),
        kind: Some(shown),
        written: written.then_some(natural),
        nullable: column.generator.nullable(),
        shared,
        ..ColumnPlan::default()
    };
    let mut generator = &column.generator;
    let mut there = 1.0;
    while let Generator::Optional(optional) = generator {
        there *= optional.prob;
        generator = &optional.inner;
    }
    // A reference may be to a column that has nulls itself.
    if !matches!(generator, Generator::LinkedChoice(_)) && !generator.nullable() {
        plan.missing = Some(1.0 - there);
    }
    plan.reference = reference(dataset, generator, entity);
    describe(generator, &mut plan);
    plan
}

/// The law, categories and range of a generator's values.
fn describe(generator: &Generator, plan: &mut ColumnPlan) {
    let law = match generator {
        Generator::UniformInt { min, size, unique: false } => {
            Some(ValueLaw::UniformInt { min: *min, size: *size })
        }
        Generator::UniformFloat { min, max } if max > min => {
            Some(ValueLaw::UniformFloat { min: *min, max: *max })
        }
        Generator::Geometric { p, min, .. } => Some(ValueLaw::Geometric { p: *p, min: *min }),
        Generator::LogNormal { median, sigma, max } => {
            Some(ValueLaw::LogNormal { median: *median, sigma: *sigma, max: *max })
        }
        Generator::Date { start, days, unique: false } => {
            Some(ValueLaw::UniformInt { min: (*start).into(), size: *days })
        }
        Generator::Timestamp { start, seconds, unique: false } => {
            Some(ValueLaw::UniformInt { min: *start, size: *seconds })
        }
        _ => None,
    };
    plan.bins = law.map(|law| law.bins());
    plan.law = law;
    plan.range = match generator {
        Generator::Date { start, days, .. } => {
            Some((f64::from(*start), f64::from(*start) + (*days - 1) as f64))
        }
        Generator::Timestamp { start, seconds, .. } => {
            let first = *start as f64;
            Some((first, first + (*seconds - 1) as f64))
        }
        Generator::WeightedChoice { .. } | Generator::OneOf { .. } => None,
        _ => generator.bounds(),
    };
    let (values, weights): (Vec<String>, Vec<f64>) = match generator {
        Generator::WeightedChoice { values, weights } => (values.clone(), weights.clone()),
        Generator::OneOf { values, unique } => {
            (values.clone(), if *unique { Vec::new() } else { vec![1.0; values.len()] })
        }
        Generator::Bool { prob } => (vec!["false".to_owned(), "true".to_owned()], vec![1.0 - prob, *prob]),
        Generator::Constant(Constant::Text(text)) => (vec![text.clone()], Vec::new()),
        _ => return,
    };
    let mut repeats = values.clone();
    repeats.sort_unstable();
    repeats.dedup();
    if repeats.len() == values.len() && values.len() <= MOST_CATEGORIES {
        (plan.categories, plan.weights) = (values, weights);
    }
}

/// The rows of another dataset that a generator names.
fn reference(dataset: &Dataset, generator: &Generator, entity: bool) -> Option<Reference> {
    match generator {
        Generator::ForeignKey(key) => Some(to(key, entity)),
        Generator::Optional(optional) => reference(dataset, &optional.inner, entity),
        Generator::LinkedChoice(choice) => {
            let pool = dataset.pools.get(choice.pool)?;
            let mut all =
                pool.shapes.iter().map(|shape| reference(dataset, shape.fields.get(choice.field)?, true));
            let first = all.next()??;
            all.all(|other| {
                other.is_some_and(|other| (other.table, other.column) == (first.table, first.column))
            })
            .then_some(first)
        }
        _ => None,
    }
}

fn to(key: &ForeignKey, shared: bool) -> Reference {
    let uniform = matches!(key.pick, Pick::Uniform | Pick::Unique | Pick::PerParent);
    Reference {
        table: key.parent,
        column: key.column.map(|column| match column {
            ParentColumn::Entity(place) => place,
            // Counted among the parent's own columns; moved behind its entity's by `plans`.
            ParentColumn::Own(place) => OWN + place,
            // Behind all others.
            ParentColumn::Day => DAY,
        }),
        row: NamedRow::Any,
        parent_rows: key.parent_rows,
        alike: (uniform && !shared && key.column.is_none()).then(|| 1.0 / key.parent_rows.max(1) as f64),
        by_entity: false,
    }
}

/// Added to the places of a parent's own columns until the number of its entity's columns is known.
const OWN: usize = 1 << 32;
/// The place of a parent's day until the number of its columns is known.
const DAY: usize = 1 << 40;

/// Puts references in terms of the parents' columns.
pub fn settle(config: &Datagen, plans: &mut [TablePlan]) {
    let references = plans.iter_mut().flat_map(|plan| plan.columns.iter_mut());
    for reference in references.filter_map(|column| column.reference.as_mut()) {
        if let Some(column) = &mut reference.column
            && *column >= OWN
        {
            let Some(dataset) = config.datasets.get(reference.table) else { continue };
            let entity = dataset.entity.as_ref().map_or(0, |entity| entity.columns.len());
            *column = entity + if *column == DAY { dataset.columns.len() } else { *column - OWN };
        }
    }
}

/// The entity and the linked pools of a dataset.
fn pools(config: &Datagen, index: usize) -> Vec<PoolPlan> {
    let dataset = &config.datasets[index];
    let site = Site::rows(config, index);
    let entity_columns = dataset.entity.as_ref().map_or(0, |entity| entity.columns.len());
    let mut all = Vec::new();
    if let Some(entity) = &dataset.entity {
        let makers: Vec<_> = (0..entity_columns).map(|column| site.entity(column)).collect();
        let key = entity.columns.iter().position(|column| is_key(&column.generator));
        all.push(PoolPlan {
            name: "entity".to_owned(),
            columns: (0..entity_columns).collect(),
            size: entity.size,
            tuples: tuples(config, entity.size, |first, len| {
                makers.iter().map(|maker| maker.array(Items::Range { first, len })).collect()
            }),
            key,
        });
    }
    for (place, pool) in dataset.pools.iter().enumerate() {
        let mut shown = Vec::new();
        for (column, spec) in dataset.columns.iter().enumerate() {
            if let Generator::LinkedChoice(choice) = &spec.generator
                && choice.pool == place
            {
                shown.push((column, choice));
            }
        }
        if shown.is_empty() {
            continue;
        }
        let makers: Vec<LinkedChoiceEntries> =
            shown.iter().map(|(_, choice)| LinkedChoiceEntries::new(choice, &site)).collect();
        all.push(PoolPlan {
            name: pool.name.clone(),
            columns: shown.iter().map(|(column, _)| entity_columns + column).collect(),
            size: pool.size,
            tuples: tuples(config, pool.size, |first, len| {
                let entries: Vec<u64> = (first..first + len as u64).collect();
                makers.iter().map(|maker| maker.entries(&entries)).collect()
            }),
            key: None,
        });
    }
    all
}

/// The tuples of all entries of a pool, as they are shown.
fn tuples(
    config: &Datagen,
    size: u64,
    arrays: impl Fn(u64, usize) -> Vec<arrow::array::ArrayRef>,
) -> Option<KeySet> {
    if size > MOST_ENTRIES {
        return None;
    }
    let mut hashes = Vec::with_capacity(size as usize);
    for first in (0..size).step_by(PIECE as usize) {
        let len = (size - first).min(PIECE) as usize;
        let shown = arrays(first, len)
            .into_iter()
            .map(|array| if config.native_types { array } else { text::rendered(array) });
        let block = crate::tables::Block { rows: len, columns: shown.collect() };
        let all: Vec<usize> = (0..block.columns.len()).collect();
        hashes.extend(super::tally::tuple_hashes(&block, &all));
    }
    Some(KeySet::new(&hashes))
}
