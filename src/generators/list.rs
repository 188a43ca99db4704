//! `list`: any number of values of one type per row.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;

use super::json_array::{Lengths, MAX, MIN, lengths};
use super::{Entry, Values};
use crate::config::key::{Key, Unread};
use crate::config::param::{Kind, Section};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Json, Nulls, Order, Relation, Window};
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::decoded;
use crate::tables::types::arrow_type;

const ITEM: Key<Unread> = Key::of("item", Kind::Generator).doc("What fills each item");

pub static ENTRY: Entry = Entry {
    name: "list",
    section: Section::new(
        "datagen.generator.list",
        "docs/datagen.md#list",
        "A LIST, its length uniform from min to max, both included; needs types: native",
        &[ITEM.param, MIN.param, MAX.param],
    ),
    example: "{ type: list, min: 1, max: 3, item: { type: one_of, values: [new, sale, gift] } }",
    read: |fields, scope| {
        let native = scope.native_types("list", "json_array");
        let item = fields.at(&ITEM).and_then(|item| super::read(item, &scope.inside_array(item)));
        let (min, max) = lengths(fields)?;
        native?;
        let item = item?;
        // As JSON, which is how text files hold it.
        let bytes = item.facts.json_bytes().saturating_add(1).saturating_mul(max).saturating_add(2);
        let shape = Json::Array { item: Arc::clone(&item.facts), min: min as u32, max: max as u32 };
        let kind = ColumnType::list(item.facts.kind);
        let facts = Facts {
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
        };
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(List {
                kind,
                lengths: Lengths::new(min, max, site.stream(key, 1)),
                values: item.build(key.child("item"), &site.elements(key, max)),
            })
        }))
    },
};

struct List {
    kind: ColumnType,
    lengths: Lengths,
    values: Arc<dyn Values>,
}

impl Values for List {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let (lengths, elements) = self.lengths.of(items);
        let DataType::List(item) = arrow_type(self.kind) else {
            unreachable!("the type is a list's");
        };
        let offsets = OffsetBuffer::from_lengths(lengths.iter().map(|length| *length as usize));
        Arc::new(ListArray::new(item, offsets, decoded(self.values.array(Items::List(&elements))), None))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.lengths.explain(item, &self.values, steps);
    }
}
