//! The types a column can have, and what each is in Arrow and in SQL.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, TimeUnit};

pub use crate::config::types::{ColumnType, StructField};

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// As SQL knows it.
    pub name: String,
    /// The type of its values.
    pub kind: ColumnType,
    /// Whether a value can be null.
    pub nullable: bool,
}

impl Column {
    /// A column that may hold nulls.
    pub fn nullable(name: impl Into<String>, kind: ColumnType) -> Column {
        Column { name: name.into(), kind, nullable: true }
    }

    /// A column without nulls.
    pub fn required(name: impl Into<String>, kind: ColumnType) -> Column {
        Column { name: name.into(), kind, nullable: false }
    }

    /// The Arrow field; a UUID is marked with Arrow's canonical extension name.
    pub fn field(&self) -> Field {
        let field = Field::new(&self.name, arrow_type(self.kind), self.nullable);
        if self.kind == ColumnType::Uuid {
            let mark = ("ARROW:extension:name".to_owned(), "arrow.uuid".to_owned());
            return field.with_metadata(std::iter::once(mark).collect::<std::collections::BTreeMap<_, _>>());
        }
        field
    }
}

/// What Arrow calls the items of a list.
const ITEM: &str = "item";

/// The Arrow type of a column's plain (not dictionary-encoded) arrays.
pub fn arrow_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Int32 => DataType::Int32,
        ColumnType::Int64 => DataType::Int64,
        ColumnType::Float64 => DataType::Float64,
        ColumnType::Text => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        ColumnType::Decimal { precision, scale } => DataType::Decimal128(precision, scale as i8),
        ColumnType::Time => DataType::Time64(TimeUnit::Microsecond),
        ColumnType::TimestampTz(zone) => DataType::Timestamp(TimeUnit::Microsecond, Some(zone.name().into())),
        ColumnType::Uuid => DataType::FixedSizeBinary(16),
        ColumnType::List(item) => DataType::List(Arc::new(Column::nullable(ITEM, *item).field())),
        ColumnType::Struct(fields) => {
            let field = |field: &StructField| Column::nullable(&field.name, field.kind).field();
            DataType::Struct(fields.iter().map(field).collect())
        }
    }
}
