//! The types a column can have.

/// The type of a column, as SQL shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    Bool,
    Int32,
    Int64,
    Float64,
    Text,
    Date,
    /// Microseconds since 1970-01-01T00:00:00, without a zone.
    Timestamp,
    Uuid,
}

impl ColumnType {
    /// The type of a column of these whole numbers: INTEGER if it holds them all, else BIGINT; `None` if one is none.
    pub fn of_whole_numbers(mut numbers: impl Iterator<Item = Option<i64>>) -> Option<ColumnType> {
        numbers.try_fold(ColumnType::Int32, |kind, number| {
            Some(if i32::try_from(number?).is_ok() { kind } else { ColumnType::Int64 })
        })
    }

    /// The SQL name of the type.
    pub fn sql(self) -> &'static str {
        match self {
            ColumnType::Bool => "BOOLEAN",
            ColumnType::Int32 => "INTEGER",
            ColumnType::Int64 => "BIGINT",
            ColumnType::Float64 => "DOUBLE",
            ColumnType::Text => "VARCHAR",
            ColumnType::Date => "DATE",
            ColumnType::Timestamp => "TIMESTAMP",
            ColumnType::Uuid => "UUID",
        }
    }
}
