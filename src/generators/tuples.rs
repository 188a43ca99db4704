//! Values that are written out: a field of a pool's tuples.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::NullBuffer;

use super::literal::{Literal, Literals, common};
use super::{Entry, Generator, Values, linked_choice};
use crate::config::param::Section;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::decoded;
use crate::tables::with_nulls;

/// The field `name` of tuples, one value each, as a generator whose items are the tuples; `weights` say how often each is
/// picked.
pub fn generator(name: &str, fields: &[Field<'_>], weights: &[f64]) -> Option<Generator> {
    written(&linked_choice::ENTRY, name, fields, weights)
}

/// A column of rows that are written out, whatever draws others make.
static ROWS: Entry = Entry {
    name: "rows",
    section: Section::new(
        "datagen.rows",
        "docs/datagen.md#lookups",
        "What the rows of a dataset write out",
        &[],
    ),
    example: "",
    read: |_, _| None,
};

/// The column `name` of a dataset whose rows are written out; items are rows.
pub fn row_column(name: &str, values: &[Field<'_>]) -> Option<Generator> {
    written(&ROWS, name, values, &vec![1.0; values.len()])
}

/// The values of a column of rows that are written out, and what is known of them.
pub fn row_values(name: &str, fields: &[Field<'_>]) -> Option<(Facts, ArrayRef)> {
    let (facts, tuples) = values(&ROWS, name, fields, &vec![1.0; fields.len()])?;
    Some((facts, decoded(tuples.array(Items::Range { first: 0, len: fields.len() }))))
}

fn written(entry: &'static Entry, name: &str, fields: &[Field<'_>], weights: &[f64]) -> Option<Generator> {
    let (facts, tuples) = values(entry, name, fields, weights)?;
    let tuples = Arc::new(tuples);
    Some(entry.generator(facts, move |_, _| Arc::clone(&tuples) as Arc<dyn Values>))
}

fn values(
    entry: &'static Entry,
    name: &str,
    fields: &[Field<'_>],
    weights: &[f64],
) -> Option<(Facts, Tuples)> {
    let read: Vec<Option<Option<Literal>>> = fields
        .iter()
        .map(|field| if field.is_null() { Some(None) } else { Literal::read(field).map(Some) })
        .collect();
    let read: Vec<Option<Literal>> = read.into_iter().collect::<Option<_>>()?;
    let kind = kind(entry, name, fields, &read)?;
    let present: Vec<Literal> = read.iter().flatten().cloned().collect();
    let values = Literals::of(kind, &present);
    let nullable = present.len() < read.len();
    let drawn: Vec<f64> =
        read.iter().zip(weights).filter(|(value, _)| value.is_some()).map(|(_, weight)| *weight).collect();
    let listed = matches!(kind, ColumnType::Bool | ColumnType::Text | ColumnType::Int32 | ColumnType::Int64);
    let facts = Facts {
        kind,
        nulls: if nullable { Nulls::Possible } else { Nulls::Never },
        range: values.range,
        extent: values.extent(),
        categories: listed.then(|| Categories {
            values: Arc::clone(&values.texts),
            weights: drawn.iter().any(|weight| *weight > 0.0).then_some(drawn),
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
    };
    let values = Arc::new(values);
    let mut next = 0;
    let place = |value: &Option<Literal>| {
        value.as_ref().map(|_| {
            next += 1;
            next - 1
        })
    };
    let places: Arc<[Option<i32>]> = read.iter().map(place).collect();
    Some((facts, Tuples { values, places }))
}

/// The common type of the values; reports the first that has none with those before it.
fn kind(
    entry: &'static Entry,
    name: &str,
    fields: &[Field<'_>],
    values: &[Option<Literal>],
) -> Option<ColumnType> {
    let (what, each) = if std::ptr::eq(entry, &ROWS) { ("column", "row") } else { ("field", "tuple") };
    let present: Vec<(&Field<'_>, ColumnType)> = fields
        .iter()
        .zip(values)
        .filter_map(|(field, value)| Some((field, value.as_ref()?.kind())))
        .collect();
    let Some((_, first)) = present.first() else {
        let message = format!("{what} '{name}' is null in every {each}, so that it has no type");
        fields.first()?.error("wrong-type", message, None);
        return None;
    };
    // A date without quotes among texts is one of them.
    let is_text =
        |kind: ColumnType| matches!(kind, ColumnType::Text | ColumnType::Date | ColumnType::Timestamp);
    let mut all = *first;
    for (field, kind) in &present {
        all = match common(all, *kind) {
            Some(kind) => kind,
            None if is_text(all) && is_text(*kind) => ColumnType::Text,
            None => {
                let message = format!(
                    "{what} '{name}' is {} here, but {} in the {each}s before",
                    kind.sql(),
                    all.sql()
                );
                field.error(
                    "different-types",
                    message,
                    Some(format!("give it the same type in every {each}")),
                );
                return None;
            }
        };
    }
    Some(all)
}

/// A field of every tuple; items are tuples.
struct Tuples {
    values: Arc<Literals>,
    /// By tuple, the place among the values that are there.
    places: Arc<[Option<i32>]>,
}

impl Values for Tuples {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let places: Vec<Option<i32>> =
            (0..items.len()).map(|position| self.places[items.item(position) as usize]).collect();
        let array = self.values.pick(places.iter().map(|place| place.unwrap_or(0)).collect());
        if places.iter().all(Option::is_some) {
            return array;
        }
        with_nulls(array, places.iter().map(Option::is_some).collect::<NullBuffer>())
    }

    fn explain(&self, tuple: u64, steps: &mut Steps) {
        steps.number("tuple", tuple as f64, format!("of {} that are written out, from 0", self.places.len()));
    }
}
