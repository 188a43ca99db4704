//! The tables of a config in SQL: names and texts quoted, tables in the order of their references, keys where DuckDB has
//! them.

use super::tables::{ForeignKey, TableNote};

/// A name as SQL takes it whatever it holds.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL takes it whatever it holds.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A table's name, in a schema or in the one in use.
pub fn qualified(schema: Option<&str>, table: &str) -> String {
    match schema {
        Some(schema) => format!("{}.{}", identifier(schema), identifier(table)),
        None => identifier(table),
    }
}

/// The places of the tables such that each comes after those it refers to; otherwise they stay in the order of the config.
/// Where tables refer to each other in a circle the first of them comes first.
pub fn order(notes: &[TableNote]) -> Vec<usize> {
    let mut order = Vec::with_capacity(notes.len());
    let mut seen = vec![false; notes.len()];
    for index in 0..notes.len() {
        visit(notes, index, &mut seen, &mut order);
    }
    order
}

fn visit(notes: &[TableNote], index: usize, seen: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[index], true) {
        return;
    }
    for key in &notes[index].foreign_keys {
        if let Some(parent) = notes.iter().position(|note| note.name == key.table) {
            visit(notes, parent, seen, order);
        }
    }
    order.push(index);
}

/// What DuckDB can make of a table's foreign keys if the tables are created in this order.
pub struct References<'a> {
    /// Keys to the primary key of a table that is there by then.
    pub kept: Vec<&'a ForeignKey>,
    /// Keys that DuckDB cannot hold, each with the reason.
    pub left_out: Vec<(&'a ForeignKey, &'static str)>,
}

/// The foreign keys of the table at `index`; `order` is that of [`order`].
pub fn references<'a>(notes: &'a [TableNote], index: usize, order: &[usize]) -> References<'a> {
    let mut references = References { kept: Vec::new(), left_out: Vec::new() };
    for key in &notes[index].foreign_keys {
        match why_not(notes, index, order, key) {
            None => references.kept.push(key),
            Some(reason) => references.left_out.push((key, reason)),
        }
    }
    references
}

fn why_not(notes: &[TableNote], index: usize, order: &[usize], key: &ForeignKey) -> Option<&'static str> {
    let Some(target) = &key.target else { return Some("it is the number of a row, which no column shows") };
    let Some(place) = notes.iter().position(|note| note.name == key.table) else {
        return Some("there is no such table");
    };
    let (parent, rank) = (&notes[place], |table: usize| order.iter().position(|other| *other == table));
    let kind = |note: &TableNote, name: &str| {
        note.columns.iter().find(|column| column.name == name).map(|column| column.kind)
    };
    if parent.primary_key.len() > 1 && parent.primary_key.contains(target) {
        Some("it names a part of a composite key")
    } else if parent.primary_key != [target.as_str()] {
        Some("the values it refers to may repeat")
    } else if kind(parent, target) != kind(&notes[index], &key.column) {
        Some("the types of the two columns differ")
    } else if rank(place) > rank(index) {
        Some("the tables refer to each other in a circle")
    } else {
        None
    }
}

/// `CREATE TABLE` of the table at `index`, with its keys; what DuckDB cannot hold is said in comments before it.
pub fn create_table(notes: &[TableNote], index: usize, order: &[usize], schema: Option<&str>) -> String {
    let note = &notes[index];
    let references = references(notes, index, order);
    let mut text = String::new();
    for (key, reason) in &references.left_out {
        let target = key.target.as_ref().map_or(String::new(), |target| format!(".{target}"));
        let line = format!("{} refers to {}{target}; not declared, because {reason}.", key.column, key.table);
        text.push_str(&comment(&line));
    }
    if note.primary_key.is_empty() {
        text.push_str(&comment("No primary key: rows may repeat."));
    }
    let mut parts: Vec<String> = note
        .columns
        .iter()
        .map(|column| {
            let required = if column.nullable { "" } else { " NOT NULL" };
            format!("{} {}{required}", identifier(&column.name), column.kind.sql())
        })
        .collect();
    if !note.primary_key.is_empty() {
        parts.push(format!("PRIMARY KEY ({})", names(&note.primary_key)));
    }
    for key in references.kept {
        let target = key.target.as_deref().unwrap_or_default();
        let (column, table) = (identifier(&key.column), qualified(schema, &key.table));
        parts.push(format!("FOREIGN KEY ({column}) REFERENCES {table} ({})", identifier(target)));
    }
    text.push_str(&format!(
        "CREATE TABLE {} (\n  {}\n);",
        qualified(schema, &note.name),
        parts.join(",\n  ")
    ));
    text
}

/// `COMMENT ON` for a table or view (`kind` says which) and its columns, where there is something to say.
pub fn comments(note: &TableNote, kind: &str, schema: Option<&str>) -> Vec<String> {
    let name = qualified(schema, &note.name);
    let mut all = Vec::new();
    if !note.description.is_empty() {
        all.push(format!("COMMENT ON {kind} {name} IS {};", literal(&note.description)));
    }
    for column in note.columns.iter().filter(|column| !column.description.is_empty()) {
        let column_name = identifier(&column.name);
        all.push(format!("COMMENT ON COLUMN {name}.{column_name} IS {};", literal(&column.description)));
    }
    all
}

/// A text as a comment of its own line or lines.
pub fn comment(text: &str) -> String {
    text.lines().map(|line| format!("-- {line}\n")).collect()
}

fn names(columns: &[String]) -> String {
    columns.iter().map(|column| identifier(column)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::ColumnNote;
    use crate::tables::{ColumnType, RowCount};

    fn table(name: &str, key: &[&str], references: &[(&str, &str, Option<&str>)]) -> TableNote {
        let mut columns: Vec<&str> = key.to_vec();
        columns.extend(references.iter().map(|(column, _, _)| column));
        TableNote {
            name: name.into(),
            kind: "dim",
            grain: String::new(),
            rows: RowCount::Exact(1),
            columns: columns
                .into_iter()
                .map(|column| ColumnNote {
                    name: column.into(),
                    kind: ColumnType::Int32,
                    nullable: false,
                    source: String::new(),
                    description: String::new(),
                    pii_note: None,
                })
                .collect(),
            primary_key: key.iter().map(|name| (*name).to_owned()).collect(),
            foreign_keys: references
                .iter()
                .map(|(column, table, target)| ForeignKey {
                    column: (*column).into(),
                    table: (*table).into(),
                    target: target.map(str::to_owned),
                    with: None,
                })
                .collect(),
            description: String::new(),
        }
    }

    #[test]
    fn parents_come_first_and_circles_are_cut() {
        let notes = [
            table("c", &["id"], &[("b", "b", Some("id"))]),
            table("a", &["id"], &[("b", "b", Some("id")), ("own", "a", Some("id"))]),
            table("b", &["id"], &[("a", "a", Some("id"))]),
        ];
        let order = order(&notes);
        assert_eq!(order, [1, 2, 0]);
        let left = |index| references(&notes, index, &order).left_out.len();
        assert_eq!((left(0), left(1), left(2)), (0, 1, 0));
        assert!(
            create_table(&notes, 1, &order, None).starts_with("-- b refers to b.id; not declared, because")
        );
    }

    #[test]
    fn only_keys_that_duckdb_holds_are_declared() {
        let notes = [
            table("p\"1", &["id"], &[]),
            table("two", &["a", "b"], &[]),
            table("none", &[], &[]),
            table(
                "t",
                &[],
                &[
                    ("x", "p\"1", Some("id")),
                    ("y", "two", Some("a")),
                    ("z", "none", Some("q")),
                    ("w", "p\"1", None),
                ],
            ),
        ];
        let sql = create_table(&notes, 3, &[0, 1, 2, 3], Some("it's"));
        assert_eq!(sql.matches("FOREIGN KEY").count(), 1);
        assert!(sql.contains("CREATE TABLE \"it's\".\"t\""));
        assert!(sql.contains("FOREIGN KEY (\"x\") REFERENCES \"it's\".\"p\"\"1\" (\"id\")"), "{sql}");
        assert!(create_table(&notes, 1, &[0, 1, 2, 3], None).contains("PRIMARY KEY (\"a\", \"b\")"));
        assert_eq!(literal("it's"), "'it''s'");
    }
}
