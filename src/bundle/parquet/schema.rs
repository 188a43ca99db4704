//! The Parquet schema of a table.

use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};

use crate::config::types::ColumnType;
use crate::tables::Column;

/// The schema of a file with these columns: each of its natural type, `required` unless it may hold nulls.
///
/// Made here rather than derived from the Arrow schema, which would not mark UUIDs as such.
pub fn schema(columns: &[Column]) -> Result<TypePtr> {
    let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?))
}

fn field(column: &Column) -> Result<Type> {
    let (physical, logical) = match column.kind {
        ColumnType::Bool => (Physical::BOOLEAN, None),
        ColumnType::Int32 => (Physical::INT32, None),
        ColumnType::Int64 => (Physical::INT64, None),
        ColumnType::Float64 => (Physical::DOUBLE, None),
        ColumnType::Decimal { precision, scale } => return decimal(column, precision, scale),
        ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnType::Date => (Physical::INT32, Some(LogicalType::Date)),
        ColumnType::Time => (Physical::INT64, Some(LogicalType::time(false, TimeUnit::MICROS))),
        ColumnType::Timestamp => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS))),
        ColumnType::TimestampTz(_) => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
        ColumnType::Uuid => (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Uuid)),
        ColumnType::List(item) => return list(column, *item),
        ColumnType::Struct(fields) => {
            let members = fields.iter().map(|member| Column::nullable(&member.name, member.kind));
            return Type::group_type_builder(&column.name)
                .with_repetition(repetition(column))
                .with_fields(members.map(|member| field(&member).map(Arc::new)).collect::<Result<Vec<_>>>()?)
                .build();
        }
    };
    let length = if column.kind == ColumnType::Uuid { 16 } else { 0 };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(repetition(column))
        .with_logical_type(logical)
        .with_length(length)
        .build()
}

fn repetition(column: &Column) -> Repetition {
    if column.nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED }
}

/// As few bytes as hold the digits: 4, 8, or what the writer takes for so many.
fn decimal(column: &Column, precision: u8, scale: u8) -> Result<Type> {
    let (physical, length) = match precision {
        0..=9 => (Physical::INT32, 0),
        10..=18 => (Physical::INT64, 0),
        _ => (Physical::FIXED_LEN_BYTE_ARRAY, bytes_of(precision)),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(repetition(column))
        .with_logical_type(Some(LogicalType::decimal(i32::from(scale), i32::from(precision))))
        .with_length(length)
        .with_precision(i32::from(precision))
        .with_scale(i32::from(scale))
        .build()
}

/// Bytes of a signed number of so many digits.
fn bytes_of(precision: u8) -> i32 {
    let greatest = 10_u128.pow(u32::from(precision)) - 1;
    (128 - greatest.leading_zeros() as i32 + 1 + 7) / 8
}

/// Three levels, as the format says: the list, a repeated group, an element that may be null.
fn list(column: &Column, item: ColumnType) -> Result<Type> {
    let element = Arc::new(field(&Column::nullable("element", item))?);
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element])
        .build()?;
    Type::group_type_builder(&column.name)
        .with_repetition(repetition(column))
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(repeated)])
        .build()
}
