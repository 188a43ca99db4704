//! `hierarchy`: one level of nested values that are drawn together: what stands above the drawn leaf.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::constant::dictionary;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Nulls, Order, Relation, Tie, Window};
use crate::random::{Alias, Items, Stream};
use crate::steps::Steps;

/// Nested values, drawn together: each leaf with its weight, and what stands above it at every level.
#[derive(Debug)]
pub struct Hierarchy {
    pub name: String,
    /// From the root's branches to the leaves.
    pub levels: Vec<Level>,
    /// One for each leaf; their sum is positive and finite.
    pub weights: Vec<f64>,
}

/// One level of a [`Hierarchy`].
#[derive(Debug)]
pub struct Level {
    pub name: String,
    pub values: Arc<[String]>,
    /// For each leaf, which of the values it lies under.
    pub of_leaf: Vec<u32>,
}

/// A hierarchy as generators know it.
pub struct Declared<'a> {
    pub name: Option<&'a str>,
    /// `None` if it could not be read, which was reported.
    pub read: Option<Arc<Hierarchy>>,
}

const OF: Key<&str> = Key::text("of").doc("Name of one of the file's hierarchies");
const LEVEL: Key<&str> = Key::text("level").doc("Name of one of its levels");
const DRAW: Key<Option<&str>> =
    Key::text("draw")
    .otherwise("one draw a row")
    .doc("A word that columns share which belong together, where a row needs several draws, as for billing and \
         shipping").example("shipping");

pub static ENTRY: Entry = Entry {
    name: "hierarchy",
    section: Section::new(
        "datagen.generator.hierarchy",
        "docs/datagen.md#hierarchy",
        "The value of one level of a hierarchy; columns of one hierarchy in a row lie above one another, as a city's \
         country does",
        &[OF.param, LEVEL.param, DRAW.param],
    ),
    example: "{ type: hierarchy, of: place, level: city }",
    read: |fields, scope| {
        let (of, level) = (fields.at(&OF)?, fields.at(&LEVEL)?);
        let (name, level_name) = (of.text(), level.text());
        let draw = match fields.at(&DRAW) {
            Some(field) => field.text()?,
            None => "",
        };
        let (name, level_name) = (name?, level_name?);
        let Some(hierarchy) = scope.hierarchies.iter().position(|known| known.name == Some(name)) else {
            let known = scope.hierarchies.iter().filter_map(|known| known.name);
            let hint = suggest::hint(name, known)
                .or_else(|| Some("declare it under hierarchies, beside datasets".to_owned()));
            of.error("unknown-hierarchy", format!("'{name}' is not a hierarchy of this file"), hint);
            return None;
        };
        // What could not be read was reported.
        let tree = scope.hierarchies[hierarchy].read.as_ref()?;
        let levels = &tree.levels;
        let Some(place) = levels.iter().position(|known| known.name == level_name) else {
            let hint = suggest::hint(level_name, levels.iter().map(|known| known.name.as_str()));
            level.error(
                "unknown-level",
                format!("'{level_name}' is not a level of hierarchy '{name}'"),
                hint,
            );
            return None;
        };
        let draw = draw.to_owned();
        let values = Arc::clone(&tree.levels[place].values);
        let mut weights = vec![0.0; values.len()];
        for (leaf, weight) in tree.levels[place].of_leaf.iter().zip(&tree.weights) {
            weights[*leaf as usize] += weight;
        }
        let facts = Facts {
            kind: ColumnType::Text,
            nulls: Nulls::Never,
            range: None,
            extent: Extent::longest(&values),
            categories: Some(Categories { values, weights: Some(weights) }),
            law: None,
            json: None,
            reference: None,
            relation: Relation::LevelOf { hierarchy, level: place, draw: draw.clone() },
            ties: vec![Tie::Draw { hierarchy, draw: draw.clone() }],
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        let tree = Arc::clone(tree);
        Some(ENTRY.generator(facts, move |_, site| {
            let level = &tree.levels[place];
            // All levels look up the same leaf, so the key has no column in it.
            let key = site.shared.child("hierarchy").child(&tree.name).child(&draw);
            Arc::new(Leaves {
                values: Arc::new(StringArray::from_iter_values(level.values.iter())),
                of_leaf: level.of_leaf.iter().map(|place| *place as i32).collect(),
                alias: Alias::new(&tree.weights),
                words: site.stream(key, 1),
            })
        }))
    },
};

struct Leaves {
    values: ArrayRef,
    /// For each leaf, the place of its value.
    of_leaf: Vec<i32>,
    alias: Alias,
    words: Stream,
}

impl Values for Leaves {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let keys = words.iter().map(|word| self.of_leaf[self.alias.choose(*word) as usize]);
        dictionary(keys.collect(), &self.values)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row, the same for all levels");
        for word in words {
            let leaf = self.alias.choose(word);
            let detail =
                format!("of {} leaves, from 0, by weight; what stands above it is shown", self.of_leaf.len());
            steps.number("leaf", f64::from(leaf), detail);
        }
    }
}
