//! Columns of the engine form.

use super::entities::Entities;
use super::sources;
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section, When};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::plotsim::draft::{ColumnDraft, Dtype, SourceDraft};
use crate::plotsim::lexicons;
use crate::plotsim::model::PoolPick;
use crate::plotsim::parts::columns::{self, DESCRIPTION, NAME, PII_NOTE, UNIQUE};
use crate::plotsim::parts::later::{self, Later};
use crate::plotsim::parts::{names, scalar};
use crate::words;

words! {
    /// Types of values, those of later releases included.
    enum Type {
        Int = "int",
        Float = "float",
        String = "string",
        Date = "date",
        Boolean = "boolean",
        Id = "id",
        Struct = "struct",
        Array = "array",
    }
}

const DTYPE: Key<Type> = Key::word("dtype").doc("Type of its values");
const SOURCE: Key<&str> =
    Key::known("source", &lexicons::SOURCE).doc("What fills it").example("\"metric:usage\"");
static DISTRIBUTION: Key<Option<Unread>> = Key::of(
    "distribution",
    Kind::Choice("uniform, or mapping {weights}", &[Kind::Word(UNIFORM), Kind::Map(&WEIGHTED)]),
)
.otherwise("uniform")
.doc("How often a foreign key names each row")
.example("{ weights: { r-001: 3, r-002: 1 } }");
const OUTSIDE: Key<bool> =
    Key::flag("allow_outside_window").default(false).doc("Whether dates outside the window are meant");
const VALUE_POOL: Key<Option<Unread>> = Key::of("value_pool", Kind::MapOf(&Kind::SomeOf(&Kind::Scalar)))
    .optional()
    .doc("The texts of each entity, for source: pool:<name>")
    .example("{ harbour: [north, south] }");
const POOLED: When = When::new("source", &["pool:"]);

pub static SECTION: Section = Section::new(
    "engine.columns",
    "docs/plotsim.md#what-can-fill-a-column",
    "A column of a table",
    &[
        NAME.param,
        DTYPE.param,
        SOURCE.param,
        DESCRIPTION.param,
        PII_NOTE.param,
        DISTRIBUTION.param,
        OUTSIDE.param,
        VALUE_POOL.param,
        UNIQUE.param,
        later::VERSIONS.key("scd_type2"),
        later::NARRATIVES.key("narrative"),
        later::STRUCTS.key("nested_schema"),
        later::ARRAYS.key("array_element_type"),
        later::ARRAYS.key("array_length"),
    ],
)
.rules(&[
    Rule::Needs(POOLED, &["value_pool"]),
    Rule::Only(&["value_pool"], POOLED),
    Rule::Only(&["distribution"], When::new("source", &["fk:"])),
]);

/// The word for even weights.
const UNIFORM: &[&str] = &["uniform"];
const WEIGHTS: Key<Unread> = Key::of("weights", Kind::Weights)
    .doc("Weight of each key of the parent")
    .example("{ r-001: 3, r-002: 1 }");

/// A foreign key's `distribution` as a mapping.
static WEIGHTED: Section =
    Section::new("engine.distribution", "", "How often a foreign key names each row", &[WEIGHTS.param]);

/// What a column may name.
pub struct Scope<'s> {
    pub metrics: &'s [&'s str],
    /// The last day of the window, as days since 1970-01-01.
    pub today: i32,
}

/// Reads a column of a table.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Option<ColumnDraft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let dtype = dtype(&fields);
    let unique = fields.read(&UNIQUE);
    let source = source(&fields, unique.unwrap_or(false), dtype, scope, entities);
    let weights = fields.at(&DISTRIBUTION).map_or(Some(Vec::new()), weights);
    if let (Some(source), Some(unique)) = (&source, unique) {
        columns::check_unique(&fields, unique, source)?;
    }
    let description = fields.read(&DESCRIPTION);
    let pii_note = fields.read(&PII_NOTE);
    let allow_outside_window = fields.read(&OUTSIDE);
    Some(ColumnDraft {
        name: name?.to_owned(),
        at: item.clone(),
        source_at: fields.at(&SOURCE)?.clone(),
        source: source?,
        dtype: Some(dtype?),
        weights: weights?,
        description: description?.map(str::to_owned),
        pii_note: pii_note?.map(str::to_owned),
        allow_outside_window: allow_outside_window?,
        added: false,
    })
}

fn dtype(fields: &Fields<'_>) -> Option<Dtype> {
    let refuse = |name: &str, feature: Later| {
        fields.place(&DTYPE).not_supported(name, feature.today);
        None
    };
    match fields.read(&DTYPE)? {
        Type::Int => Some(Dtype::Int),
        Type::Float => Some(Dtype::Float),
        Type::String => Some(Dtype::String),
        Type::Date => Some(Dtype::Date),
        Type::Boolean => Some(Dtype::Boolean),
        Type::Id => Some(Dtype::Id),
        Type::Struct => refuse("struct", later::STRUCTS),
        Type::Array => refuse("array", later::ARRAYS),
    }
}

fn source<'a>(
    fields: &Fields<'a>,
    unique: bool,
    dtype: Option<Dtype>,
    scope: &Scope<'_>,
    entities: &mut Entities<'a>,
) -> Option<SourceDraft> {
    let field = fields.at(&SOURCE)?;
    let (head, name, at) = sources::split(field.text()?);
    let pool = fields.at(&VALUE_POOL);
    if head == "pool" {
        return pooled(field, name, at, pool, dtype, entities);
    }
    match (sources::read(field, unique, scope)?, dtype) {
        (SourceDraft::IntRange { min, max }, Some(Dtype::Float)) => {
            Some(SourceDraft::FloatRange { min: min as f64, max: max as f64 })
        }
        (SourceDraft::FloatRange { .. }, Some(Dtype::Int)) => {
            field.error("wrong-type", "a range of whole numbers needs whole ends", None);
            None
        }
        (SourceDraft::IntRange { .. } | SourceDraft::FloatRange { .. }, Some(other))
            if !matches!(other, Dtype::Int | Dtype::Float) =>
        {
            field.error("wrong-type", "a range gives numbers, so dtype must be int or float", None);
            None
        }
        (source, _) => Some(source),
    }
}

/// Reads `pool:<name>[:uniform|:trajectory]` and hands each entity its texts.
fn pooled<'a>(
    field: &Field<'a>,
    tail: &str,
    at: usize,
    pool: Option<&Field<'a>>,
    dtype: Option<Dtype>,
    entities: &mut Entities<'a>,
) -> Option<SourceDraft> {
    let (name, pick) = match tail.rsplit_once(':') {
        Some((name, "uniform")) => (name, PoolPick::Uniform),
        Some((name, "trajectory")) => (name, PoolPick::Trajectory),
        Some((name, other)) => {
            let hint = suggest::hint(other, ["uniform", "trajectory"]);
            field.error_within(
                at + name.len() + 1,
                "bad-source",
                format!("'{other}' is not a way to pick"),
                hint,
            );
            return None;
        }
        None => (tail, PoolPick::Uniform),
    };
    let pool = pool?;
    let mut lists: Vec<Option<Vec<String>>> = vec![None; entities.runs.len()];
    let mut complete = true;
    for (entity, texts) in pool.entries()? {
        let Some(run) = entities.by_name.get(entity) else {
            let hint = suggest::closest(entity, entities.by_name.keys().copied())
                .map(|name| format!("did you mean '{name}'?"));
            texts.error("unknown-entity", format!("unknown entity '{entity}'"), hint);
            complete = false;
            continue;
        };
        lists[*run] = scalar::texts(&texts);
        complete &= lists[*run].is_some();
    }
    let named = |run: usize| entities.by_name.get(entities.runs[run].name) == Some(&run);
    let missing =
        entities.runs.iter().enumerate().find(|(run, _)| complete && lists[*run].is_none() && named(*run));
    if let Some((_, draft)) = missing.filter(|(_, draft)| !draft.name.is_empty()) {
        pool.error("missing-key", format!("the entity '{}' has no texts", draft.name), None);
        return None;
    }
    if !complete {
        return None;
    }
    // Entities of one name share the texts of that name.
    for run in 0..lists.len() {
        if lists[run].is_none()
            && let Some(first) = entities.by_name.get(entities.runs[run].name)
        {
            lists[run] = lists[*first].clone();
        }
    }
    let texts = || lists.iter().flatten().flatten();
    let whole = (dtype == Some(Dtype::Int))
        .then(|| ColumnType::of_whole_numbers(texts().map(|text| text.parse().ok())));
    let index = entities.pools.len();
    entities.pools.push(name.to_owned());
    for (draft, list) in entities.runs.iter_mut().zip(lists) {
        if let Some(run) = &mut draft.run {
            run.pools.push(list.unwrap_or_default());
        }
    }
    Some(SourceDraft::Pool { pool: index, pick, whole: whole.flatten() })
}

/// `uniform`, or `{weights: {key: weight}}`.
fn weights<'a>(field: &Field<'a>) -> Option<Vec<(String, f64, Field<'a>)>> {
    if let Value::Text(_) = field.node.value {
        return field.word(UNIFORM).map(|_| Vec::new());
    }
    let fields = field.fields(&WEIGHTED)?;
    let map = fields.at(&WEIGHTS)?;
    let entries = map.entries()?;
    let read = |(key, at): (&'a str, Field<'a>)| {
        at.float(Interval::NOT_NEGATIVE).map(|weight| (key.to_owned(), weight, at))
    };
    let weights =
        entries.into_iter().map(read).collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
    if weights.iter().map(|(_, weight, _)| weight).sum::<f64>() <= 0.0 {
        map.error("bad-weights", "needs at least one weight above 0", None);
        return None;
    }
    Some(weights)
}
