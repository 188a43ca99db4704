//! Parts of people, addresses and firms: what `person`, `address` and `company` have in common.
//!
//! Columns of one `draw` rebuild the same person from the same key, so each can be read alone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Float64Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Int32Type};

use super::constant::dictionary;
use super::scope::{Place, Scope};
use super::{Column, Site, Values};
use crate::config::key::{Key, Unread};
use crate::config::node::Value;
use crate::config::param::{Kind, Param, Section};
use crate::config::reader::{Field, Fields};
use crate::config::suggest;
use crate::config::types::ColumnType;
use crate::facts::{
    Categories, Draw, Duty, Extent, Facts, Language, Law, Locales, Nulls, Order, Peer, Relation, Tie,
    UniformWhole, Window,
};
use crate::locales::{self, Drawn, Locale, NAMES, which};
use crate::random::{Items, Stream};
use crate::steps::Steps;
use crate::tables::text::{Texts, decoded};
use crate::tables::with_nulls;

/// Longest text of a part, in bytes.
const LONGEST: u64 = 256;
/// Most texts that are listed as the values of a column.
const LISTED: usize = 256;

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
fn named(field: &Field<'_>) -> Option<&'static Locale> {
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
    let earlier = scope.peers.earlier.iter().filter(|_| !scope.in_array).find_map(|column| {
        match &column.facts().relation {
            Relation::PartOf { draw, .. } if draw.name == name => Some((column, draw)),
            _ => None,
        }
    });
    let own = match fields.at(&LOCALE) {
        None => None,
        Some(field) => Some((field, locales_of(field, scope)?)),
    };
    let (locales, nulls) = match (own, earlier) {
        (None, Some((_, draw))) => return Some(Arc::clone(draw)),
        (Some((field, (own, _))), Some((column, draw))) if own != draw.locales => {
            let message = format!(
                "'{}' says another locale, but both show one person{}",
                column.name,
                if name.is_empty() { String::new() } else { format!(", that of draw '{name}'") }
            );
            let hint = "leave it out here, or give this column a draw of its own".to_owned();
            field.error("conflicting-keys", message, Some(hint));
            return None;
        }
        (Some((_, own)), _) => own,
        (None, None) => (Locales::Any(locales::locale("en_US").into_iter().collect()), Nulls::Never),
    };
    Some(Arc::new(Draw { name, locales, nulls }))
}

fn tie(locales: &Locales) -> Vec<Tie> {
    match locales {
        Locales::Said(Peer::Column(column), _) => vec![Tie::Column(*column)],
        Locales::Said(..) | Locales::Any(_) => Vec::new(),
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

/// What is known of a part of a draw.
pub fn facts(shown: &Shown, draw: &Arc<Draw>) -> Facts {
    let field = shown.field;
    let all = draw.locales.all();
    let (kind, range, law): (_, _, Option<Arc<dyn Law>>) = match field {
        locales::Field::BirthDate => {
            let (first, days) = shown.births;
            let last = f64::from(first) + (days.max(1) - 1) as f64;
            let law = UniformWhole { min: first.into(), size: days };
            (ColumnType::Date, Some((f64::from(first), last)), Some(Arc::new(law)))
        }
        locales::Field::Latitude => (ColumnType::Float64, degrees(&all, |town| town.latitude), None),
        locales::Field::Longitude => (ColumnType::Float64, degrees(&all, |town| town.longitude), None),
        _ => (ColumnType::Text, None, None),
    };
    let categories = if kind == ColumnType::Text { categories(field, draw) } else { None };
    let texts = (kind == ColumnType::Text && categories.is_none()).then(|| {
        Arc::new(Parts { field, texts: locales::Texts::new(field, &all, &shown.domains) })
            as Arc<dyn Language>
    });
    Facts {
        kind,
        nulls: draw.nulls,
        range,
        extent: if kind == ColumnType::Text { Extent::text(LONGEST) } else { Extent::NUMBER },
        categories,
        law,
        json: None,
        reference: None,
        relation: Relation::PartOf { draw: Arc::clone(draw), field },
        ties: tie(&draw.locales),
        unique: shown.unique,
        order: Order::Any,
        language: texts,
        window: Window::Any,
        rhythm: None,
        description: Some(field.words().to_owned()),
        duty: Duty::Judge,
    }
}

/// From a little below the least to a little above the greatest, as houses lie around the middle of a town.
fn degrees(all: &[&'static Locale], of: fn(&locales::Town) -> f64) -> Option<(f64, f64)> {
    let towns = all.iter().flat_map(|locale| &locale.towns).map(|town| of(town));
    let (low, high) =
        towns.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), here| (low.min(here), high.max(here)));
    low.is_finite().then_some((low - 0.0201, high + 0.0201))
}

/// The values of parts that are few, with how likely each is where one locale decides.
fn categories(field: locales::Field, draw: &Draw) -> Option<Categories> {
    let mut values: Vec<String> = Vec::new();
    let mut weights: Vec<f64> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |text: &str, weight: f64| {
        let place = *places.entry(text.to_owned()).or_insert_with(|| {
            values.push(text.to_owned());
            weights.push(0.0);
            values.len() - 1
        });
        weights[place] += weight;
    };
    let all = draw.locales.all();
    for locale in &all {
        match field {
            locales::Field::Gender => ["female", "male"].iter().for_each(|text| add(text, 1.0)),
            locales::Field::Title => locale.titles.iter().for_each(|text| add(text, 1.0)),
            locales::Field::Country => add(&locale.land, 1.0),
            locales::Field::CountryCode => add(locale.country, 1.0),
            locales::Field::Industry => locales::INDUSTRIES.iter().for_each(|text| add(text, 1.0)),
            locales::Field::City | locales::Field::State | locales::Field::StateCode => {
                for town in &locale.towns {
                    let text = match field {
                        locales::Field::City => town.name(locale.second),
                        locales::Field::State => town.region.name(locale.second),
                        _ => town.region.code,
                    };
                    add(text, f64::from(town.people));
                }
            }
            _ => return None,
        }
    }
    if values.len() > LISTED {
        return None;
    }
    let known = matches!(&draw.locales, Locales::Any(locales) if locales.len() == 1)
        || matches!(field, locales::Field::Gender | locales::Field::Industry);
    Some(Categories { values: values.into(), weights: known.then_some(weights) })
}

/// The texts of a part, as facts tell them.
struct Parts {
    field: locales::Field,
    texts: locales::Texts,
}

impl fmt::Debug for Parts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "texts of {:?}", self.field)
    }
}

impl Language for Parts {
    fn contains(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    fn in_words(&self) -> String {
        let words = self.field.words();
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }
}

/// The values of a part of a draw.
pub fn values(shown: &Arc<Shown>, draw: &Arc<Draw>, site: &Site<'_>) -> Arc<dyn Values> {
    // All parts rebuild the same person, so the key has no column in it.
    let key = site.shared.child("person").child(&draw.name);
    let source = match &draw.locales {
        Locales::Any(all) => match all.as_slice() {
            [only] => Source::One(only),
            several => Source::Several(several.to_vec()),
        },
        Locales::Said(peer, said) => Source::Said(site.peer(*peer), said.iter().cloned().collect()),
    };
    let listed = match &source {
        Source::One(locale) => Listed::of(shown.field, locale),
        Source::Several(_) | Source::Said(..) => None,
    };
    Arc::new(Part { shown: Arc::clone(shown), source, listed, words: site.stream(key, 1) })
}

/// Where the locale of a row comes from.
enum Source {
    One(&'static Locale),
    Several(Vec<&'static Locale>),
    Said(Arc<dyn Values>, BTreeMap<String, &'static Locale>),
}

/// Texts of one locale that rows choose among by its towns, or by man and woman.
struct Listed {
    values: ArrayRef,
    /// For each town, or for a man and a woman, the place of its text.
    places: Vec<i32>,
    by_town: bool,
}

impl Listed {
    fn of(field: locales::Field, locale: &'static Locale) -> Option<Listed> {
        let by_town =
            matches!(field, locales::Field::City | locales::Field::State | locales::Field::StateCode);
        let texts: Vec<&str> = match field {
            locales::Field::Gender => vec!["male", "female"],
            locales::Field::Title => locale.titles.iter().map(String::as_str).collect(),
            locales::Field::Country => vec![&locale.land; 2],
            locales::Field::CountryCode => vec![locale.country; 2],
            locales::Field::City => locale.towns.iter().map(|town| town.name(locale.second)).collect(),
            locales::Field::State => {
                locale.towns.iter().map(|town| town.region.name(locale.second)).collect()
            }
            locales::Field::StateCode => locale.towns.iter().map(|town| town.region.code).collect(),
            _ => return None,
        };
        let mut values: Vec<&str> = Vec::new();
        let mut known: BTreeMap<&str, i32> = BTreeMap::new();
        let places = texts.iter().map(|text| {
            *known.entry(text).or_insert_with(|| {
                values.push(text);
                values.len() as i32 - 1
            })
        });
        let places = places.collect();
        Some(Listed { values: Arc::new(StringArray::from_iter_values(values)), places, by_town })
    }

    fn place(&self, drawn: Drawn) -> i32 {
        let place = if self.by_town { drawn.town_place() } else { usize::from(drawn.woman()) };
        self.places.get(place).copied().unwrap_or_default()
    }
}

struct Part {
    shown: Arc<Shown>,
    source: Source,
    listed: Option<Listed>,
    /// A word for each person.
    words: Stream,
}

impl Part {
    /// The person of each item; none where the column that says the locale is null.
    fn each(&self, items: Items<'_>, mut with: impl FnMut(u64, Option<Drawn>)) {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let said = match &self.source {
            Source::Said(column, by) => locales_said(column.array(items), by),
            Source::One(_) | Source::Several(_) => Vec::new(),
        };
        for (place, word) in words.into_iter().enumerate() {
            let locale = match &self.source {
                Source::One(locale) => Some(*locale),
                Source::Several(all) => all.get(which(word, all.len())).copied(),
                Source::Said(..) => said.get(place).copied().flatten(),
            };
            with(items.item(place), locale.map(|locale| Drawn { locale, word }));
        }
    }
}

/// The locales that a column says.
fn locales_said(column: ArrayRef, by: &BTreeMap<String, &'static Locale>) -> Vec<Option<&'static Locale>> {
    let found = |text: Option<&str>| text.and_then(|text| by.get(text).copied());
    if let DataType::Dictionary(_, _) = column.data_type() {
        let dictionary = column.as_dictionary::<Int32Type>();
        if let Some(texts) = dictionary.values().as_string_opt::<i32>() {
            let known: Vec<_> = texts.iter().map(found).collect();
            let keys = dictionary.keys().iter();
            return keys.map(|key| known.get(usize::try_from(key?).ok()?).copied().flatten()).collect();
        }
    }
    decoded(column).as_string_opt::<i32>().map_or(Vec::new(), |texts| texts.iter().map(found).collect())
}

impl Values for Part {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let length = items.len();
        let shown = &*self.shown;
        match shown.field {
            locales::Field::BirthDate => {
                let (first, days) = shown.births;
                let mut births = Vec::with_capacity(length);
                self.each(items, |_, drawn| births.push(drawn.map(|drawn| drawn.birth(first, days))));
                return Arc::new(Date32Array::from(births));
            }
            locales::Field::Latitude | locales::Field::Longitude => {
                let degrees = match shown.field {
                    locales::Field::Latitude => Drawn::latitude,
                    _ => Drawn::longitude,
                };
                let mut all = Vec::with_capacity(length);
                self.each(items, |_, drawn| all.push(drawn.map(degrees)));
                return Arc::new(Float64Array::from(all));
            }
            _ => {}
        }
        if let Some(listed) = &self.listed {
            let mut keys = Vec::with_capacity(length);
            self.each(items, |_, drawn| keys.push(drawn.map_or(0, |drawn| listed.place(drawn))));
            return dictionary(keys, &listed.values);
        }
        let mut texts = Texts::with_capacity(length, 24);
        let mut present = Vec::new();
        let nullable = matches!(self.source, Source::Said(..));
        self.each(items, |item, drawn| {
            if let Some(drawn) = drawn {
                let unique = shown.unique.then_some(item);
                drawn.write(shown.field, &shown.domains, unique, texts.buffer());
            }
            if nullable {
                present.push(drawn.is_some());
            }
            texts.end();
        });
        let texts = texts.finish();
        if present.iter().all(|present| *present) {
            return texts;
        }
        with_nulls(texts, NullBuffer::from(present))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.words(&self.words.item(item), "of this row's person, the same for all parts of the draw");
        if let Source::Said(column, _) = &self.source {
            column.explain(item, steps);
        }
        self.each(Items::List(&[item]), |_, drawn| {
            let Some(drawn) = drawn else { return };
            steps.text("locale", drawn.locale.name, "of the person, and so of all parts");
            let town = drawn.town();
            let at = format!("of {} towns, by the number of their people", drawn.locale.towns.len());
            steps.text("town", town.name(drawn.locale.second), at);
            let mut name = String::new();
            drawn.write(locales::Field::Name, &[], None, &mut name);
            steps.text("person", name, "each name from a word of its own, SplitMix64 over the person's");
        });
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
