//! `weighted_choice`: texts chosen by weight.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::constant::dictionary;
use super::{Entry, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Interval, Kind, Section};
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Nulls, Order, Relation, Window};
use crate::random::{Alias, Items, Stream};
use crate::steps::Steps;

const VALUES: Key<Unread> = Key::of("values", Kind::Weights).doc("The texts and their weights");

pub static ENTRY: Entry = Entry {
    name: "weighted_choice",
    section: Section::new(
        "datagen.generator.weighted_choice",
        "docs/datagen.md#weighted_choice",
        "One of several texts, each with its weight; weights need not sum to 1",
        &[VALUES.param],
    ),
    example: "{ type: weighted_choice, values: { paid: 0.8, refunded: 0.2 } }",
    read: |fields, _| {
        let field = fields.at(&VALUES)?;
        let entries = field.entries()?;
        let read = |(text, weight): &(&str, crate::config::reader::Field<'_>)| {
            Some(((*text).to_owned(), weight.float(Interval::NOT_NEGATIVE)?))
        };
        let pairs: Vec<Option<(String, f64)>> = entries.iter().map(read).collect();
        let (values, weights): (Vec<_>, Vec<_>) =
            pairs.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
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
        let values: Arc<[String]> = values.into();
        let facts = Facts {
            kind: ColumnType::Text,
            nulls: Nulls::Never,
            range: None,
            extent: Extent::longest(&values),
            categories: Some(Categories { values: Arc::clone(&values), weights: Some(weights.clone()) }),
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
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(WeightedChoice {
                values: Arc::new(StringArray::from_iter_values(values.iter())),
                alias: Alias::new(&weights),
                words: site.stream(key, 1),
            })
        }))
    },
};

struct WeightedChoice {
    values: ArrayRef,
    alias: Alias,
    words: Stream,
}

impl Values for WeightedChoice {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        dictionary(words.iter().map(|word| self.alias.choose(*word) as i32).collect(), &self.values)
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
