//! A foreign key as it is written: the table it names, which of its rows, and by what weights.

use std::sync::Arc;

use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::facts::rows::{OfEntity, Referred};
use crate::plotsim::draft::source::{Entry, Reading, Role, Standing, Written};
use crate::plotsim::draft::{Catalog, Reference, SourceDraft};
use crate::plotsim::model::{ForeignKey, Pick, Source, Weights};
use crate::plotsim::parts::later;
use crate::plotsim::sources::version::is_row;

const DOC: &str = "The key of another table's row";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open("ref.<table>", "^ref\\.[\\s\\S]", "ref.dim_date", DOC, |reading| {
        let (table, table_byte) = (reading.tail.to_owned(), reading.at);
        Some(Arc::new(To(Reference { table, table_byte, column: None })))
    })],
    engine: &[Written::open("fk:<table>.<column>", "^fk:[^.]+\\.[\\s\\S]", "fk:dim_plan.plan_id", DOC, read)],
    what: "a foreign key",
    role: Role::Reference,
    unique: false,
    stands: |about| !about.pair && !about.calendar,
    hint: Some("a bridge has its two keys of itself"),
};

pub static DISTRIBUTION: Key<Option<Unread>> = Key::of(
    "distribution",
    Kind::Choice("uniform, or mapping {weights}", &[Kind::Word(UNIFORM), Kind::Map(&WEIGHTED)]),
)
.otherwise("uniform")
.doc("How often a foreign key names each row")
.example("{ weights: { r-001: 3, r-002: 1 } }");

/// The word for even weights.
const UNIFORM: &[&str] = &["uniform"];
const WEIGHTS: Key<Unread> = Key::of("weights", Kind::Weights)
    .doc("Weight of each key of the parent")
    .example("{ r-001: 3, r-002: 1 }");

/// A foreign key's `distribution` as a mapping.
static WEIGHTED: Section =
    Section::new("engine.distribution", "", "How often a foreign key names each row", &[WEIGHTS.param]);

/// Reads `uniform`, or `{weights: {key: weight}}`.
pub fn weights<'a>(field: &Field<'a>) -> Option<Vec<(String, f64, Field<'a>)>> {
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

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let (tail, table_byte) = (reading.tail, reading.at);
    match tail.split_once('.') {
        Some((table, column)) if !table.is_empty() && !column.is_empty() => {
            let column = Some((column.to_owned(), table_byte + table.len() + 1));
            Some(Arc::new(To(Reference { table: table.to_owned(), table_byte, column })))
        }
        _ => reading.bad(table_byte, &format!("'{tail}' is not <table>.<column>")),
    }
}

/// A foreign key to a column of another table.
#[derive(Debug)]
pub struct To(pub Reference);

impl To {
    /// A foreign key to a table's own key, which stands nowhere in the config.
    pub fn table(name: &str) -> To {
        To(Reference { table: name.to_owned(), table_byte: 0, column: None })
    }
}

impl SourceDraft for To {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        column.settled(resolve(column, &self.0)?)
    }

    fn target(&self) -> Option<&Reference> {
        Some(&self.0)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        column.about.is_each_period()
    }
}

fn resolve(column: &Standing<'_, '_>, reference: &Reference) -> Option<ForeignKey> {
    let (catalog, source_at) = (column.catalog, &column.draft.source_at);
    let target = find_table(catalog, source_at, reference)?;
    let pick = pick(column, target, reference)?;
    let place = find_column(catalog, target, source_at, reference)?;
    let table = catalog.table(target)?;
    let parent = &table.columns[place];
    let key = Standing::new(catalog, target, parent)?;
    let Some(keys) = parent.source.keys() else {
        let message =
            format!("'{}.{}' is not a key, so it cannot be referred to", reference.table, parent.name);
        let hint = Some("refer to the primary key".to_owned());
        source_at.error_within(reference.table_byte, "not-a-key", message, hint);
        return None;
    };
    let kind = keys.kind(&key)?;
    if !table.primary_key.iter().any(|(name, _)| *name == parent.name) {
        let message = format!(
            "'{}.{}' is not the primary key, so a value may stand for several rows",
            table.name, parent.name
        );
        source_at.warn("not-a-key", message, None);
    }
    let pick = match pick {
        Pick::Any(_) => Pick::Any(by_row(column, &key)?),
        pick => {
            if let Some((_, _, at)) = column.draft.weights.first() {
                at.warn("no-effect", "weights have no effect here: the row says which key it has", None);
            }
            pick
        }
    };
    Some(ForeignKey { table: target, column: place, kind, pick })
}

fn find_table(catalog: &Catalog<'_, '_>, source_at: &Field<'_>, reference: &Reference) -> Option<usize> {
    let found = catalog.find(&reference.table);
    if found.is_none() {
        let hint = suggest::hint(&reference.table, catalog.names());
        let message = format!("'{}' is not a table of this config", reference.table);
        source_at.error_within(reference.table_byte, "unknown-table", message, hint);
    }
    found
}

fn find_column(
    catalog: &Catalog<'_, '_>,
    target: usize,
    source_at: &Field<'_>,
    reference: &Reference,
) -> Option<usize> {
    let table = catalog.table(target)?;
    let (name, byte) = match &reference.column {
        Some((name, byte)) => (name.as_str(), *byte),
        None => (table.primary_key.first()?.0.as_str(), reference.table_byte),
    };
    let found = table.columns.iter().position(|column| column.name == name);
    if found.is_none() && table.complete {
        let hint =
            suggest::hint(name, table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>());
        let message = format!("'{name}' is not a column of table '{}'", table.name);
        source_at.error_within(byte, "unknown-column", message, hint);
    }
    found
}

/// Which rows of `target` a row of the column's table may name.
fn pick(column: &Standing<'_, '_>, target: usize, reference: &Reference) -> Option<Pick> {
    let refuse = |message: String, hint: Option<&str>| {
        let hint = hint.map(str::to_owned);
        column.draft.source_at.error_within(reference.table_byte, "wrong-place", message, hint);
        None
    };
    let (about, name) = (column.about, &reference.table);
    let any = Some(Pick::Any(Weights::Uniform));
    match column.catalog.about(target)?.referred {
        Referred::Fact => {
            column.draft.source_at.not_supported("a foreign key to a fact or event", later::FACT_KEY.today);
            None
        }
        Referred::Pair => refuse(format!("'{name}' is a bridge, whose rows have no key"), None),
        Referred::Period if about.period => Some(Pick::Period),
        Referred::Entity | Referred::Member | Referred::Listed if about.is_each_period() => refuse(
            format!("{} has no row of '{name}'", about.what),
            Some("it can only refer to a date dimension"),
        ),
        Referred::Entity if about.is_entity_in_period() => Some(Pick::Entity),
        Referred::Entity if about.entity == OfEntity::Member => Some(Pick::Parent),
        Referred::Member if about.entity == OfEntity::Nobody => {
            refuse(format!("'{name}' belongs to entities, but rows of this table have none"), None)
        }
        Referred::Member if column.table == target => {
            refuse(format!("'{name}' cannot refer to itself"), None)
        }
        Referred::Member => Some(Pick::OwnMember),
        Referred::Period | Referred::Entity | Referred::Listed => any,
    }
}

/// How often each row of the key's table is picked.
fn by_row(column: &Standing<'_, '_>, key: &Standing<'_, '_>) -> Option<Weights> {
    if column.draft.weights.is_empty() {
        return Some(Weights::Uniform);
    }
    let mut rows = Vec::with_capacity(column.draft.weights.len());
    let mut complete = true;
    for (text, weight, at) in &column.draft.weights {
        match key.row_of(text) {
            Some(row) if *weight > 0.0 => rows.push((row, *weight)),
            Some(_) => {}
            None => {
                let name = &column.catalog.slots[key.table].name;
                let message = format!("no row of '{name}' has the key '{text}'");
                at.error("unknown-key-value", message, key.keys_hint());
                complete = false;
            }
        }
    }
    rows.sort_by_key(|(row, _)| *row);
    complete.then_some(Weights::ByRow(rows))
}

pub static END: Entry = Entry {
    builder: &[],
    engine: &[],
    what: "the end of a bridge",
    role: Role::Reference,
    unique: false,
    stands: |about| about.pair,
    hint: None,
};

/// One end of a bridge, which has its two keys of itself.
#[derive(Debug)]
pub struct End {
    pub right: bool,
}

impl SourceDraft for End {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let catalog = column.catalog;
        let bridge = catalog.table(column.table)?.bridge.as_ref()?;
        let table = catalog.find(if self.right { &bridge.right } else { &bridge.left }.text()?)?;
        let parent = catalog.table(table)?;
        let (name, _) = parent.primary_key.first()?;
        // Pairs are of the current versions.
        let version = parent.columns.iter().position(is_row);
        let place = version.or(parent.columns.iter().position(|column| column.name == *name))?;
        let key = Standing::new(catalog, table, &parent.columns[place])?;
        let kind = key.draft.source.keys()?.kind(&key)?;
        let pick = if self.right { Pick::Right } else { Pick::Left };
        Some(Arc::new(ForeignKey { table, column: place, kind, pick }))
    }
}
