//! Reading hierarchies: trees of values, each leaf with its weight.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::columns::MOST_COLUMNS;
use crate::config::key::{Items, Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::generators::hierarchy::{Declared, Hierarchy, Level};

/// Levels of a hierarchy at most.
const DEEPEST: usize = 8;

pub static HIERARCHIES: Key<Option<Items>> = Key::list("hierarchies", &Kind::Map(&HIERARCHY_SECTION))
    .optional()
    .doc("Trees of values whose levels columns show")
    .example(
        "[{ name: place, levels: [country, city], tree: { Germany: [Berlin, Hamburg], Malta: [Valletta] } }]",
    );

const NAME: Key<&str> = Key::text("name").doc("Name by which columns know it").example("place");
const LEVELS: Key<Unread> =
    Key::of("levels", Kind::Choice("list of 2 to 8 texts", &[Kind::Tuple(2, &[Kind::Text; DEEPEST])]))
        .doc("Names of the levels, from the widest to the narrowest")
        .example("[country, city]");
const TREE: Key<Unread> = Key::of("tree", Kind::Tree)
    .doc("The values; a branch weighs what its leaves weigh together")
    .example("{ Germany: { Berlin: 3.8, Hamburg: 1.9 }, Malta: [Valletta, Mosta] }");
const WEIGHTS: Key<Option<Unread>> = Key::of("weights", Kind::Weights)
    .otherwise("from the leaves")
    .doc("Weights of the first level's values; leaves then share out their branch's")
    .example("{ Germany: 4, Malta: 1 }");

static HIERARCHY_SECTION: Section = Section::new(
    "datagen.hierarchies",
    "docs/datagen.md#places-in-their-country",
    "A tree of values whose levels columns show",
    &[NAME.param, LEVELS.param, TREE.param, WEIGHTS.param],
);

/// The hierarchies of a file.
pub fn read<'a>(field: &Field<'a>) -> Option<Vec<Declared<'a>>> {
    let items = field.few_items(MOST_COLUMNS)?;
    let mut names = BTreeSet::new();
    let one = |item: &Field<'a>| {
        let fields = item.fields(&HIERARCHY_SECTION);
        let name = fields.as_ref().and_then(|fields| fields.read(&NAME));
        if let Some(name) = name.filter(|name| !names.insert(*name)) {
            item.error("duplicate-name", format!("another hierarchy is called '{name}'"), None);
        }
        Declared { name, read: fields.and_then(|fields| hierarchy(&fields)).map(Arc::new) }
    };
    Some(items.iter().map(one).collect())
}

fn hierarchy(fields: &Fields<'_>) -> Option<Hierarchy> {
    let levels = levels(fields.at(&LEVELS)?);
    let levels = levels?;
    let tree = fields.at(&TREE)?;
    let mut reader = Tree {
        depth: levels.len(),
        values: vec![Vec::new(); levels.len()],
        of_leaf: vec![Vec::new(); levels.len()],
        weights: Vec::new(),
    };
    reader.branch(tree, 0)?;
    if let Some(field) = fields.at(&WEIGHTS) {
        reader.weigh_branches(field)?;
    }
    let total: f64 = reader.weights.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        tree.error("bad-weights", "must have weights with a positive, finite sum", None);
        return None;
    }
    let levels = levels
        .into_iter()
        .zip(reader.values)
        .zip(reader.of_leaf)
        .map(|((name, values), of_leaf)| Level { name, values: values.into(), of_leaf });
    Some(Hierarchy {
        name: fields.read(&NAME)?.to_owned(),
        levels: levels.collect(),
        weights: reader.weights,
    })
}

fn levels(field: &Field<'_>) -> Option<Vec<String>> {
    let items = field.items()?;
    let names: Vec<Option<&str>> = items.iter().map(Field::text).collect();
    let names: Vec<&str> = names.into_iter().collect::<Option<_>>()?;
    if !(2..=DEEPEST).contains(&names.len()) {
        let message = format!("must name 2 to {DEEPEST} levels, not {}", names.len());
        let hint = (names.len() == 1).then(|| "one level alone is weighted_choice".to_owned());
        field.error("out-of-range", message, hint);
        return None;
    }
    for (place, (name, item)) in names.iter().zip(&items).enumerate() {
        if name.is_empty() || names[..place].contains(name) {
            let message = if name.is_empty() {
                "must not be empty".to_owned()
            } else {
                format!("duplicate level '{name}'")
            };
            item.error("duplicate-name", message, None);
            return None;
        }
    }
    Some(names.into_iter().map(str::to_owned).collect())
}

/// The leaves read so far and what they lie under.
struct Tree {
    depth: usize,
    /// By level.
    values: Vec<Vec<String>>,
    /// By level, then by leaf.
    of_leaf: Vec<Vec<u32>>,
    weights: Vec<f64>,
}

impl Tree {
    /// The branches at `level`; all of them are read, so that every mistake is told.
    fn branch(&mut self, field: &Field<'_>, level: usize) -> Option<()> {
        let last = level + 1 == self.depth;
        let (is_map, is_list) = (matches!(field.node.value, Value::Map(_)), field.is_list());
        let fits = is_map || is_list && last;
        if !fits {
            return self.refuse(field, level);
        }
        if field.length() == 0 {
            field.broken("empty-mapping", "is empty, but must name at least one value", None);
            return None;
        }
        let mut complete = Some(());
        if is_list {
            for item in field.items()? {
                match item.text() {
                    Some(text) => self.leaf(text, 1.0),
                    None => complete = None,
                }
            }
            return complete;
        }
        let entries = field.entries()?;
        // A key that is no text was reported.
        complete = complete.filter(|()| entries.len() == field.length());
        for (name, inner) in entries {
            if last {
                match self.weight(&inner) {
                    Some(weight) => self.leaf(name, weight),
                    None => complete = None,
                }
                continue;
            }
            self.values[level].push(name.to_owned());
            if self.branch(&inner, level + 1).is_none() {
                complete = None;
            }
        }
        complete
    }

    fn weight(&self, field: &Field<'_>) -> Option<f64> {
        if matches!(field.node.value, Value::Map(_) | Value::List(_)) {
            let message = format!("is deeper than the {} levels that are named", self.depth);
            field.error("wrong-depth", message, Some("name a level for it, or write its weight".to_owned()));
            return None;
        }
        field.float(Interval::NOT_NEGATIVE)
    }

    fn refuse(&self, field: &Field<'_>, level: usize) -> Option<()> {
        let left = self.depth - level;
        let message = match (left, field.is_list()) {
            (1, _) => "must be a mapping of values to weights, or a list of values".to_owned(),
            (_, true) => {
                format!("must be a mapping: {left} levels are named from here on, and a list is one")
            }
            (_, false) => format!("must be a mapping: {left} levels are named from here on"),
        };
        field.error("wrong-depth", message, Some("every branch is as deep as there are levels".to_owned()));
        None
    }

    fn leaf(&mut self, text: &str, weight: f64) {
        let last = self.depth - 1;
        self.values[last].push(text.to_owned());
        self.weights.push(weight);
        for (values, of_leaf) in self.values.iter().zip(&mut self.of_leaf) {
            of_leaf.push(values.len() as u32 - 1);
        }
    }

    /// Gives the branches of the first level their own weights; within each, leaves keep their proportions.
    fn weigh_branches(&mut self, field: &Field<'_>) -> Option<()> {
        let entries: BTreeMap<&str, Field<'_>> = field.entries()?.into_iter().collect();
        for (name, entry) in &entries {
            if !self.values[0].iter().any(|known| known == name) {
                let hint = suggest::hint(name, self.values[0].iter().map(String::as_str));
                entry.error("unknown-value", format!("'{name}' is not a value of the first level"), hint);
                return None;
            }
        }
        let mut sums = vec![0.0; self.values[0].len()];
        for (weight, branch) in self.weights.iter().zip(&self.of_leaf[0]) {
            sums[*branch as usize] += weight;
        }
        let mut factors = Vec::new();
        for (name, sum) in self.values[0].iter().zip(&sums) {
            let Some(entry) = entries.get(name.as_str()) else {
                let hint = "give every value of the first level a weight, or none".to_owned();
                field.error(
                    "missing-key",
                    format!("'{name}' is missing: nothing says what it weighs"),
                    Some(hint),
                );
                return None;
            };
            let weight = entry.float(Interval::NOT_NEGATIVE)?;
            if weight > 0.0 && *sum <= 0.0 {
                entry.error(
                    "bad-weights",
                    format!("is {weight}, but every leaf below '{name}' has weight 0"),
                    None,
                );
                return None;
            }
            factors.push(if weight > 0.0 { weight / sum } else { 0.0 });
        }
        for (weight, branch) in self.weights.iter_mut().zip(&self.of_leaf[0]) {
            *weight *= factors[*branch as usize];
        }
        Some(())
    }
}
