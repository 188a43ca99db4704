//! What is expected of a dataset.

use std::sync::Arc;

use arrow::array::Array;

use super::pools::PoolPlan;
use super::{ColumnPlan, DayPlan, KeyPlan, Shared, TablePlan};
use crate::checks::keys::{KeySet, Shape};
use crate::datagen::layout::{Layout, rows};
use crate::datagen::model::{Datagen, DatasetColumn, Origin};
use crate::datagen::site::{Place, Room};
use crate::datagen::table::rendered_kind;
use crate::describe::TableNote;
use crate::facts::{Drawn, Order, Peer, Pick, Relation};
use crate::generators::pool::Pool;
use crate::generators::{Surroundings, Values, cell};
use crate::random::Items;
use crate::tables::text;

/// Largest pool whose entries are all worked out.
const MOST_ENTRIES: u64 = 1 << 22;
/// Entries worked out at once.
const PIECE: u64 = 1 << 14;
pub fn plan(config: &Datagen, index: usize, note: &TableNote) -> TablePlan {
    let dataset = &config.datasets[index];
    let layout = Layout::of(dataset);
    let repeated = dataset.redelivery.as_ref().map_or(0.0, |redelivery| redelivery.fraction);
    let entities = dataset.entity.as_ref().map_or(0.0, |entity| entity.alike(dataset.arrivals.as_deref()));
    let mut columns: Vec<ColumnPlan> = Vec::new();
    let mut keys: Vec<KeyPlan> = Vec::new();
    for (place, column) in dataset.table_columns.iter().enumerate() {
        let field = if let Relation::PoolField { pool, field, .. } = column.facts.relation {
            Some((&dataset.pools[pool], field))
        } else {
            None
        };
        let entries = match (column.origin, field) {
            // Entities pick among entries, and rows among entities.
            (Origin::Entity(_), Some((pool, _))) if draws(pool) > 0.0 => {
                1.0 / (1.0 / entities + 1.0 / draws(pool))
            }
            (Origin::Entity(_), _) => entities,
            (_, Some((pool, _))) => draws(pool),
            _ => 0.0,
        };
        let kind = rendered_kind(column.facts.kind, config.native_types);
        let mut plan = ColumnPlan::of(
            &column.name,
            &column.facts,
            kind,
            Shared { entries, repeated, ..Shared::default() },
        );
        if let Some((pool, field)) = field {
            // Entries follow the law that their field is drawn from.
            let law = match pool.shapes.as_slice() {
                [only] => only.fields[field].facts.law.clone(),
                _ => None,
            };
            (plan.bins, plan.law) = (law.as_ref().map(|law| law.bins()), law);
        }
        let arrival = dataset.redelivery.as_ref().map(|redelivery| Origin::Own(redelivery.arrival));
        if arrival == Some(column.origin) {
            // Duplicates arrive later than the rows they repeat.
            (plan.law, plan.bins, plan.range) = (None, None, None);
            plan.rhythm = None;
        }
        columns.push(plan);
        if column.facts.unique {
            let numbered =
                matches!(column.facts.order, Order::RowNumber | Order::Ascending) && repeated == 0.0;
            keys.push(KeyPlan {
                columns: vec![place],
                ascending: numbered.then(|| vec![Shape::Numbered]),
                partial: false,
            });
        }
    }
    if note.primary_key.len() > 1 {
        let place = |name: &String| columns.iter().position(|column| column.name == *name);
        let key = note.primary_key.iter().map(place).collect::<Option<Vec<usize>>>();
        keys.extend(key.map(|columns| KeyPlan { columns, ascending: None, partial: false }));
    }
    keys.extend(distinct(config, index).map(|columns| KeyPlan { columns, ascending: None, partial: true }));
    for (plan, column) in columns.iter_mut().zip(&dataset.table_columns) {
        if let Some(shares) = shares(config, column)
            && let Some(reference) = &mut plan.reference
        {
            reference.shares = shares;
        }
    }
    let day = dataset.table_columns.iter().position(|column| column.origin == Origin::Day);
    let days = day.zip(dataset.partition.as_ref()).map(|(column, partition)| DayPlan {
        column,
        first: partition.start,
        rows: (0..layout.files()).map(|file| layout.file(file).total()).collect(),
    });
    let first_own = dataset.entity.as_ref().map_or(0, |entity| entity.columns.len());
    let named_by = keys.first().map_or_else(|| vec![first_own], |key| key.columns.clone());
    TablePlan {
        name: note.name.clone(),
        kind: note.kind,
        named_by: named_by.into_iter().filter(|column| *column < columns.len()).collect(),
        pools: pools(config, index),
        correlations: super::correlations::plans(dataset, repeated),
        columns,
        keys,
        days,
        primary_rows: Some(rows(dataset)),
        rows: Some(layout.total()),
        ..TablePlan::default()
    }
}

/// Columns that are unique together, because a key names no row twice among rows with one value, or at all.
fn distinct(config: &Datagen, index: usize) -> impl Iterator<Item = Vec<usize>> {
    let dataset = &config.datasets[index];
    let entities = dataset.entity.as_ref().map_or(0, |entity| entity.columns.len());
    let columns = dataset.table_columns.iter().enumerate().filter(|_| dataset.redelivery.is_none());
    columns.filter_map(move |(place, column)| {
        let reference = column.facts.reference.as_ref().filter(|one| one.exact && one.with.is_none())?;
        let Pick::Conditional(conditions) = &reference.pick else { return None };
        if conditions.unique {
            return (!column.facts.unique).then(|| vec![place]);
        }
        let within = conditions.within.filter(|_| matches!(column.origin, Origin::Own(_)))?;
        let other = match within.own {
            Peer::Column(other) => entities + other,
            Peer::Entity(other) => other,
            Peer::Day => dataset.table_columns.len() - 1,
        };
        Some(vec![other, place])
    })
}

/// How likely each row of a small parent is to be named by a key whose one condition is a weight.
fn shares(config: &Datagen, column: &DatasetColumn) -> Option<Vec<f64>> {
    let reference = column.facts.reference.as_ref()?;
    let Pick::Conditional(conditions) = &reference.pick else { return None };
    let counted = (2..=super::MOST_CATEGORIES as u64).contains(&reference.rows);
    if !(counted && reference.exact && conditions.is_plain() && conditions.zipf == 0.0)
        || reference.drawn == Drawn::PoolEntry
    {
        return None;
    }
    let Some(weight) = conditions.weight else { return Some(vec![1.0; reference.rows as usize]) };
    let room = Room::single();
    let weights = Place::rows(config, reference.table, &room).column_of(reference.table, weight);
    let array = weights.array(Items::Range { first: 0, len: reference.rows as usize });
    Some((0..array.len()).map(|row| cell::number(&array, row).unwrap_or(0.0)).collect())
}

/// The entries of a pool that are drawn by themselves, as others may repeat fields of theirs; 0 if they are written out.
fn draws(pool: &Pool) -> f64 {
    if pool.weights.is_some() {
        return 0.0;
    }
    let emitted = pool.shapes.iter().map(|shape| shape.emit).max().unwrap_or(1);
    pool.size as f64 / f64::from(emitted.max(1))
}

/// The entity and the linked pools of a dataset.
fn pools(config: &Datagen, index: usize) -> Vec<PoolPlan> {
    let dataset = &config.datasets[index];
    let room = Room::single();
    let site = Place::rows(config, index, &room);
    let mut all = Vec::new();
    let mut add = |name: &str, columns: Vec<usize>, size: u64, makers: Vec<Arc<dyn Values>>, key| {
        let tuples = tuples(config, size, |first, len| {
            makers.iter().map(|maker| maker.array(Items::Range { first, len })).collect()
        });
        all.push(PoolPlan { name: name.to_owned(), columns, size, tuples, key });
    };
    if let Some(entity) = &dataset.entity {
        let columns: Vec<usize> = (0..entity.columns.len()).collect();
        let makers = columns.iter().map(|column| site.entity(*column)).collect();
        let key = entity.columns.iter().position(|column| column.facts().unique);
        add("entity", columns, entity.size, makers, key);
    }
    for (place, pool) in dataset.pools.iter().enumerate() {
        // An entity picks one entry, a row of it another.
        for of_entity in [false, true] {
            let field = |(at, column): (usize, &DatasetColumn)| {
                let Relation::PoolField { pool, field, always: true } = column.facts.relation else {
                    return None;
                };
                let own = matches!(column.origin, Origin::Entity(_)) == of_entity;
                (own && pool == place).then_some((at, field))
            };
            let shown: Vec<(usize, usize)> =
                dataset.table_columns.iter().enumerate().filter_map(field).collect();
            if !shown.is_empty() {
                let makers = shown.iter().map(|(_, field)| site.pool_entries(place, *field)).collect();
                add(&pool.name, shown.iter().map(|(column, _)| *column).collect(), pool.size, makers, None);
            }
        }
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
