//! Literals, types that are written out, and casts to them.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int32Array, Int64Array, IntervalMonthDayNanoArray,
    NullArray, StringArray,
};
use arrow::datatypes::IntervalMonthDayNano;
use sqlparser::ast::{self, DataType, ExactNumberInfo, TimezoneInfo, Value};

use super::super::node::Node;
use super::super::types::Type;
use super::super::{functions, literals, operators};
use super::{Binder, types_of};

impl Binder<'_> {
    pub(super) fn literal(&mut self, value: &Value, at: usize) -> Option<Node> {
        let (kind, one): (Type, ArrayRef) = match value {
            Value::Number(text, _) => match literals::number(text) {
                Some(literals::Number::Integer(value)) => {
                    (Type::Integer, Arc::new(Int32Array::from(vec![value])))
                }
                Some(literals::Number::BigInt(value)) => {
                    (Type::BigInt, Arc::new(Int64Array::from(vec![value])))
                }
                Some(literals::Number::Double(value)) => {
                    (Type::Double, Arc::new(Float64Array::from(vec![value])))
                }
                Some(literals::Number::Decimal { digits, width, scale }) => {
                    let kind = Type::Decimal { width, scale };
                    let one = Decimal128Array::from(vec![digits]).with_data_type(kind.arrow());
                    (kind, Arc::new(one))
                }
                None => {
                    let message = format!("{text} is out of range: whole numbers go to 9223372036854775807");
                    return self.problem(at, message, None);
                }
            },
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => {
                (Type::Varchar, Arc::new(StringArray::from(vec![text.as_str()])))
            }
            Value::DollarQuotedString(text) => {
                (Type::Varchar, Arc::new(StringArray::from(vec![text.value.as_str()])))
            }
            Value::Boolean(value) => (Type::Boolean, Arc::new(BooleanArray::from(vec![*value]))),
            Value::Null => (Type::Null, Arc::new(NullArray::new(1))),
            other => {
                return self.problem(at, format!("the literal {other} is not supported"), None);
            }
        };
        let literal = kind == Type::Varchar || kind.is_whole();
        Some(Node { literal, ..Node::constant(kind, one, at) })
    }

    /// A type that is written out.
    pub(super) fn kind(&mut self, data_type: &DataType, at: usize) -> Option<Type> {
        Some(match data_type {
            DataType::Boolean | DataType::Bool => Type::Boolean,
            DataType::Int(None) | DataType::Integer(None) | DataType::Int4(None) | DataType::Int32 => {
                Type::Integer
            }
            DataType::BigInt(None) | DataType::Int8(None) | DataType::Int64 => Type::BigInt,
            DataType::Double(ExactNumberInfo::None) | DataType::DoublePrecision | DataType::Float8 => {
                Type::Double
            }
            DataType::Decimal(info) | DataType::Numeric(info) | DataType::Dec(info) => {
                let (width, scale) = match info {
                    ExactNumberInfo::None => (18, 3),
                    ExactNumberInfo::Precision(width) => (*width, 0),
                    ExactNumberInfo::PrecisionAndScale(width, scale) => (*width, *scale),
                };
                let fits = (1..=38).contains(&width) && (0..=width as i64).contains(&scale);
                if !fits {
                    let message =
                        format!("{data_type}: width must be from 1 to 38, and scale from 0 to the width");
                    self.problem(at, message, None);
                    return None;
                }
                Type::Decimal { width: width as u8, scale: scale as u8 }
            }
            DataType::Varchar(None)
            | DataType::Text
            | DataType::String(None)
            | DataType::CharacterVarying(None) => Type::Varchar,
            DataType::Date => Type::Date,
            DataType::Time(None, TimezoneInfo::None) => Type::Time,
            DataType::Timestamp(None, TimezoneInfo::None) | DataType::Datetime(None) => Type::Timestamp,
            DataType::Uuid => Type::Uuid,
            DataType::Interval { fields: None, precision: None } => Type::Interval,
            other => {
                let message = format!(
                    "the type {other} is not supported; use BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(width, scale), \
                     VARCHAR, DATE, TIME, TIMESTAMP, INTERVAL or UUID"
                );
                self.problem(at, message, None);
                return None;
            }
        })
    }

    pub(super) fn cast(&mut self, node: Node, to: Type, at: usize) -> Option<Node> {
        let from = node.kind;
        if to == Type::Interval
            && let Some(text) = node.as_text()
        {
            return self.interval_text(text.to_owned().as_str(), at);
        }
        match operators::constant_cast(node, to) {
            Ok(Some(node)) => Some(Node { literal: false, ..node }),
            Ok(None) => self.problem(at, format!("Unimplemented type for cast ({from} -> {to})"), None),
            Err(refusal) => self.refused(refusal, at, ""),
        }
    }

    fn interval_text(&mut self, text: &str, at: usize) -> Option<Node> {
        match literals::interval(text) {
            Some(span) => {
                let span: IntervalMonthDayNano = span.into();
                let one = Arc::new(IntervalMonthDayNanoArray::from(vec![span]));
                Some(Node::constant(Type::Interval, one, at))
            }
            None => {
                let hint = "write it as in '3 days', '1 month 2 hours' or '01:30:00'".to_owned();
                self.problem(at, format!("Could not convert string '{text}' to INTERVAL"), Some(hint))
            }
        }
    }

    pub(super) fn interval(&mut self, interval: &ast::Interval, at: usize) -> Option<Node> {
        if interval.last_field.is_some() || interval.leading_precision.is_some() {
            return self.problem(at, "write an interval as INTERVAL 3 DAY or INTERVAL '3 days'", None);
        }
        let value = self.bind(&interval.value, at)?;
        let Some(field) = &interval.leading_field else {
            return match value.as_text() {
                Some(text) => self.interval_text(text.to_owned().as_str(), at),
                None => self.problem(at, "an interval needs a unit, as in INTERVAL 3 DAY", None),
            };
        };
        let field = field.to_string();
        let Some(unit) = functions::unit(&field) else {
            return self.problem(at, format!("'{field}' is no unit of an interval"), None);
        };
        let value = match value.as_text().map(|text| text.trim().parse::<i64>()) {
            Some(Ok(number)) => Node::constant(Type::BigInt, Arc::new(Int64Array::from(vec![number])), at),
            Some(Err(_)) => {
                let text = value.as_text().unwrap_or_default();
                let message = format!("'{text}' is no whole number of units");
                return self.problem(at, message, None);
            }
            None => value,
        };
        let kinds = types_of(std::slice::from_ref(&value));
        let result = functions::to_unit(unit, value, at);
        self.done(result, at, "to_interval", &kinds)
    }
}
