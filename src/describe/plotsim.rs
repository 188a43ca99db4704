//! The tables of a plotsim config.

use super::tables::{ColumnNote, ForeignKey, TableNote, column_notes};
use crate::plotsim::model::{Plotsim, Side, Table as Spec, TableKind};
use crate::tables::Table;

/// What is known of the table at `index`, which is given.
pub fn describe(config: &Plotsim, index: usize, table: &dyn Table) -> TableNote {
    let spec = &config.tables[index];
    let mut columns = column_notes(table, |column| {
        let meaning = config.facts(index)[column].description.clone();
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
        description: description(config, spec),
    }
}

fn named(columns: &[ColumnNote], places: &[usize]) -> Vec<String> {
    places.iter().filter_map(|place| columns.get(*place)).map(|column| column.name.clone()).collect()
}

fn foreign_keys(config: &Plotsim, spec: &Spec) -> Vec<ForeignKey> {
    let note = |(index, key): (usize, &crate::plotsim::sources::ForeignKey)| {
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
    let entity = match config.domain.entity_type.as_str() {
        "" => "entity",
        named => named,
    };
    let metric = |index: usize| config.metrics.get(index).map_or("", |metric| metric.name.as_str());
    let table = |index: usize| config.tables.get(index).map_or("", |table| table.name.as_str());
    match &spec.kind {
        TableKind::DateDim => format!("one row per {} period", config.time.granularity()),
        TableKind::EntityDim => format!("one row per {entity}"),
        TableKind::SubEntityDim { parent, .. } => format!("members of the rows of {}", table(*parent)),
        TableKind::ReferenceDim { .. } => "a fixed list".to_owned(),
        TableKind::EntityPeriodFact { .. } => format!("one row per {entity} and period from its start on"),
        TableKind::PeriodFact => format!("means over every {entity}, one row per period"),
        TableKind::ProportionalEvent { driver, scale } => {
            let events = if *scale == 1.0 { "event" } else { "events" };
            format!("{scale} {events} for each unit of {}", metric(driver.metric))
        }
        TableKind::ThresholdEvent { driver, rule } => {
            let side = match rule.side {
                Side::Above => "above",
                Side::Below => "below",
            };
            let often = if rule.every { "whenever" } else { "once" };
            let (metric, value, periods) = (metric(driver.metric), rule.value, rule.periods);
            format!("{often} {metric} was {side} {value} for {periods} periods in a row")
        }
        TableKind::NoEvent => "no events, because nothing causes them".to_owned(),
        TableKind::Bridge(bridge) => format!("pairs of {} and {}", table(bridge.left), table(bridge.right)),
    }
}
