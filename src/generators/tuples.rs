//! Values that are written out: a field of a pool's tuples.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray, UInt64Array,
};
use arrow::compute::take;

use super::{Generator, Values, linked_choice};
use crate::config::calendar::{parse_date, parse_timestamp};
use crate::config::node::Value;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Nulls, Order, Relation, Window, int_kind};
use crate::random::Items;
use crate::steps::Steps;

/// What a field of all tuples has, by type; each may be null.
#[derive(Debug)]
enum Column {
    Whole(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Bool(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Seconds since 1970-01-01T00:00:00.
    Timestamp(Vec<Option<i64>>),
}

/// The field `name` of tuples, one value each, as a generator whose items are the tuples; `weights` say how often each is
/// picked. Texts that are all dates or timestamps are such under native types.
pub fn generator(name: &str, values: &[Field<'_>], weights: &[f64], native: bool) -> Option<Generator> {
    let column = column(name, values, native)?;
    let facts = column.facts(weights);
    let array = column.array(facts.kind);
    Some(linked_choice::ENTRY.generator(facts, move |_, _| Arc::new(Tuples(Arc::clone(&array)))))
}

/// The values of one type; reports the first that is of another.
fn column(name: &str, values: &[Field<'_>], native: bool) -> Option<Column> {
    let present = || values.iter().filter(|field| !field.is_null());
    let all = |fits: fn(&Value) -> bool| present().all(|field| fits(&field.node.value));
    if present().next().is_none() {
        let message = format!("field '{name}' is null in every tuple, so that it has no type");
        values.first()?.error("wrong-type", message, None);
        return None;
    }
    if all(|value| matches!(value, Value::Int(_))) {
        return cells(values, |field| field.int(i64::MIN, i64::MAX)).map(Column::Whole);
    }
    if all(|value| matches!(value, Value::Int(_) | Value::Float(_))) {
        let everything = crate::config::param::Interval::EVERYTHING;
        return cells(values, |field| field.float(everything)).map(Column::Real);
    }
    if all(|value| matches!(value, Value::Bool(_))) {
        return cells(values, Field::bool).map(Column::Bool);
    }
    if all(|value| matches!(value, Value::Text(_))) {
        let each = |parse: fn(&str) -> bool| native && all_texts(values).all(|text| text.is_none_or(parse));
        if each(|text| parse_date(text).is_some()) {
            return cells(values, Field::date).map(Column::Date);
        }
        if each(|text| parse_timestamp(text).is_some()) {
            return cells(values, Field::timestamp).map(Column::Timestamp);
        }
        return cells(values, |field| field.text().map(str::to_owned)).map(Column::Text);
    }
    let first = present().next()?;
    let kind = |field: &Field<'_>| match &field.node.value {
        Value::Int(_) | Value::Float(_) => "a number",
        value => value.kind(),
    };
    match present().find(|field| matches!(field.node.value, Value::List(_) | Value::Map(_))) {
        Some(nested) => {
            let message = format!("must be text, a number, a boolean or null, not {}", kind(nested));
            nested.error("wrong-type", message, None);
        }
        None => {
            let other = present().find(|field| kind(field) != kind(first))?;
            let message = format!(
                "field '{name}' is {} here, but {} in the first tuple that has it",
                kind(other),
                kind(first)
            );
            other.error("different-types", message, Some("give it the same type in every tuple".to_owned()));
        }
    }
    None
}

fn all_texts<'a>(values: &'a [Field<'_>]) -> impl Iterator<Item = Option<&'a str>> {
    values.iter().map(|field| match &field.node.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// Every value that is not null, read.
fn cells<'a, T>(values: &[Field<'a>], read: impl Fn(&Field<'a>) -> Option<T>) -> Option<Vec<Option<T>>> {
    let read: Vec<Option<Option<T>>> =
        values.iter().map(|field| if field.is_null() { Some(None) } else { read(field).map(Some) }).collect();
    read.into_iter().collect()
}

impl Column {
    fn facts(&self, weights: &[f64]) -> Facts {
        let whole = |numbers: &[Option<i64>]| range(numbers.iter().flatten().map(|number| *number as f64));
        let (kind, range, nulls) = match self {
            Column::Whole(all) => {
                let ends = all.iter().flatten().min().zip(all.iter().flatten().max());
                let kind = ends.map_or(ColumnType::Int32, |(least, most)| int_kind(*least, *most));
                (kind, whole(all), all.contains(&None))
            }
            Column::Real(all) => {
                (ColumnType::Float64, range(all.iter().flatten().copied()), all.contains(&None))
            }
            Column::Bool(all) => (ColumnType::Bool, None, all.contains(&None)),
            Column::Text(all) => (ColumnType::Text, None, all.contains(&None)),
            Column::Date(all) => {
                let days = range(all.iter().flatten().map(|day| f64::from(*day)));
                (ColumnType::Date, days, all.contains(&None))
            }
            Column::Timestamp(all) => (ColumnType::Timestamp, whole(all), all.contains(&None)),
        };
        let listed: Option<Vec<Option<String>>> = match self {
            Column::Bool(all) => Some(all.iter().map(|flag| flag.map(|flag| flag.to_string())).collect()),
            Column::Text(all) => Some(all.clone()),
            Column::Whole(_) | Column::Real(_) | Column::Date(_) | Column::Timestamp(_) => None,
        };
        let extent = match self {
            Column::Text(all) => {
                Extent::text(all.iter().flatten().map(String::len).max().unwrap_or(0) as u64)
            }
            _ => Extent::NUMBER,
        };
        Facts {
            kind,
            nulls: if nulls { Nulls::Possible } else { Nulls::Never },
            range,
            extent,
            categories: listed.map(|texts| {
                let present =
                    texts.into_iter().zip(weights).filter_map(|(text, weight)| Some((text?, *weight)));
                let (values, weights): (Vec<String>, Vec<f64>) = present.unzip();
                let drawn = weights.iter().any(|weight| *weight > 0.0);
                Categories { values: values.into(), weights: drawn.then_some(weights) }
            }),
            law: None,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        }
    }

    fn array(&self, kind: ColumnType) -> ArrayRef {
        match self {
            Column::Whole(all) if kind == ColumnType::Int32 => {
                Arc::new(all.iter().map(|number| number.map(|number| number as i32)).collect::<Int32Array>())
            }
            Column::Whole(all) => Arc::new(Int64Array::from(all.clone())),
            Column::Real(all) => Arc::new(Float64Array::from(all.clone())),
            Column::Bool(all) => Arc::new(BooleanArray::from(all.clone())),
            Column::Text(all) => Arc::new(StringArray::from(all.clone())),
            Column::Date(all) => Arc::new(Date32Array::from(all.clone())),
            Column::Timestamp(all) => {
                let micros = all.iter().map(|second| second.map(|second| second * 1_000_000));
                Arc::new(micros.collect::<TimestampMicrosecondArray>())
            }
        }
    }
}

fn range(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.map(|number| (number, number)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// A field of every tuple; items are tuples.
struct Tuples(ArrayRef);

impl Values for Tuples {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let places: UInt64Array = (0..items.len()).map(|position| Some(items.item(position))).collect();
        take(&self.0, &places, None).expect("picks are numbers of tuples")
    }

    fn explain(&self, tuple: u64, steps: &mut Steps) {
        steps.number("tuple", tuple as f64, format!("of the pool's {}, from 0", self.0.len()));
    }
}
