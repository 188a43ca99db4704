//! Parts of people, addresses and firms: what `person`, `address` and `company` have in common.
//!
//! Columns of one `draw` rebuild the same person from the same key, so each can be read alone.

mod facts;
mod values;

use std::sync::Arc;

use super::Column;
use super::scope::{Place, Scope};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Param, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::facts::{Draw, Facts, Locales, Nulls, Peer, Relation};
use crate::locales::{self, Locale, NAMES};

pub use facts::facts;
pub use values::values;

const COLUMN: Key<&str> = Key::text("column")
    .doc("An earlier column of the row whose values are listed: locales, ISO codes or names of countries")
    .example("country");

static SAID: Section = Section::new(
    "datagen.locale",
    "docs/datagen.md#people-and-places",
    "The locale that another column of the row says",
    &[COLUMN.param],
);

static WAYS: &[Kind] = &[Kind::Text, Kind::Texts, Kind::Map(&SAID)];

static LOCALE: Key<Option<Unread>> =
    Key::of("locale", Kind::Choice("locale, list of locales, or {column}", WAYS))
        .otherwise("that of the draw's first column, or en_US")
        .doc("Locale, or the code or name of a country; of several each is as likely")
        .example("de_DE");
const DRAW: Key<Option<&str>> = Key::text("draw")
    .otherwise("one draw a row")
    .doc("A word that columns share which show the same person, where a row needs several, as for buyer and seller")
    .example("seller");

/// The keys of all three.
pub const LOCALE_PARAM: Param = LOCALE.param;
pub const DRAW_PARAM: Param = DRAW.param;

/// What a column shows, and how.
pub struct Shown {
    pub field: locales::Field,
    pub domains: Vec<String>,
    pub unique: bool,
    /// The first day of birth, as days since 1970-01-01, and how many there are.
    pub births: (i32, u64),
    pub map: OnMap,
}

/// How places are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OnMap {
    /// As whoever lives there says it: a house near the middle of the town, the country in its own language.
    AtHome,
    /// A place within so many kilometres of the middle of the town; where there are several countries, their names in English.
    Abroad { spread_km: f64 },
}

impl OnMap {
    /// What a country is called among some.
    fn country(self, locale: &'static Locale, several: bool) -> &'static str {
        match self {
            OnMap::Abroad { .. } if several => locales::english(locale),
            OnMap::Abroad { .. } | OnMap::AtHome => &locale.land,
        }
    }

    /// How many degrees north or south, and east or west, a place can be from the middle of its town, in these latitudes.
    fn reach(self, latitude: f64) -> (f64, f64) {
        match self {
            OnMap::AtHome => (0.0201, 0.0201),
            OnMap::Abroad { spread_km } => {
                let north = spread_km / locales::KM_PER_DEGREE;
                (north + 1e-5, locales::degrees_east(spread_km, latitude) + 1e-5)
            }
        }
    }
}

/// A column of the row that says the locale.
fn said<'a>(field: &Field<'_>, scope: &Scope<'a>) -> Option<(Peer, &'a Facts, String)> {
    if scope.in_array {
        let message = "the items of a json_array take no locale from a column: they are many, and it is one";
        field.error("wrong-place", message, None);
        return None;
    }
    let shared: &[Column] = match scope.place {
        Place::Row(row) => row.entity,
        Place::Entity | Place::PoolEntry => &[],
        Place::Aside => {
            field.error("wrong-place", "there is no row here whose column could say it", None);
            return None;
        }
    };
    let name = field.text()?;
    if let Some(index) = shared.iter().position(|column| column.name == name) {
        return Some((Peer::Entity(index), shared[index].facts(), name.to_owned()));
    }
    let listed = |column: &Column| column.facts().categories.is_some();
    let others: Vec<&str> = shared.iter().map(|column| column.name.as_str()).collect();
    let (index, column) = scope.peers.find(field, listed, &others)?;
    Some((Peer::Column(index), column.facts(), name.to_owned()))
}

/// The locale that a text of the config names.
pub fn named(field: &Field<'_>) -> Option<&'static Locale> {
    let text = field.text()?;
    let found = locales::find(text);
    if found.is_none() {
        let hint = suggest::hint(text, NAMES.iter().copied());
        let message = format!("'{text}' is neither a locale nor a country there are people of");
        field.error("unknown-locale", message, hint);
    }
    found
}

/// The draw that a column shows a part of.
pub fn read(fields: &Fields<'_>, scope: &Scope<'_>) -> Option<Arc<Draw>> {
    let name = match fields.at(&DRAW) {
        Some(field) => field.text()?.to_owned(),
        None => String::new(),
    };
    let same = |column: &'_ Column| match &column.facts().relation {
        Relation::PartOf { draw, .. } if draw.name == name => Some(Arc::clone(draw)),
        _ => None,
    };
    let mut beside = scope.peers.earlier.iter().filter(|_| !scope.in_array);
    let mut settled = scope.people.draws.iter().filter(|_| !scope.in_array);
    let earlier = beside
        .find_map(|column| Some((format!("'{}'", column.name), same(column)?)))
        .or_else(|| Some(("geo".to_owned(), Arc::clone(settled.find(|draw| draw.name == name)?))));
    let own = match fields.at(&LOCALE) {
        None => None,
        Some(field) => Some((field, locales_of(field, scope)?)),
    };
    let (locales, nulls) = match (own, earlier) {
        (None, Some((_, draw))) => return Some(draw),
        (Some((field, (own, _))), Some((other, draw))) if own != draw.locales => {
            let message = format!(
                "{other} says another locale, but both show one person{}",
                if name.is_empty() { String::new() } else { format!(", that of draw '{name}'") }
            );
            let hint = "leave it out here, or give this column a draw of its own".to_owned();
            field.error("conflicting-keys", message, Some(hint));
            return None;
        }
        (Some((_, own)), _) => own,
        (None, None) => (Locales::Any(usual(scope)), Nulls::Never),
    };
    Some(Arc::new(Draw { name, locales, nulls }))
}

/// The locales of people of whom nothing else is said.
fn usual(scope: &Scope<'_>) -> Vec<&'static Locale> {
    match scope.people.locales {
        [] => locales::locale("en_US").into_iter().collect(),
        all => all.to_vec(),
    }
}

fn locales_of(field: &Field<'_>, scope: &Scope<'_>) -> Option<(Locales, Nulls)> {
    match &field.node.value {
        Value::Map(_) => {
            let inner = field.fields(&SAID)?;
            let column = inner.at(&COLUMN)?;
            let (peer, facts, name) = said(column, scope)?;
            let Some(categories) = facts.categories.as_ref() else {
                let message =
                    format!("the values of '{name}' are not listed, so they cannot be told to be countries");
                let hint = "name a column of one_of, weighted_choice, hierarchy or address".to_owned();
                column.error("wrong-type", message, Some(hint));
                return None;
            };
            let found = |value: &String| Some((value.clone(), locales::find(value)?));
            let read: Vec<Option<_>> = categories.values.iter().map(found).collect();
            let unknown: Vec<String> = categories
                .values
                .iter()
                .zip(&read)
                .filter(|(_, found)| found.is_none())
                .map(|(value, _)| format!("'{value}'"))
                .collect();
            if !unknown.is_empty() {
                let message = format!(
                    "'{name}' holds {}, which is neither a locale nor a country there are people of",
                    crate::facts::words::listed(&unknown)
                );
                let hint = "its values must be locales, ISO codes or names of countries".to_owned();
                column.error("unknown-locale", message, Some(hint));
                return None;
            }
            Some((Locales::Said(peer, read.into_iter().flatten().collect()), facts.nulls))
        }
        Value::List(_) => {
            let items = field.some_items()?;
            let all: Vec<Option<&'static Locale>> = items.iter().map(named).collect();
            Some((Locales::Any(all.into_iter().collect::<Option<_>>()?), Nulls::Never))
        }
        _ => Some((Locales::Any(vec![named(field)?]), Nulls::Never)),
    }
}

/// The texts under a key that lists domains.
pub fn domains(fields: &Fields<'_>, key: &Key<Option<crate::config::key::Items>>) -> Option<Vec<String>> {
    let Some(items) = fields.read(key)? else { return Some(Vec::new()) };
    let read = |item: &Field<'_>| {
        let text = item.text()?;
        let fits = |label: &str| {
            let inner =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
            !label.is_empty() && label.chars().all(inner)
        };
        if text.len() > 100 || !text.contains('.') || !text.split('.').all(fits) {
            let message =
                format!("'{text}' is not an Internet domain in small letters, such as mail.example");
            item.error("bad-name", message, None);
            return None;
        }
        Some(text.to_owned())
    };
    items.iter().map(read).collect::<Vec<_>>().into_iter().collect()
}

/// Reports keys that mean nothing for the field that is shown.
pub fn refuse(fields: &Fields<'_>, field: &str, keys: &[&Param]) -> Option<()> {
    let mut fine = Some(());
    for key in keys {
        if let Some(place) = fields.get(key.name) {
            let message = format!("{} means nothing to the field {field}", key.name);
            place.error("conflicting-keys", message, Some("leave it out".to_owned()));
            fine = None;
        }
    }
    fine
}
