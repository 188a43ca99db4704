//! A foreign key as it is written: the table it names, which of its rows, and by what weights.

use std::sync::Arc;

use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Interval, Kind, Rule, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::draft::source::{Entry, Reading, Role, Written};
use crate::plotsim::draft::{Choice, Reference, SourceDraft};
use crate::plotsim::model::OwnRow;
use crate::plotsim::parts::columns::UNIQUE;
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
    let entries = map.pairs()?;
    let complete = entries.len() == map.length();
    let read = |(key, at): (Field<'a>, Field<'a>)| {
        let weight = at.float(Interval::NOT_NEGATIVE);
        key.node.written().zip(weight).map(|(key, weight)| (key.into_owned(), weight, at))
    };
    let weights =
        entries.into_iter().map(read).collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
    if !complete {
        return None;
    }
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
