//! A foreign key as it is written: the table it names, which of its rows, and by what weights.

use std::sync::Arc;

use super::outer;

use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::facts::rows::{OfEntity, Referred};
use crate::plotsim::draft::source::{Entry, Reading, Role, Standing, Written};
use crate::plotsim::draft::{Catalog, Choice, Reference, SourceDraft, TableDraft};
use crate::plotsim::kinds::child_fact;
use crate::plotsim::model::{ForeignKey, OwnRow, Pick, Same, SharedBy, Source, Weights};
use crate::plotsim::parts::columns::UNIQUE;
use crate::plotsim::sources::version::is_row;
use crate::words;

const DOC: &str = "The key of another table's row";

pub static ENTRY: Entry = Entry {
    builder: &[Written::open("ref.<table>", "^ref\\.[\\s\\S]", "ref.dim_date", DOC, |reading| {
        let (table, table_byte) = (reading.tail.to_owned(), reading.at);
        let asked = asked(reading)?;
        Some(Arc::new(To { reference: Reference { table, table_byte, column: None }, asked }))
    })],
    engine: &[Written::open("fk:<table>.<column>", "^fk:[^.]+\\.[\\s\\S]", "fk:dim_plan.plan_id", DOC, read)],
    what: "a foreign key",
    role: Role::Reference,
    unique: true,
    stands: |about| !about.pair && !about.calendar,
    hint: Some("a bridge has its two keys of itself"),
};

words! {
    /// Which of an entity's rows a key of a fact or event may name.
    pub enum When { Before = "before_or_same", Any = "any" }
}

/// Keys of columns that refer to facts or events.
pub const WHEN: Key<Option<When>> = Key::word("when").otherwise("before_or_same").doc(
    "Of a key of a fact or event: whether the row it names is of the same or an earlier period, or of any",
);
pub const REQUIRED: Key<Option<bool>> = Key::flag("required")
    .otherwise("false")
    .doc("Of a key of a fact or event: whether a row for which there is none to name is left out, not null");

/// What a column asks of the row of a fact or event that it names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    pub own: OwnRow,
    /// The first of the keys that say so, if any is written.
    pub key: Option<&'static str>,
}

/// Reads `when`, `unique` and `required`.
fn asked(reading: &Reading<'_, '_>) -> Option<Asked> {
    let fields = reading.fields;
    let (when, required) = (fields.read(&WHEN), fields.read(&REQUIRED));
    let keys = [
        (WHEN.param.name, fields.at(&WHEN).is_some()),
        (REQUIRED.param.name, fields.at(&REQUIRED).is_some()),
        (UNIQUE.param.name, reading.unique),
    ];
    let key = keys.into_iter().find(|(_, written)| *written).map(|(key, _)| key);
    let any = when? == Some(When::Any);
    let own = OwnRow { any, unique: reading.unique, required: required?.unwrap_or(false) };
    Some(Asked { own, key })
}

pub static DISTRIBUTION: Key<Option<Unread>> = Key::of(
    "distribution",
    Kind::Choice("uniform, or mapping {weights} or {weight}", &[Kind::Word(UNIFORM), Kind::Map(&WEIGHTED)]),
)
.otherwise("uniform")
.doc("How often a foreign key names each row")
.example("{ weights: { r-001: 3, r-002: 1 } }");

/// The word for even weights.
const UNIFORM: &[&str] = &["uniform"];
/// `weights` of a foreign key.
pub const WEIGHTS: Key<Option<Unread>> = Key::of("weights", Kind::Weights)
    .otherwise("uniform")
    .doc("How often the row of each key is named; rows whose keys are left out never are")
    .example("{ r-001: 3, r-002: 1 }");
/// `weight` of a foreign key.
pub const WEIGHT: Key<Option<Unread>> = Key::of("weight", Kind::Text)
    .otherwise("uniform")
    .doc("The column of the lookup whose numbers say how often each of its rows is named")
    .example("population");
/// `same` of a foreign key.
pub const SAME: Key<Option<Unread>> = Key::of("same", Kind::Text)
    .otherwise("any row")
    .doc("A column of the other table: only rows are named that have the value of this row, or of its entity, there; NULL where none does")
    .example("school_id");

/// Why only one of them may stand.
pub const SAY_THE_SAME: &str = "say the same thing";

/// A foreign key's `distribution` as a mapping.
static WEIGHTED: Section = Section::new(
    "engine.distribution",
    "",
    "How often a foreign key names each row",
    &[WEIGHTS.param, WEIGHT.param],
)
.rules(&[Rule::AtLeastOne(&["weights", "weight"]), Rule::AtMostOne(&["weights", "weight"], SAY_THE_SAME)]);

/// Reads `uniform`, or `{weights: {key: weight}}`, or `{weight: column}`.
pub fn distribution<'a>(field: &Field<'a>) -> Option<Choice<'a>> {
    if let Value::Text(_) = field.node.value {
        return field.word(UNIFORM).map(|_| Choice::default());
    }
    choice(&field.fields(&WEIGHTED)?)
}

/// Reads `weights` and `weight`.
pub fn choice<'a>(fields: &Fields<'a>) -> Option<Choice<'a>> {
    let weights = match fields.at(&WEIGHTS) {
        Some(map) => weights(map)?,
        None => Vec::new(),
    };
    Some(Choice { weights, weight: fields.at(&WEIGHT).cloned(), ..Choice::default() })
}

fn weights<'a>(map: &Field<'a>) -> Option<Vec<(String, f64, Field<'a>)>> {
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
            let asked = asked(reading)?;
            Some(Arc::new(To { reference: Reference { table: table.to_owned(), table_byte, column }, asked }))
        }
        _ => reading.bad(table_byte, &format!("'{tail}' is not <table>.<column>")),
    }
}

/// A foreign key to a column of another table.
#[derive(Debug)]
pub struct To {
    pub reference: Reference,
    pub asked: Asked,
}

impl To {
    /// A foreign key to a table's own key, which stands nowhere in the config.
    pub fn table(name: &str) -> To {
        let reference = Reference { table: name.to_owned(), table_byte: 0, column: None };
        To { reference, asked: Asked::default() }
    }
}

impl SourceDraft for To {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let (catalog, name) = (column.catalog, &self.reference.table);
        if catalog.find(name).is_none()
            && let Some(outer) = catalog.known.outer.iter().find(|outer| outer.name == *name)
        {
            return column.settled(outer::resolve(column, outer, &self.reference)?);
        }
        column.settled(resolve(column, self)?)
    }

    fn target(&self) -> Option<&Reference> {
        Some(&self.reference)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        column.about.is_each_period()
    }
}

fn resolve(column: &Standing<'_, '_>, to: &To) -> Option<ForeignKey> {
    let (catalog, source_at, reference) = (column.catalog, &column.draft.source_at, &to.reference);
    let target = find_table(catalog, source_at, reference)?;
    let pick = pick(column, target, to)?;
    if let (Some(key), false) = (to.asked.key, matches!(pick, Pick::OwnRow(_))) {
        let message = format!("{key} belongs to keys of facts and events");
        source_at.error(
            "wrong-place",
            message,
            Some(format!("the row says which row of '{}' it names", reference.table)),
        );
        return None;
    }
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
    let choice = &column.draft.choice;
    let pick = match pick {
        _ if !choice.keys.is_empty() => {
            idle(choice, "the rows that are written out say which key each has");
            Pick::Written(written(choice, &key)?)
        }
        Pick::Any(_) => {
            let weights = by_row(column, &key)?;
            match &choice.same {
                Some(same) => Pick::Same(shared(column, target, same, weights)?),
                None => Pick::Any(weights),
            }
        }
        pick => {
            idle(choice, "the row says which key it has");
            pick
        }
    };
    Some(ForeignKey { table: target, column: place, kind, pick })
}

/// Warns of what has no effect.
fn idle(choice: &Choice<'_>, why: &str) {
    let weights = choice.weights.first().map(|(_, _, at)| at);
    for field in [weights, choice.weight.as_ref(), choice.same.as_ref()].into_iter().flatten() {
        field.warn("no-effect", format!("has no effect here: {why}"), None);
    }
}

/// The rows whose keys are written out.
fn written(choice: &Choice<'_>, key: &Standing<'_, '_>) -> Option<Arc<[u64]>> {
    let row = |cell: &Field<'_>| {
        let Some(text) = cell.node.written() else {
            cell.error("unknown-key-value", "must be a key of the other table, not null", key.keys_hint());
            return None;
        };
        let row = key.row_of(&text);
        if row.is_none() {
            unknown_key(cell, &text, key);
        }
        row
    };
    let rows: Vec<Option<u64>> = choice.keys.iter().map(row).collect();
    rows.into_iter().collect()
}

fn unknown_key(at: &Field<'_>, text: &str, key: &Standing<'_, '_>) {
    // The keys of a table that could not be read are not known, and what is wrong with it was reported.
    if key.catalog.table(key.table).is_none_or(|table| !table.complete) {
        return;
    }
    let name = &key.catalog.slots[key.table].name;
    at.error("unknown-key-value", format!("no row of '{name}' has the key '{text}'"), key.keys_hint());
}

/// What the row that is named shares with the row that names it.
fn shared(column: &Standing<'_, '_>, target: usize, same: &Field<'_>, weights: Weights) -> Option<Same> {
    let catalog = column.catalog;
    let name = same.text()?;
    if name == column.draft.name {
        let hint =
            "name a column that both rows have, such as the key of what they both belong to".to_owned();
        same.error("self-reference", format!("'{name}' is this column itself"), Some(hint));
        return None;
    }
    let parent = catalog.table(target)?;
    let unknown = |table: &TableDraft<'_>, extra: &str| {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("'{name}' is not a column of '{}'{extra}", table.name);
        same.error("unknown-column", message, suggest::hint(name, columns));
        None
    };
    let Some(theirs) = parent.columns.iter().position(|column| column.name == name) else {
        return if parent.complete { unknown(parent, "") } else { None };
    };
    if column.catalog.rows.get(target).copied().flatten().is_some_and(|rows| rows > MOST_SHARED) {
        let message =
            format!("'{}' has more than {MOST_SHARED} rows, too many to look for equal values", parent.name);
        same.error("too-large", message, None);
        return None;
    }
    let table = catalog.table(column.table)?;
    let own = table.columns.iter().position(|other| other.name == name && other.name != column.draft.name);
    let own = match own {
        Some(own) => SharedBy::Row(own),
        None => {
            let parents = catalog.parents(column.table, Referred::Entity).into_iter();
            let is_entity =
                |table: &usize| catalog.about(*table).is_some_and(|about| about.referred == Referred::Entity);
            let has_entity = column.about.entity != OfEntity::Nobody && !is_entity(&column.table);
            let all = parents.chain((0..catalog.slots.len()).filter(is_entity)).filter(|_| has_entity);
            let found = all.filter_map(|table| {
                let columns = &catalog.table(table)?.columns;
                Some((table, columns.iter().position(|column| column.name == name)?))
            });
            match found.into_iter().next() {
                Some((table, column)) => SharedBy::Entity { table, column },
                None if !table.complete => return None,
                // Or one of their columns could not be read.
                None if has_entity && !dims_complete(catalog) => return None,
                None if has_entity => return unknown(table, ", nor of the dimension of its entities"),
                None => return unknown(table, ""),
            }
        }
    };
    let same_row = Same { column: theirs, own, weights };
    if circles(catalog, column, target, &same_row) {
        same.error("circle", "hangs on itself, by way of the columns that are compared", None);
        return None;
    }
    Some(same_row)
}

/// Whether every dimension of entities could be read.
fn dims_complete(catalog: &Catalog<'_, '_>) -> bool {
    let mut dims = (0..catalog.slots.len()).filter_map(|index| catalog.table(index));
    dims.all(|table| table.complete || table.shape.about().referred != Referred::Entity)
}

/// Rows among which equal values are looked for, at most.
const MOST_SHARED: u64 = 10_000_000;

/// Whether a column that shares a value hangs on itself.
fn circles(catalog: &Catalog<'_, '_>, column: &Standing<'_, '_>, target: usize, same: &Same) -> bool {
    let Some(place) = catalog
        .table(column.table)
        .and_then(|table| table.columns.iter().position(|own| own.name == column.draft.name))
    else {
        return false;
    };
    let start = (column.table, place);
    let own = |table: usize, own: SharedBy| match own {
        SharedBy::Row(column) => (table, column),
        SharedBy::Entity { table, column } => (table, column),
    };
    let mut open = vec![(target, same.column), own(column.table, same.own)];
    let mut seen: Vec<(usize, usize)> = Vec::new();
    while let Some(next) = open.pop() {
        if next == start {
            return true;
        }
        if seen.contains(&next) {
            continue;
        }
        seen.push(next);
        let Some(draft) = catalog.table(next.0).and_then(|table| table.columns.get(next.1)) else { continue };
        let Some(name) = draft.choice.same.as_ref().and_then(|field| match &field.node.value {
            Value::Text(name) => Some(name),
            _ => None,
        }) else {
            continue;
        };
        let place = |table: usize| {
            let columns = &catalog.table(table)?.columns;
            Some((table, columns.iter().position(|column| column.name == *name)?))
        };
        open.extend(draft.source.target().and_then(|target| place(catalog.find(&target.table)?)));
        open.extend(place(next.0).filter(|own| *own != next));
        open.extend(catalog.parents(next.0, Referred::Entity).into_iter().filter_map(place));
    }
    false
}

fn find_table(catalog: &Catalog<'_, '_>, source_at: &Field<'_>, reference: &Reference) -> Option<usize> {
    let found = catalog.find(&reference.table);
    if found.is_none() {
        let outer = catalog.known.outer.iter().map(|outer| outer.name.as_str());
        let names: Vec<&str> = catalog.names().into_iter().chain(outer).collect();
        let hint = suggest::hint(&reference.table, names);
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
fn pick(column: &Standing<'_, '_>, target: usize, to: &To) -> Option<Pick> {
    let reference = &to.reference;
    let refuse = |message: String, hint: Option<&str>| {
        let hint = hint.map(str::to_owned);
        column.draft.source_at.error_within(reference.table_byte, "wrong-place", message, hint);
        None
    };
    let (about, name) = (column.about, &reference.table);
    let any = Some(Pick::Any(Weights::Uniform));
    match column.catalog.about(target)?.referred {
        Referred::Fact if !about.moment => refuse(
            format!("{} has no row of '{name}'", about.what),
            Some(
                "events, facts with a variable number of rows and facts of children can name rows of each other",
            ),
        ),
        Referred::Fact if !column.catalog.about(target)?.moment => refuse(
            format!("'{name}' has a row for each period, not one to choose"),
            Some("refer to its dimensions"),
        ),
        Referred::Fact => match child_fact::levels_above(column, target) {
            Some(levels) => Some(Pick::Above(levels)),
            None => Some(Pick::OwnRow(to.asked.own)),
        },
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
    let choice = &column.draft.choice;
    if let Some(weight) = &choice.weight {
        return by_column(weight, key);
    }
    if choice.weights.is_empty() {
        return Some(Weights::Uniform);
    }
    let mut rows = Vec::with_capacity(choice.weights.len());
    let mut complete = true;
    for (text, weight, at) in &choice.weights {
        match key.row_of(text) {
            Some(row) if *weight > 0.0 => rows.push((row, *weight)),
            Some(_) => {}
            None => {
                unknown_key(at, text, key);
                complete = false;
            }
        }
    }
    rows.sort_by_key(|(row, _)| *row);
    complete.then_some(Weights::ByRow(rows))
}

/// How often each row is picked by a column of the key's table.
fn by_column(weight: &Field<'_>, key: &Standing<'_, '_>) -> Option<Weights> {
    let name = weight.text()?;
    let table = key.catalog.table(key.table)?;
    let Some(column) = table.columns.iter().find(|column| column.name == name) else {
        if table.complete {
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!("'{name}' is not a column of '{}'", table.name);
            weight.error("unknown-column", message, suggest::hint(name, columns));
        }
        return None;
    };
    let standing = Standing::new(key.catalog, key.table, column)?;
    let Some(numbers) = column.source.numbers(&standing) else {
        let message = format!("'{name}' of '{}' has no numbers that the config writes out", table.name);
        let hint = "weights stand in rows, or in a list of constants".to_owned();
        weight.error("wrong-type", message, Some(hint));
        return None;
    };
    let total: f64 = numbers.iter().sum();
    if numbers.iter().any(|number| *number < 0.0) || total <= 0.0 || !total.is_finite() {
        let message = format!(
            "takes '{name}' of '{}' for weights, which must not be negative and need a positive, finite sum",
            table.name
        );
        weight.error("bad-weights", message, None);
        return None;
    }
    let heavy = numbers.into_iter().zip(0..).filter(|(number, _)| *number > 0.0);
    Some(Weights::ByRow(heavy.map(|(number, row)| (row, number)).collect()))
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
