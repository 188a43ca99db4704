//! `tables` and `bridges` of the engine form.

use super::columns::{self, Scope};
use super::entities::Entities;
use super::sources;
use crate::config::node::Value;
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::{
    BridgeDraft, ColumnDraft, EventDraft, Shape, SourceDraft, TableDraft, TableSlot,
};
use crate::plotsim::model::ThresholdRule;
use crate::plotsim::parts::{names, partners};
use crate::plotsim::vocabulary;

/// Every table, at least one.
pub fn read<'a>(document: &Fields<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Vec<TableSlot<'a>> {
    let items = document.some_items("tables").unwrap_or_default();
    items.iter().map(|item| TableSlot::new(item, table(item, scope, entities))).collect()
}

fn table<'a>(item: &Field<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&vocabulary::engine::TABLE)?;
    let name = fields.get("name").and_then(names::identifier);
    let items = fields.some_items("columns");
    let columns: Vec<Option<ColumnDraft<'a>>> =
        items.iter().flatten().map(|item| columns::read(item, scope, entities)).collect();
    let complete = items.is_some() && columns.iter().all(Option::is_some);
    let columns: Vec<ColumnDraft<'a>> = columns.into_iter().flatten().collect();
    let primary_key = fields.get("primary_key").and_then(primary_key);
    let prefix = match fields.get("pk_prefix") {
        Some(field) => prefix(field).map(Some),
        None => Some(None),
    };
    let shape = shape(&fields, &columns, scope);
    let stated_keys = fields.get("foreign_keys").and_then(|field| field.items()).unwrap_or_default();
    Some(TableDraft {
        name: name?.to_owned(),
        at: fields.get("name")?.clone(),
        shape: shape?,
        columns,
        complete,
        primary_key: primary_key?,
        prefix: prefix?,
        stated_keys,
    })
}

/// One name or a list of them.
fn primary_key<'a>(field: &Field<'a>) -> Option<Vec<(String, Field<'a>)>> {
    let items = match field.node.value {
        Value::List(_) => field.some_items()?,
        _ => vec![field.clone()],
    };
    let names: Vec<Option<(String, Field<'a>)>> =
        items.into_iter().map(|item| item.text().map(str::to_owned).map(|name| (name, item))).collect();
    let names = names.into_iter().collect::<Option<Vec<_>>>()?;
    let repeated =
        (1..names.len()).find(|place| names[..*place].iter().any(|(name, _)| *name == names[*place].0));
    if let Some((name, at)) = repeated.map(|place| &names[place]) {
        at.error("duplicate-item", format!("'{name}' is listed twice"), None);
        return None;
    }
    Some(names)
}

fn prefix<'a>(field: &Field<'a>) -> Option<(String, Field<'a>)> {
    let text = field.text()?;
    let good = text.len() <= 12
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !good {
        let hint = "a letter, then up to eleven letters, digits or underscores".to_owned();
        field.error("bad-name", format!("'{text}' cannot begin a key"), Some(hint));
        return None;
    }
    Some((text.to_owned(), field.clone()))
}

fn shape<'a>(fields: &Fields<'a>, columns: &[ColumnDraft<'a>], scope: &Scope<'_>) -> Option<Shape<'a>> {
    let (kind, grain) = (fields.word_or("type", 0)?, fields.word_or("grain", 0)?);
    let (kind, grain) = (vocabulary::engine::TABLE_TYPE[kind], vocabulary::engine::GRAIN[grain]);
    let count = fields.int_or("count", 1).map(i64::unsigned_abs);
    let every = fields.bool_or("every", false);
    let shape = match (kind, grain) {
        ("dim", "per_period") => Shape::Date,
        ("dim", "per_entity") => Shape::Entity,
        ("dim", "per_reference") => Shape::Reference { count: count? },
        ("dim", "variable") => Shape::Member { per_member: count? },
        ("fact", "per_entity_per_period") => Shape::EntityPeriod,
        ("fact", "per_period") => Shape::Period,
        ("event", "variable") => Shape::Event(event(fields, columns, scope, every?)?),
        (_, "per_parent_row") | ("fact", "variable") => {
            fields.get("grain")?.not_supported(&format!("{kind} {grain}"));
            return None;
        }
        _ => {
            let hint = match kind {
                "dim" => "a dim is per_entity, per_period, per_reference or variable",
                "fact" => "a fact is per_entity_per_period or per_period",
                _ => "an event is variable",
            };
            fields.get("grain")?.error(
                "bad-grain",
                format!("no {kind} has the grain {grain}"),
                Some(hint.into()),
            );
            return None;
        }
    };
    refuse_misplaced(fields, &shape)?;
    Some(shape)
}

/// Keys that only some kinds of table take.
fn refuse_misplaced(fields: &Fields<'_>, shape: &Shape<'_>) -> Option<()> {
    let mut fine = true;
    let mut refuse = |name: &str, active: bool, message: &str| {
        if let Some(field) = fields.get(name).filter(|_| active) {
            field.error("wrong-place", message, None);
            fine = false;
        }
    };
    let counted = matches!(shape, Shape::Member { .. } | Shape::Reference { .. });
    let count =
        matches!(fields.get("count").map(|field| &field.node.value), Some(Value::Int(count)) if *count != 1);
    refuse("count", count && !counted, "count belongs to variable and per_reference dims");
    let every = matches!(fields.get("every").map(|field| &field.node.value), Some(Value::Bool(true)));
    refuse(
        "every",
        every && !matches!(shape, Shape::Event(EventDraft::Threshold { .. })),
        "every belongs to threshold events",
    );
    fine.then_some(())
}

fn event(
    fields: &Fields<'_>,
    columns: &[ColumnDraft<'_>],
    scope: &Scope<'_>,
    every: bool,
) -> Option<EventDraft> {
    let mut flags =
        columns.iter().filter(|column| column.source == SourceDraft::Flag).map(|column| &column.source_at);
    let flag = flags.next();
    if let Some(second) = flags.next() {
        second.error(
            "conflicting-keys",
            "an event has one threshold",
            Some("drop one of the columns".into()),
        );
        return None;
    }
    let threshold = |field: &Field<'_>| {
        let (metric, rule) = sources::threshold(field, scope)?;
        Some(EventDraft::Threshold { metric, rule: ThresholdRule { every, ..rule } })
    };
    match (fields.get("row_count_source"), flag) {
        (Some(source), Some(_)) if !source.text()?.starts_with("threshold:") => {
            source.error("conflicting-keys", "a threshold column makes the rows of this event already", None);
            None
        }
        (Some(source), _) => match sources::split(source.text()?).0 {
            "proportional" => {
                let (metric, scale) = sources::proportional(source, scope)?;
                Some(EventDraft::Proportional { metric, scale })
            }
            "threshold" => threshold(source),
            other => {
                let message = format!("'{other}' makes no rows");
                source.error("bad-source", message, Some("as in proportional:engagement:scale:6".into()));
                None
            }
        },
        (None, Some(flag)) => threshold(flag),
        (None, None) => {
            let hint =
                "say row_count_source: proportional:<metric>:scale:<x>, or add a threshold column".to_owned();
            fields.whole.warn("no-rows", "nothing makes rows for this event, so it stays empty", Some(hint));
            Some(EventDraft::Nothing)
        }
    }
}

/// Every bridge.
pub fn bridges<'a>(document: &Fields<'a>, scope: &Scope<'_>) -> Vec<TableSlot<'a>> {
    let items = document.get("bridges").and_then(|field| field.items()).unwrap_or_default();
    items.iter().map(|item| TableSlot::new(item, bridge(item, scope))).collect()
}

fn bridge<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&vocabulary::engine::BRIDGE)?;
    fields.word_or("type", 0);
    let name = fields.get("name").and_then(names::identifier);
    let ends = fields.get("connects").and_then(|field| field.tuple(2, 2, "[left, right]"));
    let partners = fields.get("cardinality").and_then(|field| {
        let own = field.fields(&vocabulary::engine::CARDINALITY)?;
        let (min, max) = (own.int("min"), own.int("max"));
        partners::check(field, min?, max?)
    });
    let (trajectory_driven, directed) =
        (fields.bool_or("trajectory_driven", true), fields.bool_or("directed", true));
    let items = fields.get("metrics").map_or(Some(Vec::new()), |field| field.items());
    // Bridges hold no pools, so these entities are never touched.
    let mut none = Entities { runs: Vec::new(), pools: Vec::new(), by_name: Default::default() };
    let columns: Vec<Option<ColumnDraft<'a>>> =
        items.iter().flatten().map(|item| columns::read(item, scope, &mut none)).collect();
    let complete = items.is_some() && columns.iter().all(Option::is_some);
    let mut ends = ends?.into_iter();
    let (left, right) = (ends.next()?, ends.next()?);
    let shape = Shape::Bridge(BridgeDraft {
        left,
        right,
        partners: partners?,
        partners_at: fields.get("cardinality")?.clone(),
        trajectory_driven: trajectory_driven?,
        directed: directed?,
    });
    Some(TableDraft {
        name: name?.to_owned(),
        at: fields.get("name")?.clone(),
        shape,
        columns: columns.into_iter().flatten().collect(),
        complete,
        primary_key: Vec::new(),
        prefix: None,
        stated_keys: Vec::new(),
    })
}
