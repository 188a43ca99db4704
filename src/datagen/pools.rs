//! Reading linked pools.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::MOST_COLUMNS;
use crate::config::Overrides;
use crate::config::key::{Items, Key, Unread};
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields, counted};
use crate::config::suggest;
use crate::facts::{Facts, Tie};
use crate::generators::peers::Names;
use crate::generators::pool::{Pool, PoolField, PoolShape};
use crate::generators::scope::{Place, Scope};
use crate::generators::{self, Column};

/// Most entries of a linked pool: its layout is held in memory, four bytes an entry.
const LARGEST_POOL: i64 = 100_000_000;
/// Most entries that are written out.
const MOST_TUPLES: usize = 100_000;

pub static POOLS: Key<Option<Items>> =
    Key::list("linked_pools", &Kind::Map(&POOL_SECTION))
    .optional()
    .doc("Pools of values that are drawn together")
    .example("[{ name: device_user, pool_size: 500, shapes: [{ weight: 1, fields: { device_id: { type: uuid } } }] }]");

const NAME: Key<&str> =
    Key::text("name").doc("Name by which linked_choice knows the pool").example("device_user");
const POOL_SIZE: Key<Option<i64>> = Key::int("pool_size", 1, LARGEST_POOL)
    .otherwise("as many as tuples")
    .doc("Number of entries that shapes make, whatever the scale")
    .example("500");
const SEED: Key<Option<u64>> =
    Key::seed("seed").otherwise("from the dataset").doc("Seed of this pool alone").example("7");
static SHAPES: Key<Option<Items>> = Key::some("shapes", &Kind::Map(&SHAPE_SECTION))
    .optional()
    .doc("Ways of making entries")
    .example("[{ weight: 1, fields: { device_id: { type: uuid } } }]");

static TUPLES: Key<Option<Items>> = Key::some("tuples", &Kind::MapOf(&Kind::Cell))
    .optional()
    .doc("The entries themselves, instead of shapes: what each field has")
    .example("[{ plan: free, seats: 1 }, { plan: team, seats: 10 }]");
static WEIGHTS: Key<Option<Items>> = Key::list("weights", &Kind::Float(Interval::NOT_NEGATIVE))
    .otherwise("all alike")
    .doc("How often each of the tuples is picked, relative to the others")
    .example("[3, 1]");

const INSTEAD: &str = "exclude each other";

static POOL_SECTION: Section = Section::new(
    "datagen.linked_pools",
    "docs/datagen.md#linked-pools",
    "Values that are drawn together",
    &[NAME.param, POOL_SIZE.param, SEED.param, SHAPES.param, TUPLES.param, WEIGHTS.param],
)
.rules(&[
    Rule::AtLeastOne(&["shapes", "tuples"]),
    Rule::AtMostOne(&["shapes", "tuples"], INSTEAD),
    Rule::AtMostOne(&["pool_size", "tuples"], INSTEAD),
    Rule::AtMostOne(&["seed", "tuples"], INSTEAD),
    Rule::Beside("shapes", &["pool_size"]),
    Rule::Beside("weights", &["tuples"]),
]);

const WEIGHT: Key<f64> = Key::float("weight", Interval::POSITIVE)
    .doc("How often this shape is drawn, relative to the others")
    .example("1");
const EMIT: Key<i64> = Key::int("emit", 1, 1_000_000).default(1).doc("Entries one draw of this shape makes");
const STICKY: Key<Option<Items>> = Key::list("sticky", &Kind::Text)
    .optional()
    .doc("Fields drawn once for all entries of a draw")
    .example("[user_id]");
const FIELDS: Key<Unread> =
    Key::of("fields", Kind::Generators).doc("What fills each field").example("{ device_id: { type: uuid } }");

static SHAPE_SECTION: Section = Section::new(
    "datagen.shapes",
    "",
    "A way of making entries of a pool",
    &[WEIGHT.param, EMIT.param, STICKY.param, FIELDS.param],
);

/// The linked pools of a dataset.
pub fn read(field: &Field<'_>, scope: &Scope<'_>, overrides: Overrides) -> Option<Vec<Pool>> {
    let items = field.few_items(MOST_COLUMNS)?;
    let pools: Vec<Option<Pool>> = items.iter().map(|item| pool(item, scope, overrides)).collect();
    let pools: Vec<Pool> = pools.into_iter().collect::<Option<_>>()?;
    let mut names = BTreeSet::new();
    for (pool, item) in pools.iter().zip(&items) {
        if !names.insert(&pool.name) {
            let message = format!("another linked pool is called '{}'", pool.name);
            item.error("duplicate-name", message, None);
        }
    }
    Some(pools)
}

fn pool(item: &Field<'_>, scope: &Scope<'_>, overrides: Overrides) -> Option<Pool> {
    let fields = item.fields(&POOL_SECTION)?;
    if let Some(tuples) = fields.at(&TUPLES) {
        return written_out(&fields, tuples);
    }
    let (name, size) = (fields.read(&NAME), fields.read(&POOL_SIZE).map(|size| size.unwrap_or(1)));
    let seed = fields.read(&SEED)?;
    let scope = Scope { items: size.unwrap_or(1) as u64, place: Place::PoolEntry, ..scope.at(item) };
    let shape_items = fields.read(&SHAPES)??;
    let drafts: Vec<Option<ShapeDraft>> = shape_items.iter().map(|item| shape(item, &scope)).collect();
    let drafts: Vec<ShapeDraft> = drafts.into_iter().collect::<Option<_>>()?;
    let names = drafts[0].names.clone();
    for (draft, item) in drafts.iter().zip(&shape_items) {
        if draft.names != names {
            let (own, first) = (draft.names.join(", "), names.join(", "));
            let message = format!("the fields are {own}, but those of the first shape are {first}");
            item.error(
                "different-fields",
                message,
                Some("every shape names the same fields in the same order".into()),
            );
            return None;
        }
    }
    let fields = pool_fields(&drafts, &shape_items)?;
    let shapes = drafts.into_iter().map(|ShapeDraft { weight, emit, sticky, columns, .. }| {
        let fields = columns.into_iter().map(|column| column.generator).collect();
        PoolShape { weight, emit, sticky, fields }
    });
    // A seed given with the call replaces every seed of the file.
    Some(Pool {
        name: name?.to_owned(),
        size: size? as u64,
        seed: seed.filter(|_| overrides.seed.is_none()),
        weights: None,
        shapes: shapes.collect(),
        fields,
    })
}

/// A pool whose entries are written out.
fn written_out(fields: &Fields<'_>, tuples: &Field<'_>) -> Option<Pool> {
    let name = fields.read(&NAME);
    tuples.few_items(MOST_TUPLES)?;
    let rows = tuples.some_items()?;
    let weights = weights(fields, rows.len());
    let entries: Vec<Option<Vec<(&str, Field<'_>)>>> = rows.iter().map(Field::entries).collect();
    let entries: Vec<Vec<(&str, Field<'_>)>> = entries.into_iter().collect::<Option<_>>()?;
    let first = entries.first()?;
    if first.is_empty() {
        rows.first()?.error("missing-key", "has no fields, but must have at least one", None);
        return None;
    }
    let names = |tuple: &[(&str, Field<'_>)]| -> BTreeSet<String> {
        tuple.iter().map(|(name, _)| (*name).to_owned()).collect()
    };
    let all = names(first);
    let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let mut complete = true;
    for (tuple, row) in entries.iter().zip(&rows) {
        let own = names(tuple);
        if own != all {
            let message =
                format!("the fields are {}, but those of the first tuple are {}", list(&own), list(&all));
            let hint = "every tuple names the same fields; write null where there is nothing".to_owned();
            row.error("different-fields", message, Some(hint));
            complete = false;
        }
    }
    if !complete {
        return None;
    }
    let weights = weights?;
    let column = |name: &str| -> Option<Column> {
        let cells: Vec<Field<'_>> = entries
            .iter()
            .filter_map(|tuple| tuple.iter().find(|(own, _)| *own == name).map(|(_, field)| field.clone()))
            .collect();
        let generator = generators::tuples::generator(name, &cells, &weights)?;
        Some(Column { name: name.to_owned(), generator })
    };
    let columns: Vec<Option<Column>> = first.iter().map(|(name, _)| column(name)).collect();
    let columns: Vec<Column> = columns.into_iter().collect::<Option<_>>()?;
    let field = |column: &Column| PoolField { name: column.name.clone(), facts: column.facts().clone() };
    let fields = columns.iter().map(field).collect();
    let sticky = vec![false; columns.len()];
    let made = columns.into_iter().map(|column| column.generator).collect();
    Some(Pool {
        name: name?.to_owned(),
        size: rows.len() as u64,
        seed: None,
        weights: Some(weights),
        shapes: vec![PoolShape { weight: 1.0, emit: 1, sticky, fields: made }],
        fields,
    })
}

/// How often each of so many tuples is picked.
fn weights(fields: &Fields<'_>, tuples: usize) -> Option<Vec<f64>> {
    let Some(field) = fields.at(&WEIGHTS) else { return Some(vec![1.0; tuples]) };
    let items = field.few_items(MOST_TUPLES)?;
    if items.len() != tuples {
        let message =
            format!("has {}, but there are {}", counted(items.len(), "weight"), counted(tuples, "tuple"));
        field.error("bad-weights", message, Some("write one weight for each tuple".to_owned()));
        return None;
    }
    let weights: Vec<Option<f64>> = items.iter().map(|item| item.float(Interval::NOT_NEGATIVE)).collect();
    let weights: Vec<f64> = weights.into_iter().collect::<Option<_>>()?;
    let total: f64 = weights.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        field.error("bad-weights", "must have a positive, finite sum", None);
        return None;
    }
    Some(weights)
}

/// Each field has one type in all shapes, and may be null if it may be null in any.
fn pool_fields(drafts: &[ShapeDraft<'_>], items: &[Field<'_>]) -> Option<Vec<PoolField>> {
    let mut fields = Vec::new();
    for (index, name) in drafts[0].names.iter().enumerate() {
        let all: Vec<&Facts> = drafts.iter().map(|draft| draft.columns[index].facts()).collect();
        if let Some(other) = all.iter().position(|facts| facts.kind != all[0].kind) {
            let (own, first) = (all[other].kind.sql(), all[0].kind.sql());
            let message = format!("field '{name}' is {own} here, but {first} in the first shape");
            let hint = "give it the same type in every shape".to_owned();
            items[other].error("different-types", message, Some(hint));
            return None;
        }
        let facts = Facts::either(&all);
        if let Some(message) = facts.extent.excess() {
            items[0].error("too-large", message, None);
            return None;
        }
        fields.push(PoolField { name: (*name).to_owned(), facts });
    }
    Some(fields)
}

/// A shape and what its pool must know of it.
struct ShapeDraft<'a> {
    names: Vec<&'a str>,
    weight: f64,
    emit: u32,
    sticky: Vec<bool>,
    columns: Vec<Column>,
}

fn shape<'a>(item: &Field<'a>, scope: &Scope<'_>) -> Option<ShapeDraft<'a>> {
    let fields = item.fields(&SHAPE_SECTION)?;
    let (weight, emit) = (fields.read(&WEIGHT), fields.read(&EMIT));
    let entries = fields.at(&FIELDS)?.entries()?;
    let known = Names::of_fields(&entries);
    let mut columns: Vec<Column> = Vec::new();
    for (at, (name, field)) in entries.iter().enumerate() {
        let peers = known.at(at, &columns);
        columns.extend(generators::column(
            name,
            field,
            &Scope { place: Place::PoolEntry, peers, ..scope.at(field) },
        ));
    }
    if entries.is_empty() {
        fields.at(&FIELDS)?.broken("empty-mapping", "is empty, but must name at least one field", None);
        return None;
    }
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    let places: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    let mut sticky = vec![false; names.len()];
    for field in fields.read(&STICKY)?.unwrap_or_default() {
        let name = field.text()?;
        match places.get(name) {
            Some(index) => sticky[*index] = true,
            None => {
                let hint = suggest::hint(name, names.iter().copied());
                field.error("unknown-field", format!("'{name}' is not a field of this shape"), hint);
                return None;
            }
        }
    }
    if columns.len() < names.len() {
        return None;
    }
    for (field, other) in columns.iter().enumerate().flat_map(|(field, _)| bound(&columns, field)) {
        if sticky[field] != sticky[other] {
            let (one, two) = if sticky[field] { (field, other) } else { (other, field) };
            let message =
                format!("'{}' is sticky and '{}' is not, but they are made together", names[one], names[two]);
            fields.at(&STICKY)?.error("half-sticky", message, Some("list both or neither".to_owned()));
            return None;
        }
    }
    Some(ShapeDraft { names, weight: weight?, emit: emit? as u32, sticky, columns })
}

/// The earlier fields that one hangs on, or shares a draw with, each beside it.
fn bound(columns: &[Column], field: usize) -> Vec<(usize, usize)> {
    let other = |tie: &Tie| match tie {
        Tie::Column(other) => Some(*other),
        Tie::Draw { .. } => columns[..field].iter().position(|column| column.facts().ties.contains(tie)),
    };
    columns[field].facts().ties.iter().filter_map(other).map(|other| (field, other)).collect()
}
