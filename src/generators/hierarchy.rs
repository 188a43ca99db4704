//! `hierarchy`: the value that stands above the drawn leaf at one level.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::alias::Alias;
use super::constant::dictionary;
use super::{Generator, Site, spec};
use crate::random::{Items, Stream};
use crate::steps::Steps;

pub struct Hierarchy {
    values: ArrayRef,
    /// For each leaf, the place of its value.
    of_leaf: Vec<i32>,
    alias: Alias,
    words: Stream,
}

impl Hierarchy {
    pub fn new(spec: &spec::HierarchyLevel, site: &Site<'_>) -> Hierarchy {
        let hierarchy = &site.datagen.hierarchies[spec.hierarchy];
        let level = &hierarchy.levels[spec.level];
        // All levels look up the same leaf, so the key has no column in it.
        let key = site.shared.child("hierarchy").child(&hierarchy.name).child(&spec.draw);
        Hierarchy {
            values: Arc::new(StringArray::from_iter_values(&level.values)),
            of_leaf: level.of_leaf.iter().map(|place| *place as i32).collect(),
            alias: Alias::new(&hierarchy.weights),
            words: site.stream(key, 1),
        }
    }
}

impl Generator for Hierarchy {
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
