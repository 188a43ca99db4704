//! The types of expressions, and which of them turn into which.

use std::fmt;

use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};

use crate::config::types::ColumnType;

/// The type of an expression, under DuckDB's name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Of a NULL that has no type yet.
    Null,
    Boolean,
    Integer,
    BigInt,
    Double,
    Decimal {
        width: u8,
        scale: u8,
    },
    Varchar,
    Date,
    Time,
    Timestamp,
    /// Only within an expression: no column is one.
    Interval,
    Uuid,
}

/// Digits of the widest DECIMAL.
pub const WIDEST: u8 = 38;

impl Type {
    /// The type of a column as an operand; none for types that no expression takes.
    pub fn of_column(kind: ColumnType) -> Option<Type> {
        Some(match kind {
            ColumnType::Bool => Type::Boolean,
            ColumnType::Int32 => Type::Integer,
            ColumnType::Int64 => Type::BigInt,
            ColumnType::Float64 => Type::Double,
            ColumnType::Decimal { precision, scale } => Type::Decimal { width: precision, scale },
            ColumnType::Text => Type::Varchar,
            ColumnType::Date => Type::Date,
            ColumnType::Time => Type::Time,
            ColumnType::Timestamp => Type::Timestamp,
            ColumnType::Uuid => Type::Uuid,
            ColumnType::TimestampTz(_) | ColumnType::List(_) | ColumnType::Struct(_) => return None,
        })
    }

    /// The type of a column of such values; none where there is no such column.
    pub fn column(self) -> Option<ColumnType> {
        Some(match self {
            Type::Boolean => ColumnType::Bool,
            Type::Integer => ColumnType::Int32,
            Type::BigInt => ColumnType::Int64,
            Type::Double => ColumnType::Float64,
            Type::Decimal { width, scale } => ColumnType::Decimal { precision: width, scale },
            Type::Varchar => ColumnType::Text,
            Type::Date => ColumnType::Date,
            Type::Time => ColumnType::Time,
            Type::Timestamp => ColumnType::Timestamp,
            Type::Uuid => ColumnType::Uuid,
            Type::Null | Type::Interval => return None,
        })
    }

    /// The Arrow type of arrays of such values. The third number of an interval holds microseconds here.
    pub fn arrow(self) -> DataType {
        match self {
            Type::Null => DataType::Null,
            Type::Boolean => DataType::Boolean,
            Type::Integer => DataType::Int32,
            Type::BigInt => DataType::Int64,
            Type::Double => DataType::Float64,
            Type::Decimal { width, scale } => DataType::Decimal128(width, scale as i8),
            Type::Varchar => DataType::Utf8,
            Type::Date => DataType::Date32,
            Type::Time => DataType::Time64(TimeUnit::Microsecond),
            Type::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            Type::Interval => DataType::Interval(IntervalUnit::MonthDayNano),
            Type::Uuid => DataType::FixedSizeBinary(16),
        }
    }

    /// The type of the values of an array; none for those that no expression takes.
    pub fn of_arrow(array: &DataType) -> Option<Type> {
        Some(match array {
            DataType::Boolean => Type::Boolean,
            DataType::Int32 => Type::Integer,
            DataType::Int64 => Type::BigInt,
            DataType::Float64 => Type::Double,
            DataType::Decimal128(width, scale) => {
                Type::Decimal { width: *width, scale: u8::try_from(*scale).ok()? }
            }
            DataType::Utf8 => Type::Varchar,
            DataType::Date32 => Type::Date,
            DataType::Time64(TimeUnit::Microsecond) => Type::Time,
            DataType::Timestamp(TimeUnit::Microsecond, None) => Type::Timestamp,
            DataType::FixedSizeBinary(16) => Type::Uuid,
            _ => return None,
        })
    }

    pub fn is_whole(self) -> bool {
        matches!(self, Type::Integer | Type::BigInt)
    }

    pub fn is_number(self) -> bool {
        self.is_whole() || matches!(self, Type::Double | Type::Decimal { .. })
    }

    /// Digits and scale of whole and decimal numbers.
    pub fn digits(self) -> Option<(u8, u8)> {
        match self {
            Type::Integer => Some((10, 0)),
            Type::BigInt => Some((19, 0)),
            Type::Decimal { width, scale } => Some((width, scale)),
            _ => None,
        }
    }

    /// The type in which values of both can be shown without a cast that is written out; text turns into nothing else here.
    pub fn common(self, other: Type) -> Option<Type> {
        use Type::{BigInt, Boolean, Date, Double, Integer, Null, Timestamp};
        Some(match (self, other) {
            (one, two) if one == two => one,
            (Null, one) | (one, Null) => one,
            (Integer, BigInt) | (BigInt, Integer) => BigInt,
            (Boolean, one @ (Integer | BigInt | Double)) | (one @ (Integer | BigInt | Double), Boolean) => {
                one
            }
            (Date, Timestamp) | (Timestamp, Date) => Timestamp,
            (Double, one) | (one, Double) if one.is_number() => Double,
            (one, two) => {
                let ((w1, s1), (w2, s2)) = (one.digits()?, two.digits()?);
                let scale = s1.max(s2);
                let width = ((w1 - s1).max(w2 - s2) + scale).min(WIDEST);
                Type::Decimal { width, scale }
            }
        })
    }

    /// Whether values turn into those of another type without a cast that is written out.
    pub fn widens_to(self, other: Type) -> bool {
        match (self, other) {
            (Type::Boolean, _) => other == Type::Boolean,
            (Type::Decimal { width, scale }, Type::Decimal { width: wider, scale: finer }) => {
                finer >= scale && wider - finer >= width - scale
            }
            _ => self.common(other) == Some(other),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Null => out.write_str("\"NULL\""),
            Type::Boolean => out.write_str("BOOLEAN"),
            Type::Integer => out.write_str("INTEGER"),
            Type::BigInt => out.write_str("BIGINT"),
            Type::Double => out.write_str("DOUBLE"),
            Type::Decimal { width, scale } => write!(out, "DECIMAL({width},{scale})"),
            Type::Varchar => out.write_str("VARCHAR"),
            Type::Date => out.write_str("DATE"),
            Type::Time => out.write_str("TIME"),
            Type::Timestamp => out.write_str("TIMESTAMP"),
            Type::Interval => out.write_str("INTERVAL"),
            Type::Uuid => out.write_str("UUID"),
        }
    }
}
