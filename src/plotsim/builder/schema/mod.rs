//! An explicit schema: `dimensions`, `facts`, `events` and `bridges`.

mod bridges;
mod dimensions;
mod events;

use super::columns::{self, Scope};
use super::default_schema;
use super::metrics::BuilderMetric;
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{ColumnDraft, Shape, SourceDraft, TableDraft, TableSlot};
use crate::plotsim::parts::names;
use crate::plotsim::vocabulary::builder as words;

/// The tables of an explicit schema; `None` if a document has none. Events and bridges alone are none: they stand beside
/// the default tables.
pub fn read<'a>(
    document: &Fields<'a>,
    unit: Option<&str>,
    scope: &Scope<'_>,
    metrics: &[BuilderMetric<'a>],
) -> Option<Vec<TableSlot<'a>>> {
    let dims = list(document, "dimensions");
    let wide = document.get("facts").is_some_and(default_schema::is_word);
    let facts = if wide { Vec::new() } else { list(document, "facts") };
    if dims.is_empty() && facts.is_empty() {
        return None;
    }
    let mut slots: Vec<TableSlot<'a>> = Vec::new();
    let tables = dimensions::read(&dims, scope);
    slots.extend(dims.iter().zip(tables).map(|(item, table)| TableSlot::new(item, table)));
    let lookups: Vec<String> =
        slots.iter().filter(|slot| is_reference(slot)).map(|slot| slot.name.clone()).collect();
    slots.extend(facts.iter().map(|item| TableSlot::new(item, fact(item, &lookups, scope))));
    if wide {
        slots.extend(default_schema::facts(document, unit, metrics));
    }
    slots.extend(events(document, scope));
    slots.extend(bridges(document, scope));
    default_schema::add_missing(document, unit, &mut slots, scope);
    Some(slots)
}

/// Every event.
pub fn events<'a>(document: &Fields<'a>, scope: &Scope<'_>) -> Vec<TableSlot<'a>> {
    list(document, "events").iter().map(|item| TableSlot::new(item, events::read(item, scope))).collect()
}

/// Every bridge.
pub fn bridges<'a>(document: &Fields<'a>, scope: &Scope<'_>) -> Vec<TableSlot<'a>> {
    list(document, "bridges").iter().map(|item| TableSlot::new(item, bridges::read(item, scope))).collect()
}

/// The items of a list that may be left out.
fn list<'a>(document: &Fields<'a>, key: &str) -> Vec<Field<'a>> {
    document.get(key).and_then(|field| field.items()).unwrap_or_default()
}

fn is_reference(slot: &TableSlot<'_>) -> bool {
    matches!(slot.table.as_ref().map(|table| &table.shape), Some(Shape::Reference { .. }))
}

fn fact<'a>(item: &Field<'a>, lookups: &[String], scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&words::FACT)?;
    let (name, mut columns, mut complete) = head(&fields, scope);
    for field in fields.get("metrics").and_then(|field| field.items()).unwrap_or_default() {
        match names::METRIC.find(&field, scope.metrics) {
            Some(metric) => add_metric(&mut columns, metric, &field, scope),
            None => complete = false,
        }
    }
    let keys = columns.iter().filter_map(|column| match &column.source {
        SourceDraft::ForeignKey(reference) if !lookups.contains(&reference.table) => {
            Some((column.name.clone(), column.source_at.clone()))
        }
        _ => None,
    });
    let keys = keys.collect();
    table(&fields, name?, Shape::EntityPeriod, columns, complete, keys)
}

/// A column for a metric, unless one shows it already.
fn add_metric<'a>(columns: &mut Vec<ColumnDraft<'a>>, metric: usize, field: &Field<'a>, scope: &Scope<'_>) {
    let name = scope.metrics[metric];
    let there =
        columns.iter().any(|column| column.name == name && column.source == SourceDraft::Metric(metric));
    if !there {
        columns.push(default_schema::column(name, SourceDraft::Metric(metric), field));
    }
}

/// Name, columns, and whether all columns could be read.
fn head<'a>(fields: &Fields<'a>, scope: &Scope<'_>) -> (Option<&'a str>, Vec<ColumnDraft<'a>>, bool) {
    let name = fields.get("name").and_then(names::identifier);
    let items = fields.some_items("columns");
    let columns: Vec<Option<ColumnDraft<'a>>> =
        items.iter().flatten().map(|item| columns::read(item, scope)).collect();
    let complete = items.is_some() && columns.iter().all(Option::is_some);
    (name, columns.into_iter().flatten().collect(), complete)
}

/// The first `id` column, else the first column.
fn first_key<'a>(columns: &[ColumnDraft<'a>]) -> Vec<(String, Field<'a>)> {
    let key = columns.iter().find(|column| column.source == SourceDraft::Key).or(columns.first());
    key.map(|column| (column.name.clone(), column.at.clone())).into_iter().collect()
}

fn table<'a>(
    fields: &Fields<'a>,
    name: &str,
    shape: Shape<'a>,
    columns: Vec<ColumnDraft<'a>>,
    complete: bool,
    primary_key: Vec<(String, Field<'a>)>,
) -> Option<TableDraft<'a>> {
    Some(TableDraft {
        name: name.to_owned(),
        at: fields.get("name")?.clone(),
        shape,
        columns,
        complete,
        primary_key,
        prefix: None,
        stated_keys: Vec::new(),
    })
}
