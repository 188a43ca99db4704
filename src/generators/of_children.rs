//! `children`: how many children a row has, or what their values come to.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

use super::children::Parents;
use super::scope::{Place, Scope};
use super::site::Teller;
use super::{Entry, Values};
use crate::config::key::Key;
use crate::config::param::{Form, Section};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{Aggregate, Duty, Extent, Facts, Nulls, Order, Relation, Window};
use crate::random::Items;
use crate::steps::Steps;

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

fn count_facts(table: usize, (fewest, most): (u32, u32)) -> Facts {
    Facts {
        kind: ColumnType::Int64,
        nulls: Nulls::Never,
        range: Some((f64::from(fewest.min(most)), f64::from(most))),
        relation: Relation::OfChildren { table, column: None, aggregate: Aggregate::Count },
        ..blank()
    }
}

/// What nothing is known of.
fn blank() -> Facts {
    Facts {
        kind: ColumnType::Int64,
        nulls: Nulls::Possible,
        range: None,
        extent: Extent::NUMBER,
        categories: None,
        law: None,
        json: None,
        reference: None,
        relation: Relation::None,
        ties: Vec::new(),
        unique: false,
        order: Order::Any,
        language: None,
        window: Window::Any,
        rhythm: None,
        description: None,
        duty: Duty::Judge,
    }
}

/// Most digits of a decimal.
const DIGITS: u8 = 38;

fn value_facts(
    aggregate: Aggregate,
    table: usize,
    column: usize,
    of: &Facts,
    (fewest, most): (u32, u32),
    at: &Field<'_>,
) -> Option<Facts> {
    let nulls = if fewest > 0 && !of.nulls.possible() { Nulls::Never } else { Nulls::Possible };
    let (low, high) = (f64::from(if of.nulls.possible() { 1 } else { fewest.max(1) }), f64::from(most));
    let summed = of.range.map(|(least, greatest)| {
        let least = least * if least < 0.0 { high } else { low };
        (least, greatest * if greatest > 0.0 { high } else { low })
    });
    let wrong = || {
        let message = format!("{} is not of {}", aggregate.word(), of.kind.sql());
        at.error(
            "wrong-type",
            message,
            Some("name a column of numbers, or of moments for min and max".to_owned()),
        );
    };
    let too_large = |what: &str| {
        let message = format!("the sum over {most} children of a parent can pass {what}");
        at.error("out-of-range", message, None);
    };
    let (kind, range) = match (aggregate, of.kind) {
        (Aggregate::Count, _) => (ColumnType::Int64, Some((low, high))),
        (Aggregate::Sum, ColumnType::Int32 | ColumnType::Int64) => {
            let fits = |(least, greatest): (f64, f64)| least > i64::MIN as f64 && greatest < i64::MAX as f64;
            if summed.is_some_and(|range| !fits(range)) {
                too_large("BIGINT");
                return None;
            }
            (ColumnType::Int64, summed)
        }
        (Aggregate::Sum, ColumnType::Decimal { precision, scale }) => {
            if u32::from(precision) + most.max(1).ilog10() + 1 > u32::from(DIGITS) {
                too_large("38 digits");
                return None;
            }
            (ColumnType::Decimal { precision: DIGITS, scale }, summed)
        }
        (Aggregate::Sum, ColumnType::Float64) => (ColumnType::Float64, summed),
        (
            Aggregate::Avg,
            ColumnType::Int32 | ColumnType::Int64 | ColumnType::Decimal { .. } | ColumnType::Float64,
        ) => (ColumnType::Float64, of.range),
        (
            Aggregate::Min | Aggregate::Max,
            ColumnType::Int32
            | ColumnType::Int64
            | ColumnType::Float64
            | ColumnType::Decimal { .. }
            | ColumnType::Date
            | ColumnType::Timestamp,
        ) => (of.kind, of.range),
        (
            Aggregate::Sum | Aggregate::Avg | Aggregate::Min | Aggregate::Max,
            ColumnType::Bool
            | ColumnType::Text
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz
            | ColumnType::Uuid
            | ColumnType::List(_)
            | ColumnType::Struct(_),
        ) => {
            wrong();
            return None;
        }
    };
    let relation = Relation::OfChildren { table, column: Some(column), aggregate };
    // Sums of floating-point numbers are rounded.
    let range = if kind == ColumnType::Float64 && aggregate == Aggregate::Sum { None } else { range };
    Some(Facts { kind, nulls, range, relation, ..blank() })
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

/// What the values of some children come to so far.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    count: u64,
    whole: i128,
    real: f64,
}

impl Total {
    pub const NONE: Total = Total { count: 0, whole: 0, real: 0.0 };

    /// Takes in a value, exact or not.
    pub fn add(&mut self, aggregate: Aggregate, whole: i128, real: f64) {
        let first = self.count == 0;
        self.count += 1;
        match aggregate {
            Aggregate::Count => {}
            Aggregate::Sum | Aggregate::Avg => {
                self.whole += whole;
                self.real += real;
            }
            Aggregate::Min if first || (whole, real) < (self.whole, self.real) => {
                (self.whole, self.real) = (whole, real)
            }
            Aggregate::Max if first || (whole, real) > (self.whole, self.real) => {
                (self.whole, self.real) = (whole, real)
            }
            Aggregate::Min | Aggregate::Max => {}
        }
    }
}

/// Each value as a whole number of its unit, and floating-point numbers as themselves; none for null.
pub fn numbers(array: &ArrayRef) -> Vec<Option<(i128, f64)>> {
    fn whole<T: Into<i128>>(values: impl Iterator<Item = Option<T>>) -> Vec<Option<(i128, f64)>> {
        values.map(|value| value.map(|value| (value.into(), 0.0))).collect()
    }
    if let Some(values) = array.as_primitive_opt::<Int32Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Decimal128Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Date32Type>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<TimestampMicrosecondType>() {
        whole(values.iter())
    } else if let Some(values) = array.as_primitive_opt::<Float64Type>() {
        values.iter().map(|value| value.map(|value| (0, value))).collect()
    } else {
        vec![None; array.len()]
    }
}

/// What totals come to, as a column of this type; `scale` is that of the values that were taken in.
pub fn results(totals: &[Total], aggregate: Aggregate, kind: ColumnType, scale: u8) -> ArrayRef {
    let some = |total: &Total| (total.count > 0).then_some(*total);
    let unit = (0..scale).fold(1.0, |unit, _| unit * 10.0);
    if aggregate == Aggregate::Count {
        return Arc::new(Int64Array::from_iter_values(totals.iter().map(|total| total.count as i64)));
    }
    let whole = || totals.iter().map(|total| some(total).map(|total| total.whole));
    match kind {
        ColumnType::Int32 => Arc::new(whole().map(|one| Some(one? as i32)).collect::<Int32Array>()),
        ColumnType::Date => Arc::new(whole().map(|one| Some(one? as i32)).collect::<Date32Array>()),
        ColumnType::Timestamp => {
            Arc::new(whole().map(|one| Some(one? as i64)).collect::<TimestampMicrosecondArray>())
        }
        ColumnType::Decimal { precision, scale } => {
            let digits = whole().collect::<Decimal128Array>();
            // The digits were checked to be enough.
            match digits.clone().with_precision_and_scale(precision, scale as i8) {
                Ok(digits) => Arc::new(digits),
                Err(_) => Arc::new(digits),
            }
        }
        ColumnType::Float64 => {
            let value = |total: &Total| {
                let total = some(total)?;
                let sum = total.real + total.whole as f64 / unit;
                Some(if aggregate == Aggregate::Avg { sum / total.count as f64 } else { sum })
            };
            Arc::new(totals.iter().map(value).collect::<Float64Array>())
        }
        ColumnType::Bool
        | ColumnType::Int64
        | ColumnType::Text
        | ColumnType::Time
        | ColumnType::TimestampTz
        | ColumnType::Uuid
        | ColumnType::List(_)
        | ColumnType::Struct(_) => Arc::new(whole().map(|one| Some(one? as i64)).collect::<Int64Array>()),
    }
}

/// The digits after the point of a column's values.
pub fn scale_of(array: &ArrayRef) -> u8 {
    array.as_primitive_opt::<Decimal128Type>().map_or(0, |digits| digits.scale().unsigned_abs())
}

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
