//! Columns of a row that no generator fills, as those that follow them see them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow::compute::take;

use super::{Column, Entry, Generator, Values};
use crate::config::param::Section;
use crate::facts::Facts;
use crate::random::Items;
use crate::steps::Steps;

/// What fills such a column. It is none of the language's: nobody can name it.
static ENTRY: Entry = Entry {
    name: "given",
    section: Section::new("given", "", "A value that is there before", &[]),
    example: "",
    read: |_, _| None,
};

/// A column of which only facts are known; its values come from the surroundings.
pub fn column(name: &str, facts: Facts) -> Column {
    Column { name: name.to_owned(), generator: Generator::given(facts) }
}

impl Generator {
    fn given(facts: Facts) -> Generator {
        ENTRY.generator(facts, |_, _| Arc::new(Given::none()))
    }
}

/// Values of some items that are there.
pub struct Given {
    /// The item of each value, and their places in ascending order of items.
    items: Vec<u64>,
    sorted: Vec<u32>,
    values: ArrayRef,
}

impl Given {
    /// The values of these items, one each.
    pub fn new(items: &[u64], values: ArrayRef) -> Given {
        let mut sorted: Vec<u32> = (0..items.len() as u32).collect();
        sorted.sort_by_key(|place| items[*place as usize]);
        Given { items: items.to_vec(), sorted, values }
    }

    /// No values, for surroundings that have none.
    pub fn none() -> Given {
        Given {
            items: Vec::new(),
            sorted: Vec::new(),
            values: new_null_array(&arrow::datatypes::DataType::Null, 0),
        }
    }

    fn place(&self, item: u64) -> Option<u32> {
        let found = self.sorted.binary_search_by_key(&item, |place| self.items[*place as usize]);
        found.ok().map(|found| self.sorted[found])
    }
}

impl Values for Given {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        if let Items::List(list) = items
            && *list == *self.items
        {
            return Arc::clone(&self.values);
        }
        let places: UInt32Array = (0..items.len()).map(|position| self.place(items.item(position))).collect();
        // Taking fails only on places past the end, and these are places of items.
        take(&self.values, &places, None)
            .unwrap_or_else(|_| new_null_array(self.values.data_type(), items.len()))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let Some(place) = self.place(item) else { return };
        let text = super::cell::text(&self.values, place as usize);
        steps.text(
            "given",
            text.unwrap_or_else(|| "null".to_owned()),
            "the value of another column of the row",
        );
    }
}
