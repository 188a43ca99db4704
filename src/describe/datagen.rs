//! The tables of a datagen config.

use super::tables::{ForeignKey, TableNote, column_notes};
use crate::datagen::generators::{Generator, ParentColumn, Pick};
use crate::datagen::is_key;
use crate::datagen::model::{Column, Datagen, Dataset, Rows};
use crate::tables::Table;

/// What is known of the dataset at `index`, whose table is given.
pub fn describe(config: &Datagen, index: usize, table: &dyn Table) -> TableNote {
    let dataset = &config.datasets[index];
    let columns: Vec<&Column> = columns(dataset).collect();
    let source = |column: usize| match columns.get(column) {
        Some(column) => (name(&column.generator).to_owned(), doc(&column.generator).to_owned()),
        None => ("partition".to_owned(), "Day of the partition".to_owned()),
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

/// Entity columns first, as in the table.
fn columns(dataset: &Dataset) -> impl Iterator<Item = &Column> {
    dataset.entity.iter().flat_map(|entity| &entity.columns).chain(&dataset.columns)
}

/// The first column that cannot repeat, else a key to the parent and the number among its children; none where rows are
/// delivered twice.
fn key(dataset: &Dataset) -> Vec<String> {
    if dataset.redelivery.is_some() {
        return Vec::new();
    }
    let find = |test: &dyn Fn(&Generator) -> bool| {
        dataset.columns.iter().find(|column| test(&column.generator)).map(|column| column.name.clone())
    };
    let parent = |generator: &Generator| match generator {
        Generator::ForeignKey(key) => key.exact && matches!(key.pick, Pick::PerParent),
        _ => false,
    };
    let number = |generator: &Generator| matches!(generator, Generator::ChildNumber);
    match find(&is_key) {
        Some(column) => vec![column],
        None => {
            find(&parent).zip(find(&number)).map_or_else(Vec::new, |(parent, number)| vec![parent, number])
        }
    }
}

fn foreign_keys(config: &Datagen, dataset: &Dataset) -> Vec<ForeignKey> {
    let entity = dataset.entity.as_ref().map_or(&[][..], |entity| &entity.columns);
    let of = |owner: &[Column]| -> Vec<ForeignKey> {
        owner.iter().filter_map(|column| foreign_key(config, column, owner)).collect()
    };
    [of(entity), of(&dataset.columns)].concat()
}

/// The reference a column of `owner` makes.
fn foreign_key(config: &Datagen, column: &Column, owner: &[Column]) -> Option<ForeignKey> {
    let mut generator = &column.generator;
    while let Generator::Optional(optional) = generator {
        generator = &optional.inner;
    }
    let Generator::ForeignKey(key) = generator else { return None };
    let parent = &config.datasets[key.parent];
    let target = match key.column {
        Some(ParentColumn::Own(index)) => Some(parent.columns[index].name.clone()),
        Some(ParentColumn::Entity(index)) => {
            parent.entity.as_ref().map(|entity| entity.columns[index].name.clone())
        }
        // A key names a column; only parent_value can name the day.
        Some(ParentColumn::Day) => None,
        None => {
            let numbered = |column: &&Column| matches!(column.generator, Generator::SequentialId { .. });
            parent.columns.iter().find(numbered).map(|column| column.name.clone())
        }
    };
    let with = key.with.and_then(|index| Some(owner.get(index)?.name.clone()));
    Some(ForeignKey { column: column.name.clone(), table: parent.name.clone(), target, with })
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

/// The word after `type:`.
fn name(generator: &Generator) -> &'static str {
    generator.entry().name
}

fn doc(generator: &Generator) -> &'static str {
    generator.entry().section.doc
}
