//! `tables` and `bridges` of the engine form.

use std::sync::Arc;

use super::{columns, row_sources};
use crate::config::key::{Items, Key, Mapping, Unread};
use crate::config::node::Value;
use crate::config::param::{Form, Kind, Rule, Section, When, Word};
use crate::config::reader::{Field, Fields};
use crate::facts::rows::{About, Referred, ThresholdRule};
use crate::generators;
use crate::generators::rows::{FROM, is_unread};
use crate::plotsim::draft::source::Role;
use crate::plotsim::draft::{
    BridgeDraft, ColumnDraft, Entities, EventDraft, Scope, Shape, TableDraft, TableSlot,
};
use crate::plotsim::kinds::date_dim::DateDim;
use crate::plotsim::kinds::entity_dim::EntityDim;
use crate::plotsim::kinds::period_fact::PeriodFact;
use crate::plotsim::kinds::{bridge, child_fact, entity_period_fact, event, reference_dim, sub_entity_dim};
use crate::plotsim::lexicons;
use crate::plotsim::parts::kinds::EXCLUSIVE;
use crate::plotsim::parts::rows::{self, ROWS};
use crate::plotsim::parts::tables::{self as parts, AFTER, DESCRIPTION, DIRECTED, ENDS, EVERY, NAME};
use crate::plotsim::parts::{columns as column_parts, counted, logs, names, partners};
use crate::rhythm;
use crate::words;

pub static TABLES: Key<Items> = Key::some("tables", &Kind::Map(&SECTION)).doc("The tables").example(
    "[{ name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{ name: date_key, dtype: id, source: pk }] }]",
);

words! {
    /// Kinds of tables.
    enum TableType { Dim = "dim", Fact = "fact", Event = "event" }
}

words! {
    /// What a row stands for.
    enum Grain {
        Entity = "per_entity",
        Period = "per_period",
        Reference = "per_reference",
        EntityPeriod = "per_entity_per_period",
        Variable = "variable",
        ParentRow = "per_parent_row",
    }
}

/// What keys of a table may begin with.
static PREFIX: Form = Form { words: "text", pattern: "^[A-Za-z][A-Za-z0-9_]{0,11}$" };

const TYPE: Key<TableType> = Key::word("type").doc("What kind of table");
const GRAIN: Key<Grain> = Key::word("grain").doc("What a row stands for");
static COLUMNS: Key<Option<Items>> = Key::some("columns", &Kind::Map(&columns::SECTION))
    .otherwise("those of rows")
    .doc("Its columns, or those beside the columns of rows")
    .example("[{ name: branch_id, dtype: id, source: pk }]");
const PRIMARY_KEY: Key<Unread> =
    Key::of("primary_key", Kind::Choice("text or list of texts", &[Kind::Text, Kind::SomeOf(&Kind::Text)]))
        .doc("The column or columns that identify a row")
        .example("[date_key, branch_id]");
const FOREIGN_KEYS: Key<Option<Items>> = Key::list("foreign_keys", &Kind::Text)
    .optional()
    .doc("References, as table.column, of columns whose source says the same")
    .example("[dim_region.region_id]");
const ROW_COUNT: Key<Option<Unread>> = Key::of("row_count_source", Kind::Known(&lexicons::ROW_SOURCE))
    .optional()
    .doc("What makes the rows of an event or a variable fact, as proportional:<metric>:scale:<x>")
    .example("\"proportional:usage:scale:6\"");
const COUNT: Key<u64> =
    Key::count("count", 1).default(1).doc("Rows of a reference dimension at least, or rows per member");
const PK_PREFIX: Key<Option<Unread>> = Key::of("pk_prefix", Kind::Form(&PREFIX))
    .otherwise("from the name")
    .doc("What keys begin with")
    .example("br");

pub static SECTION: Section = Section::new(
    "engine.tables",
    "docs/plotsim.md#engine-tables",
    "A table",
    &[
        NAME.param,
        DESCRIPTION.param,
        TYPE.param,
        GRAIN.param,
        COLUMNS.param,
        ROWS.param,
        FROM.param,
        PRIMARY_KEY.param,
        FOREIGN_KEYS.param,
        ROW_COUNT.param,
        COUNT.param,
        PK_PREFIX.param,
        EVERY.param,
        ENDS.param,
        AFTER.param,
        rhythm::MOMENTS.param,
        parts::CDC.param,
        logs::FORMAT.param,
        logs::FILENAME.param,
        logs::ORDER.param,
        counted::PARENT.param,
        counted::CHILDREN.param,
    ],
)
.rules(&[
    Rule::AtLeastOne(&["columns", "rows", "from"]),
    Rule::AtMostOne(&["rows", "from", "count"], EXCLUSIVE),
    Rule::Only(&["rows", "from"], When::new("grain", &["per_reference"])),
    Rule::Only(&["row_count_source"], When::new("type", &["event", "fact"])),
    Rule::Only(&["rhythm"], When::new("type", &["event"])),
    Rule::Only(&["parent_table", "children_per_row"], When::new("grain", &["per_parent_row"])),
    Rule::Only(&["log_format", "log_filename", "log_order"], When::new("type", &["event"])),
    Rule::Beside("log_filename", &["log_format"]),
    Rule::Beside("log_order", &["log_format"]),
    Rule::Beside("parent_table", &["children_per_row"]),
    Rule::Beside("children_per_row", &["parent_table"]),
]);

/// Every table, at least one.
pub fn read<'a>(document: &Fields<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Vec<TableSlot<'a>> {
    let items = document.read(&TABLES).unwrap_or_default();
    items.iter().map(|item| TableSlot::new(item, table(item, scope, entities))).collect()
}

fn table<'a>(item: &Field<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let items = fields.read(&COLUMNS).map(Option::unwrap_or_default);
    let mut columns = column_parts::all(items, |item| columns::read(item, scope, entities));
    columns.1 &= !is_unread(&fields);
    if let Some(field) = fields.at(&ROWS) {
        columns = rows::columns(field, columns);
    }
    let primary_key = fields.at(&PRIMARY_KEY).and_then(primary_key);
    let prefix = match fields.at(&PK_PREFIX) {
        Some(field) => prefix(field).map(Some),
        None => Some(None),
    };
    let shape = shape(&fields, &columns.0, scope);
    let stated_keys = fields.read(&FOREIGN_KEYS).flatten().unwrap_or_default();
    let rhythm = parts::rhythm(&fields);
    let changes = parts::changes(&fields);
    let log = logs::read(&fields);
    let (shape, event) = shape?;
    let children = match shape.about().grain == Grain::ParentRow.name() {
        true if fields.at(&counted::PARENT).is_none() && fields.at(&counted::CHILDREN).is_none() => {
            let message = "nothing makes rows for this fact: it needs parent_table and children_per_row";
            fields.place(&GRAIN).error("no-rows", message, Some("as in fct_orders and [1, 5]".to_owned()));
            return None;
        }
        true => Some(counted::children(&fields)?),
        false => None,
    };
    let (mut columns, complete) = columns;
    columns.extend(changes?);
    let table = parts::draft(&fields, name?, shape, (columns, complete), primary_key?)?;
    Some(TableDraft { prefix: prefix?, stated_keys, event, children, rhythm: rhythm?, log: log?, ..table })
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

/// The kind of table, and what makes its events.
fn shape(
    fields: &Fields<'_>,
    columns: &[ColumnDraft<'_>],
    scope: &Scope<'_>,
) -> Option<(Arc<dyn Shape>, Option<EventDraft>)> {
    let (kind, grain) = (fields.read(&TYPE), fields.read(&GRAIN));
    let (count, every) = (fields.read(&COUNT), fields.read(&EVERY));
    let (kind, grain) = (kind?, grain?);
    let shape: Arc<dyn Shape> = match (kind, grain) {
        (TableType::Dim, Grain::Period) => Arc::new(DateDim),
        (TableType::Dim, Grain::Entity) => Arc::new(EntityDim),
        (TableType::Dim, Grain::Reference) => Arc::new(reference_dim::Written {
            count: count?,
            rows: fields.at(&ROWS).and_then(generators::rows::count),
        }),
        (TableType::Dim, Grain::Variable) => Arc::new(sub_entity_dim::Written { per_member: count? }),
        (TableType::Fact, Grain::EntityPeriod) => Arc::new(entity_period_fact::Written),
        (TableType::Fact, Grain::Period) => Arc::new(PeriodFact),
        (TableType::Event, Grain::Variable) => Arc::new(event::Written::EVENT),
        (TableType::Fact, Grain::Variable) => Arc::new(event::Written::FACT),
        (TableType::Fact, Grain::ParentRow) => Arc::new(child_fact::Written),
        (TableType::Dim, Grain::EntityPeriod | Grain::ParentRow)
        | (TableType::Fact, Grain::Entity | Grain::Reference)
        | (
            TableType::Event,
            Grain::Entity | Grain::Period | Grain::Reference | Grain::EntityPeriod | Grain::ParentRow,
        ) => {
            let hint = match kind {
                TableType::Dim => "a dim is per_entity, per_period, per_reference or variable",
                TableType::Fact => "a fact is per_entity_per_period, per_period, variable or per_parent_row",
                TableType::Event => "an event is variable",
            };
            let message = format!("no {} has the grain {}", kind.name(), grain.name());
            fields.place(&GRAIN).error("bad-grain", message, Some(hint.into()));
            return None;
        }
    };
    let about = shape.about();
    let event = match (about.event, about.moment && grain == Grain::Variable) {
        (true, _) => Some(ending(cause(fields, columns, scope, every?)?, parts::ends(fields)?)),
        (false, true) => Some(driver(fields, scope)?),
        (false, false) => None,
    };
    if event.is_none()
        && kind == TableType::Fact
        && let Some(field) = fields.at(&ROW_COUNT)
    {
        let message = "row_count_source belongs to events and to facts whose grain is variable";
        field.error("wrong-place", message, None);
        return None;
    }
    refuse_misplaced(fields, shape.about(), event.as_ref(), count?, every?)?;
    Some((shape, event))
}

/// Keys that only some kinds of table take.
fn refuse_misplaced(
    fields: &Fields<'_>,
    about: &About,
    event: Option<&EventDraft>,
    count: u64,
    every: bool,
) -> Option<()> {
    let counted = matches!(about.referred, Referred::Member | Referred::Listed);
    let count = fields.at(&COUNT).filter(|_| count != 1 && !counted);
    if let Some(field) = count {
        field.error("wrong-place", "count belongs to variable and per_reference dims", None);
    }
    let threshold = matches!(event, Some(EventDraft::Threshold { .. }));
    let every = fields.at(&EVERY).filter(|_| every && !threshold);
    if let Some(field) = every {
        field.error("wrong-place", "every belongs to threshold events", None);
    }
    let ends = fields.at(&ENDS).filter(|_| !threshold && fields.read(&ENDS) == Some(true));
    if let Some(field) = ends {
        field.error("wrong-place", "ends belongs to threshold events", None);
    }
    // Written out as false it may stand in any table.
    let cdc =
        fields.at(&parts::CDC).filter(|_| about.kind != "fact" && fields.read(&parts::CDC) == Some(true));
    if let Some(field) = cdc {
        field.error("wrong-place", "cdc belongs to facts", None);
    }
    (count.is_none() && every.is_none() && ends.is_none() && cdc.is_none()).then_some(())
}

/// The same event, which ends entities so many periods after it.
fn ending(event: EventDraft, ends: Option<u32>) -> EventDraft {
    match event {
        EventDraft::Threshold { metric, rule } => {
            EventDraft::Threshold { metric, rule: ThresholdRule { ends, ..rule } }
        }
        EventDraft::Proportional { .. } | EventDraft::Nothing => event,
    }
}

/// What makes the rows of a fact.
fn driver(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<EventDraft> {
    let Some(source) = fields.at(&ROW_COUNT) else {
        let message = "nothing makes rows for this fact: it needs a row_count_source";
        let hint = "as in proportional:engagement:scale:6".to_owned();
        fields.place(&GRAIN).error("no-rows", message, Some(hint));
        return None;
    };
    match row_sources::read(source, scope.metrics, false)? {
        EventDraft::Threshold { .. } => {
            source.error("wrong-place", "a threshold makes events, not rows of a fact", None);
            None
        }
        draft => Some(draft),
    }
}

fn cause(
    fields: &Fields<'_>,
    columns: &[ColumnDraft<'_>],
    scope: &Scope<'_>,
    every: bool,
) -> Option<EventDraft> {
    let mut conditions =
        columns.iter().filter(|column| column.entry.role == Role::Condition).map(|column| &column.source_at);
    let condition = conditions.next();
    if let Some(second) = conditions.next() {
        let hint = Some("drop one of the columns".to_owned());
        second.error("conflicting-keys", "an event has one threshold", hint);
        return None;
    }
    match (fields.at(&ROW_COUNT), condition) {
        (Some(source), Some(_)) if !source.text()?.starts_with("threshold:") => {
            source.error("conflicting-keys", "a threshold column makes the rows of this event already", None);
            None
        }
        (Some(source), _) | (None, Some(source)) => row_sources::read(source, scope.metrics, every),
        (None, None) => {
            let hint =
                "say row_count_source: proportional:<metric>:scale:<x>, or add a threshold column".to_owned();
            fields.whole.warn("no-rows", "nothing makes rows for this event, so it stays empty", Some(hint));
            Some(EventDraft::Nothing)
        }
    }
}

pub static BRIDGES: Key<Option<Items>> = Key::list("bridges", &Kind::Map(&BRIDGE))
    .optional()
    .doc("Tables of pairs of dimension rows")
    .example("[{ name: br_plans, connects: [dim_branch, dim_plan], cardinality: { min: 0, max: 3 } }]");

words! {
    /// The one type of bridges.
    enum BridgeType { Bridge = "bridge" }
}

const BRIDGE_TYPE: Key<BridgeType> =
    Key::word("type").default_word(BridgeType::Bridge as usize).doc("Always bridge");
const CONNECTS: Key<Unread> =
    Key::of("connects", Kind::Choice("list [left, right]", &[Kind::Tuple(2, &[Kind::Text, Kind::Text])]))
        .doc("Two dimensions; the first has a row per entity")
        .example("[dim_branch, dim_plan]");
const CARDINALITY: Key<Mapping> = Key::map("cardinality", &PARTNERS)
    .doc("Fewest and most partners of a row of the first")
    .example("{ min: 0, max: 3 }");
const TRAJECTORY_DRIVEN: Key<bool> = Key::flag("trajectory_driven")
    .default(true)
    .doc("Whether the number of partners follows the mean position");
static METRICS: Key<Option<Items>> = Key::list("metrics", &Kind::Map(&columns::SECTION))
    .optional()
    .doc("Columns beside the two keys")
    .example("[{ name: usage, dtype: float, source: \"metric:usage\" }]");

pub static BRIDGE: Section = Section::new(
    "engine.bridges",
    "docs/plotsim.md#correlations-stages-bridges",
    "A table of pairs of dimension rows",
    &[
        NAME.param,
        DESCRIPTION.param,
        BRIDGE_TYPE.param,
        CONNECTS.param,
        CARDINALITY.param,
        TRAJECTORY_DRIVEN.param,
        DIRECTED.param,
        METRICS.param,
    ],
);

const MIN: Key<i64> = Key::int("min", 0, i64::MAX).doc("Fewest partners").example("0");
const MAX: Key<i64> = Key::int("max", 1, i64::MAX).doc("Most partners").example("3");

static PARTNERS: Section =
    Section::new("engine.cardinality", "", "Fewest and most partners", &[MIN.param, MAX.param]);

/// Every bridge.
pub fn bridges<'a>(document: &Fields<'a>, scope: &Scope<'_>) -> Vec<TableSlot<'a>> {
    let items = document.read(&BRIDGES).flatten().unwrap_or_default();
    items.iter().map(|item| TableSlot::new(item, pairs(item, scope))).collect()
}

fn pairs<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<TableDraft<'a>> {
    let fields = item.fields(&BRIDGE)?;
    fields.read(&BRIDGE_TYPE);
    let name = fields.at(&NAME).and_then(names::identifier);
    let ends = fields.at(&CONNECTS).and_then(|field| field.tuple(2, 2, "[left, right]"));
    let partners = fields.read(&CARDINALITY).and_then(|own| {
        let (min, max) = (own.read(&MIN), own.read(&MAX));
        partners::check(&own.whole, min?, max?)
    });
    let (trajectory_driven, directed) = (fields.read(&TRAJECTORY_DRIVEN), fields.read(&DIRECTED));
    let items = fields.read(&METRICS).map(Option::unwrap_or_default);
    // Bridges hold no pools, so these entities are never touched.
    let mut none = Entities { runs: Vec::new(), pools: Vec::new(), by_name: Default::default() };
    let columns = column_parts::all(items, |item| columns::read(item, scope, &mut none));
    let mut ends = ends?.into_iter();
    let (left, right) = (ends.next()?, ends.next()?);
    let bridge = BridgeDraft {
        left,
        right,
        partners: partners?,
        partners_at: fields.at(&CARDINALITY)?.clone(),
        trajectory_driven: trajectory_driven?,
        directed: directed?,
    };
    let table = parts::draft(&fields, name?, Arc::new(bridge::Written), columns, Vec::new())?;
    Some(TableDraft { bridge: Some(bridge), ..table })
}
