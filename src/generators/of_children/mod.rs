//! `children`: how many children a row has, or what their values come to.

mod facts;
mod total;

use std::sync::Arc;

use arrow::array::ArrayRef;

pub use total::{Total, numbers, results, scale_of};

use super::children::Parents;
use super::scope::{Place, Scope};
use super::site::Teller;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::{Form, Section};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Aggregate, Facts};
use crate::random::Items;
use crate::steps::Steps;
use facts::{blank, count_facts, value_facts};

/// `count`, or the name of another aggregate and a column in parentheses.
static CALL: Form = Form {
    words: "count, or sum, min, max or avg of a column, as in sum(cents)",
    pattern: "^(count|(sum|min|max|avg)\\(.+\\))$",
};

const DATASET: Key<&str> = Key::text("dataset")
    .doc("The dataset whose foreign key says per_parent of this one; it comes later in the file");
const VALUE: Key<&str> = Key::form("value", &CALL)
    .doc("count, or sum, min, max or avg of a column of the children")
    .example("sum(cents)");

pub static ENTRY: Entry = Entry {
    name: "children",
    section: Section::new(
        "datagen.generator.children",
        "docs/datagen.md#children",
        "How many children the row has, or what a column of theirs comes to, as an order's total is the sum of its lines; \
         without children the count is 0 and the rest null",
        &[DATASET.param, VALUE.param],
    ),
    example: "{ type: children, dataset: lines, value: sum(cents) }",
    read: |fields, scope| {
        let dataset = fields.at(&DATASET).and_then(|field| Some((field, scope.dataset(field)?)));
        let call = fields.at(&VALUE).and_then(call);
        let own = match scope.place {
            Place::Row(_) if !scope.in_array => scope.tables.own(),
            Place::Row(_) | Place::Entity | Place::PoolEntry | Place::Aside => None,
        };
        let Some(own) = own else {
            scope.refuse("children belongs under the columns of a dataset: rows have children");
            return None;
        };
        let (field, table) = dataset?;
        let Some(children) = scope.tables.children(table).filter(|children| children.parent == own) else {
            let (child, parent) = (scope.tables.names()[table], scope.tables.names()[own]);
            let message = format!("the rows of '{child}' are no children of '{parent}'");
            let hint = format!("say per_parent on its foreign_key column to '{parent}'");
            field.error("wrong-place", message, Some(hint));
            return None;
        };
        let (aggregate, column) = call?;
        let numbers = (children.fewest(), children.most());
        let (facts, column) = match column {
            None => (count_facts(table, numbers), None),
            Some((name, at)) => {
                let (place, facts) = child_column(scope, table, name, at)?;
                (value_facts(aggregate, table, place, &facts, numbers, at)?, Some(place))
            }
        };
        let (kind, name) = (facts.kind, scope.peers.own_name().to_owned());
        Some(ENTRY.generator(facts, move |_, site| {
            let value = column.map(|column| site.around.column_of(table, column));
            Arc::new(OfChildren {
                parents: site.around.parents_of(table).map(Parents::pooled),
                value,
                aggregate,
                kind,
                teller: site.around.teller(),
                name: name.clone(),
            })
        }))
    },
};

/// The aggregate, and the name of the column it is of with its place.
fn call<'f, 'a>(field: &'f Field<'a>) -> Option<(Aggregate, Option<(&'a str, &'f Field<'a>)>)> {
    let text = field.text()?;
    let named = [
        (Aggregate::Sum, "sum("),
        (Aggregate::Min, "min("),
        (Aggregate::Max, "max("),
        (Aggregate::Avg, "avg("),
    ];
    if text == "count" {
        return Some((Aggregate::Count, None));
    }
    let inner = named.into_iter().find_map(|(aggregate, prefix)| {
        let column = text.strip_prefix(prefix)?.strip_suffix(')')?;
        (!column.is_empty()).then_some((aggregate, column))
    });
    if inner.is_none() {
        field.broken("unknown-word", format!("is '{text}', but must be {}", CALL.words), None);
    }
    inner.map(|(aggregate, column)| (aggregate, Some((column, field))))
}

/// A column of the children, which are read later, and what is known of it.
fn child_column(scope: &Scope<'_>, table: usize, name: &str, at: &Field<'_>) -> Option<(usize, Arc<Facts>)> {
    match scope.tables.later_columns(table) {
        // What is wrong with the children is told where they are read.
        None if !scope.tables.is_provisional() => None,
        // Most are whole numbers; a later pass knows better.
        None => Some((
            0,
            scope
                .tables
                .learnt(table, name)
                .unwrap_or_else(|| Arc::new(Facts { kind: ColumnType::Int32, ..blank() })),
        )),
        Some(columns) => {
            let found = columns.iter().position(|(known, _)| *known == name);
            // Of a column that is there but cannot be read, its own place tells what is wrong.
            if found.is_none() && !scope.tables.declares(table, name) {
                let hint = suggest::hint(name, columns.iter().map(|(known, _)| *known));
                let message =
                    format!("'{name}' is not a column of dataset '{}'", scope.tables.names()[table]);
                at.error("unknown-column", message, hint);
            }
            found.and_then(|place| columns.into_iter().nth(place).map(|(_, facts)| (place, facts)))
        }
    }
}

struct OfChildren {
    /// None where the rows turn out to have no children, which was told.
    parents: Option<Parents>,
    value: Option<Arc<dyn Values>>,
    aggregate: Aggregate,
    kind: ColumnType,
    teller: Teller,
    name: String,
}

/// Child rows whose values are made in one go.
const PIECE: usize = 1 << 13;

impl OfChildren {
    /// The first child of each row and the one after its last.
    fn ranges(&self, items: Items<'_>) -> Vec<(u64, u64)> {
        let range = |position: usize| {
            self.parents
                .as_ref()
                .and_then(|parents| parents.children_of(items.item(position)))
                .unwrap_or((0, 0))
        };
        (0..items.len()).map(range).collect()
    }
}

impl Values for OfChildren {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let ranges = self.ranges(items);
        let mut totals = vec![Total::NONE; ranges.len()];
        let mut scale = 0;
        match &self.value {
            None => {
                for (total, (start, end)) in totals.iter_mut().zip(&ranges) {
                    total.count = end - start;
                }
            }
            Some(values) => {
                let (mut rows, mut owners): (Vec<u64>, Vec<usize>) = Default::default();
                let mut take = |rows: &mut Vec<u64>, owners: &mut Vec<usize>| {
                    let array = values.array(Items::List(rows));
                    scale = scale_of(&array);
                    for (owner, number) in owners.iter().zip(numbers(&array)) {
                        if let (Some(total), Some((whole, real))) = (totals.get_mut(*owner), number) {
                            total.add(self.aggregate, whole, real);
                        }
                    }
                    rows.clear();
                    owners.clear();
                };
                for (owner, (start, end)) in ranges.iter().enumerate() {
                    for row in *start..*end {
                        rows.push(row);
                        owners.push(owner);
                        if rows.len() == PIECE {
                            take(&mut rows, &mut owners);
                        }
                    }
                }
                if !rows.is_empty() {
                    take(&mut rows, &mut owners);
                }
            }
        }
        // Of columns whose range is not known beforehand.
        let beyond = |total: &Total| self.kind == ColumnType::Int64 && i64::try_from(total.whole).is_err();
        if let Some(position) = totals.iter().position(beyond) {
            self.teller.tell(items.item(position), &self.name, "the sum over its children is beyond BIGINT");
        }
        results(&totals, self.aggregate, self.kind, scale)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        for (start, end) in self.ranges(Items::List(&[item])) {
            steps.number("first child", start as f64, "its row, from 0");
            steps.number("children", (end - start) as f64, "rows from there on");
        }
        steps.text("aggregate", self.aggregate.word(), "over these rows, nulls left out");
    }
}
