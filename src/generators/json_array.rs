//! `json_array`: one JSON array per row, as text.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::json::Cells;
use super::json_object::explain_part;
use super::text::Texts;
use super::{Entry, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Kind, Section};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Json, Nulls, Order, Relation, Window};
use crate::random::{Items, Stream, below};
use crate::steps::Steps;

/// Most items of one array.
const LONGEST: i64 = 10_000;

const ITEM: Key<Unread> = Key::of("item", Kind::Generator).doc("What fills each item");
const MIN: Key<i64> = Key::int("min", 0, LONGEST).default(0).doc("Least length");
const MAX: Key<i64> = Key::int("max", 0, LONGEST).doc("Greatest length");

pub static ENTRY: Entry = Entry {
    name: "json_array",
    section: Section::new(
        "datagen.generator.json_array",
        "docs/datagen.md#json_array",
        "A JSON array as compact text, its length uniform from min to max, both included",
        &[ITEM.param, MIN.param, MAX.param],
    ),
    example: "{ type: json_array, min: 1, max: 3, item: { type: one_of, values: [new, sale, gift] } }",
    read: |fields, scope| {
        let item = fields.at(&ITEM).and_then(|item| super::read(item, &scope.inside_array(item)));
        let (min, max) = (fields.read(&MIN), fields.read(&MAX));
        let (min, max) = (min?, max?);
        if min > max {
            fields.whole.error(
                "inverted-range",
                format!("min is {min} and max is {max}, but min must not exceed max"),
                None,
            );
            return None;
        }
        let item = item?;
        let bytes = item.facts.json_bytes().saturating_add(1).saturating_mul(max as u64).saturating_add(2);
        let shape = Json::Array { item: Arc::clone(&item.facts), min: min as u32, max: max as u32 };
        let facts = Facts {
            kind: ColumnType::Text,
            nulls: Nulls::Never,
            range: None,
            extent: item.facts.extent.inside().with_bytes(bytes),
            categories: None,
            law: None,
            json: Some(shape),
            reference: None,
            relation: Relation::None,
            ties: item.facts.ties.clone(),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            description: None,
            duty: Duty::Judge,
        };
        let (min, max) = (min as u64, max as u64);
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(JsonArray {
                min,
                max,
                lengths: site.stream(key, 1),
                verbatim: item.facts.json.is_some(),
                values: item.build(key.child("item"), &site.elements(key, max)),
            })
        }))
    },
};

struct JsonArray {
    min: u64,
    max: u64,
    lengths: Stream,
    verbatim: bool,
    /// Element k of item i is its value number i·max + k.
    values: Arc<dyn Values>,
}

impl Values for JsonArray {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.lengths.words(items, &mut words);
        let lengths: Vec<u64> =
            words.iter().map(|word| self.min + below(*word, self.max - self.min + 1)).collect();
        let first = |position| items.item(position).wrapping_mul(self.max);
        let elements: Vec<u64> = lengths
            .iter()
            .enumerate()
            .flat_map(|(position, length)| (0..*length).map(move |k| first(position).wrapping_add(k)))
            .collect();
        let cells = Cells::new(self.values.array(Items::List(&elements)), self.verbatim);
        let mut texts = Texts::with_capacity(items.len(), 8 * self.max as usize);
        let mut next = 0;
        for length in lengths {
            texts.push("[");
            for k in 0..length {
                if k > 0 {
                    texts.push(",");
                }
                cells.write(next, texts.buffer());
                next += 1;
            }
            texts.push("]");
            texts.end();
        }
        texts.finish()
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.lengths.item(item);
        steps.words(&words, "of this row and column: the length");
        for word in words {
            let length = self.min + below(word, self.max - self.min + 1);
            steps.number("length", length as f64, format!("{} to {}, each as likely", self.min, self.max));
            for k in 0..length {
                explain_part(
                    &self.values,
                    item.wrapping_mul(self.max).wrapping_add(k),
                    "element",
                    k.to_string(),
                    steps,
                );
            }
        }
    }
}
