//! An explicit schema: `dimensions`, `facts`, `events` and `bridges`.

mod bridges;
mod dimensions;
mod events;

use super::columns::{self, Scope};
use super::default_schema;
use super::metrics::BuilderMetric;
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Kind, Section, later};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{ColumnDraft, Shape, SourceDraft, TableDraft, TableSlot};
use crate::plotsim::parts::columns as parts;
use crate::plotsim::parts::names;
use crate::plotsim::parts::tables::{self, NAME};

pub use bridges::SECTION as BRIDGE;
pub use dimensions::SECTION as DIMENSION;
pub use events::SECTION as EVENT;

/// The page that describes tables.
const PAGE: &str = "docs/plotsim.md#dimensions-facts-events-bridges";

pub static DIMENSIONS: Key<Option<Items>> = Key::list("dimensions", &Kind::Map(&dimensions::SECTION))
    .otherwise("dim_<unit>")
    .doc("Dimension tables")
    .example(
        "[{ name: dim_plan, reference: true, columns: [{ name: plan_id, type: id }, { name: plan, type: \"static.basic,pro\" }] }]",
    );
pub static FACTS: Key<Option<Unread>> = Key::of(
    "facts",
    Kind::Choice(
        "list, or the word wide",
        &[Kind::List(&Kind::Map(&FACT)), Kind::Word(default_schema::WIDE)],
    ),
)
.otherwise("fct_<metric> for each metric")
.doc("Fact tables; wide puts all metrics into one")
.example("wide");
pub static EVENTS: Key<Option<Items>> = Key::list("events", &Kind::Map(&events::SECTION))
    .optional()
    .doc("Event tables")
    .example(
        "[{ name: evt_login, trigger: proportional, driver: usage, scale: 12, columns: [{ name: login_id, type: id }] }]",
    );
pub static BRIDGES: Key<Option<Items>> = Key::list("bridges", &Kind::Map(&bridges::SECTION))
    .optional()
    .doc("Tables of pairs of dimension rows")
    .example("[{ name: br_plans, left: dim_customer, right: dim_plan, cardinality: [0, 3] }]");

static COLUMNS: Key<Items> = Key::some("columns", &Kind::Map(&columns::SECTION))
    .doc("Its columns")
    .example("[{ name: store_id, type: id }, { name: city, type: faker.city }]");
const METRICS: Key<Option<Items>> = Key::list("metrics", &Kind::Text)
    .optional()
    .doc("Metrics that get a column each, beside those under columns")
    .example("[usage, seats]");

pub static FACT: Section = Section::new(
    "builder.facts",
    PAGE,
    "A fact table: a row per entity and period",
    &[
        NAME.param,
        COLUMNS.param,
        METRICS.param,
        later("cdc", "Change-data-capture columns"),
        later("row_count_driver", "A number of rows that follows a metric"),
        later("row_count_scale", "A number of rows that follows a metric"),
        later("parent_table", "Child rows of another fact"),
        later("children_per_row", "Child rows of another fact"),
    ],
);

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
    let fields = item.fields(&FACT)?;
    let (name, (mut columns, mut complete)) = head(&fields, scope);
    for field in fields.read(&METRICS).flatten().unwrap_or_default() {
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
    tables::draft(&fields, name?, Shape::EntityPeriod, (columns, complete), keys)
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
fn head<'a>(fields: &Fields<'a>, scope: &Scope<'_>) -> (Option<&'a str>, (Vec<ColumnDraft<'a>>, bool)) {
    let name = fields.at(&NAME).and_then(names::identifier);
    (name, parts::all(fields.read(&COLUMNS), |item| columns::read(item, scope)))
}

/// The first `id` column, else the first column.
fn first_key<'a>(columns: &[ColumnDraft<'a>]) -> Vec<(String, Field<'a>)> {
    let key = columns.iter().find(|column| column.source == SourceDraft::Key).or(columns.first());
    key.map(|column| (column.name.clone(), column.at.clone())).into_iter().collect()
}
