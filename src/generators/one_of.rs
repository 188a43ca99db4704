//! `one_of`: listed values with equal chances.

use std::sync::Arc;

use arrow::array::ArrayRef;

use super::index::Index;
use super::literal::{Literal, Literals};
use super::scope::UNIQUE;
use super::{Entry, Values};
use crate::config::key::{self, Key};
use crate::config::param::{Kind, Section};
use crate::facts::{Categories, Facts, Independent};
use crate::random::Items;
use crate::steps::Steps;

const VALUES: Key<key::Items> = Key::some("values", &Kind::Scalar).doc("The values");

pub static ENTRY: Entry = Entry {
    name: "one_of",
    section: Section::new(
        "datagen.generator.one_of",
        "docs/datagen.md#one_of",
        "One of several values in their common type, each as likely as the others; one listed twice is twice as likely",
        &[VALUES.param, UNIQUE.param],
    ),
    example: "{ type: one_of, values: [red, green, blue] }",
    read: |fields, scope| {
        let read: Vec<_> = fields.read(&VALUES)?.iter().map(Literal::read).collect();
        let values = Literals::new(&read.into_iter().collect::<Option<Vec<_>>>()?);
        let unique = scope.unique(fields, values.len() as u64)?;
        if let Some(text) = repeated(&values.texts).filter(|_| unique) {
            let message = format!("'{text}' is listed twice, so values cannot be unique");
            fields.at(&UNIQUE)?.error("repeated-value", message, None);
            return None;
        }
        let listed = if unique { Categories::unweighted } else { Categories::equal };
        let facts = Facts::from(Independent {
            kind: values.kind,
            range: values.range,
            extent: values.extent(),
            categories: Some(listed(Arc::clone(&values.texts))),
            law: None,
            unique,
            language: None,
            rhythm: None,
        });
        let values = Arc::new(values);
        Some(ENTRY.generator(facts, move |key, site| {
            let draw = || Index::new(unique, values.len() as u64, key, site);
            let index = match unique {
                true => draw(),
                false => Index::ranked(&vec![1.0; values.len()], |place| values.number(place), site, draw),
            };
            Arc::new(OneOf { values: Arc::clone(&values), index })
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
    values: Arc<Literals>,
    index: Index,
}

impl Values for OneOf {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        self.values.pick(self.index.map(items, |index| index as i32))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.text("choice", format!("{} values", self.values.len()), "the one of this number, from 0");
    }
}
