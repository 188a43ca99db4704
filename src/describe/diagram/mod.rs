//! Entity-relationship diagrams as text, for tools that draw them. One format per file.

mod dbml;
mod mermaid;

use super::{ForeignKey, TableNote};

/// A language of diagrams.
pub struct DiagramFormat {
    /// What a user writes.
    pub name: &'static str,
    /// The diagram of these tables.
    pub write: fn(&[TableNote]) -> String,
}

/// Every language; the first is the usual one.
pub static FORMATS: &[DiagramFormat] = &[
    DiagramFormat { name: "mermaid", write: mermaid::write },
    DiagramFormat { name: "dbml", write: dbml::write },
];

/// How the rows of two tables belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cardinality {
    /// A row of the child may refer to no row.
    pub optional: bool,
    /// No two rows of the child refer to the same row.
    pub one_to_one: bool,
}

/// The cardinality of a reference from `table`.
pub fn cardinality(table: &TableNote, key: &ForeignKey) -> Cardinality {
    Cardinality {
        optional: table.columns.iter().any(|column| column.name == key.column && column.nullable),
        one_to_one: table.primary_key.len() == 1 && table.primary_key[0] == key.column,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::config::types::ColumnType;
    use crate::describe::ColumnNote;
    use crate::tables::RowCount;

    /// A parent and a child whose names hold what needs escaping.
    pub fn awkward() -> Vec<TableNote> {
        let column = |name: &str, nullable: bool| ColumnNote {
            name: name.to_owned(),
            kind: ColumnType::Text,
            nullable,
            source: String::new(),
            description: String::new(),
            pii_note: None,
        };
        let table = |name: &str, columns: Vec<ColumnNote>, key: &[&str]| TableNote {
            name: name.to_owned(),
            kind: "dataset",
            grain: "row".to_owned(),
            rows: RowCount::Exact(1),
            columns,
            primary_key: key.iter().map(|name| (*name).to_owned()).collect(),
            unique: Vec::new(),
            view: None,
            foreign_keys: Vec::new(),
            description: "it's 100 % \"quoted\"\nand broken".to_owned(),
        };
        let mut child = table("</script>", vec![column("PK", false), column("1 b\\c", true)], &["PK"]);
        let key = |column: &str, target: Option<&str>| ForeignKey {
            column: column.to_owned(),
            table: "say \"%\\#x;\"".to_owned(),
            target: target.map(str::to_owned),
            with: None,
        };
        child.foreign_keys = vec![key("PK", Some("id")), key("1 b\\c", None)];
        vec![
            table("say \"%\\#x;\"", vec![column("id", false), column("zwölf", true)], &["id", "zwölf"]),
            child,
        ]
    }

    #[test]
    fn cardinalities_follow_keys_and_nulls() {
        let tables = awkward();
        let found: Vec<Cardinality> =
            tables[1].foreign_keys.iter().map(|key| cardinality(&tables[1], key)).collect();
        assert_eq!(
            found,
            [
                Cardinality { optional: false, one_to_one: true },
                Cardinality { optional: true, one_to_one: false }
            ]
        );
    }
}
