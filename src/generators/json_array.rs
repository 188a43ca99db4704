//! `json_array`: one JSON array per row, as text.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::json::Cells;
use super::json_object::{explain_part, within};
use super::{Entry, Generator, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Kind, Section};
use crate::config::reader::Fields;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Json, Nulls, Order, Relation, Window};
use crate::random::{Items, Stream, below};
use crate::steps::Steps;
use crate::tables::text::Texts;

/// Most items of one array.
const LONGEST: i64 = 10_000;

pub const ITEM: Key<Unread> = Key::of("item", Kind::Generator).doc("What fills each item");
pub const MIN: Key<i64> = Key::int("min", 0, LONGEST).default(0).doc("Least length");
pub const MAX: Key<i64> = Key::int("max", 0, LONGEST).doc("Greatest length");

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
        let item = fields.at(&ITEM).and_then(|item| within(item, &scope.inside_array(item)));
        let (min, max) = lengths(fields)?;
        let item = item?;
        let facts = facts(&item, (min, max), ColumnType::Text);
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(JsonArray {
                lengths: Lengths::new(min, max, site.stream(key, 1)),
                verbatim: item.facts.json.is_some(),
                values: item.build(key.child("item"), &site.elements(key, max)),
            })
        }))
    },
};

/// What is known of arrays of such items. Their bytes are those of JSON, which is how text files hold lists too.
pub fn facts(item: &Generator, (min, max): (u64, u64), kind: ColumnType) -> Facts {
    let bytes = item.facts.json_bytes().saturating_add(1).saturating_mul(max).saturating_add(2);
    let shape = Json::Array { item: Arc::clone(&item.facts), min: min as u32, max: max as u32 };
    Facts {
        kind,
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
        rhythm: None,
        description: None,
        duty: Duty::Judge,
    }
}

/// Least and greatest length.
pub fn lengths(fields: &Fields<'_>) -> Option<(u64, u64)> {
    let (min, max) = (fields.read(&MIN), fields.read(&MAX));
    let (min, max) = (min?, max?);
    if min > max {
        let message = format!("min is {min} and max is {max}, but min must not exceed max");
        fields.whole.error("inverted-range", message, None);
        return None;
    }
    Some((min as u64, max as u64))
}

/// How many elements each item has: from `min` to `max`, each as likely.
pub struct Lengths {
    min: u64,
    max: u64,
    words: Stream,
}

impl Lengths {
    pub fn new(min: u64, max: u64, words: Stream) -> Lengths {
        Lengths { min, max, words }
    }

    /// The lengths of the items, and the numbers of all their elements: element k of item i is number i·max + k.
    pub fn of(&self, items: Items<'_>) -> (Vec<u64>, Vec<u64>) {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let lengths: Vec<u64> = words.into_iter().map(|word| self.length(word)).collect();
        let first = |position| items.item(position).wrapping_mul(self.max);
        let elements = lengths
            .iter()
            .enumerate()
            .flat_map(|(position, length)| (0..*length).map(move |k| first(position).wrapping_add(k)));
        let elements = elements.collect();
        (lengths, elements)
    }

    fn length(&self, word: u64) -> u64 {
        self.min + below(word, self.max - self.min + 1)
    }

    /// Tells the length of an item and each element, `values` being those of the elements.
    pub fn explain(&self, item: u64, values: &Arc<dyn Values>, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column: the length");
        for length in words.into_iter().map(|word| self.length(word)) {
            steps.number("length", length as f64, format!("{} to {}, each as likely", self.min, self.max));
            for k in 0..length {
                let element = item.wrapping_mul(self.max).wrapping_add(k);
                explain_part(values, element, "element", k.to_string(), steps);
            }
        }
    }
}

struct JsonArray {
    lengths: Lengths,
    verbatim: bool,
    values: Arc<dyn Values>,
}

impl Values for JsonArray {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let (lengths, elements) = self.lengths.of(items);
        let cells = Cells::new(self.values.array(Items::List(&elements)), self.verbatim);
        let mut texts = Texts::with_capacity(items.len(), 8 * self.lengths.max as usize);
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
        self.lengths.explain(item, &self.values, steps);
    }
}
