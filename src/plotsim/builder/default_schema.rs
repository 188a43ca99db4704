//! The tables of a config that does not write them.

use std::sync::Arc;

use super::metrics::BuilderMetric;
use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::faker::{self, FakerCall};
use crate::plotsim::draft::{ColumnDraft, Scope, Shape, TableDraft, TableSlot};
use crate::plotsim::kinds::date_dim::DateDim;
use crate::plotsim::kinds::entity_dim::EntityDim;
use crate::plotsim::kinds::entity_period_fact;
use crate::plotsim::sources::{calendar, faker as words, foreign_key, key, metric, pool};

/// The name of the date dimension.
pub const DATE_DIM: &str = "dim_date";
/// The word that puts all metrics into one fact.
pub const WIDE: &[&str] = &["wide"];
/// Units that are people; others are named like firms.
const PEOPLE: &[&str] = &[
    "agent",
    "applicant",
    "athlete",
    "author",
    "buyer",
    "candidate",
    "cardholder",
    "caregiver",
    "child",
    "citizen",
    "consumer",
    "contact",
    "courier",
    "creator",
    "customer",
    "doctor",
    "donor",
    "driver",
    "employee",
    "fan",
    "farmer",
    "follower",
    "freelancer",
    "gamer",
    "guest",
    "learner",
    "listener",
    "member",
    "nurse",
    "parent",
    "participant",
    "passenger",
    "patient",
    "patron",
    "payer",
    "person",
    "physician",
    "player",
    "policyholder",
    "prospect",
    "pupil",
    "reader",
    "recruiter",
    "rep",
    "resident",
    "rider",
    "runner",
    "salesperson",
    "seller",
    "shopper",
    "student",
    "subscriber",
    "teacher",
    "technician",
    "therapist",
    "traveler",
    "traveller",
    "trainee",
    "trainer",
    "tutor",
    "user",
    "viewer",
    "visitor",
    "volunteer",
    "voter",
    "worker",
];

/// Whether a `facts:` is a word and no list.
pub fn is_word(field: &Field<'_>) -> bool {
    matches!(field.node.value, Value::Text(_))
}

/// A fact for each metric or, if the config says `facts: wide`, one for all of them.
pub fn facts<'a>(
    document: &Fields<'a>,
    unit: Option<&str>,
    entities: &str,
    metrics: &[BuilderMetric<'a>],
) -> Vec<TableSlot<'a>> {
    let Some(unit) = unit else { return Vec::new() };
    let named = || metrics.iter().enumerate().filter(|(_, metric)| !metric.draft.name.is_empty());
    let column = |(index, metric): (usize, &BuilderMetric<'a>)| {
        ColumnDraft::unwritten(metric.draft.name, &metric::ENTRY, metric::Shown(index), &metric.draft.at)
    };
    match document.at(&super::schema::FACTS).filter(|field| is_word(field)) {
        Some(field) => {
            // Another word is reported, and read as if it were this one.
            field.word(WIDE);
            vec![slot(fact(&format!("fct_{unit}"), unit, entities, named().map(column).collect(), field))]
        }
        None => named()
            .map(|metric| {
                slot(fact(
                    &format!("fct_{}", metric.1.draft.name),
                    unit,
                    entities,
                    vec![column(metric)],
                    &metric.1.draft.at,
                ))
            })
            .collect(),
    }
}

/// Adds `dim_date` and `dim_<unit>` in front: where no dimensions are written, and where a table refers to them.
pub fn add_missing<'a>(
    document: &Fields<'a>,
    unit: Option<&str>,
    slots: &mut Vec<TableSlot<'a>>,
    defaults: bool,
    scope: &Scope<'_>,
) {
    let at = document.at(&super::UNIT).unwrap_or(&document.whole);
    if let Some(unit) = unit {
        let name = format!("dim_{unit}");
        if (defaults || is_named(slots, &name)) && slots.iter().all(|slot| slot.name != name) {
            slots.insert(0, slot(unit_dim(unit, at, scope)));
        }
    }
    let has_date =
        slots.iter().any(|slot| slot.table.as_ref().is_some_and(|table| table.shape.about().calendar));
    if slots.iter().all(|slot| slot.name != DATE_DIM) && (!has_date || is_named(slots, DATE_DIM)) {
        slots.insert(0, slot(date_dim(at)));
    }
}

/// Whether a bridge or a foreign key names a table.
fn is_named(slots: &[TableSlot<'_>], name: &str) -> bool {
    slots.iter().filter_map(|slot| slot.table.as_ref()).any(|table| {
        let mut ends = table.bridge.iter().flat_map(|bridge| [&bridge.left, &bridge.right]);
        let bridged = ends.any(|end| matches!(&end.node.value, Value::Text(text) if text == name));
        let refers =
            |column: &ColumnDraft<'_>| column.source.target().is_some_and(|target| target.table == name);
        bridged || table.columns.iter().any(refers)
    })
}

fn slot(table: TableDraft<'_>) -> TableSlot<'_> {
    TableSlot { name: table.name.clone(), table: Some(table) }
}

fn table<'a>(
    name: &str,
    shape: Arc<dyn Shape>,
    columns: Vec<ColumnDraft<'a>>,
    keys: &[&str],
    at: &Field<'a>,
) -> TableDraft<'a> {
    TableDraft {
        name: name.to_owned(),
        description: None,
        at: at.clone(),
        shape,
        bridge: None,
        event: None,
        rhythm: None,
        log: None,
        children: None,
        columns,
        complete: true,
        primary_key: keys.iter().map(|key| ((*key).to_owned(), at.clone())).collect(),
        prefix: None,
        stated_keys: Vec::new(),
    }
}

fn date_dim<'a>(at: &Field<'a>) -> TableDraft<'a> {
    let columns = ["date_key", "date", "year", "month", "quarter"];
    let columns = columns
        .iter()
        .map(|name| ColumnDraft::unwritten(name, &calendar::BY_NAME, calendar::ByName, at))
        .collect();
    table(DATE_DIM, Arc::new(DateDim), columns, &["date_key"], at)
}

fn unit_dim<'a>(unit: &str, at: &Field<'a>, scope: &Scope<'_>) -> TableDraft<'a> {
    let (key, name) = (format!("{unit}_id"), format!("{unit}_name"));
    let mut columns = vec![ColumnDraft::unwritten(&key, &key::ENTRY, key::Own, at)];
    let method = if PEOPLE.contains(&unit.rsplit('_').next().unwrap_or(unit)) { "name" } else { "company" };
    if let Some(method) = faker::find(method) {
        let call = FakerCall { method, arguments: Vec::new(), unique: false };
        columns.push(ColumnDraft::unwritten(&name, &words::ENTRY, words::Call(call), at));
    }
    for (pool, attribute) in scope.pools.iter().enumerate().filter(|(pool, _)| scope.everywhere[*pool]) {
        columns.push(ColumnDraft::unwritten(attribute, &pool::ENTRY, pool::Listed::of(pool), at));
    }
    table(&format!("dim_{unit}"), Arc::new(EntityDim), columns, &[&key], at)
}

fn fact<'a>(
    name: &str,
    unit: &str,
    entities: &str,
    metrics: Vec<ColumnDraft<'a>>,
    at: &Field<'a>,
) -> TableDraft<'a> {
    let key = format!("{unit}_id");
    let mut columns = vec![
        ColumnDraft::unwritten("date_key", &foreign_key::ENTRY, foreign_key::To::table(DATE_DIM), at),
        ColumnDraft::unwritten(&key, &foreign_key::ENTRY, foreign_key::To::table(entities), at),
    ];
    columns.extend(metrics);
    table(name, Arc::new(entity_period_fact::Written), columns, &["date_key", &key], at)
}
