//! `one_of`: texts with equal chances.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::constant::dictionary;
use super::index::Index;
use super::scope::UNIQUE;
use super::{Entry, Values};
use crate::config::key::{self, Key};
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Nulls, Order, Relation, Window};
use crate::random::Items;
use crate::steps::Steps;

const VALUES: Key<key::Items> = Key::texts("values").doc("The texts");

pub static ENTRY: Entry = Entry {
    name: "one_of",
    section: Section::new(
        "datagen.generator.one_of",
        "docs/datagen.md#one_of",
        "One of several texts, each as likely as the others; a text listed twice is twice as likely",
        &[VALUES.param, UNIQUE.param],
    ),
    example: "{ type: one_of, values: [red, green, blue] }",
    read: |fields, scope| {
        let texts: Vec<_> = fields.read(&VALUES)?.iter().map(|item| item.text()).collect();
        let values: Vec<String> =
            texts.into_iter().collect::<Option<Vec<_>>>()?.into_iter().map(str::to_owned).collect();
        let unique = scope.unique(fields, values.len() as u64)?;
        if let Some(text) = repeated(&values).filter(|_| unique) {
            let message = format!("'{text}' is listed twice, so values cannot be unique");
            fields.at(&UNIQUE)?.error("repeated-value", message, None);
            return None;
        }
        let values: Arc<[String]> = values.into();
        let listed = if unique { Categories::unweighted } else { Categories::equal };
        let facts = Facts {
            kind: ColumnType::Text,
            nulls: Nulls::Never,
            range: None,
            extent: Extent::longest(&values),
            categories: Some(listed(Arc::clone(&values))),
            law: None,
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            let index = Index::new(unique, values.len() as u64, key, site);
            Arc::new(OneOf { values: Arc::new(StringArray::from_iter_values(values.iter())), index })
        }))
    },
};

/// A text that is listed more than once.
pub fn repeated(values: &[String]) -> Option<&str> {
    let mut sorted: Vec<&str> = values.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    sorted.windows(2).find(|two| two[0] == two[1]).map(|two| two[0])
}

struct OneOf {
    values: ArrayRef,
    index: Index,
}

impl Values for OneOf {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        dictionary(self.index.map(items, |index| index as i32), &self.values)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.text("choice", format!("{} values", self.values.len()), "the one of this number, from 0");
    }
}
