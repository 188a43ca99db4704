//! The types a column can have, and the databases that write them in their own way.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::zone::Zone;

/// The type of a column, as SQL shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnType {
    /// BOOLEAN.
    Bool,
    /// INTEGER.
    Int32,
    /// BIGINT.
    Int64,
    /// DOUBLE.
    Float64,
    /// Decimal fractions of up to `precision` digits (1 to 38), `scale` of them (0 to `precision`) after the point.
    Decimal {
        /// Digits in all, up to 38.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// VARCHAR.
    Text,
    /// DATE, days since 1970-01-01.
    Date,
    /// Microseconds since midnight, below 24 hours.
    Time,
    /// Microseconds since 1970-01-01T00:00:00, without a zone.
    Timestamp,
    /// Microseconds since 1970-01-01T00:00:00 UTC, and the zone whose clocks show them where they are text.
    TimestampTz(Zone),
    /// UUID.
    Uuid,
    /// Any number of values of one type in a row; each may be null. See [`ColumnType::list`].
    List(&'static ColumnType),
    /// One field or more; each may be null. See [`ColumnType::structure`].
    Struct(&'static [StructField]),
}

/// A field of [`ColumnType::Struct`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StructField {
    pub name: String,
    pub kind: ColumnType,
}

/// The nested types that were ever asked for. They are kept for good, each once, so that a type is a value to be copied.
static NESTED: Mutex<BTreeSet<&'static [StructField]>> = Mutex::new(BTreeSet::new());

impl ColumnType {
    /// The type of a column of these whole numbers: INTEGER if it holds them all, else BIGINT; `None` if one is none.
    pub fn of_whole_numbers(mut numbers: impl Iterator<Item = Option<i64>>) -> Option<ColumnType> {
        numbers.try_fold(ColumnType::Int32, |kind, number| {
            Some(if i32::try_from(number?).is_ok() { kind } else { ColumnType::Int64 })
        })
    }

    /// Lists of values of this type.
    pub fn list(item: ColumnType) -> ColumnType {
        // A list is kept as the structure of its item.
        ColumnType::List(&kept(vec![StructField { name: String::new(), kind: item }])[0].kind)
    }

    /// Structures of these fields: at least one, no two of one name in any case of letters.
    pub fn structure(fields: Vec<StructField>) -> ColumnType {
        ColumnType::Struct(kept(fields))
    }

    /// Whether values are timestamps, with a zone or without.
    pub fn is_timestamp(self) -> bool {
        matches!(self, ColumnType::Timestamp | ColumnType::TimestampTz(_))
    }

    /// The zone of its timestamps.
    pub fn zone(self) -> Option<Zone> {
        if let ColumnType::TimestampTz(zone) = self { Some(zone) } else { None }
    }

    /// The SQL name of the type.
    pub fn sql(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            ColumnType::Bool => "BOOLEAN",
            ColumnType::Int32 => "INTEGER",
            ColumnType::Int64 => "BIGINT",
            ColumnType::Float64 => "DOUBLE",
            ColumnType::Text => "VARCHAR",
            ColumnType::Date => "DATE",
            ColumnType::Timestamp => "TIMESTAMP",
            ColumnType::Time => "TIME",
            ColumnType::TimestampTz(_) => "TIMESTAMP WITH TIME ZONE",
            ColumnType::Uuid => "UUID",
            ColumnType::Decimal { precision, scale } => {
                return format!("DECIMAL({precision},{scale})").into();
            }
            ColumnType::List(item) => return format!("{}[]", item.sql()).into(),
            ColumnType::Struct(fields) => {
                let field = |field: &StructField| {
                    format!("\"{}\" {}", field.name.replace('"', "\"\""), field.kind.sql())
                };
                let fields: Vec<String> = fields.iter().map(field).collect();
                return format!("STRUCT({})", fields.join(", ")).into();
            }
        })
    }
}

fn kept(fields: Vec<StructField>) -> &'static [StructField] {
    let mut nested = NESTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = nested.get(fields.as_slice()) {
        return kept;
    }
    let kept: &'static [StructField] = fields.leak();
    nested.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_types_are_kept_once_and_named_as_sql_does() {
        let field = |name: &str, kind| StructField { name: name.to_owned(), kind };
        let price = ColumnType::Decimal { precision: 9, scale: 2 };
        let make = || {
            let line = ColumnType::structure(vec![field("price", price), field("a \"b\"", ColumnType::Text)]);
            ColumnType::list(line)
        };
        let (first, second) = (make(), make());
        assert_eq!(first, second);
        assert_eq!(first.sql(), "STRUCT(\"price\" DECIMAL(9,2), \"a \"\"b\"\"\" VARCHAR)[]");
        assert_ne!(first, ColumnType::list(price));
        match (first, second) {
            (ColumnType::List(first), ColumnType::List(second)) => assert!(std::ptr::eq(first, second)),
            other => panic!("{other:?}"),
        }
    }
}

/// A database other than DuckDB whose SQL can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Postgresql,
    Mysql,
    Sqlite,
}

impl Dialect {
    pub const ALL: [Dialect; 3] = [Dialect::Postgresql, Dialect::Mysql, Dialect::Sqlite];

    /// Its name in configs and calls.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Postgresql => "postgresql",
            Dialect::Mysql => "mysql",
            Dialect::Sqlite => "sqlite",
        }
    }

    /// Its name among people.
    pub fn title(self) -> &'static str {
        match self {
            Dialect::Postgresql => "PostgreSQL",
            Dialect::Mysql => "MySQL",
            Dialect::Sqlite => "SQLite",
        }
    }
}
