//! The tables of a datagen config.

use super::tables::{ForeignKey, TableNote, column_notes};
use crate::datagen::model::{Datagen, Dataset, DatasetColumn, Origin, Rows};
use crate::facts::words;
use crate::facts::{Facts, Order, Pick, Relation};
use crate::tables::Table;

/// What is known of the dataset at `index`, whose table is given.
pub fn describe(config: &Datagen, index: usize, table: &dyn Table) -> TableNote {
    let dataset = &config.datasets[index];
    let source = |column: usize| {
        let column = &dataset.table_columns[column];
        let entry = dataset.generator(column.origin).map(|generator| generator.entry);
        let name = entry.map_or("partition", |entry| entry.name);
        let meaning = || meaning(config, dataset, column);
        (name.to_owned(), column.facts.description.clone().unwrap_or_else(meaning))
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
        unique: Vec::new(),
        view: None,
        foreign_keys: foreign_keys(config, dataset),
        description: dataset.description.clone().unwrap_or_else(|| description(config, dataset)),
    }
}

/// The first column that cannot repeat, else a key to the parent and the number among its children; none where rows are
/// delivered twice.
fn key(dataset: &Dataset) -> Vec<String> {
    if dataset.redelivery.is_some() {
        return Vec::new();
    }
    let find = |test: &dyn Fn(&Facts) -> bool| {
        let own = dataset.table_columns.iter().filter(|column| matches!(column.origin, Origin::Own(_)));
        own.into_iter().find(|column| test(&column.facts)).map(|column| column.name.clone())
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
    dataset.table_columns.iter().filter_map(|column| foreign_key(config, dataset, column)).collect()
}

/// The reference that a column makes by itself.
fn foreign_key(config: &Datagen, dataset: &Dataset, column: &DatasetColumn) -> Option<ForeignKey> {
    let reference = column.facts.reference.as_ref().filter(|_| column.facts.relation == Relation::None)?;
    let numbered = || {
        let columns = &config.datasets.get(reference.table)?.table_columns;
        columns
            .iter()
            .find(|column| column.facts.order == Order::RowNumber)
            .map(|column| column.name.as_str())
    };
    let target = match reference.column {
        Some(column) => config.column_name(reference.table, column),
        None => numbered(),
    };
    let beside = |with: usize| match column.origin {
        Origin::Entity(_) => Some(dataset.entity.as_ref()?.columns.get(with)?.name.clone()),
        Origin::Own(_) => Some(dataset.columns.get(with)?.name.clone()),
        Origin::Day => None,
    };
    Some(ForeignKey {
        column: column.name.clone(),
        table: config.table_name(reference.table).to_owned(),
        target: target.map(str::to_owned),
        with: reference.with.and_then(beside),
    })
}

/// What the values of a column are, about the data.
fn meaning(config: &Datagen, dataset: &Dataset, column: &DatasetColumn) -> String {
    let row = words::thing(&dataset.name);
    let own = match column.origin {
        Origin::Entity(_) => format!("whoever the {row} is of"),
        Origin::Own(_) | Origin::Day => format!("the {row}"),
    };
    if column.origin == Origin::Day {
        return format!("Day of {own}");
    }
    let facts = &column.facts;
    if let Some(reference) = &facts.reference
        && facts.relation == Relation::None
    {
        let parent = words::sentence(&words::thing(config.table_name(reference.table)));
        return if reference.pick == Pick::Parent {
            format!("{parent} that {own} belongs to")
        } else if config.table_name(reference.table) == dataset.name {
            format!("Another {}: {} of {own}", words::thing(&dataset.name), words::named(&column.name))
        } else {
            format!("{parent} of {own}")
        };
    }
    let name = words::sentence(&words::named(&column.name));
    if facts.unique {
        let identifies = key(dataset).first() == Some(&column.name);
        return if identifies {
            format!("Identifies {own}")
        } else {
            format!("{name} of {own}, each its own")
        };
    }
    if let Relation::OneOf(choice) = &facts.relation {
        let things: Vec<String> = choice.names.iter().map(|name| words::thing(name)).collect();
        return format!("{} of {own}", words::sentence(&things.join(" or ")));
    }
    if matches!(facts.relation, Relation::NumberWithinParent { .. }) {
        return format!("Number of {own} within what it belongs to, from 1");
    }
    let Some(categories) = facts.categories.as_ref().filter(|categories| categories.values.len() > 1) else {
        return format!("{name} of {own}");
    };
    let mut values: Vec<String> = Vec::new();
    for value in categories.values.iter() {
        if !values.contains(value) && values.len() < MOST_COMPARED {
            values.push(value.clone());
        }
    }
    format!("{name} of {own}: {}", words::listed(&values))
}

/// Values looked at to list those that differ.
const MOST_COMPARED: usize = 200;

fn description(config: &Datagen, dataset: &Dataset) -> String {
    let row = words::thing(&dataset.name);
    let mut parts = vec![match &dataset.rows {
        Rows::Own(_) => format!("One row per {row}"),
        Rows::Children(children) => {
            format!("One row per {row}, each of a {}", words::thing(&config.datasets[children.parent].name))
        }
    }];
    if let Some(partition) = &dataset.partition {
        parts.push(format!("over {} days by {}", partition.days, partition.column));
    }
    if let Some(entity) = &dataset.entity {
        parts.push(format!("of {} who come again and again", entity.size));
    }
    if let Some(redelivery) = &dataset.redelivery {
        parts.push(format!("{} of the rows come a second time, later", redelivery.fraction));
    }
    parts.join("; ")
}
