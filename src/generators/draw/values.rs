//! The values of a part of a draw.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Float64Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Int32Type, Int64Type};

use super::super::constant::dictionary;
use super::super::{Site, Values};
use super::{OnMap, Shown};
use crate::facts::{Draw, Locales};
use crate::locales::{self, Drawn, Locale, which};
use crate::random::{Items, Stream};
use crate::steps::Steps;
use crate::tables::text::{Texts, decoded};
use crate::tables::with_nulls;

/// The values of a part of a draw.
pub fn values(shown: &Arc<Shown>, draw: &Arc<Draw>, site: &Site<'_>) -> Arc<dyn Values> {
    // All parts rebuild the same person, so the key has no column in it.
    let key = site.shared.child("person").child(&draw.name);
    let source = match &draw.locales {
        Locales::Any(all) => match all.as_slice() {
            [only] => Source::One(only),
            several => Source::Several(several.to_vec()),
        },
        Locales::ByPeople(all) => match all.as_slice() {
            [only] => Source::One(only),
            several => Source::ByPeople(ByPeople::of(several)),
        },
        Locales::Said(peer, said) => Source::Said(site.peer(*peer), said.iter().cloned().collect()),
    };
    let listed = match &source {
        Source::One(locale) => Listed::of(shown.field, locale),
        Source::ByPeople(all) => all.countries(shown),
        Source::Several(_) | Source::Said(..) => None,
    };
    let numbers = if shown.unique { site.around.numbers() } else { None };
    Arc::new(Part { shown: Arc::clone(shown), source, listed, words: site.stream(key, 1), numbers })
}

/// Where the locale of a row comes from.
enum Source {
    One(&'static Locale),
    Several(Vec<&'static Locale>),
    ByPeople(ByPeople),
    Said(Arc<dyn Values>, BTreeMap<String, &'static Locale>),
}

/// Locales of which each is as likely as its towns have people.
struct ByPeople {
    all: Vec<&'static Locale>,
    /// The people of each and of those before it.
    people: Vec<u64>,
}

impl ByPeople {
    fn of(all: &[&'static Locale]) -> ByPeople {
        let people = all.iter().scan(0, |sum, locale| {
            *sum += locale.people();
            Some(*sum)
        });
        ByPeople { all: all.to_vec(), people: people.collect() }
    }

    /// The locale that a word chooses.
    fn choose(&self, word: u64) -> Option<&'static Locale> {
        let one = which(word, self.people.last().copied().unwrap_or(1) as usize) as u64;
        self.all.get(self.people.partition_point(|people| *people <= one)).copied()
    }

    /// The texts of countries, where these are shown.
    fn countries(&self, shown: &Shown) -> Option<Listed> {
        let several = self.all.len() > 1;
        let text = |locale: &&'static Locale| match shown.field {
            locales::Field::Country => Some(shown.map.country(locale, several)),
            locales::Field::CountryCode => Some(locale.country),
            _ => None,
        };
        let texts = self.all.iter().map(text).collect::<Option<Vec<_>>>()?;
        let places = (0..texts.len() as i32).collect();
        let locales = self.all.iter().map(|locale| locale.name).collect();
        Some(Listed {
            values: Arc::new(StringArray::from_iter_values(texts)),
            places,
            by: By::Locale(locales),
        })
    }
}

/// Texts of one locale that rows choose among by its towns, or by man and woman.
struct Listed {
    values: ArrayRef,
    /// For each town, locale, or for a man and a woman, the place of its text.
    places: Vec<i32>,
    by: By,
}

/// By what texts are chosen.
enum By {
    Town,
    Sex,
    /// By these locales' names.
    Locale(Vec<&'static str>),
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
        let by = if by_town { By::Town } else { By::Sex };
        Some(Listed { values: Arc::new(StringArray::from_iter_values(values)), places, by })
    }

    fn place(&self, drawn: Drawn) -> i32 {
        let place = match &self.by {
            By::Town => drawn.town_place(),
            By::Sex => usize::from(drawn.woman()),
            By::Locale(names) => names.iter().position(|name| *name == drawn.locale.name).unwrap_or_default(),
        };
        self.places.get(place).copied().unwrap_or_default()
    }
}

struct Part {
    shown: Arc<Shown>,
    source: Source,
    listed: Option<Listed>,
    /// A word for each person.
    words: Stream,
    /// What tells persons apart; their items if none.
    numbers: Option<Arc<dyn Values>>,
}

impl Part {
    /// The person of each item; none where the column that says the locale is null.
    fn each(&self, items: Items<'_>, mut with: impl FnMut(u64, Option<Drawn>)) {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let said = match &self.source {
            Source::Said(column, by) => locales_said(column.array(items), by),
            Source::One(_) | Source::Several(_) | Source::ByPeople(_) => Vec::new(),
        };
        for (place, word) in words.into_iter().enumerate() {
            let locale = match &self.source {
                Source::One(locale) => Some(*locale),
                Source::Several(all) => all.get(which(word, all.len())).copied(),
                Source::ByPeople(all) => all.choose(word),
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
                let north = shown.field == locales::Field::Latitude;
                let degrees = |drawn: Drawn| match (shown.map, north) {
                    (OnMap::AtHome, true) => drawn.latitude(),
                    (OnMap::AtHome, false) => drawn.longitude(),
                    (OnMap::Abroad { spread_km }, true) => drawn.around(spread_km).0,
                    (OnMap::Abroad { spread_km }, false) => drawn.around(spread_km).1,
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
        let numbers = self.numbers.as_ref().map(|numbers| numbers.array(items));
        let mut numbers = numbers
            .iter()
            .filter_map(|numbers| numbers.as_primitive_opt::<Int64Type>())
            .flat_map(|all| all.values());
        self.each(items, |item, drawn| {
            let number = numbers.next().map_or(item, |number| *number as u64);
            if let Some(drawn) = drawn {
                let unique = shown.unique.then_some(number);
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
