//! `weighted_choice`: listed values chosen by weight.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::index::Index;
use super::literal::{Literal, Literals};
use super::{Entry, Generator, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::facts::{Categories, Facts, Independent};
use crate::random::Items;
use crate::steps::Steps;

const VALUES: Key<Unread> = Key::of("values", Kind::Weights).doc("The values and their weights");

pub static ENTRY: Entry = Entry {
    name: "weighted_choice",
    section: Section::new(
        "datagen.generator.weighted_choice",
        "docs/datagen.md#weighted_choice",
        "One of several values in their common type, each with its weight; weights need not sum to 1",
        &[VALUES.param],
    ),
    example: "{ type: weighted_choice, values: { paid: 0.8, refunded: 0.2 } }",
    read: |fields, _| of(&ENTRY, fields.at(&VALUES)?),
};

/// A generator of the values and weights of a mapping.
pub fn of(entry: &'static Entry, field: &Field<'_>) -> Option<Generator> {
    let pairs = field.pairs()?;
    let read: Vec<Option<(Literal, f64)>> = pairs
        .iter()
        .map(|(value, weight)| {
            let (value, weight) = (Literal::read(value), weight.float(Interval::NOT_NEGATIVE));
            Some((value?, weight?))
        })
        .collect();
    let (values, weights): (Vec<_>, Vec<_>) =
        read.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    if values.len() < field.length() {
        return None;
    }
    let total: f64 = weights.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        let rule = if values.is_empty() {
            "is empty, but must name at least one value"
        } else {
            "must have weights with a positive, finite sum"
        };
        field.error("bad-weights", rule, None);
        return None;
    }
    let values = Arc::new(Literals::new(&values));
    let facts = Facts::from(Independent {
        kind: values.kind,
        range: values.range,
        extent: values.extent(),
        categories: Some(Categories { values: Arc::clone(&values.texts), weights: Some(weights.clone()) }),
        law: None,
        unique: false,
        language: None,
        rhythm: None,
    });
    Some(entry.generator(facts, move |key, site| {
        Arc::new(WeightedChoice {
            values: Arc::clone(&values),
            index: Index::ranked(
                &weights,
                |place| values.number(place),
                site,
                || Index::weighed(&weights, key, site),
            ),
        })
    }))
}

struct WeightedChoice {
    values: Arc<Literals>,
    index: Index,
}

impl Values for WeightedChoice {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.values.pick(self.index.map(items, |place| place as i32))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.text("choice", format!("{} values", self.values.len()), "the one of this number, from 0");
    }
}
