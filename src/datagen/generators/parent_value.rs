//! `parent_value`: a copy of a value of the parent's row that a foreign key of this row names.

use super::{Entry, ForeignKey, Generator};
use crate::config::param::{Kind, Section, required};
use crate::config::types::ColumnType;

pub static ENTRY: Entry = Entry {
    name: "parent_value",
    section: Section::new(
        "datagen.generator.parent_value",
        "docs/datagen.md#parent_value",
        "A value of the parent's row that a foreign_key column of this row names; null where that column is null",
        &[
            required("of", Kind::Text, "An earlier foreign_key column of this row"),
            required(
                "column",
                Kind::Text,
                "The parent's column, or its partition column; the parent must come earlier in the file",
            ),
        ],
    ),
    example: "{ type: parent_value, of: customer_id, column: tier }",
    read: |fields, scope| {
        let of = fields.get("of").and_then(|field| scope.leader(field, "parent_value"));
        let of = of?;
        let (place, column) = scope.parent_column(fields.get("column")?, of.key.parent, true)?;
        let kind = column.map_or(ColumnType::Date, |column| column.generator.kind());
        let nullable = of.optional || column.is_some_and(|column| column.generator.nullable());
        Some(Generator::ParentValue(ForeignKey {
            parent: of.key.parent,
            parent_rows: of.key.parent_rows,
            column: Some(place),
            pick: of.key.pick,
            kind,
            nullable,
            exact: false,
            with: Some(of.index),
        }))
    },
};
