//! Columns whose values are made in several ways, a part of the rows in each.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray, new_null_array};
use arrow::buffer::NullBuffer;
use arrow::compute::{cast, concat, interleave};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

use super::Values;
use super::constant::dictionary;
use crate::facts::{Facts, Reach};
use crate::random::Items;
use crate::tables::text::decoded;
use crate::tables::types::{ColumnType, arrow_type};
use crate::tables::with_nulls;

/// The values of items of which each is made in the way that `ways` says, by its place in `makers`; a way without a maker gives
/// null. No maker is asked for the items of another. `kind` is a type that holds the values of all.
pub fn laid_out(
    kind: ColumnType,
    items: Items<'_>,
    ways: &[usize],
    makers: &[Option<Arc<dyn Values>>],
) -> ArrayRef {
    let first = ways.first().copied().unwrap_or(0);
    if let Some(Some(maker)) = makers.get(first)
        && ways.iter().all(|way| *way == first)
    {
        return as_kind(maker.array(items), kind);
    }
    if let Some(array) = scattered(kind, items, ways, makers) {
        return array;
    }
    let mut own: Vec<Vec<u64>> = vec![Vec::new(); makers.len()];
    let mut places = Vec::with_capacity(ways.len());
    for (position, way) in ways.iter().enumerate() {
        let null = makers[*way].is_none();
        places.push((*way, if null { 0 } else { own[*way].len() }));
        own[*way].push(items.item(position));
    }
    let part = |(maker, own): (&Option<Arc<dyn Values>>, &Vec<u64>)| match maker {
        Some(maker) if !own.is_empty() => as_kind(maker.array(Items::List(own)), kind),
        _ => new_null_array(&arrow_type(kind), 1),
    };
    let parts: Vec<ArrayRef> = makers.iter().zip(&own).map(part).collect();
    if kind == ColumnType::Text
        && let Some(array) = shared(&parts, &places)
    {
        return array;
    }
    let parts: Vec<ArrayRef> = parts.into_iter().map(decoded).collect();
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    interleave(&parts, &places).expect("all parts were made one type")
}

/// The same for values of one width, which are written to their rows as they are made; none for others.
fn scattered(
    kind: ColumnType,
    items: Items<'_>,
    ways: &[usize],
    makers: &[Option<Arc<dyn Values>>],
) -> Option<ArrayRef> {
    match arrow_type(kind) {
        DataType::Int32 => scatter::<Int32Type>(kind, items, ways, makers),
        DataType::Int64 => scatter::<Int64Type>(kind, items, ways, makers),
        DataType::Float64 => scatter::<Float64Type>(kind, items, ways, makers),
        DataType::Decimal128(..) => scatter::<Decimal128Type>(kind, items, ways, makers),
        DataType::Date32 => scatter::<Date32Type>(kind, items, ways, makers),
        DataType::Timestamp(..) => scatter::<TimestampMicrosecondType>(kind, items, ways, makers),
        _ => None,
    }
}

fn scatter<T: ArrowPrimitiveType>(
    kind: ColumnType,
    items: Items<'_>,
    ways: &[usize],
    makers: &[Option<Arc<dyn Values>>],
) -> Option<ArrayRef> {
    let rows = ways.len();
    let mut values = vec![T::default_value(); rows];
    let mut present: Option<Vec<bool>> = None;
    let mut all: Vec<Vec<usize>> = vec![Vec::new(); makers.len()];
    ways.iter().enumerate().for_each(|(position, way)| all[*way].push(position));
    let mut own = Vec::with_capacity(rows);
    for (maker, positions) in makers.iter().zip(&all) {
        if positions.is_empty() {
            continue;
        }
        let Some(maker) = maker else {
            let present = present.get_or_insert_with(|| vec![true; rows]);
            positions.iter().for_each(|position| present[*position] = false);
            continue;
        };
        own.clear();
        own.extend(positions.iter().map(|position| items.item(*position)));
        let made = as_kind(maker.array(Items::List(&own)), kind);
        let made = made.as_primitive_opt::<T>()?;
        positions.iter().zip(made.values()).for_each(|(position, value)| values[*position] = *value);
        if let Some(nulls) = made.nulls().filter(|nulls| nulls.null_count() > 0) {
            let present = present.get_or_insert_with(|| vec![true; rows]);
            positions.iter().zip(nulls).for_each(|(position, valid)| present[*position] = valid);
        }
    }
    let array = PrimitiveArray::<T>::new(values.into(), present.map(NullBuffer::from));
    Some(Arc::new(array.with_data_type(arrow_type(kind))))
}

/// Texts that all parts share, so that none is copied but into a list of the different ones; none if a part has texts of its
/// own, or more than there are rows.
fn shared(parts: &[ArrayRef], places: &[(usize, usize)]) -> Option<ArrayRef> {
    let mut texts: Vec<&dyn Array> = Vec::new();
    let mut starts = Vec::with_capacity(parts.len());
    let mut total = 0;
    for part in parts {
        starts.push(total);
        if let Some(part) = part.as_dictionary_opt::<Int32Type>() {
            total += part.values().len();
            texts.push(part.values().as_ref());
        } else if part.null_count() < part.len() {
            return None;
        }
    }
    if total == 0 || total > places.len().max(64) {
        return None;
    }
    let texts = concat(&texts).ok()?;
    let key = |(part, place): &(usize, usize)| {
        let keys = parts[*part].as_dictionary_opt::<Int32Type>();
        keys.filter(|keys| keys.is_valid(*place)).map(|keys| keys.keys().value(*place) + starts[*part] as i32)
    };
    let keys: Vec<Option<i32>> = places.iter().map(key).collect();
    let array = dictionary(keys.iter().map(|key| key.unwrap_or(0)).collect(), &texts);
    let present = keys.iter().map(Option::is_some).collect::<Vec<bool>>();
    Some(if present.iter().all(|present| *present) { array } else { with_nulls(array, present.into()) })
}

/// The same facts of values that are cast to a type that holds them.
pub fn retyped(facts: &Facts, kind: ColumnType) -> Facts {
    let mut facts = facts.clone();
    if facts.kind == kind {
        return facts;
    }
    if let (ColumnType::Timestamp, Some(range)) = (kind, facts.range) {
        facts.range = Reach::of(facts.kind, range).and_then(|reach| reach.range(kind));
    }
    if !matches!((facts.kind, kind), (ColumnType::Int32, ColumnType::Int64)) {
        facts.categories = None;
    }
    facts.kind = kind;
    facts
}

/// Values as another type that holds them.
fn as_kind(array: ArrayRef, kind: ColumnType) -> ArrayRef {
    let wanted = arrow_type(kind);
    if *array.data_type() == wanted || matches!(array.data_type(), DataType::Dictionary(..)) {
        return array;
    }
    // Which types hold which was settled when the config was read.
    cast(&array, &wanted).unwrap_or(array)
}
