//! Sources and types of columns.

use std::sync::Arc;

use super::catalog::Catalog;
use super::tables::Facts;
use super::{constants, foreign_keys, place};
use crate::config::types::ColumnType;
use crate::plotsim::draft::{ColumnDraft, Dtype, Shape, SourceDraft};
use crate::plotsim::model::Column;
use crate::plotsim::sources::{
    Calendar, CalendarField, EntityFact, EntityKey, Faker, Flag, ForeignKey, Instant, IntRange, Key, Lag,
    Mean, Metric, Pick, Pool, RealRange, Source,
};

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
    let source = source(catalog, facts, own, shape, column)?;
    Some(Column {
        name: column.name.clone(),
        kind: source.kind(),
        source,
        description: column.description.clone(),
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
) -> Option<Arc<dyn Source>> {
    Some(match &column.source {
        SourceDraft::Key => settled(column, Key { format: catalog.key_format(own, &column.name)? }),
        SourceDraft::ForeignKey(reference) => {
            settled(column, foreign_keys::resolve(catalog, own, column, reference)?)
        }
        SourceDraft::Metric(metric) => {
            let (metric, kind) = (*metric, number_kind(column, *metric, shape, facts)?);
            match shape {
                Shape::Period | Shape::Bridge(_) => Arc::new(Mean { metric, kind }),
                _ => Arc::new(Metric { metric, kind }),
            }
        }
        SourceDraft::Lag { metric, periods, initial } => {
            let kind = number_kind(column, *metric, shape, facts)?;
            Arc::new(Lag { metric: *metric, periods: *periods, initial: *initial, kind })
        }
        SourceDraft::Faker(call) => {
            let natural = call.method.kind;
            let kind = match (column.dtype, natural) {
                (Some(Dtype::String | Dtype::Id), _) => ColumnType::Text,
                (Some(Dtype::Float), ColumnType::Int64) => ColumnType::Float64,
                _ => settle(column, natural),
            };
            Arc::new(Faker { call: call.clone(), kind })
        }
        SourceDraft::EntityName => settled(column, EntityFact::Name),
        SourceDraft::Archetype => settled(column, EntityFact::Archetype),
        SourceDraft::Size => settled(column, EntityFact::Size),
        SourceDraft::RunCount => settled(column, EntityFact::RunCount),
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
            settled(column, EntityKey { dim })
        }
        SourceDraft::Calendar(CalendarField::DateKey) if column.dtype == Some(Dtype::Date) => {
            Arc::new(Calendar::new(CalendarField::Date))
        }
        SourceDraft::Calendar(field) => settled(column, Calendar::new(*field)),
        SourceDraft::Moment if matches!(shape, Shape::Event(_)) => Arc::new(Instant),
        SourceDraft::Moment => Arc::new(Calendar::new(CalendarField::Date)),
        SourceDraft::Static(text) => Arc::new(constants::source(column, shape, text)?),
        SourceDraft::Pool { pool, pick, whole } => {
            let kind = whole.unwrap_or(ColumnType::Text);
            settled(column, Pool { pool: *pool, pick: *pick, kind })
        }
        SourceDraft::IntRange { min, max } => Arc::new(IntRange { min: *min, max: *max }),
        SourceDraft::FloatRange { min, max } => Arc::new(RealRange { min: *min, max: *max }),
        SourceDraft::Flag => {
            if column.dtype.is_some_and(|dtype| dtype != Dtype::Boolean) {
                column.at.warn(
                    "other-type",
                    "a threshold is true or false, whatever the dtype",
                    Some("write boolean".into()),
                );
            }
            Arc::new(Flag)
        }
        SourceDraft::End { right } => Arc::new(end(catalog, shape, *right)?),
        // Only date dimensions hold these, and there they have been given their meaning.
        SourceDraft::ByName => return None,
    })
}

/// A source that gives one type, with a warning where the config asks for another.
fn settled(column: &ColumnDraft<'_>, source: impl Source + 'static) -> Arc<dyn Source> {
    settle(column, source.kind());
    Arc::new(source)
}

fn end(catalog: &Catalog<'_, '_>, shape: &Shape<'_>, right: bool) -> Option<ForeignKey> {
    let Shape::Bridge(bridge) = shape else { return None };
    let table = catalog.find(if right { bridge.right.text()? } else { bridge.left.text()? })?;
    let parent = catalog.table(table)?;
    let (name, _) = parent.primary_key.first()?;
    let column = parent.columns.iter().position(|column| column.name == *name)?;
    let kind = catalog.key_kind(table, &parent.columns[column])?;
    let pick = if right { Pick::Right } else { Pick::Left };
    Some(ForeignKey { table, column, kind, pick })
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
        (Some(dtype), ColumnType::Float64 | ColumnType::Decimal { .. }) => dtype == Dtype::Float,
        (Some(dtype), ColumnType::Bool) => dtype == Dtype::Boolean,
        (Some(dtype), ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz) => {
            dtype == Dtype::Date
        }
        (Some(_), ColumnType::Time | ColumnType::Uuid | ColumnType::List(_) | ColumnType::Struct(_)) => false,
    };
    if !fits {
        column.at.warn("other-type", format!("the source gives {}, whatever the dtype", natural.sql()), None);
    }
    natural
}
