//! Values that a config lists, as a column of their common type.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, StringArray, TimestampMicrosecondArray,
};
use arrow::compute::take;

use super::constant::dictionary;
use super::sequential_id::numbers;
use super::timestamp::MICROS;
use crate::config::calendar::{DAY, parse_date, parse_timestamp};
use crate::config::node::Value;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::config::zone::Zone;
use crate::facts::{Extent, int_kind};

/// A value as the config writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    pub value: Scalar,
    /// As it is spelt.
    written: String,
}

/// What a value says by itself. Dates and timestamps are those without quotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Days since 1970-01-01.
    Date(i32),
    /// Seconds since 1970-01-01T00:00:00.
    Timestamp(i64),
    Text(String),
}

impl Literal {
    /// Reads a text, a finite number, a boolean, or a date or timestamp without quotes.
    pub fn read(field: &Field<'_>) -> Option<Literal> {
        let written = field.text_as_written()?.into_owned();
        let value = match &field.node.value {
            Value::Bool(value) => Scalar::Bool(*value),
            Value::Int(_) => Scalar::Int(field.int(i64::MIN, i64::MAX)?),
            Value::Float(value) if value.is_finite() => Scalar::Float(*value),
            Value::Text(text) => {
                let plain = field.node.inset == Some(0);
                match (parse_date(text), parse_timestamp(text)) {
                    (Some(day), _) if plain => Scalar::Date(day),
                    (_, Some(second)) if plain => Scalar::Timestamp(second),
                    _ => Scalar::Text(text.clone()),
                }
            }
            Value::Float(_) | Value::Null | Value::List(_) | Value::Map(_) => {
                let message = format!("must be text, a finite number or a boolean, not {}", field.node);
                field.broken("wrong-type", message, None);
                return None;
            }
        };
        Some(Literal { value, written })
    }

    /// The type it has by itself.
    pub fn kind(&self) -> ColumnType {
        match &self.value {
            Scalar::Bool(_) => ColumnType::Bool,
            Scalar::Int(value) => int_kind(*value, *value),
            Scalar::Float(_) => ColumnType::Float64,
            Scalar::Date(_) => ColumnType::Date,
            Scalar::Timestamp(_) => ColumnType::Timestamp,
            Scalar::Text(_) => ColumnType::Text,
        }
    }

    /// The number it is: a date in days and a timestamp in seconds since 1970.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Scalar::Int(value) => Some(*value as f64),
            Scalar::Float(value) => Some(*value),
            Scalar::Date(day) => Some(f64::from(*day)),
            Scalar::Timestamp(second) => Some(*second as f64),
            Scalar::Bool(_) | Scalar::Text(_) => None,
        }
    }

    /// As it is spelt.
    pub fn written(&self) -> &str {
        &self.written
    }
}

/// The type that holds the values of two columns without loss, where there is one: texts only with texts, booleans only with
/// booleans, whole numbers with fractions, dates with timestamps.
pub fn common(one: ColumnType, other: ColumnType) -> Option<ColumnType> {
    use ColumnType::{Date, Decimal, Float64, Int32, Int64, Timestamp, TimestampTz};
    let digits = |kind| match kind {
        Int32 => Some((10, 0)),
        Int64 => Some((19, 0)),
        Decimal { precision, scale } => Some((precision - scale, scale)),
        _ => None,
    };
    match (one, other) {
        (one, other) if one == other => Some(one),
        (Int32 | Int64, Int32 | Int64) => Some(Int64),
        (Int32 | Int64 | Decimal { .. } | Float64, Float64) | (Float64, Int32 | Int64 | Decimal { .. }) => {
            Some(Float64)
        }
        (Int32 | Int64 | Decimal { .. }, Decimal { .. }) | (Decimal { .. }, Int32 | Int64) => {
            let ((whole, scale), (other_whole, other_scale)) = (digits(one)?, digits(other)?);
            let (whole, scale) = (u8::max(whole, other_whole), u8::max(scale, other_scale));
            let fits = whole + scale <= 38;
            Some(if fits { Decimal { precision: whole + scale, scale } } else { Float64 })
        }
        (Date, Timestamp) | (Timestamp, Date) => Some(Timestamp),
        // Instants are the same in every zone.
        (TimestampTz(_), TimestampTz(_)) => Some(TimestampTz(Zone::UTC)),
        _ => None,
    }
}

/// Listed values of one type.
pub struct Literals {
    pub kind: ColumnType,
    /// As they are shown as text.
    pub texts: Arc<[String]>,
    /// Least and greatest; days of dates, seconds of timestamps.
    pub range: Option<(f64, f64)>,
    values: ArrayRef,
}

impl Literals {
    /// The values in their common type; texts as they are spelt where there is none. There is at least one.
    pub fn new(literals: &[Literal]) -> Literals {
        let kinds = literals.iter().map(|literal| Some(literal.kind()));
        let kind = kinds.reduce(|one, other| common(one?, other?)).flatten().unwrap_or(ColumnType::Text);
        Literals::of(kind, literals)
    }

    /// The values as a type that holds them all.
    pub fn of(kind: ColumnType, literals: &[Literal]) -> Literals {
        let whole = |literal: &Literal| match literal.value {
            Scalar::Int(value) => value,
            _ => 0,
        };
        let second = |literal: &Literal| match literal.value {
            Scalar::Date(day) => i64::from(day) * DAY,
            Scalar::Timestamp(second) => second,
            _ => 0,
        };
        let values: ArrayRef = match kind {
            ColumnType::Bool => {
                let flags = literals.iter().map(|literal| Some(literal.value == Scalar::Bool(true)));
                Arc::new(flags.collect::<BooleanArray>())
            }
            ColumnType::Int32 | ColumnType::Int64 => numbers(kind, literals.iter().map(whole)),
            ColumnType::Date => {
                let days = literals.iter().map(|literal| literal.number().unwrap_or_default() as i32);
                Arc::new(Date32Array::from_iter_values(days))
            }
            ColumnType::Timestamp => {
                let micros = literals.iter().map(|literal| second(literal) * MICROS);
                Arc::new(TimestampMicrosecondArray::from_iter_values(micros))
            }
            ColumnType::Float64 => {
                let numbers = literals.iter().map(|literal| literal.number().unwrap_or_default());
                Arc::new(Float64Array::from_iter_values(numbers))
            }
            _ => Arc::new(StringArray::from_iter_values(literals.iter().map(Literal::written))),
        };
        let number = |literal: &Literal| match kind {
            ColumnType::Timestamp => Some(second(literal) as f64),
            ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64 | ColumnType::Date => {
                literal.number()
            }
            _ => None,
        };
        let range = literals.iter().map(|literal| number(literal).map(|number| (number, number)));
        let wider = |one: (f64, f64), other: (f64, f64)| (one.0.min(other.0), one.1.max(other.1));
        let range = range.reduce(|one, other| Some(wider(one?, other?))).flatten();
        let text = |(place, literal): (usize, &Literal)| match kind {
            ColumnType::Text => literal.written.clone(),
            ColumnType::Float64 => format!("{:?}", literal.number().unwrap_or_default()),
            _ => super::cell::text(&values, place).unwrap_or_default(),
        };
        let texts = literals.iter().enumerate().map(text).collect();
        Literals { kind, texts, range, values }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The value at a place as a number, true as 1; none of text.
    pub fn number(&self, place: usize) -> Option<f64> {
        super::cell::number(&self.values, place)
    }

    /// How long a value is.
    pub fn extent(&self) -> Extent {
        if self.kind == ColumnType::Text { Extent::longest(&self.texts) } else { Extent::NUMBER }
    }

    /// The values at these places, each within the list.
    pub fn pick(&self, places: Vec<i32>) -> ArrayRef {
        if self.kind == ColumnType::Text {
            return dictionary(places, &self.values);
        }
        // The places lie within the list, so that there is nothing to go wrong.
        take(&self.values, &Int32Array::from(places), None).unwrap_or_else(|_| Arc::clone(&self.values))
    }
}
