//! The tables of systems that know the same entities, behind all others.

use std::sync::Arc;

use crate::config::types::ColumnType;
use crate::facts::rows::Referred;
use crate::plotsim::kinds::system::SystemTable;
use crate::plotsim::model::{Column, ForeignKey, Known, Pick, Plotsim, Source, System, Table};
use crate::plotsim::parts::systems::Draft;
use crate::plotsim::sources::SystemColumn;

/// Adds a table for each system and dimension of entities, and a cross-reference for each such dimension. `config` is what is
/// known so far: sources say by it what they are.
pub fn resolve(drafts: Vec<Draft<'_>>, config: &mut Plotsim) -> Option<()> {
    let Some((_, at)) = drafts.first() else { return Some(()) };
    let at = at.clone();
    let places: Vec<_> = drafts.iter().map(|(_, field)| field.clone()).collect();
    config.systems = drafts.into_iter().map(|(system, _)| system).collect();
    let dims: Vec<usize> = (0..config.tables.len())
        .filter(|table| {
            let spec = &config.tables[*table];
            // The key of a versioned dimension names a version, not an entity.
            spec.kind.about().referred == Referred::Entity
                && spec.kind.versions().is_none()
                && matches!(spec.primary_key.as_slice(), [_])
        })
        .collect();
    if dims.is_empty() {
        let versioned = config.tables.iter().find(|table| table.kind.versions().is_some());
        let message = match versioned {
            Some(table) => format!("'{}' has a row for each version, and systems know entities", table.name),
            None => "there is no dimension of entities that systems could know".to_owned(),
        };
        let hint = "sources need a dimension with a row per entity and one key".to_owned();
        at.error("no-entity-key", message, Some(hint));
        return None;
    }
    for (system, field) in config.systems.iter().zip(&places) {
        let named = |table: &&usize| name_of(config, **table).is_none();
        if system.name_drift > 0.0 && dims.iter().all(|dim| named(&dim)) {
            let message =
                "name_drift_rate has no effect: no dimension of entities has a name that faker makes";
            field.warn("no-effect", message, None);
        }
        if system.attribute_drift > 0.0 && dims.iter().all(|dim| attribute_of(config, *dim).is_none()) {
            let message =
                "attribute_drift_rate has no effect: no dimension of entities has an attribute of text";
            field.warn("no-effect", message, None);
        }
    }
    let mut added = Vec::new();
    for dim in dims {
        let all: Vec<Known> = (0..config.systems.len()).map(|system| known(config, system, dim)).collect();
        for known in &all {
            added.push(of_system(config, known));
        }
        added.push(crossed(config, dim, all));
    }
    let mut fine = true;
    for table in &added {
        if config.tables.iter().any(|other| other.name.eq_ignore_ascii_case(&table.name)) {
            let message = format!("sources make a table '{}', but there is one already", table.name);
            at.error("duplicate-name", message, Some("rename that table".to_owned()));
            fine = false;
        }
    }
    config.tables.extend(added);
    fine.then_some(())
}

fn known(config: &Plotsim, system: usize, dim: usize) -> Known {
    let rows = config.systems.get(system).map_or(0, |system: &System| {
        let (entities, twice) = system.known(config.entities.count);
        entities + twice
    });
    let digits = rows.checked_ilog10().map_or(1, |log| log as usize + 1);
    Known {
        system,
        dim,
        name: name_of(config, dim),
        attribute: attribute_of(config, dim),
        width: digits.max(3),
    }
}

/// The column of a dimension with the name of a person or firm.
fn name_of(config: &Plotsim, dim: usize) -> Option<usize> {
    const NAMES: [&str; 4] = ["name", "first_name", "last_name", "company"];
    let table = config.tables.get(dim)?;
    table.columns.iter().position(|column| {
        let words = column.source.words(config);
        let method = words.strip_prefix("generated:faker.").unwrap_or_default();
        let method = method.split(['(', ':']).next().unwrap_or_default();
        column.kind == ColumnType::Text && NAMES.contains(&method)
    })
}

/// The first other column of a dimension with texts.
fn attribute_of(config: &Plotsim, dim: usize) -> Option<usize> {
    let (table, name) = (config.tables.get(dim)?, name_of(config, dim));
    (0..table.columns.len()).find(|place| {
        let column = &table.columns[*place];
        let free = !table.primary_key.contains(place) && column.source.reference().is_none();
        column.kind == ColumnType::Text && free && Some(*place) != name && column.source.key().is_none()
    })
}

fn column(name: String, source: SystemColumn) -> Column {
    Column {
        name,
        kind: source.kind(),
        source: Arc::new(source),
        description: None,
        pii_note: None,
        allow_outside_window: true,
        added: true,
    }
}

/// A dimension as one system knows it.
fn of_system(config: &Plotsim, known: &Known) -> Table {
    let (dim, system) = (&config.tables[known.dim], &config.systems[known.system]);
    let bare = dim.name.strip_prefix("dim_").unwrap_or(&dim.name);
    let key = column(format!("{bare}_id_{}", system.name), SystemColumn::Key(known.clone()));
    let others = dim.columns.iter().enumerate().filter(|(place, _)| !dim.primary_key.contains(place));
    let others = others.map(|(place, own)| Column {
        source: Arc::new(SystemColumn::Own(known.clone(), place, own.kind)),
        ..own.clone()
    });
    Table {
        name: format!("{}_{}", dim.name, system.name),
        description: None,
        kind: Arc::new(SystemTable { known: vec![known.clone()], crossed: false }),
        columns: std::iter::once(key).chain(others).collect(),
        primary_key: vec![0],
    }
}

/// Which entity each row of each system is.
fn crossed(config: &Plotsim, dim: usize, all: Vec<Known>) -> Table {
    let table = &config.tables[dim];
    let place = table.primary_key.first().copied().unwrap_or_default();
    let key = &table.columns[place];
    let reference = ForeignKey { table: dim, column: place, kind: key.kind, pick: Pick::Entity };
    let entity = Column {
        name: key.name.clone(),
        kind: key.kind,
        source: Arc::new(reference),
        description: None,
        pii_note: None,
        allow_outside_window: true,
        added: true,
    };
    let name =
        |wanted: &str| if key.name == wanted { format!("{wanted}_of_source") } else { wanted.to_owned() };
    Table {
        name: format!("xref_{}", table.name.strip_prefix("dim_").unwrap_or(&table.name)),
        description: None,
        kind: Arc::new(SystemTable { known: all.clone(), crossed: true }),
        columns: vec![
            column(name("source"), SystemColumn::Name(all.clone())),
            column(name("source_key"), SystemColumn::Keys(all.clone())),
            entity,
            column("drifted_fields".to_owned(), SystemColumn::Drifted(all)),
        ],
        primary_key: vec![0, 1],
    }
}
