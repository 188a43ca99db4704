//! SQL as other databases take it.

use std::borrow::Cow;

use super::ddl::{Reference, comment, references};
use super::tables::{ColumnNote, TableNote};
use crate::config::types::{ColumnType, Dialect};
use crate::tables::sql::identifier;

impl Dialect {
    /// A name as this database takes it whatever it holds.
    pub fn identifier(self, name: &str) -> String {
        match self {
            Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
            Dialect::Postgresql | Dialect::Sqlite => identifier(name),
        }
    }

    /// Appends a text as this database takes it whatever it holds.
    pub fn text(self, text: &str, out: &mut Vec<u8>) {
        out.push(b'\'');
        for byte in text.bytes() {
            let doubled = byte == b'\'' || (byte == b'\\' && self == Dialect::Mysql);
            out.extend(std::iter::repeat_n(byte, if doubled { 2 } else { 1 }));
        }
        out.push(b'\'');
    }

    /// A truth value.
    pub fn flag(self, value: bool) -> &'static str {
        match (self, value) {
            (Dialect::Sqlite, true) => "1",
            (Dialect::Sqlite, false) => "0",
            (Dialect::Postgresql | Dialect::Mysql, true) => "TRUE",
            (Dialect::Postgresql | Dialect::Mysql, false) => "FALSE",
        }
    }

    /// The type of a column; MySQL wants the length of a text that is part of a key.
    fn column_type(self, kind: ColumnType, in_key: bool) -> Cow<'static, str> {
        if let (ColumnType::Decimal { precision, scale }, Dialect::Postgresql | Dialect::Mysql) = (kind, self)
        {
            return format!("DECIMAL({precision}, {scale})").into();
        }
        Cow::Borrowed(match (kind, self) {
            (ColumnType::Bool, Dialect::Postgresql | Dialect::Mysql) => "BOOLEAN",
            (ColumnType::Int32, Dialect::Postgresql | Dialect::Mysql) => "INTEGER",
            (ColumnType::Int64, Dialect::Postgresql | Dialect::Mysql) => "BIGINT",
            (ColumnType::Bool | ColumnType::Int32 | ColumnType::Int64, Dialect::Sqlite) => "INTEGER",
            (ColumnType::Float64, Dialect::Postgresql) => "DOUBLE PRECISION",
            (ColumnType::Float64, Dialect::Mysql) => "DOUBLE",
            (ColumnType::Float64, Dialect::Sqlite) => "REAL",
            (ColumnType::Text, Dialect::Mysql) if in_key => "VARCHAR(255)",
            (ColumnType::Text, Dialect::Mysql) => "LONGTEXT",
            (ColumnType::Text, Dialect::Postgresql | Dialect::Sqlite) => "TEXT",
            (ColumnType::Date, Dialect::Postgresql | Dialect::Mysql) => "DATE",
            (ColumnType::Timestamp, Dialect::Postgresql) => "TIMESTAMP",
            (ColumnType::Timestamp, Dialect::Mysql) => "DATETIME(6)",
            (ColumnType::Uuid, Dialect::Postgresql) => "UUID",
            (ColumnType::Uuid, Dialect::Mysql) => "CHAR(36)",
            (ColumnType::Time, Dialect::Postgresql) => "TIME",
            (ColumnType::Time, Dialect::Mysql) => "TIME(6)",
            (ColumnType::TimestampTz(_), Dialect::Postgresql) => "TIMESTAMP WITH TIME ZONE",
            (ColumnType::TimestampTz(_), Dialect::Mysql) => "DATETIME(6)",
            (ColumnType::List(_) | ColumnType::Struct(_), Dialect::Postgresql | Dialect::Mysql) => "JSON",
            (ColumnType::Decimal { .. }, Dialect::Postgresql | Dialect::Mysql | Dialect::Sqlite) => "NUMERIC",
            (
                ColumnType::Date
                | ColumnType::Time
                | ColumnType::Timestamp
                | ColumnType::TimestampTz(_)
                | ColumnType::Uuid
                | ColumnType::List(_)
                | ColumnType::Struct(_),
                Dialect::Sqlite,
            ) => "TEXT",
        })
    }

    fn names<'a>(self, columns: impl IntoIterator<Item = &'a str>) -> String {
        columns.into_iter().map(|name| self.identifier(name)).collect::<Vec<_>>().join(", ")
    }

    /// `CREATE TABLE` of the table at `index`, with those of its keys that hold while rows come in; `order` is that of
    /// [`super::ddl::order`].
    pub fn create_table(self, notes: &[TableNote], index: usize, order: &[usize]) -> String {
        let note = &notes[index];
        let references = references(notes, index, order);
        let mut parts: Vec<String> = note.columns.iter().map(|column| self.column(note, column)).collect();
        if !note.primary_key.is_empty() {
            parts.push(format!("PRIMARY KEY ({})", self.names(note.primary_key.iter().map(String::as_str))));
        }
        for key in &note.unique {
            parts.push(format!("UNIQUE ({})", self.names(key.iter().map(String::as_str))));
        }
        parts.extend(references.kept.iter().map(|key| self.reference(key)));
        let mut text = String::new();
        for (key, reason) in &references.left_out {
            text.push_str(&comment(&key.left_out(reason)));
        }
        text.push_str(&format!(
            "CREATE TABLE {} (\n  {}\n);\n",
            self.identifier(&note.name),
            parts.join(",\n  ")
        ));
        text
    }

    fn column(self, note: &TableNote, column: &ColumnNote) -> String {
        let referring = note.foreign_keys.iter().any(|key| key.column == column.name);
        // MySQL indexes no text without a length.
        let unique = note.unique.iter().any(|key| key.contains(&column.name));
        let kind =
            self.column_type(column.kind, referring || note.primary_key.contains(&column.name) || unique);
        let required = if column.nullable { "" } else { " NOT NULL" };
        format!("{} {kind}{required}", self.identifier(&column.name))
    }

    fn reference(self, key: &Reference<'_>) -> String {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            self.names(key.columns.iter().copied()),
            self.identifier(key.table),
            self.names(key.targets.iter().flatten().copied())
        )
    }
}
