//! The tables of a plotsim config.

use super::tables::{ColumnNote, ForeignKey, Joined, TableNote, View, column_notes};
use crate::facts::{Facts, OfVersion, Relation};
use crate::plotsim::model::{Join, Plotsim, Shown, Table as Spec, Wide};
use crate::tables::Table;

/// What is known of the table at `index`, which is given.
///
/// `faults` says whether it is as the faults of the config leave it.
pub fn describe(config: &Plotsim, index: usize, table: &dyn Table, faults: bool) -> TableNote {
    let spec = &config.tables[index];
    let own = |column: usize| {
        let said = spec.columns[column].description.clone();
        let meaning = said.or_else(|| config.facts(index)[column].description.clone());
        (spec.columns[column].source.words(config), meaning.unwrap_or_default())
    };
    let faulty = config.faulty_columns(index).filter(|_| faults);
    let mut columns = column_notes(table, |place| {
        let shows = faulty.as_ref().and_then(|columns| columns.get(place)).map(|column| column.shows);
        match shows.unwrap_or(Shown::Own(place)) {
            Shown::Own(column) => own(column),
            Shown::Moved(column) => {
                let name = &spec.columns[column].name;
                (
                    "quality".to_owned(),
                    format!("The value of {name} where it moved here and left a null there"),
                )
            }
            Shown::ArrivalPeriod => (
                "quality".to_owned(),
                "The period in which the row came in, where it came in late".to_owned(),
            ),
            Shown::ArrivalDate => {
                ("quality".to_owned(), "The day on which the row came in, where it came in late".to_owned())
            }
        }
    });
    for (note, column) in columns.iter_mut().zip(&spec.columns) {
        note.pii_note.clone_from(&column.pii_note);
    }
    let repeats = faults && config.repeats_rows(index);
    TableNote {
        name: spec.name.clone(),
        kind: spec.kind.about().kind,
        grain: grain(config, spec).to_owned(),
        rows: table.rows(),
        primary_key: if repeats { Vec::new() } else { named(&columns, &spec.primary_key) },
        view: spec.kind.wide().filter(|_| config.is_view(index)).map(|wide| view(config, spec, wide)),
        unique: versions(config, index).map(|key| named(&columns, &key)).into_iter().collect(),
        foreign_keys: foreign_keys(config, spec),
        columns,
        description: spec.description.clone().unwrap_or_else(|| spec.kind.sentence(config, spec)),
    }
}

/// What identifies a version beside its number: its entity, and when it begins.
fn versions(config: &Plotsim, index: usize) -> Option<Vec<usize>> {
    let begins = |facts: &Facts| facts.relation == Relation::Version(OfVersion::From);
    let from = config.facts(index).iter().position(begins)?;
    Some(config.tables.get(index)?.business_key().iter().copied().chain([from]).collect())
}

/// What a row stands for; that of one side of a split stands for what it does in the whole table.
fn grain(config: &Plotsim, spec: &Spec) -> &'static str {
    let of = spec.kind.split().map(|split| split.of).or(spec.kind.wide().map(|wide| wide.of));
    of.and_then(|of| config.tables.get(of)).unwrap_or(spec).kind.about().grain
}

/// How a wide table follows from its fact and the dimensions of that.
fn view(config: &Plotsim, spec: &Spec, wide: &Wide) -> View {
    let name = |table: usize, column: usize| {
        config.tables.get(table).and_then(|table| table.columns.get(column)).map_or("", |column| &column.name)
    };
    let of = |table: usize| config.tables.get(table).map_or("", |table| table.name.as_str());
    let own = config.tables.get(wide.of).map_or(0, |fact| fact.columns.len());
    let mut shown = spec.columns.iter().skip(own);
    let current = |table: usize| {
        let is = |facts: &Facts| facts.relation == Relation::Version(OfVersion::IsCurrent);
        config.facts(table).iter().position(is).map(|column| name(table, column).to_owned())
    };
    let join = |join: &Join| Joined {
        table: of(join.table).to_owned(),
        key: name(wide.of, join.key).to_owned(),
        target: name(join.table, join.target).to_owned(),
        current: if join.current { current(join.table) } else { None },
        columns: join
            .columns
            .iter()
            .zip(&mut shown)
            .map(|(column, shown)| (name(join.table, *column).to_owned(), shown.name.clone()))
            .collect(),
    };
    View { fact: of(wide.of).to_owned(), joins: wide.joins.iter().map(join).collect() }
}

fn named(columns: &[ColumnNote], places: &[usize]) -> Vec<String> {
    places.iter().filter_map(|place| columns.get(*place)).map(|column| column.name.clone()).collect()
}

fn foreign_keys(config: &Plotsim, spec: &Spec) -> Vec<ForeignKey> {
    let note = |(index, key): (usize, &crate::plotsim::model::ForeignKey)| {
        let parent = config.tables.get(key.table)?;
        Some(ForeignKey {
            column: spec.columns.get(index)?.name.clone(),
            table: parent.name.clone(),
            target: parent.columns.get(key.column).map(|column| column.name.clone()),
            with: None,
        })
    };
    spec.foreign_keys().filter_map(note).collect()
}
