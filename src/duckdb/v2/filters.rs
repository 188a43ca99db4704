//! Filters into blocks: which blocks can hold rows that the filters of a query keep.
//!
//! No filter is accepted, so DuckDB still applies all of them: a block too many costs time and nothing else. What is not
//! understood leaves all blocks.

use duckdb_neo::Result;
use duckdb_neo::enums::LogicalTypeID;
use duckdb_neo::expression::{Expression, ExpressionType};
use duckdb_neo::table_function::PushdownData;
use duckdb_neo::types::DateValue;
use duckdb_neo::value::Value;

use super::error::text;
use crate::tables::{Blocks, Datum, Interval, Table};

/// The blocks that all filters together leave; `None` if that is all.
pub fn blocks(table: &dyn Table, offered: &PushdownData<'_>) -> std::result::Result<Option<Blocks>, String> {
    let columns: Result<Vec<usize>> =
        (0..offered.count().map_err(text)?).map(|place| offered.get_column_index(place)).collect();
    let reader = Reader { table, columns: columns.map_err(text)? };
    let mut left: Option<Blocks> = None;
    for number in 0..offered.filter_count().map_err(text)? {
        let filter = offered.filter(number).map_err(text)?;
        left = and(left, reader.blocks(&filter));
    }
    Ok(left)
}

/// Blocks that both leave, where `None` is all.
fn and(a: Option<Blocks>, b: Option<Blocks>) -> Option<Blocks> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.and(&b)),
        (a, b) => a.or(b),
    }
}

struct Reader<'a> {
    table: &'a dyn Table,
    /// What the numbers of columns in expressions stand for.
    columns: Vec<usize>,
}

impl Reader<'_> {
    /// The blocks that a filter leaves; `None` if that is all or unknown.
    fn blocks(&self, filter: &Expression<'_>) -> Option<Blocks> {
        let children = filter.children().ok()?;
        match filter.expression_type().ok()? {
            ExpressionType::ConjunctionAnd => children.iter().map(|child| self.blocks(child)).fold(None, and),
            ExpressionType::ConjunctionOr => {
                children.iter().map(|child| self.blocks(child)).reduce(|a, b| Some(a?.or(&b?)))?
            }
            ExpressionType::CompareIn => {
                let (column, values) = children.split_first()?;
                let points = values.iter().map(|value| self.interval(column, Some(value), Some(value)));
                points.reduce(|a, b| Some(a?.or(&b?)))?
            }
            ExpressionType::CompareBetween => match &children[..] {
                [column, low, high] => self.interval(column, Some(low), Some(high)),
                _ => None,
            },
            comparison => match &children[..] {
                [left, right] if is_constant(right) => self.comparison(left, comparison, right),
                [left, right] if is_constant(left) => self.comparison(right, mirrored(comparison), left),
                _ => None,
            },
        }
    }

    /// An end that is not in the interval is taken for one that is: a block too many at most.
    fn comparison(
        &self,
        column: &Expression<'_>,
        comparison: ExpressionType,
        value: &Expression<'_>,
    ) -> Option<Blocks> {
        match comparison {
            ExpressionType::CompareEqual | ExpressionType::CompareNotDistinctFrom => {
                self.interval(column, Some(value), Some(value))
            }
            ExpressionType::CompareLessThan | ExpressionType::CompareLessThanOrEqualTo => {
                self.interval(column, None, Some(value))
            }
            ExpressionType::CompareGreaterThan | ExpressionType::CompareGreaterThanOrEqualTo => {
                self.interval(column, Some(value), None)
            }
            _ => None,
        }
    }

    fn interval(
        &self,
        column: &Expression<'_>,
        low: Option<&Expression<'_>>,
        high: Option<&Expression<'_>>,
    ) -> Option<Blocks> {
        if column.expression_type().ok()? != ExpressionType::BoundColumnRef {
            return None;
        }
        let column = *self.columns.get(column.reference_index().ok()?)?;
        if column >= self.table.columns().len() {
            return None;
        }
        let end = |end: Option<&Expression<'_>>| match end {
            None => Some(None),
            Some(end) => constant(end).map(Some),
        };
        self.table.prune(column, &Interval { low: end(low)?, high: end(high)? })
    }
}

fn mirrored(comparison: ExpressionType) -> ExpressionType {
    match comparison {
        ExpressionType::CompareLessThan => ExpressionType::CompareGreaterThan,
        ExpressionType::CompareLessThanOrEqualTo => ExpressionType::CompareGreaterThanOrEqualTo,
        ExpressionType::CompareGreaterThan => ExpressionType::CompareLessThan,
        ExpressionType::CompareGreaterThanOrEqualTo => ExpressionType::CompareLessThanOrEqualTo,
        other => other,
    }
}

fn is_constant(expression: &Expression<'_>) -> bool {
    expression.expression_type().is_ok_and(|kind| kind == ExpressionType::ValueConstant)
}

/// The value of a constant of a type that can prune.
fn constant(expression: &Expression<'_>) -> Option<Datum> {
    if !is_constant(expression) {
        return None;
    }
    let value: Value = expression.get_constant_value().ok()?;
    match value.logical_type().ok()?.id().ok()? {
        LogicalTypeID::Integer => value.get::<i32>().ok()?.map(|value| Datum::Whole(value.into())),
        LogicalTypeID::BigInt => value.get::<i64>().ok()?.map(Datum::Whole),
        LogicalTypeID::Date => value.get::<DateValue>().ok()?.map(|value| Datum::Day(value.0)),
        LogicalTypeID::Varchar => value.get::<String>().ok()?.map(Datum::Text),
        _ => None,
    }
}
