//! `child_number`: the row's number among the children of its parent.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::children::Parents;
use super::sequential_id::numbers;
use super::{Entry, Values};
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Nulls, Order, Relation, Tie, Window};
use crate::random::Items;
use crate::steps::Steps;

pub static ENTRY: Entry = Entry {
    name: "child_number",
    section: Section::new(
        "datagen.generator.child_number",
        "docs/datagen.md#child_number",
        "The row's number among the children of its parent, from 1, as in the lines of an order; \
         the dataset has a per_parent",
        &[],
    ),
    example: "{ type: child_number }",
    read: |fields, scope| {
        let (key, most) = scope.children(&fields.whole)?;
        let facts = Facts {
            kind: ColumnType::Int32,
            nulls: Nulls::Never,
            range: Some((1.0, most.into())),
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::NumberWithinParent { key },
            ties: vec![Tie::Column(key)],
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, |_, site| {
            let parents = site.around.parents().expect("child_number was checked to stand beside per_parent");
            Arc::new(ChildNumber { parents })
        }))
    },
};

struct ChildNumber {
    parents: Parents,
}

impl Values for ChildNumber {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        numbers(ColumnType::Int32, self.parents.places(items).into_iter().map(|(_, child)| child as i64 + 1))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for (parent, child) in self.parents.places(Items::List(&[item])) {
            steps.number(
                "parent row",
                parent as f64,
                "the parent whose children these are, in the parents' order",
            );
            steps.number(
                "place",
                child as f64,
                "among the parent's children, from 0; the number counts from 1",
            );
        }
    }
}
