//! The tables of a datagen config.

use super::tables::{ForeignKey, TableNote, column_notes};
use crate::datagen::model::{Datagen, Dataset, Rows, Shown, Source};
use crate::facts::{Facts, Order, Pick, Relation};
use crate::tables::Table;

/// What is known of the dataset at `index`, whose table is given.
pub fn describe(config: &Datagen, index: usize, table: &dyn Table) -> TableNote {
    let dataset = &config.datasets[index];
    let source = |column: usize| {
        let shown = &dataset.shown[column];
        let entry = dataset.generator(shown.source).map(|generator| generator.entry);
        let doc = || entry.map_or_else(String::new, |entry| entry.section.doc.to_owned());
        let name = entry.map_or("partition", |entry| entry.name);
        (name.to_owned(), shown.facts.description.clone().unwrap_or_else(doc))
    };
    TableNote {
        name: dataset.name.clone(),
        kind: "dataset",
        grain: match &dataset.rows {
            Rows::Own(_) => "row".to_owned(),
            Rows::Children(children) => format!("child of {}", config.datasets[children.parent].name),
        },
        rows: table.rows(),
        columns: column_notes(table, source),
        primary_key: key(dataset),
        foreign_keys: foreign_keys(config, dataset),
        description: description(dataset),
    }
}

/// The first column that cannot repeat, else a key to the parent and the number among its children; none where rows are
/// delivered twice.
fn key(dataset: &Dataset) -> Vec<String> {
    if dataset.redelivery.is_some() {
        return Vec::new();
    }
    let find = |test: &dyn Fn(&Facts) -> bool| {
        let own = dataset.shown.iter().filter(|shown| matches!(shown.source, Source::Own(_)));
        own.into_iter().find(|shown| test(&shown.facts)).map(|shown| shown.name.clone())
    };
    let parent = |facts: &Facts| {
        facts.reference.as_ref().is_some_and(|reference| reference.exact && reference.pick == Pick::Parent)
    };
    let number = |facts: &Facts| matches!(facts.relation, Relation::NumberWithinParent { .. });
    match find(&|facts| facts.unique) {
        Some(column) => vec![column],
        None => {
            find(&parent).zip(find(&number)).map_or_else(Vec::new, |(parent, number)| vec![parent, number])
        }
    }
}

fn foreign_keys(config: &Datagen, dataset: &Dataset) -> Vec<ForeignKey> {
    dataset.shown.iter().filter_map(|shown| foreign_key(config, dataset, shown)).collect()
}

/// The reference that a column makes by itself.
fn foreign_key(config: &Datagen, dataset: &Dataset, shown: &Shown) -> Option<ForeignKey> {
    let reference = shown.facts.reference.as_ref().filter(|_| shown.facts.relation == Relation::None)?;
    let parent = &config.datasets[reference.table];
    let target = match reference.column {
        Some(column) => parent.shown.get(column),
        None => parent.shown.iter().find(|shown| shown.facts.order == Order::RowNumber),
    };
    let beside = |with: usize| match shown.source {
        Source::Entity(_) => Some(dataset.entity.as_ref()?.columns.get(with)?.name.clone()),
        Source::Own(_) => Some(dataset.columns.get(with)?.name.clone()),
        Source::Day => None,
    };
    Some(ForeignKey {
        column: shown.name.clone(),
        table: parent.name.clone(),
        target: target.map(|shown| shown.name.clone()),
        with: reference.with.and_then(beside),
    })
}

fn description(dataset: &Dataset) -> String {
    let mut parts = Vec::new();
    if let Some(partition) = &dataset.partition {
        parts.push(format!("spread over {} days by {}", partition.days, partition.column));
    }
    if let Some(entity) = &dataset.entity {
        parts.push(format!("rows share {} entities", entity.size));
    }
    if let Some(redelivery) = &dataset.redelivery {
        parts.push(format!("{} of the rows come again later", redelivery.fraction));
    }
    parts.join("; ")
}
