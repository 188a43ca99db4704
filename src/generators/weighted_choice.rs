//! `weighted_choice`: listed values chosen by weight.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::literal::{Literal, Literals};
use super::{Entry, Generator, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::facts::{Categories, Duty, Facts, Nulls, Order, Relation, Window};
use crate::random::{Alias, Items, Stream};
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
    let facts = Facts {
        kind: values.kind,
        nulls: Nulls::Never,
        range: values.range,
        extent: values.extent(),
        categories: Some(Categories { values: Arc::clone(&values.texts), weights: Some(weights.clone()) }),
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
    Some(entry.generator(facts, move |key, site| {
        Arc::new(WeightedChoice {
            values: Arc::clone(&values),
            alias: Alias::new(&weights),
            words: site.stream(key, 1),
        })
    }))
}

struct WeightedChoice {
    values: Arc<Literals>,
    alias: Alias,
    words: Stream,
}

impl Values for WeightedChoice {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        self.values.pick(words.iter().map(|word| self.alias.choose(*word) as i32).collect())
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column");
        for word in words {
            let detail = format!("of {} values, from 0, by weight (alias method)", self.values.len());
            steps.number("choice", f64::from(self.alias.choose(word)), detail);
        }
    }
}
