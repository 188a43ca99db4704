//! `sources` and `multi_source`: systems that know the same entities.

use super::kinds::IDENTIFIER;
use super::names;
use crate::config::key::{Items, Key, Mapping};
use crate::config::param::{Interval, Kind, Section};
use crate::config::reader::{Field, Fields};
use crate::plotsim::model::{KeyScheme, System};

const PAGE: &str = "docs/plotsim.md#sources";
const DOC: &str = "Systems that know the same entities, each by keys of its own; two to five";
/// Fewest and most systems.
const FEWEST: usize = 2;
const MOST: usize = 5;

static SYSTEM: Kind = Kind::Map(&SECTION);

/// `sources` of the builder form.
pub static SOURCES: Key<Option<Items>> = Key::list("sources", &SYSTEM)
    .optional()
    .doc(DOC)
    .example("[{ name: crm, name_drift_rate: 0.2 }, { name: billing, key_scheme: numeric }]");
/// `multi_source` of the engine form.
pub static MULTI_SOURCE: Key<Option<Mapping>> = Key::map("multi_source", &MULTI)
    .optional()
    .doc(DOC)
    .example("{ sources: [{ name: crm }, { name: billing, key_scheme: numeric }] }");

static LISTED: Key<Option<Items>> = Key::list("sources", &SYSTEM)
    .optional()
    .doc("The systems")
    .example("[{ name: crm }, { name: billing, key_scheme: numeric }]");
pub static MULTI: Section = Section::new("engine.multi_source", PAGE, DOC, &[LISTED.param]);

const NAME: Key<&str> = Key::form("name", &IDENTIFIER)
    .doc("Name of the system, which ends the names of its tables")
    .example("crm");
const SCHEME: Key<KeyScheme> = Key::word("key_scheme")
    .default_word(KeyScheme::PrefixPadded as usize)
    .doc("How its keys look: CUSTOMER-001, 4711 or 9f86d081");
const NAME_DRIFT: Key<f64> = Key::float("name_drift_rate", Interval::UNIT)
    .default(0.0)
    .doc("The probability of a row to write the name otherwise");
const ATTRIBUTE_DRIFT: Key<f64> = Key::float("attribute_drift_rate", Interval::UNIT)
    .default(0.0)
    .doc("The probability of a row to have another row's value of an attribute");
const COVERAGE: Key<f64> =
    Key::float("coverage", Interval::above(0.0, 1.0)).default(1.0).doc("The share of entities that it knows");
const DUPLICATES: Key<f64> = Key::float("duplicate_rate", Interval::UNIT)
    .default(0.0)
    .doc("Rows that it has twice under different keys, as a share of the entities that it knows");

pub static SECTION: Section = Section::new(
    "plotsim.sources",
    PAGE,
    "A system that knows the entities by keys of its own",
    &[NAME.param, SCHEME.param, NAME_DRIFT.param, ATTRIBUTE_DRIFT.param, COVERAGE.param, DUPLICATES.param],
);

/// A system, and where its name stands.
pub type Draft<'a> = (System, Field<'a>);

/// The systems of a document of the builder form.
pub fn builder<'a>(document: &Fields<'a>) -> Option<Vec<Draft<'a>>> {
    match document.read(&SOURCES)? {
        None => Some(Vec::new()),
        Some(items) => all(document.place(&SOURCES), &items),
    }
}

/// The systems of a document of the engine form.
pub fn engine<'a>(document: &Fields<'a>) -> Option<Vec<Draft<'a>>> {
    match document.read(&MULTI_SOURCE)? {
        None => Some(Vec::new()),
        Some(fields) => all(&fields.whole, &fields.read(&LISTED)?.unwrap_or_default()),
    }
}

fn all<'a>(at: &Field<'a>, items: &[Field<'a>]) -> Option<Vec<Draft<'a>>> {
    if items.is_empty() {
        return Some(Vec::new());
    }
    if !(FEWEST..=MOST).contains(&items.len()) {
        let message = format!("has {} systems, but must have {FEWEST} to {MOST}", items.len());
        at.error("bad-sources", message, None);
        return None;
    }
    let read: Vec<Option<Draft<'a>>> = items.iter().map(system).collect();
    let systems = read.into_iter().collect::<Option<Vec<_>>>()?;
    let mut fine = true;
    for (place, (system, field)) in systems.iter().enumerate() {
        if systems[..place].iter().any(|(other, _)| other.name.eq_ignore_ascii_case(&system.name)) {
            field.error("duplicate-name", format!("another system is called '{}'", system.name), None);
            fine = false;
        }
    }
    fine.then_some(systems)
}

fn system<'a>(item: &Field<'a>) -> Option<Draft<'a>> {
    let fields = item.fields(&SECTION)?;
    let name = fields.at(&NAME).and_then(names::identifier);
    let (scheme, name_drift) = (fields.read(&SCHEME), fields.read(&NAME_DRIFT));
    let (attribute_drift, coverage) = (fields.read(&ATTRIBUTE_DRIFT), fields.read(&COVERAGE));
    let duplicates = fields.read(&DUPLICATES);
    let system = System {
        name: name?.to_owned(),
        scheme: scheme?,
        name_drift: name_drift?,
        attribute_drift: attribute_drift?,
        coverage: coverage?,
        duplicates: duplicates?,
    };
    Some((system, fields.at(&NAME)?.clone()))
}
