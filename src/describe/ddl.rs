//! The tables of a config in SQL: names and texts quoted, tables in the order of their references, keys where DuckDB has
//! them.

use super::tables::{ForeignKey, TableNote, View};
use crate::tables::sql::{identifier, literal};

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
    // Views need all tables.
    order.sort_by_key(|index| notes.get(*index).is_some_and(|note| note.view.is_some()));
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

/// A foreign key of one or several columns.
pub struct Reference<'a> {
    pub columns: Vec<&'a str>,
    pub table: &'a str,
    /// The columns referred to; `None` is the row's number, which no column shows.
    pub targets: Vec<Option<&'a str>>,
}

impl<'a> Reference<'a> {
    /// The keys of a table, those that belong together as one.
    fn all(keys: &'a [ForeignKey]) -> Vec<Reference<'a>> {
        let whole = |first: &'a ForeignKey| {
            let further = keys.iter().filter(|key| key.with.as_ref() == Some(&first.column));
            let parts: Vec<&ForeignKey> = std::iter::once(first).chain(further).collect();
            Reference {
                columns: parts.iter().map(|key| key.column.as_str()).collect(),
                table: &first.table,
                targets: parts.iter().map(|key| key.target.as_deref()).collect(),
            }
        };
        keys.iter().filter(|key| key.with.is_none()).map(whole).collect()
    }

    /// That it is left out, and why.
    pub fn left_out(&self, reason: &str) -> String {
        let targets: Vec<&str> = self.targets.iter().map(|target| target.unwrap_or("row number")).collect();
        let (columns, targets) = (self.columns.join(", "), targets.join(", "));
        format!("{columns} refers to {}({targets}); not declared, because {reason}.", self.table)
    }

    /// The reference with its columns in the order of the key it refers to; `None` if that is another key.
    fn in_order_of(&self, key: &'a [String]) -> Option<Reference<'a>> {
        if key.len() != self.targets.len() {
            return None;
        }
        let place = |name: &String| self.targets.iter().position(|target| *target == Some(name.as_str()));
        let places = key.iter().map(place).collect::<Option<Vec<usize>>>()?;
        Some(Reference {
            columns: places.iter().map(|place| self.columns[*place]).collect(),
            table: self.table,
            targets: key.iter().map(|name| Some(name.as_str())).collect(),
        })
    }
}

/// What DuckDB can make of a table's foreign keys if the tables are created in the order of [`order`].
pub struct References<'a> {
    /// Keys to the primary key of a table that is there by then.
    pub kept: Vec<Reference<'a>>,
    /// Keys that DuckDB cannot hold, each with the reason.
    pub left_out: Vec<(Reference<'a>, &'static str)>,
}

/// The foreign keys of the table at `index`; `order` is that of [`order`].
pub fn references<'a>(notes: &'a [TableNote], index: usize, order: &[usize]) -> References<'a> {
    let mut references = References { kept: Vec::new(), left_out: Vec::new() };
    for key in Reference::all(&notes[index].foreign_keys) {
        match held(notes, index, order, &key) {
            Ok(key) => references.kept.push(key),
            Err(reason) => references.left_out.push((key, reason)),
        }
    }
    references
}

/// The reference as DuckDB can hold it, or why it cannot.
fn held<'a>(
    notes: &'a [TableNote],
    index: usize,
    order: &[usize],
    reference: &Reference<'a>,
) -> Result<Reference<'a>, &'static str> {
    if reference.targets.contains(&None) {
        return Err("it is the number of a row, which no column shows");
    }
    let place = notes.iter().position(|note| note.name == reference.table).ok_or("there is no such table")?;
    let parent = &notes[place];
    let Some(ordered) = reference.in_order_of(&parent.primary_key) else {
        let known = |name: &String| reference.targets.contains(&Some(name.as_str()));
        let part = reference.targets.len() < parent.primary_key.len() && parent.primary_key.iter().any(known);
        return Err(if part {
            "it names a part of a key of several columns"
        } else {
            "the values it refers to may repeat"
        });
    };
    let kind = |note: &TableNote, name: &str| {
        note.columns.iter().find(|column| column.name == name).map(|column| column.kind)
    };
    let same_kind = |(column, target): (&&str, &String)| kind(&notes[index], column) == kind(parent, target);
    let rank = |table: usize| order.iter().position(|other| *other == table);
    if !ordered.columns.iter().zip(&parent.primary_key).all(same_kind) {
        Err("the types of the columns differ")
    } else if place == index {
        // It looks for the parent of every row before any row of the statement is there.
        Err("a table's references to itself cannot be checked while it is filled")
    } else if rank(place) > rank(index) {
        Err("the tables refer to each other in a circle")
    } else {
        Ok(ordered)
    }
}

/// `CREATE TABLE` of the table at `index`, with its keys; what DuckDB cannot hold is said in comments before it.
pub fn create_table(notes: &[TableNote], index: usize, order: &[usize], schema: Option<&str>) -> String {
    let note = &notes[index];
    let references = references(notes, index, order);
    let mut text = String::new();
    for (key, reason) in &references.left_out {
        text.push_str(&comment(&key.left_out(reason)));
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
        parts.push(format!("PRIMARY KEY ({})", names(note.primary_key.iter().map(String::as_str))));
    }
    for key in &note.unique {
        parts.push(format!("UNIQUE ({})", names(key.iter().map(String::as_str))));
    }
    for key in references.kept {
        let targets = key.targets.into_iter().flatten();
        let (columns, table) = (names(key.columns), qualified(schema, key.table));
        parts.push(format!("FOREIGN KEY ({columns}) REFERENCES {table} ({})", names(targets)));
    }
    text.push_str(&format!(
        "CREATE TABLE {} (\n  {}\n);",
        qualified(schema, &note.name),
        parts.join(",\n  ")
    ));
    text
}

/// `CREATE VIEW` of a fact joined with its dimensions. `quoted` writes a name.
pub fn create_view(name: &str, view: &View, quoted: impl Fn(&str) -> String) -> String {
    let mut columns = vec!["f.*".to_owned()];
    let mut from = format!("FROM {} AS f", quoted(&view.fact));
    for (place, join) in view.joins.iter().enumerate() {
        let alias = format!("d{}", place + 1);
        columns.extend(
            join.columns
                .iter()
                .map(|(column, shown)| format!("{alias}.{} AS {}", quoted(column), quoted(shown))),
        );
        let (key, target) = (quoted(&join.key), quoted(&join.target));
        let current =
            join.current.as_ref().map_or(String::new(), |own| format!(" AND {alias}.{}", quoted(own)));
        from.push_str(&format!(
            "\n  LEFT JOIN {} AS {alias} ON f.{key} = {alias}.{target}{current}",
            quoted(&join.table)
        ));
    }
    format!("CREATE VIEW {} AS SELECT\n  {}\n{from};", quoted(name), columns.join(",\n  "))
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

fn names<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    columns.into_iter().map(identifier).collect::<Vec<_>>().join(", ")
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
            unique: Vec::new(),
            view: None,
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
        assert_eq!((left(0), left(1), left(2)), (0, 2, 0));
        assert!(
            create_table(&notes, 1, &order, None).starts_with("-- b refers to b(id); not declared, because")
        );
    }

    #[test]
    fn a_table_that_refers_to_itself_is_filled_without_the_check() {
        let notes = [table("a", &["id"], &[("own", "a", Some("id"))])];
        let sql = create_table(&notes, 0, &order(&notes), None);
        assert!(
            sql.starts_with("-- own refers to a(id); not declared, because a table's references to itself"),
            "{sql}"
        );
        assert!(!sql.contains("FOREIGN KEY"), "{sql}");
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
        let mut notes = notes;
        notes[3].foreign_keys[1].target = Some("b".into());
        let (table, target, with) = ("two".into(), Some("a".into()), Some("y".into()));
        notes[3].foreign_keys[2] = ForeignKey { table, target, with, column: "z".into() };
        let sql = create_table(&notes, 3, &[0, 1, 2, 3], None);
        assert!(sql.contains("FOREIGN KEY (\"z\", \"y\") REFERENCES \"two\" (\"a\", \"b\")"), "{sql}");
        assert!(create_table(&notes, 1, &[0, 1, 2, 3], None).contains("PRIMARY KEY (\"a\", \"b\")"));
        assert_eq!(literal("it's"), "'it''s'");
    }
}
