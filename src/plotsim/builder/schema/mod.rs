//! The tables: `dimensions`, `facts`, `events` and `bridges` as they are written, and the default ones.

mod bridges;
mod dimensions;
mod events;

use std::sync::Arc;

use super::columns;
use super::default_schema;
use super::metrics::BuilderMetric;
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::facts::rows::Referred;
use crate::plotsim::draft::source::Role;
use crate::plotsim::draft::{ColumnDraft, Scope, Shape, TableDraft, TableSlot};
use crate::plotsim::kinds::period_fact::PeriodFact;
use crate::plotsim::kinds::{child_fact, entity_period_fact, event};
use crate::plotsim::parts::columns as parts;
use crate::plotsim::parts::counted;
use crate::plotsim::parts::kinds::EXCLUSIVE;
use crate::plotsim::parts::names;
use crate::plotsim::parts::tables::{self, DESCRIPTION, NAME};
use crate::plotsim::sources::metric::{self, Shown};
use crate::words;

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

/// Columns of tables that are not written.
pub static MORE_COLUMNS: Key<Option<Unread>> =
    Key::of("columns", Kind::MapOf(&Kind::SomeOf(&Kind::Map(&columns::SECTION))))
        .optional()
        .doc("Further columns of default tables, as table: [column, …]")
        .example("{ dim_member: [{ name: full_name, type: faker.name }] }");

static COLUMNS: Key<Items> = Key::some("columns", &Kind::Map(&columns::SECTION))
    .doc("Its columns")
    .example("[{ name: store_id, type: id }, { name: city, type: faker.city }]");
const METRICS: Key<Option<Items>> = Key::list("metrics", &Kind::Text)
    .optional()
    .doc("Metrics that get a column each, beside those under columns")
    .example("[usage, seats]");

words! {
    /// What a row of a fact stands for, where it is no entity in a period.
    enum Per { Period = "period" }
}

const PER: Key<Option<Per>> = Key::word("per")
    .otherwise("an entity and period")
    .doc("period: a row for each period, in which a metric is its mean over the entities");

pub static FACT: Section = Section::new(
    "builder.facts",
    PAGE,
    "A fact table: a row per entity and period, per period, as many as a metric says, or children of another table's rows",
    &[
        NAME.param,
        DESCRIPTION.param,
        COLUMNS.param,
        METRICS.param,
        PER.param,
        tables::CDC.param,
        counted::DRIVER.param,
        counted::SCALE.param,
        counted::PARENT.param,
        counted::CHILDREN.param,
    ],
)
.rules(&[
    Rule::Beside("row_count_driver", &["row_count_scale"]),
    Rule::Beside("row_count_scale", &["row_count_driver"]),
    Rule::Beside("parent_table", &["children_per_row"]),
    Rule::Beside("children_per_row", &["parent_table"]),
    Rule::AtMostOne(&["row_count_driver", "parent_table", "per"], EXCLUSIVE),
    Rule::AtMostOne(&["row_count_driver", "metrics"], "do not go together: rows have no metrics of their own"),
    Rule::AtMostOne(&["parent_table", "metrics"], "do not go together: rows have no metrics of their own"),
]);

/// The tables of a document. Each of `dimensions`, `facts` and `events` replaces the default tables of its kind where it is
/// written; an empty list says that there are none. `columns` adds to the tables that are not written.
pub fn read<'a>(
    document: &Fields<'a>,
    unit: Option<&str>,
    scope: &Scope<'_>,
    metrics: &[BuilderMetric<'a>],
) -> Vec<TableSlot<'a>> {
    let dims = document.read(&DIMENSIONS).flatten();
    let items = dims.as_deref().unwrap_or_default();
    let tables = dimensions::read(items, scope);
    let mut slots: Vec<TableSlot<'a>> =
        items.iter().zip(tables).map(|(item, table)| TableSlot::new(item, table)).collect();
    let mut lookups: Vec<String> =
        slots.iter().filter(|slot| is_reference(slot)).map(|slot| slot.name.clone()).collect();
    lookups.extend(scope.outer.iter().map(|outer| outer.name.clone()));
    let mut added = Vec::new();
    match document.at(&FACTS).filter(|field| !default_schema::is_word(field)) {
        Some(field) => {
            let items = field.items().unwrap_or_default();
            slots.extend(items.iter().map(|item| TableSlot::new(item, fact(item, &lookups, scope))));
        }
        None => added = default_schema::facts(document, unit, &entity_dim(unit, &slots), metrics),
    }
    let place = slots.len();
    let events = document.read(&EVENTS).flatten().unwrap_or_default();
    slots.extend(events.iter().map(|item| TableSlot::new(item, events::read(item, scope))));
    let bridges = document.read(&BRIDGES).flatten().unwrap_or_default();
    slots.extend(bridges.iter().map(|item| TableSlot::new(item, bridges::read(item, scope))));
    let written: Vec<String> = slots.iter().map(|slot| slot.name.clone()).collect();
    slots.splice(place..place, added);
    default_schema::add_missing(document, unit, &mut slots, dims.is_none(), scope);
    if let Some(field) = document.at(&MORE_COLUMNS) {
        more_columns(field, &written, &mut slots, scope);
    }
    slots
}

/// The dimension whose rows are the entities: `dim_<unit>` unless another is written.
fn entity_dim(unit: Option<&str>, slots: &[TableSlot<'_>]) -> String {
    let name = format!("dim_{}", unit.unwrap_or_default());
    if slots.iter().any(|slot| slot.name == name) {
        return name;
    }
    let entity = slots.iter().find(|slot| {
        slot.table.as_ref().is_some_and(|table| table.shape.about().referred == Referred::Entity)
    });
    entity.map_or(name, |slot| slot.name.clone())
}

/// Adds columns to default tables.
fn more_columns<'a>(field: &Field<'a>, written: &[String], slots: &mut [TableSlot<'a>], scope: &Scope<'_>) {
    for (name, list) in field.entries().unwrap_or_default() {
        let (columns, complete) = parts::all(list.some_items(), |item| columns::read(item, scope));
        if written.iter().any(|other| other == name) {
            let message = format!("'{name}' is written out, so its columns belong there");
            list.error("wrong-place", message, None);
            continue;
        }
        let names: Vec<String> = slots.iter().map(|slot| slot.name.clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let slot = names::TABLE.find_within(&list, 0, name, &names).map(|place| &mut slots[place]);
        if let Some(table) = slot.and_then(|slot| slot.table.as_mut()) {
            table.columns.extend(columns);
            table.complete &= complete;
        }
    }
}

fn is_reference(slot: &TableSlot<'_>) -> bool {
    slot.table.as_ref().is_some_and(|table| table.shape.about().referred == Referred::Listed)
}

fn fact<'a>(item: &Field<'a>, lookups: &[String], scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&FACT)?;
    let (name, (mut columns, mut complete)) = head(&fields, scope);
    if fields.at(&counted::DRIVER).is_some() {
        let event = counted::proportional(&fields, scope);
        let key = first_key(&columns);
        columns.extend(tables::changes(&fields)?);
        let table = tables::draft(&fields, name?, Arc::new(event::Written::FACT), (columns, complete), key)?;
        return Some(TableDraft { event: Some(event?), ..table });
    }
    if fields.at(&counted::PARENT).is_some() {
        let children = counted::children(&fields);
        let key = first_key(&columns);
        columns.extend(tables::changes(&fields)?);
        let table = tables::draft(&fields, name?, Arc::new(child_fact::Written), (columns, complete), key)?;
        return Some(TableDraft { children: Some(children?), ..table });
    }
    if fields.at(&counted::SCALE).is_some() || fields.at(&counted::CHILDREN).is_some() {
        // What should make its rows is missing, which was reported, so nothing is known of them.
        return None;
    }
    for field in fields.read(&METRICS).flatten().unwrap_or_default() {
        match names::METRIC.find(&field, scope.metrics) {
            Some(metric) => add_metric(&mut columns, metric, &field, scope),
            None => complete = false,
        }
    }
    let keys = columns
        .iter()
        .filter(|column| column.source.target().is_some_and(|target| !lookups.contains(&target.table)));
    let keys = keys.map(|column| (column.name.clone(), column.source_at.clone())).collect();
    columns.extend(tables::changes(&fields)?);
    let shape: Arc<dyn Shape> = match fields.read(&PER)? {
        Some(Per::Period) => Arc::new(PeriodFact),
        None => Arc::new(entity_period_fact::Written),
    };
    tables::draft(&fields, name?, shape, (columns, complete), keys)
}

/// A column for a metric, unless one shows it already.
fn add_metric<'a>(columns: &mut Vec<ColumnDraft<'a>>, metric: usize, field: &Field<'a>, scope: &Scope<'_>) {
    let name = scope.metrics[metric];
    if !columns.iter().any(|column| column.name == name && column.source.metric() == Some(metric)) {
        columns.push(ColumnDraft::unwritten(name, &metric::ENTRY, Shown(metric), field));
    }
}

/// Name, columns, and whether all columns could be read.
fn head<'a>(fields: &Fields<'a>, scope: &Scope<'_>) -> (Option<&'a str>, (Vec<ColumnDraft<'a>>, bool)) {
    let name = fields.at(&NAME).and_then(names::identifier);
    (name, parts::all(fields.read(&COLUMNS), |item| columns::read(item, scope)))
}

/// The first `id` column, else the first column.
fn first_key<'a>(columns: &[ColumnDraft<'a>]) -> Vec<(String, Field<'a>)> {
    let key = columns.iter().find(|column| column.entry.role == Role::Key).or(columns.first());
    key.map(|column| (column.name.clone(), column.at.clone())).into_iter().collect()
}
