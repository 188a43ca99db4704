//! How a table's rows are spread over files: one for each day of a partition, or for each value of a column.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::format::Floats;
use super::text::cells::{Cell, cell};
use crate::config::calendar::{format_date, parse_date};
use crate::config::types::ColumnType;
use crate::datagen::layout::Layout;
use crate::datagen::model::Partition;
use crate::facts::{Listed, Nulls};
use crate::project::Project;
use crate::tables::View;
use crate::workers::Workers;

/// The directories of a table, in order: `column=value` each.
pub enum Division {
    Days(Days),
    Values(Arc<Values>),
}

/// The days of a partition, each of them some blocks of the table.
pub struct Days {
    column: String,
    /// Days since 1970-01-01.
    start: i32,
    layout: Layout,
}

/// The values of a column, each of them a block of the table that is divided by it.
pub struct Values {
    column: String,
    texts: Vec<Option<String>>,
    places: BTreeMap<Option<String>, usize>,
}

/// What stands for no value in the name of a directory, for every reader of such directories.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

impl Division {
    /// The days of a dataset.
    pub fn of_days(partition: &Partition, layout: Layout) -> Division {
        Division::Days(Days { column: partition.column.clone(), start: partition.start, layout })
    }

    /// The column whose values tell the directories apart.
    pub fn column(&self) -> &str {
        match self {
            Division::Days(days) => &days.column,
            Division::Values(values) => &values.column,
        }
    }

    pub fn files(&self) -> u64 {
        match self {
            Division::Days(days) => days.layout.files(),
            Division::Values(values) => values.texts.len() as u64,
        }
    }

    /// The blocks of a file's rows.
    pub fn blocks(&self, file: u64) -> Range<u64> {
        match self {
            Division::Days(days) => days.layout.first_block(file)..days.layout.first_block(file + 1),
            Division::Values(_) => file..file + 1,
        }
    }

    pub fn directory(&self, file: u64) -> String {
        let value = match self {
            Division::Days(days) => format_date(days.start + file as i32),
            Division::Values(values) => match values.texts.get(file as usize) {
                Some(Some(text)) => escaped(text),
                Some(None) | None => NULL.to_owned(),
            },
        };
        format!("{}={value}", self.column())
    }

    /// Whether a directory of this name is one of these.
    pub fn makes(&self, directory: &str) -> bool {
        match self {
            Division::Days(days) => {
                let value = directory.split_once('=').and_then(|(_, value)| parse_date(value));
                let file = value.and_then(|day| u64::try_from(i64::from(day) - i64::from(days.start)).ok());
                file.is_some_and(|file| file < self.files() && self.directory(file) == directory)
            }
            Division::Values(values) => {
                let value = directory.split_once('=').map_or("", |(_, value)| value);
                let text = if value == NULL { None } else { unescaped(value) };
                let file = values.places.get(&text).map(|place| *place as u64);
                file.is_some_and(|file| self.directory(file) == directory)
            }
        }
    }
}

/// A part of a path without what means something in one: as URLs have it, which readers of such directories undo.
fn escaped(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}

/// The text that was escaped, if any was.
fn unescaped(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                (digit()? * 16 + digit()?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

impl Values {
    /// The values of a column of a table, if the table is to be divided by it; see [`Facts::listed`](crate::facts::Facts::listed).
    pub fn of(project: &Project, table: usize, column: usize) -> Option<Values> {
        let facts = *project.facts(table).get(column)?;
        let mut texts: Vec<Option<String>> = match facts.listed()? {
            Listed::Texts(values) => values.iter().cloned().map(Some).collect(),
            Listed::Flags => ["false", "true"].map(|flag| Some(flag.to_owned())).to_vec(),
            Listed::Parent { table, column } => {
                let parent = project.table(table, None);
                let scan = parent.scan(&[column], &Workers::single());
                let kind = parent.columns().get(column)?.kind;
                let each = (0..parent.blocks()).flat_map(|block| shown(&scan.block(block).columns[0], kind));
                each.filter(Option::is_some).collect()
            }
        };
        if facts.nulls != Nulls::Never {
            texts.push(None);
        }
        let mut places = BTreeMap::new();
        texts.retain(|text| places.insert(text.clone(), 0).is_none());
        texts.iter().enumerate().for_each(|(place, text)| {
            places.insert(text.clone(), place);
        });
        let column = project.table(table, None).columns().get(column)?.name.clone();
        Some(Values { column, texts, places })
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The place of each row's value; none for a value that is not listed.
    pub fn places(&self, array: &ArrayRef, kind: ColumnType) -> Vec<Option<usize>> {
        shown(array, kind).iter().map(|text| self.places.get(text).copied()).collect()
    }
}

/// The values of a column as text; none for null.
fn shown(array: &ArrayRef, kind: ColumnType) -> Vec<Option<String>> {
    let Some(view) = View::new(array, kind) else { return vec![None; array.len()] };
    let text = |row: usize| {
        let mut out = Vec::new();
        match cell(&view, row, Floats::Shortest, &mut out) {
            Cell::Text(text) => Some(text.to_owned()),
            Cell::Bare | Cell::Plain => String::from_utf8(out).ok(),
            Cell::Null | Cell::List(..) | Cell::Struct(_) => None,
        }
    };
    (0..view.rows).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_directories_lead_back_to_their_values() {
        let texts = [Some("New York"), Some("50 %/ä"), Some(NULL), None].map(|text| text.map(str::to_owned));
        let places = texts.iter().cloned().zip(0..).collect();
        let division =
            Division::Values(Arc::new(Values { column: "city".to_owned(), texts: texts.to_vec(), places }));
        assert_eq!(division.directory(0), "city=New%20York");
        assert_eq!(division.directory(1), "city=50%20%25%2F%C3%A4");
        assert_eq!(division.directory(3), format!("city={NULL}"));
        for file in [0, 1, 3] {
            assert!(division.makes(&division.directory(file)), "{file}");
        }
        for other in ["city=new%20york", "town=New%20York", "city=%4", "city=%ff", "city"] {
            assert!(!division.makes(other), "{other}");
        }
    }
}
