//! `foreign_key`: rows of another dataset.

use super::{Entry, Generator, int_kind};
use crate::config::datagen::is_key;
use crate::config::param::{Interval, Kind, Section, optional, required};
use crate::config::types::ColumnType;

/// A reference to rows of another dataset.
#[derive(Debug)]
pub struct ForeignKey {
    /// Index of the parent dataset.
    pub parent: usize,
    pub parent_rows: u64,
    /// The parent's column whose value is given; `None` gives the parent's row number.
    pub column: Option<ParentColumn>,
    pub pick: Pick,
    pub kind: ColumnType,
    pub nullable: bool,
    /// True if different parent rows always give different values.
    pub exact: bool,
}

/// Where a column of a parent stands.
#[derive(Clone, Copy, Debug)]
pub enum ParentColumn {
    /// Index among the parent's entity columns.
    Entity(usize),
    /// Index among the parent's own columns.
    Own(usize),
}

/// How parent rows are chosen.
#[derive(Clone, Copy, Debug)]
pub enum Pick {
    Uniform,
    /// No parent twice.
    Unique,
    /// The parent of popularity rank k with probability ∝ k⁻ˢ; ranks are spread over the parents in a keyed order.
    Zipf(f64),
    /// The parent whose child the row is, by the dataset's [`crate::config::datagen::model::Children`].
    PerParent,
}

pub static ENTRY: Entry = Entry {
    name: "foreign_key",
    section: Section::new(
        "datagen.generator.foreign_key",
        "docs/datagen.md#foreign_key",
        "A row of another dataset, by its number (from 1) or by one of its columns; only rows that exist are named",
        &[
            required("dataset", Kind::Text, "Name of the parent dataset"),
            optional(
                "column",
                Kind::Text,
                "the row number",
                "The parent's column to refer to; the parent must come earlier in the file",
            )
            .example("customer_id"),
            optional(
                "zipf",
                Kind::Float(Interval::closed(0.0, 20.0)),
                "0",
                "Skew: the parent of rank k is chosen with probability ∝ 1/kˢ",
            ),
            optional(
                "per_parent",
                Kind::Choice(
                    "mapping {min, max}, or a geometric or log_normal generator",
                    &[Kind::Map(&crate::config::datagen::vocabulary::PER_PARENT), Kind::Generator],
                ),
                "none",
                "Children of each parent; sets the number of rows, so num_rows is left out",
            )
            .example("{ min: 1, max: 5 }"),
            super::uniform_int::UNIQUE,
        ],
    ),
    example: "{ type: foreign_key, dataset: customers }",
    read: |fields, scope| {
        let dataset = fields.get("dataset")?;
        let parent = scope.dataset(dataset)?;
        let parent_rows = scope.known[parent].rows?;
        let (kind, nullable, column, exact) = match fields.get("column") {
            None => (int_kind(1, i64::try_from(parent_rows).unwrap_or(i64::MAX)), false, None, true),
            Some(field) => {
                let (place, generator) = scope.parent_column(field, parent)?;
                let exact = matches!(place, ParentColumn::Own(_)) && is_key(generator);
                (generator.kind(), generator.nullable(), Some(place), exact)
            }
        };
        let pick = match (
            fields.get("per_parent"),
            fields.float_or("zipf", 0.0)?,
            scope.unique(fields, parent_rows)?,
        ) {
            (Some(field), 0.0, false) => {
                scope.check_per_parent(field)?;
                Pick::PerParent
            }
            (None, 0.0, false) => Pick::Uniform,
            (None, 0.0, true) => Pick::Unique,
            (None, s, false) => Pick::Zipf(s),
            _ => {
                let message = "zipf, per_parent and unique exclude one another";
                fields.whole.error("conflicting-keys", message, Some("keep one of them".into()));
                return None;
            }
        };
        Some(Generator::ForeignKey(ForeignKey { parent, parent_rows, column, pick, kind, nullable, exact }))
    },
};
