//! Columns of the engine form.

use super::entities::Entities;
use super::sources;
use crate::config::node::Value;
use crate::config::param::Interval;
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::plotsim::draft::{ColumnDraft, Dtype, SourceDraft};
use crate::plotsim::model::PoolPick;
use crate::plotsim::parts::{names, scalar};
use crate::plotsim::vocabulary;

/// What a column may name.
pub struct Scope<'s> {
    pub metrics: &'s [&'s str],
    /// The last day of the window, as days since 1970-01-01.
    pub today: i32,
}

/// Reads a column of a table.
pub fn read<'a>(item: &Field<'a>, scope: &Scope<'_>, entities: &mut Entities<'a>) -> Option<ColumnDraft<'a>> {
    let fields = item.fields(&vocabulary::engine::COLUMN)?;
    let name = fields.get("name").and_then(names::identifier);
    let dtype = fields.get("dtype").and_then(dtype);
    let unique = fields.bool_or("unique", false);
    let source = source(&fields, unique.unwrap_or(false), dtype, scope, entities);
    let weights = fields.get("distribution").map_or(Some(Vec::new()), weights);
    if let (Some(source), Some(true)) = (&source, unique)
        && !matches!(source, SourceDraft::Faker(_))
        && let Some(field) = fields.get("unique")
    {
        field.error("wrong-place", "unique belongs to faker sources", None);
        return None;
    }
    let pii_note = names::pii_note(&fields);
    let allow_outside_window = fields.bool_or("allow_outside_window", false);
    Some(ColumnDraft {
        name: name?.to_owned(),
        at: item.clone(),
        source_at: fields.get("source")?.clone(),
        source: source?,
        dtype: Some(dtype?),
        weights: weights?,
        pii_note: pii_note?,
        allow_outside_window: allow_outside_window?,
        added: false,
    })
}

fn dtype(field: &Field<'_>) -> Option<Dtype> {
    const TYPES: [Dtype; 6] =
        [Dtype::Int, Dtype::Float, Dtype::String, Dtype::Date, Dtype::Boolean, Dtype::Id];
    let word = field.word(vocabulary::engine::DTYPE)?;
    if word >= TYPES.len() {
        field.not_supported(vocabulary::engine::DTYPE[word]);
    }
    TYPES.get(word).copied()
}

fn source<'a>(
    fields: &Fields<'a>,
    unique: bool,
    dtype: Option<Dtype>,
    scope: &Scope<'_>,
    entities: &mut Entities<'a>,
) -> Option<SourceDraft> {
    let field = fields.get("source")?;
    let (head, name, at) = sources::split(field.text()?);
    let pool = fields.get("value_pool");
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
            texts.error("unknown-entity", format!("'{entity}' is not an entity of this config"), hint);
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
        return field.word(&["uniform"]).map(|_| Vec::new());
    }
    let fields = field.fields(&vocabulary::engine::WEIGHTS)?;
    let map = fields.get("weights")?;
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
