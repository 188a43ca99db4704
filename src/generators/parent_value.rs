//! `parent_value`: a copy of a value of the parent's row that a foreign key of this row names.

use super::Entry;
use super::foreign_key::{Lookup, listed};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::facts::{Duty, Facts, Order, Relation, Tie, Window};

const OF: Key<&str> = Key::text("of").doc("An earlier foreign_key column of this row");
const COLUMN: Key<&str> = Key::text("column")
    .doc("The parent's column, or its partition column; the parent must come earlier in the file");

pub static ENTRY: Entry = Entry {
    name: "parent_value",
    section: Section::new(
        "datagen.generator.parent_value",
        "docs/datagen.md#parent_value",
        "A value of the parent's row that a foreign_key column of this row names; null where that column is null",
        &[OF.param, COLUMN.param],
    ),
    example: "{ type: parent_value, of: customer_id, column: tier }",
    read: |fields, scope| {
        let leader = scope.leader(fields.at(&OF)?, "parent_value")?;
        let (table, key) = (leader.table, leader.index);
        let (column, shown) = scope.parent_column(fields.at(&COLUMN)?, table, true)?;
        let lookup = Lookup {
            table,
            rows: leader.rows,
            column: Some(column),
            kind: shown.facts.kind,
            draw: leader.draw,
            leader: Some((key, leader.coins)),
        };
        let facts = Facts {
            kind: shown.facts.kind,
            nulls: lookup.nulls(Some(shown.facts)),
            range: shown.facts.range,
            extent: shown.facts.extent.inside(),
            categories: listed(shown.facts),
            law: None,
            // What a copy holds is text, which JSON quotes.
            json: None,
            reference: None,
            relation: Relation::CopyOf { key, table, column },
            ties: vec![Tie::Column(key)],
            unique: false,
            order: Order::Any,
            language: shown.facts.language.clone(),
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| lookup.build(key, site)))
    },
};
