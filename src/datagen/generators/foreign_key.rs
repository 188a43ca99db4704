//! `foreign_key`: rows of another dataset.

use super::{Entry, Generator, int_kind};
use crate::config::param::{Interval, Kind, Section, optional, required};
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::datagen::is_key;
use crate::datagen::scope::Scope;

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
    /// The earlier column of the same row, entity or pool entry whose parent row is taken, null where that one is null.
    pub with: Option<usize>,
}

/// Where a column of a parent stands.
#[derive(Clone, Copy, Debug)]
pub enum ParentColumn {
    /// Index among the parent's entity columns.
    Entity(usize),
    /// Index among the parent's own columns.
    Own(usize),
    /// The day of its partition.
    Day,
}

/// How parent rows are chosen.
#[derive(Clone, Copy, Debug)]
pub enum Pick {
    Uniform,
    /// No parent twice.
    Unique,
    /// The parent of popularity rank k with probability ∝ k⁻ˢ; ranks are spread over the parents in a keyed order.
    Zipf(f64),
    /// The parent whose child the row is, by the dataset's [`crate::datagen::model::Children`].
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
                    &[Kind::Map(&crate::datagen::vocabulary::PER_PARENT), Kind::Generator],
                ),
                "none",
                "Children of each parent; sets the number of rows, so num_rows is left out",
            )
            .example("{ min: 1, max: 5 }"),
            super::uniform_int::UNIQUE,
            optional(
                "with",
                Kind::Text,
                "a draw of its own",
                "An earlier foreign_key column to the same dataset: both name the same row, so together they are one \
                 key of several columns",
            )
            .example("customer_id"),
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
                let (place, column) = scope.parent_column(field, parent, false)?;
                let generator = &column?.generator;
                let exact = matches!(place, ParentColumn::Own(_)) && is_key(generator);
                if !exact && fields.get("with").is_none() && !scope.peers.is_completed() {
                    let (parent, name) = (scope.known[parent].name, field.text()?);
                    let message =
                        format!("'{parent}.{name}' can repeat, so a value may stand for several rows");
                    let hint = "refer to a sequential_id, uuid or unique column".to_owned();
                    field.warn("not-a-key", message, Some(hint));
                }
                (generator.kind(), generator.nullable(), Some(place), exact)
            }
        };
        if let Some(field) = fields.get("with") {
            return completing(
                fields,
                scope,
                field,
                ForeignKey {
                    parent,
                    parent_rows,
                    column,
                    pick: Pick::Uniform,
                    kind,
                    nullable,
                    exact,
                    with: None,
                },
            );
        }
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
        Some(Generator::ForeignKey(ForeignKey {
            parent,
            parent_rows,
            column,
            pick,
            kind,
            nullable,
            exact,
            with: None,
        }))
    },
};

/// A further column of the key that an earlier column begins.
fn completing(
    fields: &Fields<'_>,
    scope: &Scope<'_>,
    with: &Field<'_>,
    key: ForeignKey,
) -> Option<Generator> {
    for chosen in ["zipf", "per_parent", "unique"] {
        if let Some(field) = fields.get(chosen) {
            let message = "with takes the row that the other column chose";
            field.error("conflicting-keys", message, Some(format!("say {chosen} on that column")));
            return None;
        }
    }
    let leader = scope.leader(with, "with")?;
    if leader.key.parent != key.parent {
        let (other, own) = (scope.known[leader.key.parent].name, scope.known[key.parent].name);
        let named = with.text()?;
        let message = format!("'{named}' refers to '{other}', but this column refers to '{own}'");
        with.error(
            "different-parents",
            message,
            Some("all columns of one key refer to one dataset".to_owned()),
        );
        return None;
    }
    Some(Generator::ForeignKey(ForeignKey {
        pick: leader.key.pick,
        nullable: key.nullable || leader.optional,
        exact: key.exact && !leader.optional,
        with: Some(leader.index),
        ..key
    }))
}

/// The foreign key another column of the same row, entity or pool entry takes its parent row from.
pub struct Leader<'a> {
    pub index: usize,
    pub key: &'a ForeignKey,
    /// True if it can be left out, so that null says nothing of the parent.
    pub optional: bool,
}

impl<'a> Scope<'a> {
    /// The earlier foreign key a field names; where that one follows another, the other.
    pub fn leader(&self, field: &Field<'_>, word: &str) -> Option<Leader<'a>> {
        if self.in_array {
            let message = format!("{word} cannot stand inside a json_array: a row names one parent");
            field.error("wrong-place", message, None);
            return None;
        }
        let is_key = |generator: &Generator| matches!(generator, Generator::ForeignKey(_));
        let (mut index, mut column) = self.peers.find(field, |column| column.generator.any(&is_key), &[])?;
        loop {
            let (mut generator, mut optional) = (&column.generator, false);
            while let Generator::Optional(inner) = generator {
                (generator, optional) = (&inner.inner, true);
            }
            let Generator::ForeignKey(key) = generator else {
                let hint = "name a column whose generator is foreign_key, or optional around one".to_owned();
                field.error("wrong-type", format!("'{}' is no foreign key", column.name), Some(hint));
                return None;
            };
            match key.with {
                // An optional follower leaves rows out that its leader has: what it names is its own.
                Some(leader) if !optional => (index, column) = (leader, &self.peers.earlier[leader]),
                Some(_) => {
                    let message =
                        format!("'{}' is optional and takes its row from another column", column.name);
                    field.error("wrong-type", message, Some("name that other column".to_owned()));
                    return None;
                }
                None => return Some(Leader { index, key, optional }),
            }
        }
    }
}
