//! The tables and columns of a config.

use super::{datagen, plotsim};
use crate::project::{Part, Project};
use crate::tables::{RowCount, Table};

/// What is known of a table before any row is made.
pub struct TableNote {
    /// As SQL knows it.
    pub name: String,
    /// `dataset`, `dim`, `fact`, `event` or `bridge`.
    pub kind: &'static str,
    /// What one row stands for.
    pub grain: String,
    /// How many rows it has.
    pub rows: RowCount,
    /// Its columns, in their order.
    pub columns: Vec<ColumnNote>,
    /// The names of its columns; empty if it has none.
    pub primary_key: Vec<String>,
    /// How the table follows from others, if it does.
    pub view: Option<View>,
    /// Other columns that together identify a row.
    pub unique: Vec<Vec<String>>,
    /// What it refers to.
    pub foreign_keys: Vec<ForeignKey>,
    /// What it holds, in one sentence.
    pub description: String,
}

/// A fact joined with its dimensions.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The name of the fact.
    pub fact: String,
    /// Its dimensions, in the order of its columns.
    pub joins: Vec<Joined>,
}

/// A dimension that a fact is joined with.
#[derive(Clone, Debug)]
pub struct Joined {
    pub table: String,
    /// The column of the fact, and that of the dimension which holds the same.
    pub key: String,
    pub target: String,
    /// The column that says which of several rows is meant.
    pub current: Option<String>,
    /// Columns of the dimension, and what they are called in the view.
    pub columns: Vec<(String, String)>,
}

/// What is known of a column.
pub struct ColumnNote {
    /// As SQL knows it.
    pub name: String,
    /// The type of its values.
    pub kind: crate::config::types::ColumnType,
    /// Whether a value can be missing.
    pub nullable: bool,
    /// What makes the values, in the words of the config.
    pub source: String,
    /// What it holds, in one sentence.
    pub description: String,
    /// What a config says of its being personal.
    pub pii_note: Option<String>,
}

/// A reference from a column to a column of another table.
#[derive(Clone)]
pub struct ForeignKey {
    /// The column that is referred to.
    pub column: String,
    /// Its table.
    pub table: String,
    /// The column referred to; `None` if it is the row's number, which no column shows.
    pub target: Option<String>,
    /// The first column of this table's key of several columns, if the column is a further one of them.
    pub with: Option<String>,
}

/// What the data is, if the config says so.
pub fn about(project: &Project) -> Option<&str> {
    let said = match project {
        Project::Datagen(config) => config.description.as_deref()?,
        Project::Plotsim(engine) => engine.config().domain.description.as_str(),
        Project::Both(both) => both.plotsim.config().domain.description.as_str(),
    };
    (!said.trim().is_empty()).then_some(said)
}

/// Every table of a config, in the order of the file.
pub fn describe(project: &Project) -> Vec<TableNote> {
    notes(project, true)
}

/// As [`describe`], of the tables without the faults that the config puts in.
pub fn describe_clean(project: &Project) -> Vec<TableNote> {
    notes(project, false)
}

fn notes(project: &Project, faults: bool) -> Vec<TableNote> {
    let note = |index: usize| {
        let table = if faults { project.table(index, None) } else { project.clean(index, None) };
        match project.part(index) {
            Part::Datagen(config, index) => datagen::describe(config, index, table.as_ref()),
            Part::Plotsim(engine, index) => {
                let mut note = plotsim::describe(engine.config(), index, table.as_ref(), faults);
                note.foreign_keys.extend(to_datasets(project, index));
                note
            }
        }
    };
    (0..project.names().len()).map(note).collect()
}

/// The references of a table of plotsim's to datasets.
fn to_datasets(project: &Project, table: usize) -> Vec<ForeignKey> {
    let Some((engine, datagen)) = project.plotsim().zip(project.datagen()) else { return Vec::new() };
    let columns = engine.config().tables.get(table).into_iter().flat_map(|table| &table.columns);
    let key = |(name, facts): (&str, &crate::facts::Facts)| {
        let reference = facts.reference.as_ref()?;
        let dataset = reference.table.checked_sub(project.first_dataset())?;
        Some(ForeignKey {
            column: name.to_owned(),
            table: datagen.table_name(dataset).to_owned(),
            target: datagen.column_name(dataset, reference.column?).map(str::to_owned),
            with: None,
        })
    };
    columns.map(|column| column.name.as_str()).zip(project.facts(table)).filter_map(key).collect()
}

/// The notes on a table's columns that its types alone tell.
pub fn column_notes(table: &dyn Table, mut source: impl FnMut(usize) -> (String, String)) -> Vec<ColumnNote> {
    let note = |(index, column): (usize, &crate::tables::Column)| {
        let (source, description) = source(index);
        ColumnNote {
            name: column.name.clone(),
            kind: column.kind,
            nullable: column.nullable,
            source,
            description,
            pii_note: None,
        }
    };
    table.columns().iter().enumerate().map(note).collect()
}
