//! What is expected of a table of a plotsim config.

use std::sync::Arc;

use super::{ColumnPlan, Grain, KeyPlan, NamedRow, Reference, TablePlan};
use crate::checks::keys::Shape;
use crate::config::types::ColumnType;
use crate::describe::TableNote;
use crate::facts::{UniformReal, UniformWhole};
use crate::plotsim::model::{
    Column, Constant, ForeignKey, Form, KeyFormat, LagInitial, Pick, Plotsim, Source, Table, TableKind,
    Weights,
};
use crate::plotsim::tables::engine::Engine;
use crate::tables::RowCount;
use crate::trajectory::time_axis::day_number;

pub fn plan(engine: &Engine, index: usize, note: &TableNote) -> TablePlan {
    let config = engine.config();
    let table = &config.tables[index];
    let columns: Vec<ColumnPlan> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| of_column(config, index, place, column))
        .collect();
    let exact = match note.rows {
        RowCount::Exact(rows) => Some(rows),
        RowCount::Estimate(_) => None,
    };
    TablePlan {
        name: note.name.clone(),
        kind: note.kind,
        columns,
        keys: vec![key(table)],
        named_by: table.primary_key.clone(),
        primary_rows: exact,
        rows: exact,
        grain: match table.kind {
            TableKind::EntityPeriodFact { .. } => Grain::EntityPeriod,
            TableKind::ProportionalEvent { .. } | TableKind::ThresholdEvent { .. } => Grain::Event,
            _ => Grain::Other,
        },
        ..TablePlan::default()
    }
}

/// The primary key, in the order in which rows ascend.
fn key(table: &Table) -> KeyPlan {
    let mut columns = table.primary_key.clone();
    // Rows go entity by entity and then period by period; bridges go by their left rows.
    let rank = |column: &usize| match table.columns.get(*column).map(|column| &column.source) {
        Some(Source::ForeignKey(ForeignKey { pick: Pick::Entity | Pick::Left, .. })) => 0,
        Some(Source::EntityKey { .. } | Source::EntityName) => 0,
        _ => 1,
    };
    columns.sort_by_key(rank);
    let shape = |column: &usize| match table.columns.get(*column).map(|column| &column.source) {
        Some(Source::Key(KeyFormat::EntityPeriod { prefix })) => {
            Shape::EntityPeriod { skip: prefix.len() + 1 }
        }
        _ => Shape::Numbered,
    };
    KeyPlan { ascending: Some(columns.iter().map(shape).collect()), columns }
}

fn of_column(config: &Plotsim, index: usize, place: usize, column: &Column) -> ColumnPlan {
    let table = &config.tables[index];
    let cells = matches!(table.kind, TableKind::EntityPeriodFact { .. });
    let dated = matches!(column.kind, ColumnType::Date | ColumnType::Timestamp);
    // A birthday lies before any window; and the builder form has no key to say that other dates are meant.
    let meant = column.allow_outside_window
        || config.form == Form::Builder
        || matches!(&column.source, Source::Faker(call) if call.method.name == "date_of_birth");
    let mut plan = ColumnPlan {
        name: column.name.clone(),
        kind: Some(column.kind),
        nullable: column.nullable,
        // A column may be declared to hold nulls and yet be filled by what never gives one.
        missing: None,
        outside_window: dated.then_some(meant),
        ..ColumnPlan::default()
    };
    match &column.source {
        Source::ForeignKey(key) => {
            plan.reference = Some(reference(config, index, place, key));
            plan.nullable = false;
        }
        Source::Key(_) | Source::EntityKey { .. } | Source::Calendar(_) => plan.nullable = false,
        Source::Lag { metric, initial: LagInitial::Null, .. } => {
            plan.nullable = true;
            plan.range = range(config, *metric, column.kind);
        }
        Source::Metric { metric } | Source::Lag { metric, .. } => {
            let spec = &config.metrics[*metric];
            let missing = spec.noise.mcar_rate;
            // Means over entities or periods leave missing values out.
            plan.missing = cells.then_some(missing);
            plan.nullable = missing > 0.0;
            plan.metric = cells && matches!(column.source, Source::Metric { .. });
            plan.range = range(config, *metric, column.kind);
        }
        Source::Instant => {
            plan.nullable = false;
            plan.instant = true;
        }
        Source::Static(value) => categories(std::slice::from_ref(value), column.kind, &mut plan),
        Source::Cycle(items) => categories(items, column.kind, &mut plan),
        Source::Pool { pool, .. } => {
            let runs = config.entities.runs.iter();
            let mut texts: Vec<String> =
                runs.filter_map(|run| run.pools.get(*pool)).flatten().cloned().collect();
            texts.sort_unstable();
            texts.dedup();
            if texts.len() <= 256 && matches!(column.kind, ColumnType::Text) {
                plan.categories = texts;
            }
        }
        Source::ArchetypeName => {
            plan.categories = config.archetypes.iter().map(|archetype| archetype.name.clone()).collect();
        }
        Source::Stage => {
            plan.categories = config.stages.iter().flat_map(|stages| stages.names.clone()).collect();
        }
        Source::Flag => plan.categories = vec!["true".to_owned()],
        Source::IntRange { min, max } => {
            let size = max.wrapping_sub(*min) as u64;
            if let Some(size) = size.checked_add(1) {
                plan.law = Some(Arc::new(UniformWhole { min: *min, size }));
            }
            plan.range = Some((*min as f64, *max as f64));
        }
        Source::FloatRange { min, max } => {
            if max > min {
                plan.law = Some(Arc::new(UniformReal { min: *min, max: *max }));
            }
            plan.range = Some((*min, *max));
        }
        _ => {}
    }
    if column.kind == ColumnType::Text {
        // Numbers shown as text are not measured.
        (plan.law, plan.range) = (None, None);
    }
    plan.bins = plan.law.as_ref().map(|law| law.bins());
    plan
}

/// The bounds of a metric's values under all of its laws; none where a law has none.
fn range(config: &Plotsim, metric: usize, kind: ColumnType) -> Option<(f64, f64)> {
    let spec = &config.metrics[metric];
    let laws = || std::iter::once(&spec.law).chain(spec.overrides.iter().map(|(_, law)| law));
    // A range of counts that are reshaped bounds their mean, not their values.
    let reshaped = |law: &crate::plotsim::model::MetricLaw| {
        law.law.is_discrete() && law.bounds == crate::distributions::Bounds::Reshape
    };
    if laws().any(reshaped) {
        return Some((0.0, f64::INFINITY));
    }
    let whole = matches!(kind, ColumnType::Int32 | ColumnType::Int64) || spec.is_count();
    let rounded = |value: f64| if whole { value.round_ties_even() } else { value };
    let least = if spec.is_count() { 0.0 } else { f64::NEG_INFINITY };
    let low = laws().map(|law| rounded(law.range.min.unwrap_or(least))).fold(f64::INFINITY, f64::min);
    let high =
        laws().map(|law| rounded(law.range.max.unwrap_or(f64::INFINITY))).fold(f64::NEG_INFINITY, f64::max);
    Some((low.max(least), high))
}

fn categories(items: &[Constant], kind: ColumnType, plan: &mut ColumnPlan) {
    let text = |item: &Constant| match item {
        Constant::Text(text) => Some(text.clone()),
        _ => None,
    };
    let texts: Option<Vec<String>> = items.iter().map(text).collect();
    if let (Some(mut texts), ColumnType::Text) = (texts, kind) {
        texts.sort_unstable();
        texts.dedup();
        if texts.len() <= 256 {
            plan.categories = texts;
        }
    }
}

fn reference(config: &Plotsim, index: usize, place: usize, key: &ForeignKey) -> Reference {
    let table = &config.tables[index];
    let fact = matches!(table.kind, TableKind::EntityPeriodFact { .. });
    let pinned = config
        .entities
        .runs
        .iter()
        .any(|run| run.pins.iter().any(|pin| (pin.table, pin.column) == (index, place)));
    let rows = match config.tables[key.table].kind {
        TableKind::ReferenceDim { rows } => rows,
        TableKind::DateDim => config.time.len() as u64,
        _ => config.entities.count,
    };
    let alike = match &key.pick {
        Pick::Any(_) if pinned => None,
        Pick::Any(Weights::Uniform) => Some(1.0 / rows.max(1) as f64),
        Pick::Any(Weights::ByRow(weights)) => {
            let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
            Some(weights.iter().map(|(_, weight)| weight / total).fold(0.0, f64::max))
        }
        _ => None,
    };
    Reference {
        table: key.table,
        column: Some(key.column),
        row: match key.pick {
            Pick::Entity if fact => NamedRow::Entity,
            Pick::Period if fact => NamedRow::Period,
            _ => NamedRow::Any,
        },
        parent_rows: rows,
        alike,
        by_entity: fact,
    }
}

/// First and last day of a config's window.
pub fn window(config: &Plotsim) -> (i32, i32) {
    (day_number(config.time.first_day()), day_number(config.time.last_day()))
}
