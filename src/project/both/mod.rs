//! Both languages in one file: `datasets` beside `about` or `domain`.
//!
//! Each language reads its own keys of the file and is told of the other's tables, whose rows its own may name. Datasets that name
//! none of plotsim's tables, themselves or by way of others, come first; so plotsim's tables may name their rows, and all other
//! datasets may name rows of plotsim's tables. Nothing can name its own rows that way.

mod document;
mod outer;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::catalogue::BESIDE;
use crate::config::Overrides;
use crate::config::node::Node;
use crate::config::reader::Report;
use crate::datagen;
use crate::datagen::model::Datagen;
use crate::facts::{Facts, Relation, Target};
use crate::generators::outer::Outer;
use crate::plotsim;
use crate::plotsim::model::Form;
use crate::plotsim::tables::engine::Engine;
use document::{check_names, dataset_names, only, outward, without};
use outer::{of_dataset, of_table};

/// A config of both languages. The tables of plotsim come first, then the datasets.
pub struct Both {
    /// The plotsim part.
    pub plotsim: Arc<Engine>,
    /// The datagen part.
    pub datagen: Arc<Datagen>,
    /// What is known of the columns of datasets, with tables counted so.
    facts: Vec<Vec<Facts>>,
}

/// The keys that both languages have.
const SHARED: &[&str] = &["seed", "run"];

/// Whether a document of plotsim's language also has datasets.
pub fn has_datasets(tree: &Node) -> bool {
    tree.get("datasets").is_some()
}

impl Both {
    fn new(plotsim: Arc<Engine>, datagen: Arc<Datagen>) -> Both {
        let (tables, datasets) = (plotsim.config().tables.len(), datagen.datasets.len());
        let outer: Vec<usize> = datagen.outer.iter().map(|outer| outer.place).collect();
        let counted = |table: usize| match table.checked_sub(datasets) {
            None => tables + table,
            Some(place) => outer.get(place).copied().unwrap_or(usize::MAX),
        };
        let facts = datagen.datasets.iter().map(|dataset| {
            dataset.table_columns.iter().map(|column| recounted(&column.facts, &counted)).collect()
        });
        Both { facts: facts.collect(), plotsim, datagen }
    }

    /// What is known of the columns of a dataset.
    pub fn facts(&self, dataset: usize) -> &[Facts] {
        self.facts.get(dataset).map_or(&[], Vec::as_slice)
    }
}

/// The same facts with other numbers of tables.
fn recounted(facts: &Facts, counted: &impl Fn(usize) -> usize) -> Facts {
    let mut facts = facts.clone();
    if let Some(reference) = &mut facts.reference {
        reference.table = counted(reference.table);
    }
    match &mut facts.relation {
        Relation::CopyOf { table, .. } | Relation::OfChildren { table, .. } => *table = counted(*table),
        Relation::OneOf(choice) => {
            let targets = choice.targets.iter();
            choice.targets = targets.map(|own| Target { table: counted(own.table), ..*own }).collect();
        }
        Relation::Computed(computation) => {
            let operands = computation.operands.iter().map(|operand| operand.recounted(counted));
            computation.operands = operands.collect();
        }
        Relation::None
        | Relation::TableOf { .. }
        | Relation::After { .. }
        | Relation::Between(_)
        | Relation::LevelOf { .. }
        | Relation::NumberWithinParent { .. }
        | Relation::PoolField { .. }
        | Relation::Case(_)
        | Relation::PartOf { .. }
        | Relation::Metric { .. }
        | Relation::Lag { .. }
        | Relation::Mean { .. }
        | Relation::Entity
        | Relation::Period(_)
        | Relation::Stage
        | Relation::Shows(_)
        | Relation::Share { .. }
        | Relation::Version(_) => {}
    }
    facts
}

/// Reads a document of both languages. Every problem goes to the report; `None` if there is an error among them.
pub fn read(form: Form, tree: &Node, overrides: Overrides, report: &Report) -> Option<Both> {
    let own = |key: &str| BESIDE.contains(&key);
    let datagen_tree = only(tree, |key| own(key) || SHARED.contains(&key));
    let plotsim_tree = only(tree, |key| !own(key));
    let names = dataset_names(&datagen_tree);
    let outward = outward(&datagen_tree, &names);
    // What is wrong with them is told when all are read.
    let inward = without(&datagen_tree, &outward);
    let first = datagen::read(&inward, overrides, &Report::new(""));
    let mut outer: Vec<Arc<Outer>> = Vec::new();
    if let Some(first) = first.map(Arc::new) {
        outer.extend((0..first.datasets.len()).map(|index| Arc::new(of_dataset(&first, index, &names))));
    }
    let seen: Vec<String> = outer.iter().map(|outer| outer.name.clone()).collect();
    let unseen = names.iter().enumerate().filter(|(_, name)| !seen.contains(name));
    outer.extend(unseen.map(|(place, name)| {
        let (unread, name) = (!outward.contains(name), name.clone());
        Arc::new(Outer {
            name,
            place,
            rows: 0,
            grows: false,
            columns: Vec::new(),
            key: None,
            values: None,
            unread,
        })
    }));
    let config = plotsim::read_beside(form, &plotsim_tree, overrides, report, &outer);
    let Some(config) = config else {
        // What the datasets name cannot be told, so that only those are read that name nothing of plotsim's.
        datagen::read(&inward, overrides, report);
        return None;
    };
    let engine = Arc::new(Engine::new(Arc::new(config)));
    check_names(&datagen_tree, &engine, report);
    let tables = (0..engine.config().tables.len()).map(|table| Arc::new(of_table(&engine, table)));
    let tables: Vec<Arc<Outer>> = tables.collect();
    let datagen = datagen::read_beside(&datagen_tree, overrides, report, &tables)?;
    (!report.has_errors()).then(|| Both::new(engine, Arc::new(datagen)))
}
