//! `parent_dataset`: of which of several datasets a foreign key of this row names a row.

use super::Entry;
use super::foreign_key::alternatives;
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Categories, Duty, Extent, Facts, Nulls, Order, Relation, Tie, Window};

const OF: Key<&str> =
    Key::text("of").doc("An earlier foreign_key column of this row that names several datasets");

pub static ENTRY: Entry = Entry {
    name: "parent_dataset",
    section: Section::new(
        "datagen.generator.parent_dataset",
        "docs/datagen.md#parent_dataset",
        "The name of the dataset whose row a foreign_key of several datasets names; null where that column is null",
        &[OF.param],
    ),
    example: "{ type: parent_dataset, of: owner_id }",
    read: |fields, scope| {
        let field = fields.at(&OF)?;
        if scope.in_array {
            field.error(
                "wrong-place",
                "parent_dataset cannot stand inside an array: a row names one parent",
                None,
            );
            return None;
        }
        let named = |facts: &Facts| matches!(facts.relation, Relation::OneOf(_));
        let (leader, column) = scope.peers.find(field, |column| named(column.facts()), &[])?;
        let Relation::OneOf(choice) = &column.facts().relation else {
            let message = format!("'{}' is no foreign key to one of several datasets", column.name);
            let hint = "name a column whose generator is foreign_key with a list of datasets".to_owned();
            field.error("wrong-type", message, Some(hint));
            return None;
        };
        let choice = choice.clone();
        let longest = choice.names.iter().map(String::len).max().unwrap_or(0);
        let facts = Facts {
            kind: ColumnType::Text,
            nulls: choice.coins.iter().fold(Nulls::Never, |nulls, probability| nulls.and(1.0 - probability)),
            range: None,
            extent: Extent::text(longest as u64),
            categories: Some(Categories {
                values: choice.names.clone(),
                weights: Some(choice.targets.iter().map(|target| target.rows as f64).collect()),
            }),
            law: None,
            json: None,
            reference: None,
            relation: Relation::TableOf { key: leader },
            ties: vec![Tie::Column(leader)],
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |_, site| alternatives::names(&choice, leader, site)))
    },
};
