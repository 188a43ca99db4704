//! Rows that are written out, as those of a lookup: a list of mappings with the same keys, which are the columns.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::ArrayRef;

use super::{Generator, tuples};
use crate::config::key::{Key, Unread};
use crate::config::name::check_name;
use crate::config::param::Kind;
use crate::config::reader::{Field, Fields};
use crate::facts::{Facts, Order};

/// Most rows that are written out.
pub const MOST_ROWS: usize = 100_000;

/// What a row is: a mapping of columns to values.
pub const ROW: Kind = Kind::MapOf(&Kind::Cell);

/// What `rows` holds, as an example.
pub const EXAMPLE: &str = "[{ code: DE, name: Germany, weight: 83 }, { code: FR, name: France, weight: 68 }]";

/// `from`.
pub const FROM: Key<Option<Unread>> = Key::of("from", Kind::Text)
    .otherwise("none")
    .doc("A CSV or Parquet file below the folder of the config, whose rows stand for rows")
    .example("countries.csv");

/// The code of what is told of a file that is not read.
pub const NOT_BESIDE: &str = "unread-file";

/// Whether a file is named whose rows were not put in its place, which is reported.
pub fn is_unread(fields: &Fields<'_>) -> bool {
    let Some(field) = fields.at(&FROM) else { return false };
    let message = "from names a file, but only a config that is a file itself has files beside it";
    field.error(NOT_BESIDE, message, Some("write the rows out, or save the config as a file".to_owned()));
    true
}

/// A column of rows that are written out.
pub struct Written<'a> {
    pub name: &'a str,
    /// Where it stands in the first row.
    pub at: Field<'a>,
    /// Its value in each row.
    pub cells: Vec<Field<'a>>,
}

impl Written<'_> {
    /// The values as texts, as they are spelt; none for null.
    pub fn texts(&self) -> Vec<Option<String>> {
        self.cells.iter().map(|cell| cell.node.written().map(|text| text.into_owned())).collect()
    }

    fn learn(&self, facts: &mut Facts) {
        let texts = self.texts();
        let mut seen = BTreeSet::new();
        facts.unique = texts.iter().all(|text| text.as_ref().is_some_and(|text| seen.insert(text)));
        if texts.iter().zip(1u64..).all(|(text, number)| *text == Some(number.to_string())) {
            facts.order = Order::RowNumber;
        }
    }

    /// The column as a generator whose items are the rows; what is wrong is reported.
    pub fn generator(&self) -> Option<Generator> {
        let mut generator = tuples::row_column(self.name, &self.cells)?;
        self.learn(Arc::make_mut(&mut generator.facts));
        Some(generator)
    }

    /// What is known of the values, and the values; what is wrong is reported.
    pub fn values(&self) -> Option<(Facts, ArrayRef)> {
        let (mut facts, values) = tuples::row_values(self.name, &self.cells)?;
        self.learn(&mut facts);
        Some((facts, values))
    }
}

/// How many rows are written out; what is wrong with them is told by [`columns`].
pub fn count(field: &Field<'_>) -> Option<u64> {
    let counted = field.is_list() && (1..=MOST_ROWS).contains(&field.length());
    counted.then_some(field.length() as u64)
}

/// The columns of rows that are written out, in the order of the first row; what is wrong is reported.
pub fn columns<'a>(field: &Field<'a>) -> Option<Vec<Written<'a>>> {
    field.few_items(MOST_ROWS)?;
    let rows = field.some_items()?;
    let entries: Vec<Option<Vec<(&str, Field<'_>)>>> = rows.iter().map(Field::entries).collect();
    let entries: Vec<Vec<(&str, Field<'_>)>> = entries.into_iter().collect::<Option<_>>()?;
    let first = entries.first()?;
    if first.is_empty() {
        rows.first()?.error("missing-key", "has no columns, but must have at least one", None);
        return None;
    }
    check_columns(&entries, &rows)?;
    let column = |(place, (name, at)): (usize, &(&'a str, Field<'a>))| {
        let mut cells: Vec<Field<'_>> = Vec::with_capacity(entries.len());
        for row in &entries {
            // Mostly at the same place in every row.
            let here = row.get(place).filter(|(own, _)| own == name);
            let found = here.or_else(|| row.iter().find(|(own, _)| own == name));
            cells.extend(found.map(|(_, field)| field.clone()));
        }
        Written { name, at: at.clone(), cells }
    };
    Some(first.iter().enumerate().map(column).collect())
}

/// Every row has the columns of the first one.
fn check_columns(entries: &[Vec<(&str, Field<'_>)>], rows: &[Field<'_>]) -> Option<()> {
    let names = |row: &[(&str, Field<'_>)]| -> BTreeSet<String> {
        row.iter().map(|(name, _)| (*name).to_owned()).collect()
    };
    let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let first = names(entries.first()?);
    for (name, field) in entries.first()? {
        check_name(field, name);
    }
    let mut complete = true;
    for (row, field) in entries.iter().zip(rows) {
        let own = names(row);
        if own != first {
            let message =
                format!("the columns are {}, but those of the first row are {}", list(&own), list(&first));
            let hint = "every row names the same columns; write null where there is nothing".to_owned();
            field.error("different-fields", message, Some(hint));
            complete = false;
        }
    }
    complete.then_some(())
}

/// The names of the columns that are written out, each with its place in the first row.
pub fn names<'a>(field: &Field<'a>) -> Vec<(&'a str, Field<'a>)> {
    let first = if field.is_list() { field.items().and_then(|rows| rows.into_iter().next()) } else { None };
    first.filter(|row| row.length() > 0).and_then(|row| row.entries()).unwrap_or_default()
}
