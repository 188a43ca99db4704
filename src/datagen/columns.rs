//! Reading columns: of rows and of entities.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::lookup;
use super::model::Entity;
use super::rate::RATE;
use super::rows::{COLUMN as DAY, PARTITION};
use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::name::check_name;
use crate::config::node::Value;
use crate::config::param::{Form, Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::generators::peers::Names;
use crate::generators::scope::{Place, Row, Scope};
use crate::generators::{self, Column};

/// Most columns of a dataset, which are looked for by name one by one, and most of its linked pools.
pub const MOST_COLUMNS: usize = 10_000;

/// A text that SQL can quote as a name; see [`check_name`].
pub static NAME: Form = Form { words: "text", pattern: "^[^\\x00-\\x1f\\x7f-\\x9f]+$" };

pub static COLUMNS: Key<Option<Items>> = Key::some("columns", &Kind::Map(&COLUMN_SECTION))
    .otherwise("those of rows")
    .doc("The columns, in order; after those that rows write out")
    .example("[{ name: id, generator: { type: sequential_id } }]");
pub const ENTITY: Key<Option<Mapping>> = Key::map("entity", &ENTITY_SECTION)
    .optional()
    .doc("A pool of entities whose attributes rows share")
    .example("{ pool_ratio: 0.1, columns: [{ name: user_id, generator: { type: uuid } }] }");

const COLUMN_NAME: Key<&str> = Key::form("name", &NAME).doc("Name of the column").example("customer_id");
const DESCRIPTION: Key<Option<&str>> = Key::text("description")
    .otherwise("from what fills it")
    .doc("What the values are, for listings, comments and dbt")
    .example("Customer who placed the order");
pub const GENERATOR: Key<Option<Unread>> = Key::of("generator", Kind::Generator)
    .otherwise("sql")
    .doc("What fills the column")
    .example("{ type: uuid }");
const SQL: Key<Option<Unread>> = Key::of("sql", Kind::Text)
    .otherwise("generator")
    .doc("An expression of other columns that fills it, as the generator computed takes it")
    .example("round(qty * price * (1 - coalesce(discount, 0)), 2)");

static COLUMN_SECTION: Section = Section::new(
    "datagen.columns",
    "",
    "One column",
    &[COLUMN_NAME.param, DESCRIPTION.param, GENERATOR.param, SQL.param],
)
.rules(&[
    Rule::AtLeastOne(&["generator", "sql"]),
    Rule::AtMostOne(&["generator", "sql"], "exclude each other"),
]);

const POOL_RATIO: Key<f64> = Key::float("pool_ratio", Interval::POSITIVE)
    .doc("Entities per row; at least one entity is made")
    .example("0.1");
static ATTRIBUTES: Key<Items> = Key::list("columns", &Kind::Map(&COLUMN_SECTION))
    .doc("The attributes of an entity")
    .example("[{ name: user_id, generator: { type: uuid } }]");

static ENTITY_SECTION: Section = Section::new(
    "datagen.entity",
    "",
    "A pool of entities whose attributes rows share",
    &[POOL_RATIO.param, ATTRIBUTES.param],
);

/// The columns of a dataset's rows, each knowing those before it.
pub fn rows(fields: &Fields<'_>, scope: &Scope<'_>, row: Row<'_>) -> Option<Vec<Column>> {
    if let Some(field) = fields.at(&COLUMNS) {
        field.few_items(MOST_COLUMNS)?;
    }
    let items = fields.read(&COLUMNS)?.unwrap_or_default();
    let written = lookup::columns(fields);
    let complete = written.is_some();
    let columns = all(written.unwrap_or_default(), &items, scope, Place::Row(row));
    columns.filter(|_| complete || scope.tables.is_provisional())
}

/// The columns that `items` say, after those that are there before.
fn all(before: Vec<Column>, items: &[Field<'_>], scope: &Scope<'_>, place: Place<'_>) -> Option<Vec<Column>> {
    let names = Names::of_columns(items);
    let mut columns = before;
    let mut complete = true;
    for (at, item) in items.iter().enumerate() {
        let peers = names.at(at, &columns);
        match read(item, &Scope { place, peers, ..scope.at(item) }) {
            Some(column) => columns.push(column),
            None => complete = false,
        }
    }
    (complete || scope.tables.is_provisional()).then_some(columns)
}

/// A dataset's pool of entities.
pub fn entity(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<Entity> {
    let ratio = fields.read(&POOL_RATIO);
    let size = Entity::size_of(scope.items, ratio.unwrap_or(0.0));
    if size >= i64::MAX as u64 {
        let message =
            format!("is {:?}, which makes more entities than can be numbered", ratio.unwrap_or_default());
        fields.at(&POOL_RATIO)?.error("out-of-range", message, None);
        return None;
    }
    let scope = Scope { items: size, ..scope.at(&fields.whole) };
    let items = fields.at(&ATTRIBUTES)?.few_items(MOST_COLUMNS)?;
    let columns = all(Vec::new(), &items, &scope, Place::Entity);
    Some(Entity { size, ratio: ratio?, columns: columns? })
}

fn read(item: &Field<'_>, scope: &Scope<'_>) -> Option<Column> {
    let fields = item.fields(&COLUMN_SECTION)?;
    let name = fields.read(&COLUMN_NAME);
    let description = fields.read(&DESCRIPTION);
    let mut column = match (fields.at(&GENERATOR), fields.at(&SQL)) {
        (Some(field), None) => generators::column(name.unwrap_or_default(), field, scope),
        (None, Some(field)) => generators::computed::column(name.unwrap_or_default(), field, scope),
        // That was reported.
        _ => None,
    };
    if let (Some(column), Some(description)) = (&mut column, description.flatten()) {
        Arc::make_mut(&mut column.generator.facts).description = Some(description.to_owned());
    }
    name?;
    column
}

/// The name of a dataset's own column at a place, if it can be read.
pub fn name<'a>(dataset: &Fields<'a>, place: usize) -> Option<&'a str> {
    let Value::List(items) = &dataset.at(&COLUMNS)?.node.value else { return None };
    let Value::Text(name) = &items.get(place)?.get(COLUMN_NAME.param.name)?.value else { return None };
    Some(name)
}

/// The names that columns are given under `columns` and `entity`, whether the columns can be read or not.
fn names<'a>(dataset: &Fields<'a>) -> Vec<Field<'a>> {
    let entity = dataset.at(&ENTITY).and_then(columns_of);
    let own = dataset.at(&COLUMNS).cloned();
    let named = entity.iter().chain(&own).filter(|list| list.is_list()).flat_map(|list| list.items());
    named.flatten().filter_map(|item| item.written(&COLUMN_NAME)).collect()
}

/// Whether a dataset is given a column of this name, which may be one that cannot be read.
pub fn declares(dataset: &Fields<'_>, name: &str) -> bool {
    let is = |field: &Field<'_>| matches!(&field.node.value, Value::Text(own) if own == name);
    names(dataset).iter().any(is)
}

/// Column names must differ in more than case, that of the partition or the rate included.
pub fn check_names(fields: &Fields<'_>) {
    let names = names(fields).into_iter();
    let written = |key| fields.at(key).and_then(|days| days.written(&DAY));
    let day = written(&PARTITION).or_else(|| written(&RATE));
    let mut seen: BTreeSet<String> =
        lookup::names(fields).into_iter().map(|(name, _)| name.to_lowercase()).collect();
    for field in names.chain(day) {
        let Value::Text(name) = &field.node.value else { continue };
        check_name(&field, name);
        if !seen.insert(name.to_lowercase()) {
            let message =
                format!("another column is called {} (case does not count in SQL)", field.node.value);
            field.error("duplicate-name", message, None);
        }
    }
}

fn columns_of<'a>(owner: &Field<'a>) -> Option<Field<'a>> {
    owner.written(&ATTRIBUTES)
}
