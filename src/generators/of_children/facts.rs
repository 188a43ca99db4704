//! What is known of aggregates before a row exists.

use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Aggregate, Duty, Extent, Facts, Nulls, Order, Relation, Window};

pub fn count_facts(table: usize, (fewest, most): (u32, u32)) -> Facts {
    Facts {
        kind: ColumnType::Int64,
        nulls: Nulls::Never,
        range: Some((f64::from(fewest.min(most)), f64::from(most))),
        relation: Relation::OfChildren { table, column: None, aggregate: Aggregate::Count },
        ..blank()
    }
}

/// What nothing is known of.
pub fn blank() -> Facts {
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

pub fn value_facts(
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
            | ColumnType::Timestamp
            | ColumnType::TimestampTz(_),
        ) => (of.kind, of.range),
        (
            Aggregate::Sum | Aggregate::Avg | Aggregate::Min | Aggregate::Max,
            ColumnType::Bool
            | ColumnType::Text
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz(_)
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
