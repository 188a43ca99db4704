//! The tables of a plotsim config.

use super::tables::{ColumnNote, ForeignKey, TableNote, column_notes};
use crate::plotsim::model::{EventRule, Plotsim, Table as Spec, TableKind};
use crate::plotsim::sources::wording;
use crate::tables::Table;

/// What is known of the table at `index`, which is given.
pub fn describe(config: &Plotsim, index: usize, table: &dyn Table) -> TableNote {
    let spec = &config.tables[index];
    let mut columns = column_notes(table, |column| {
        let said = spec.columns[column].description.clone();
        let meaning = said.or_else(|| config.facts(index)[column].description.clone());
        (spec.columns[column].source.words(config), meaning.unwrap_or_default())
    });
    for (note, column) in columns.iter_mut().zip(&spec.columns) {
        note.pii_note.clone_from(&column.pii_note);
    }
    TableNote {
        name: spec.name.clone(),
        kind: spec.kind.name(),
        grain: spec.kind.grain().to_owned(),
        rows: table.rows(),
        primary_key: named(&columns, &spec.primary_key),
        foreign_keys: foreign_keys(config, spec),
        columns,
        description: spec.description.clone().unwrap_or_else(|| description(config, spec)),
    }
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

fn description(config: &Plotsim, spec: &Spec) -> String {
    let (entity, period) = (wording::entity(config), wording::period(config));
    let metric = |index: usize| config.metrics.get(index).map_or("", |metric| metric.label.as_str());
    let thing =
        |index: usize| config.tables.get(index).map_or(String::new(), |table| wording::row(config, table));
    match &spec.kind {
        TableKind::DateDim => format!("One row per {period}"),
        TableKind::EntityDim => format!("One row per {entity}"),
        TableKind::SubEntityDim { parent, .. } => {
            format!("One row per {}, each of a {}", wording::row(config, spec), thing(*parent))
        }
        TableKind::ReferenceDim { .. } => format!("One row per {}", wording::row(config, spec)),
        TableKind::EntityPeriodFact { .. } => {
            format!("One row per {entity} and {period}, from the first of the {entity} on")
        }
        TableKind::PeriodFact => format!("One row per {period}: means over every {entity}"),
        TableKind::Event(cause) => {
            let why = match cause.map(|cause| (metric(cause.driver.metric), cause.rule)) {
                None => "; there are none, since nothing causes them".to_owned(),
                Some((metric, EventRule::Proportional(scale))) => {
                    format!(": {scale} for each unit of {metric}")
                }
                Some((metric, EventRule::Threshold(rule))) => {
                    let often = if rule.every { "whenever" } else { "the first time" };
                    let (side, value, periods) = (rule.side.name(), rule.value, rule.periods);
                    let plural = if periods == 1 { "" } else { "s" };
                    format!(": {often} {metric} was {side} {value} for {periods} {period}{plural} in a row")
                }
            };
            format!("One row per {}{why}", wording::row(config, spec))
        }
        TableKind::Bridge(bridge) => {
            format!("One row per pair of a {} and a {}", thing(bridge.left), thing(bridge.right))
        }
    }
}
