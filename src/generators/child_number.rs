//! `child_number`: the row's number among the children of its parent.

use arrow::array::ArrayRef;

use super::children::Parents;
use super::sequential_id::numbers;
use super::{Generator, Site, spec};
use crate::config::types::ColumnType;
use crate::datagen::model::Rows;
use crate::random::Items;
use crate::steps::Steps;

pub struct ChildNumber {
    parents: Parents,
}

impl ChildNumber {
    pub fn new(site: &Site<'_>) -> ChildNumber {
        let decides = |column: &usize| {
            matches!(&site.dataset().columns[*column].generator,
                spec::Generator::ForeignKey(key) if matches!(key.pick, spec::Pick::PerParent) && key.with.is_none())
        };
        let column = (0..site.dataset().columns.len()).find(decides);
        let (Some(column), Rows::Children(children)) = (column, &site.dataset().rows) else {
            unreachable!("child_number was checked to stand beside per_parent")
        };
        ChildNumber { parents: Parents::new(children, site.peer(column).1) }
    }
}

impl Generator for ChildNumber {
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
