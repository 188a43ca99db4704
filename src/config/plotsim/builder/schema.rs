//! An explicit schema: `dimensions`, `facts`, `events` and `bridges`.

use super::columns::{self, Scope};
use super::default_schema;
use super::metrics::BuilderMetric;
use crate::config::plotsim::draft::{
    BridgeDraft, ColumnDraft, EventDraft, Shape, SourceDraft, TableDraft, TableSlot,
};
use crate::config::plotsim::model::{Side, ThresholdRule};
use crate::config::plotsim::parts::{later, names, partners};
use crate::config::plotsim::vocabulary::builder as words;
use crate::config::reader::{Field, Fields};

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
    let drafts: Vec<_> = dims.iter().map(|item| dimension(item, scope)).collect();
    let kinds = kinds(&drafts);
    for ((item, draft), shape) in dims.iter().zip(drafts).zip(kinds) {
        let table = draft.zip(shape).map(|((table, ..), shape)| TableDraft { shape, ..table });
        slots.push(TableSlot::new(item, table));
    }
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
    list(document, "events").iter().map(|item| TableSlot::new(item, event(item, scope))).collect()
}

/// Every bridge.
pub fn bridges<'a>(document: &Fields<'a>, scope: &Scope<'_>) -> Vec<TableSlot<'a>> {
    list(document, "bridges").iter().map(|item| TableSlot::new(item, bridge(item, scope))).collect()
}

/// The items of a list that may be left out.
fn list<'a>(document: &Fields<'a>, key: &str) -> Vec<Field<'a>> {
    document.get(key).and_then(|field| field.items()).unwrap_or_default()
}

fn is_reference(slot: &TableSlot<'_>) -> bool {
    matches!(slot.table.as_ref().map(|table| &table.shape), Some(Shape::Reference { .. }))
}

/// What a dimension says of its rows.
#[derive(Clone, Copy, PartialEq)]
enum Stated {
    Period,
    Unit,
    Reference,
    Nothing,
}

type DimensionDraft<'a> = (TableDraft<'a>, Stated, u64);

fn dimension<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<DimensionDraft<'a>> {
    let fields = item.fields(words::DIMENSION)?;
    let reference = fields.bool_or("reference", false);
    let per = fields.word_or("per", words::PER.len());
    let count = fields.int_or("count", 1).map(i64::unsigned_abs);
    let stated = match (reference?, per?) {
        (true, per) if per < words::PER.len() => {
            fields.get("per")?.error("conflicting-keys", "a reference dimension has no 'per'", None);
            return None;
        }
        (true, _) => Stated::Reference,
        (false, 0) => Stated::Period,
        (false, 1) => Stated::Unit,
        (false, _) => Stated::Nothing,
    };
    let (name, columns, complete) = head(&fields, scope);
    let key = first_key(&columns);
    let table = table(&fields, name?, Shape::Entity, columns, complete, key)?;
    Some((table, stated, count?))
}

/// What the rows of each dimension are. One is a sub-entity dimension only if it refers to one that has a row per entity.
fn kinds<'a>(drafts: &[Option<DimensionDraft<'a>>]) -> Vec<Option<Shape<'a>>> {
    let mut members: Vec<Option<bool>> = vec![None; drafts.len()];
    let mut kinds = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let shape = draft.as_ref().map(|(table, stated, count)| match stated {
            Stated::Period => Shape::Date,
            Stated::Reference => Shape::Reference { count: *count },
            // Several rows for each unit are its members.
            Stated::Unit if *count > 1 && is_member(index, drafts, &mut members) => {
                Shape::Member { per_member: *count }
            }
            Stated::Unit => Shape::Entity,
            Stated::Nothing if table.name == default_schema::DATE_DIM => Shape::Date,
            Stated::Nothing if is_member(index, drafts, &mut members) => Shape::Member { per_member: *count },
            Stated::Nothing => Shape::Entity,
        });
        if let (Some(Shape::Entity), Some((table, _, count))) = (&shape, draft)
            && *count > 1
        {
            let hint =
                "reference: true makes it a list, a reference to dim_<unit> makes it rows of an entity"
                    .to_owned();
            table.at.error("wrong-place", "count belongs to reference and sub-entity dimensions", Some(hint));
        }
        kinds.push(shape);
    }
    kinds
}

/// Whether a dimension refers to one with a row per entity. In a circle of references the one asked first does not.
fn is_member(index: usize, drafts: &[Option<DimensionDraft<'_>>], known: &mut Vec<Option<bool>>) -> bool {
    if let Some(member) = known[index] {
        return member;
    }
    // While it is being looked at it counts as a member, so that nothing is a member of it.
    known[index] = Some(true);
    let targets: Vec<usize> = match &drafts[index] {
        Some((_, Stated::Unit, 1)) => Vec::new(),
        Some((table, Stated::Nothing | Stated::Unit, _)) if table.name != default_schema::DATE_DIM => {
            let names = table.columns.iter().filter_map(|column| match &column.source {
                SourceDraft::ForeignKey(reference) => Some(&reference.table),
                _ => None,
            });
            let find = |name: &String| {
                drafts.iter().position(|draft| draft.as_ref().is_some_and(|(table, ..)| table.name == *name))
            };
            names.filter_map(find).filter(|target| *target != index).collect()
        }
        _ => Vec::new(),
    };
    let per_entity = |target: usize, known: &mut Vec<Option<bool>>| match &drafts[target] {
        Some((table, Stated::Nothing | Stated::Unit, _)) => {
            table.name != default_schema::DATE_DIM && !is_member(target, drafts, known)
        }
        _ => false,
    };
    let member = targets.into_iter().any(|target| per_entity(target, known));
    known[index] = Some(member);
    member
}

fn fact<'a>(item: &Field<'a>, lookups: &[String], scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(words::FACT)?;
    later::refuse(&fields, words::FACT);
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

fn event<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(words::EVENT)?;
    later::refuse(&fields, words::EVENT);
    let (name, columns, complete) = head(&fields, scope);
    let threshold = fields.word_or("trigger", 0).map(|word| word == 1);
    let event = match threshold {
        Some(true) => threshold_event(&fields, scope),
        Some(false) => proportional_event(&fields, scope),
        None => None,
    };
    if let (Some(false), Some(flag)) =
        (threshold, columns.iter().find(|column| column.source == SourceDraft::Flag))
    {
        flag.source_at.error("wrong-place", "a flag belongs to threshold events", None);
        return None;
    }
    let key = first_key(&columns);
    table(&fields, name?, Shape::Event(event?), columns, complete, key)
}

/// Reports keys of the other kind of event.
fn refuse_others(fields: &Fields<'_>, others: &[&str], kind: &str) -> Option<()> {
    let mut fine = Some(());
    for field in others.iter().filter_map(|name| fields.get(name)) {
        field.error("wrong-place", format!("does not belong to a {kind} event"), None);
        fine = None;
    }
    fine
}

fn needed<'f, 'a>(fields: &'f Fields<'a>, name: &str, kind: &str) -> Option<&'f Field<'a>> {
    let field = fields.get(name);
    if field.is_none() {
        fields.whole.error("missing-key", format!("'{name}' is missing: a {kind} event needs it"), None);
    }
    field
}

fn proportional_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let fine =
        refuse_others(fields, &["metric", "above", "below", "for", "for_periods", "every"], "proportional");
    let (driver, scale) = (needed(fields, "driver", "proportional"), needed(fields, "scale", "proportional"));
    let metric = driver.and_then(|field| names::METRIC.find(field, scope.metrics));
    let scale = scale.and_then(|_| fields.float("scale"));
    fine?;
    Some(EventDraft::Proportional { metric: metric?, scale: scale? })
}

fn threshold_event(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let fine = refuse_others(fields, &["driver", "scale"], "threshold");
    let metric =
        needed(fields, "metric", "threshold").and_then(|field| names::METRIC.find(field, scope.metrics));
    let side = match (fields.get("above"), fields.get("below")) {
        (Some(_), None) => fields.float("above").map(|value| (Side::Above, value)),
        (None, Some(_)) => fields.float("below").map(|value| (Side::Below, value)),
        (Some(_), Some(second)) => {
            second.error("conflicting-keys", "above and below exclude each other", None);
            None
        }
        (None, None) => {
            fields.whole.error(
                "missing-key",
                "'above' or 'below' is missing",
                Some("the value to cross".into()),
            );
            None
        }
    };
    let periods = match (fields.get("for"), fields.get("for_periods")) {
        (Some(_), Some(second)) => {
            second.error("conflicting-keys", "for and for_periods say the same thing", None);
            None
        }
        (None, Some(_)) => fields.int("for_periods"),
        _ => fields.int_or("for", 1),
    };
    let every = fields.bool_or("every", false);
    fine?;
    let ((side, value), periods) = (side?, u32::try_from(periods?).unwrap_or(u32::MAX));
    Some(EventDraft::Threshold {
        metric: metric?,
        rule: ThresholdRule { side, value, periods, every: every? },
    })
}

fn bridge<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(words::BRIDGE)?;
    let name = fields.get("name").and_then(names::identifier);
    let columns = fields.get("columns").map_or(Some(Vec::new()), |field| field.items());
    let columns: Vec<Option<ColumnDraft<'a>>> =
        columns?.iter().map(|item| columns::read(item, scope)).collect();
    let complete = columns.iter().all(Option::is_some);
    let directed = fields.bool_or("directed", true);
    let partners = fields.get("cardinality").and_then(|field| {
        let items = field.items()?;
        let [min, max] = items.as_slice() else {
            field.error(
                "wrong-length",
                format!("has {} items", items.len()),
                Some("write [min, max]".into()),
            );
            return None;
        };
        let (min, max) = (min.int(0, i64::MAX), max.int(1, i64::MAX));
        partners::check(field, min?, max?)
    });
    let driver = match fields.get("driver") {
        Some(field) => {
            field.warn("no-effect", "has no effect: partners follow the mean position of the entity", None);
            names::METRIC.find(field, scope.metrics).map(|_| ())
        }
        None => Some(()),
    };
    driver?;
    let shape = Shape::Bridge(BridgeDraft {
        left: fields.get("left")?.clone(),
        right: fields.get("right")?.clone(),
        partners: partners?,
        partners_at: fields.get("cardinality")?.clone(),
        trajectory_driven: true,
        directed: directed?,
    });
    table(&fields, name?, shape, columns.into_iter().flatten().collect(), complete, Vec::new())
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
