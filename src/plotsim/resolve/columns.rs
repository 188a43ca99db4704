//! Sources and types of columns.

use super::catalog::Catalog;
use super::tables::Facts;
use super::{constants, date_dim, foreign_keys, place};
use crate::config::types::ColumnType;
use crate::plotsim::draft::{ColumnDraft, Dtype, Shape, SourceDraft};
use crate::plotsim::model::{CalendarField, Column, ForeignKey, LagInitial, Pick, Source};

/// A column of table `own`.
pub fn resolve(
    catalog: &Catalog<'_, '_>,
    facts: &Facts<'_>,
    own: usize,
    column: &ColumnDraft<'_>,
) -> Option<Column> {
    let shape = catalog.shape(own)?;
    if let Some((message, hint)) = place::refuse(shape, &column.source) {
        column.source_at.error("wrong-place", message, hint.map(str::to_owned));
        return None;
    }
    let (source, kind) = source(catalog, facts, own, shape, column)?;
    Some(Column {
        name: column.name.clone(),
        kind,
        nullable: nullable(&source, shape, facts),
        source,
        pii_note: column.pii_note.clone(),
        allow_outside_window: column.allow_outside_window,
        added: column.added,
    })
}

fn source(
    catalog: &Catalog<'_, '_>,
    facts: &Facts<'_>,
    own: usize,
    shape: &Shape<'_>,
    column: &ColumnDraft<'_>,
) -> Option<(Source, ColumnType)> {
    let typed = |source: Source, natural: ColumnType| Some((source, settle(column, natural)));
    match &column.source {
        SourceDraft::Key => typed(Source::Key(catalog.key_format(own, &column.name)?), ColumnType::Text),
        SourceDraft::ForeignKey(reference) => {
            let (key, kind) = foreign_keys::resolve(catalog, own, column, reference)?;
            typed(Source::ForeignKey(key), kind)
        }
        SourceDraft::Metric(metric) => {
            Some((Source::Metric { metric: *metric }, number_kind(column, *metric, shape, facts)?))
        }
        SourceDraft::Lag { metric, periods, initial } => {
            let kind = number_kind(column, *metric, shape, facts)?;
            Some((Source::Lag { metric: *metric, periods: *periods, initial: *initial }, kind))
        }
        SourceDraft::Faker(call) => {
            let natural = call.method.kind;
            let kind = match (column.dtype, natural) {
                (Some(Dtype::String | Dtype::Id), _) => ColumnType::Text,
                (Some(Dtype::Float), ColumnType::Int64) => ColumnType::Float64,
                _ => settle(column, natural),
            };
            Some((Source::Faker(call.clone()), kind))
        }
        SourceDraft::EntityName => typed(Source::EntityName, ColumnType::Text),
        SourceDraft::Archetype => typed(Source::ArchetypeName, ColumnType::Text),
        SourceDraft::Size => typed(Source::Size, ColumnType::Int64),
        SourceDraft::RunCount => typed(Source::RunCount, ColumnType::Int64),
        SourceDraft::EntityId => {
            let dims =
                catalog.table(own).into_iter().flat_map(|table| catalog.targets(&table.columns)).flatten();
            let is_entity = |table: &usize| matches!(catalog.shape(*table), Some(Shape::Entity));
            let Some(dim) = dims.chain(0..catalog.slots.len()).find(is_entity) else {
                column.source_at.error(
                    "wrong-place",
                    "there is no dimension per entity whose key it could be",
                    None,
                );
                return None;
            };
            typed(Source::EntityKey { dim }, ColumnType::Text)
        }
        SourceDraft::Calendar(CalendarField::DateKey) if column.dtype == Some(Dtype::Date) => {
            Some((Source::Calendar(CalendarField::Date), ColumnType::Date))
        }
        SourceDraft::Calendar(field) => typed(Source::Calendar(*field), date_dim::kind(*field)),
        SourceDraft::Moment if matches!(shape, Shape::Event(_)) => {
            Some((Source::Instant, ColumnType::Timestamp))
        }
        SourceDraft::Moment => Some((Source::Calendar(CalendarField::Date), ColumnType::Date)),
        SourceDraft::Static(text) => constants::source(column, shape, text),
        SourceDraft::Pool { pool, pick, whole } => {
            typed(Source::Pool { pool: *pool, pick: *pick }, whole.unwrap_or(ColumnType::Text))
        }
        SourceDraft::IntRange { min, max } => {
            Some((Source::IntRange { min: *min, max: *max }, ColumnType::Int64))
        }
        SourceDraft::FloatRange { min, max } => {
            Some((Source::FloatRange { min: *min, max: *max }, ColumnType::Float64))
        }
        SourceDraft::Flag => {
            if column.dtype.is_some_and(|dtype| dtype != Dtype::Boolean) {
                column.at.warn(
                    "other-type",
                    "a threshold is true or false, whatever the dtype",
                    Some("write boolean".into()),
                );
            }
            Some((Source::Flag, ColumnType::Bool))
        }
        SourceDraft::End { right } => end(catalog, shape, *right),
        // Only date dimensions hold these, and there they have been given their meaning.
        SourceDraft::ByName => None,
    }
}

fn end(catalog: &Catalog<'_, '_>, shape: &Shape<'_>, right: bool) -> Option<(Source, ColumnType)> {
    let Shape::Bridge(bridge) = shape else { return None };
    let table = catalog.find(if right { bridge.right.text()? } else { bridge.left.text()? })?;
    let parent = catalog.table(table)?;
    let (name, _) = parent.primary_key.first()?;
    let column = parent.columns.iter().position(|column| column.name == *name)?;
    let kind = catalog.key_kind(table, &parent.columns[column])?;
    let pick = if right { Pick::Right } else { Pick::Left };
    Some((Source::ForeignKey(ForeignKey { table, column, pick }), kind))
}

/// The type of a metric's column.
fn number_kind(
    column: &ColumnDraft<'_>,
    metric: usize,
    shape: &Shape<'_>,
    facts: &Facts<'_>,
) -> Option<ColumnType> {
    let averaged = matches!(shape, Shape::Period | Shape::Bridge(_));
    match column.dtype {
        Some(Dtype::Int) => Some(ColumnType::Int64),
        Some(Dtype::Float) => Some(ColumnType::Float64),
        None => {
            let count =
                facts.metrics.get(metric).and_then(Option::as_ref).is_some_and(|metric| metric.is_count());
            Some(if count && !averaged { ColumnType::Int64 } else { ColumnType::Float64 })
        }
        Some(_) => {
            column.at.error("wrong-type", "a metric is a number, so dtype must be int or float", None);
            None
        }
    }
}

/// The type a source gives, with a warning where the config asks for another.
fn settle(column: &ColumnDraft<'_>, natural: ColumnType) -> ColumnType {
    let fits = match (column.dtype, natural) {
        (None | Some(Dtype::Id), _) => true,
        (Some(dtype), ColumnType::Text) => dtype == Dtype::String,
        (Some(dtype), ColumnType::Int32 | ColumnType::Int64) => dtype == Dtype::Int,
        (Some(dtype), ColumnType::Float64) => dtype == Dtype::Float,
        (Some(dtype), ColumnType::Bool) => dtype == Dtype::Boolean,
        (Some(dtype), ColumnType::Date | ColumnType::Timestamp) => dtype == Dtype::Date,
        (Some(_), ColumnType::Uuid) => false,
    };
    if !fits {
        column.at.warn("other-type", format!("the source gives {}, whatever the dtype", natural.sql()), None);
    }
    natural
}

fn nullable(source: &Source, shape: &Shape<'_>, facts: &Facts<'_>) -> bool {
    match source {
        Source::Lag { initial: LagInitial::Null, .. } => true,
        Source::Metric { metric } | Source::Lag { metric, .. } => {
            let gaps = |metric: &crate::plotsim::model::Metric| metric.noise.mcar_rate > 0.0;
            let missing = facts.metrics.get(*metric).and_then(Option::as_ref).is_none_or(gaps);
            // A mean over entities that have not arrived yet is no number.
            missing || (matches!(shape, Shape::Period) && !facts.all_start_at_once)
        }
        _ => false,
    }
}
