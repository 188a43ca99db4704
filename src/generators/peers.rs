//! What a column may know of the other columns of its row, entity or pool entry.

use std::collections::BTreeSet;

use super::Column;
use crate::config::node::{Node, Value};
use crate::config::reader::Field;
use crate::config::suggest;

/// The columns that stand together, by name, before they are read.
pub struct Names<'a> {
    names: Vec<Option<&'a str>>,
    /// Those that others name in `with`: parts of a key of several columns.
    completed: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    /// The columns of a row or an entity: mappings of `name` and `generator`.
    pub fn of_columns(items: &[Field<'a>]) -> Names<'a> {
        let text = |node: Option<&'a Node>| match node.map(|node| &node.value) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        Names::new(items.iter().map(|item| (text(item.node.get("name")), item.node.get("generator"))))
    }

    /// The fields of a shape: a mapping from name to generator.
    pub fn of_fields(entries: &[(&'a str, Field<'a>)]) -> Names<'a> {
        Names::new(entries.iter().map(|(name, field)| (Some(*name), Some(field.node))))
    }

    /// Columns by their names, and their generators where they have some.
    pub fn new(columns: impl Iterator<Item = (Option<&'a str>, Option<&'a Node>)>) -> Names<'a> {
        let (names, generators): (Vec<_>, Vec<_>) = columns.unzip();
        let with = |node: &'a Node| match node.get("with").map(|node| &node.value) {
            Some(Value::Text(name)) => Some(name.as_str()),
            _ => None,
        };
        let completed = generators
            .into_iter()
            .flatten()
            .filter_map(|generator| with(generator).or_else(|| with(generator.get("inner")?)));
        Names { names, completed: completed.collect() }
    }

    /// What the column at this place may know, `earlier` being those before it that could be read.
    pub fn at<'b>(&'b self, at: usize, earlier: &'b [Column]) -> Peers<'b> {
        Peers { earlier, names: Some(self), at }
    }
}

/// The columns around one of them.
#[derive(Clone, Copy)]
pub struct Peers<'a> {
    /// Those before it, without any that could not be read.
    pub earlier: &'a [Column],
    names: Option<&'a Names<'a>>,
    at: usize,
}

impl<'a> Peers<'a> {
    /// No columns at all.
    pub const NONE: Peers<'static> = Peers { earlier: &[], names: None, at: 0 };

    /// True if another column says `with` this one: the two are one key.
    pub fn is_completed(&self) -> bool {
        let own = self.names.and_then(|names| Some((names, (*names.names.get(self.at)?)?)));
        own.is_some_and(|(names, own)| names.completed.contains(own))
    }

    /// The earlier column a field names. `hints` are those that would do.
    pub fn find(
        &self,
        field: &Field<'_>,
        hints: impl Fn(&Column) -> bool,
        others: &[&str],
    ) -> Option<(usize, &'a Column)> {
        self.find_called(field.text()?, field, hints, others)
    }

    /// The name of the column itself.
    pub fn own_name(&self) -> &'a str {
        self.names.and_then(|names| *names.names.get(self.at)?).unwrap_or("the column")
    }

    /// As [`Peers::find`], of a name that stands at `field`.
    pub fn find_called(
        &self,
        name: &str,
        field: &Field<'_>,
        hints: impl Fn(&Column) -> bool,
        others: &[&str],
    ) -> Option<(usize, &'a Column)> {
        if let Some(found) = self.earlier.iter().enumerate().find(|(_, column)| column.name == name) {
            return Some(found);
        }
        let all = self.names.map_or(&[][..], |names| &names.names);
        match all.iter().position(|known| *known == Some(name)) {
            // It could not be read, which was reported.
            Some(place) if place < self.at => {}
            Some(place) if place == self.at => {
                let hint = "name a column that comes before it".to_owned();
                field.error("self-reference", format!("'{name}' is this column itself"), Some(hint));
            }
            Some(_) => {
                let hint = format!("move '{name}' up; if each of the two names the other, one has to let go");
                field.error(
                    "wrong-order",
                    format!("'{name}' comes later, but must come before this column"),
                    Some(hint),
                );
            }
            None => {
                let known = self.earlier.iter().filter(|column| hints(column)).map(|column| &*column.name);
                let hint = suggest::hint(name, known.chain(others.iter().copied()));
                field.error("unknown-column", format!("'{name}' is not an earlier column here"), hint);
            }
        }
        None
    }
}
