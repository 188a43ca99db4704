//! The types a column can have, and what each is in Arrow and in SQL.

use arrow::datatypes::{DataType, Field, TimeUnit};

pub use crate::config::types::ColumnType;

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnType,
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
        match self.kind {
            ColumnType::Uuid => {
                let mark = ("ARROW:extension:name".to_owned(), "arrow.uuid".to_owned());
                field.with_metadata(std::iter::once(mark).collect::<std::collections::BTreeMap<_, _>>())
            }
            _ => field,
        }
    }
}

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
        ColumnType::Uuid => DataType::FixedSizeBinary(16),
    }
}

/// Whether an array may stand in a column of this type: one of its plain type, or a dictionary of texts in a column of text.
pub fn fits(kind: ColumnType, array: &DataType) -> bool {
    match array {
        DataType::Dictionary(keys, values) => {
            kind == ColumnType::Text && **keys == DataType::Int32 && **values == DataType::Utf8
        }
        plain => *plain == arrow_type(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_fits_its_own_type_and_no_other() {
        const KINDS: [ColumnType; 8] = [
            ColumnType::Bool,
            ColumnType::Int32,
            ColumnType::Int64,
            ColumnType::Float64,
            ColumnType::Text,
            ColumnType::Date,
            ColumnType::Timestamp,
            ColumnType::Uuid,
        ];
        let dictionary = |keys, values| DataType::Dictionary(Box::new(keys), Box::new(values));
        for kind in KINDS {
            for other in KINDS {
                assert_eq!(fits(kind, &arrow_type(other)), kind == other);
            }
            let text = kind == ColumnType::Text;
            assert_eq!(fits(kind, &dictionary(DataType::Int32, DataType::Utf8)), text);
            assert!(!fits(kind, &dictionary(DataType::Int64, DataType::Utf8)));
            assert!(!fits(kind, &dictionary(DataType::Int32, DataType::Int32)));
            assert!(!fits(kind, &DataType::Timestamp(TimeUnit::Nanosecond, None)));
        }
    }
}
