//! `list`: any number of values of one type per row.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;

use super::json_array::{ITEM, Lengths, MAX, MIN, facts, lengths};
use super::{Entry, Values};
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::random::Items;
use crate::steps::Steps;
use crate::tables::text::decoded;
use crate::tables::types::arrow_type;

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
        let kind = ColumnType::list(item.facts.kind);
        let facts = facts(&item, (min, max), kind);
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
