//! Whether the parts of a person that a row shows can be those of one.

use std::collections::{BTreeMap, BTreeSet};

use super::drawn::initial;
use super::field::Field;
use super::locale::{Family, Locale};
use super::pattern::matches;
use super::towns::Town;

/// The parts that a row shows, in some order, and the locales they may be of.
pub struct Agreement {
    fields: Vec<Field>,
    locales: Vec<Known>,
}

/// What there is in a locale, to be looked up.
struct Known {
    locale: &'static Locale,
    /// For a man and a woman.
    sides: [Side; 2],
    towns: BTreeMap<&'static str, Vec<&'static Town>>,
    streets: BTreeSet<&'static str>,
}

/// By first and by family name: the Latin letters that stand for it, and its initial.
struct Side {
    first: BTreeMap<&'static str, Vec<(&'static str, String)>>,
    family: BTreeMap<&'static str, Vec<(&'static str, String)>>,
}

impl Known {
    fn new(locale: &'static Locale) -> Known {
        let side = |woman: bool| {
            let mut side = Side { first: BTreeMap::new(), family: BTreeMap::new() };
            let told = |name: &'static super::locale::Name| {
                let mut letter = String::new();
                initial(name, &mut letter);
                (name.text.as_str(), (name.latin.as_str(), letter))
            };
            for name in &locale.first[usize::from(woman)].all {
                let (text, own) = told(name);
                side.first.entry(text).or_default().push(own);
            }
            for family in &locale.family.all {
                let (text, own) = told(Family::of(family, woman));
                side.family.entry(text).or_default().push(own);
            }
            side
        };
        let mut towns: BTreeMap<&'static str, Vec<&'static Town>> = BTreeMap::new();
        for town in &locale.towns {
            towns.entry(town.name(locale.second)).or_default().push(town);
        }
        let streets = locale.streets.iter().map(String::as_str).collect();
        Known { locale, sides: [side(false), side(true)], towns, streets }
    }

    /// Whether a person of this locale can have all of these; `value` gives what a row shows.
    fn fits<'a>(&self, value: &impl Fn(Field) -> Option<&'a str>) -> bool {
        self.is_place(value) && [false, true].into_iter().any(|woman| self.is_person(woman, value))
    }

    fn is_place<'a>(&self, value: &impl Fn(Field) -> Option<&'a str>) -> bool {
        let locale = self.locale;
        let same = |field: Field, own: &str| value(field).is_none_or(|shown| shown == own);
        if !same(Field::CountryCode, locale.country) || !same(Field::Country, &locale.land) {
            return false;
        }
        if value(Field::Street).is_some_and(|street| !self.streets.contains(street)) {
            return false;
        }
        let of_town = |town: &&'static Town| {
            let region = town.region;
            let near = |field: Field, centre: f64| {
                let shown = value(field).map(|shown| shown.parse::<f64>().unwrap_or(f64::NAN));
                shown.is_none_or(|degrees| (degrees - centre).abs() <= 0.0201)
            };
            let phone =
                |shown: &str| locale.phones.iter().any(|pattern| matches(pattern, &region.areas, shown));
            same(Field::State, region.name(locale.second))
                && same(Field::StateCode, region.code)
                && value(Field::Postcode).is_none_or(|shown| matches(town.postcode, &[], shown))
                && near(Field::Latitude, town.latitude)
                && near(Field::Longitude, town.longitude)
                && value(Field::Phone).is_none_or(phone)
        };
        match value(Field::City) {
            Some(city) => self.towns.get(city).is_some_and(|towns| towns.iter().any(of_town)),
            None => self.locale.towns.iter().any(of_town),
        }
    }

    fn is_person<'a>(&self, woman: bool, value: &impl Fn(Field) -> Option<&'a str>) -> bool {
        let (locale, side) = (self.locale, &self.sides[usize::from(woman)]);
        let same = |field: Field, own: &str| value(field).is_none_or(|shown| shown == own);
        if !same(Field::Gender, if woman { "female" } else { "male" })
            || !same(Field::Title, &locale.titles[usize::from(woman)])
        {
            return false;
        }
        let (first, family) = (value(Field::FirstName), value(Field::LastName));
        let cut = match value(Field::Name) {
            Some(name) => self.cut(side, name, first, family),
            None => Some((first, family)),
        };
        let Some((first, family)) = cut else { return false };
        let known = |names: &BTreeMap<&'static str, Vec<(&'static str, String)>>, name: Option<&str>| {
            name.is_none_or(|name| names.contains_key(name))
        };
        if !known(&side.first, first) || !known(&side.family, family) {
            return false;
        }
        let forms = |names: &'_ BTreeMap<&'static str, Vec<(&'static str, String)>>, name: Option<&str>| {
            name.and_then(|name| names.get(name)).cloned().unwrap_or_default()
        };
        let (firsts, families) = (forms(&side.first, first), forms(&side.family, family));
        let carries = |login: &str| {
            let login = login.split('@').next().unwrap_or_default();
            let has = |all: &[(&str, String)], fits: &dyn Fn(&str) -> bool| {
                all.is_empty() || all.iter().any(|(latin, _)| fits(latin))
            };
            has(&families, &|latin| login.contains(latin))
                && has(&firsts, &|latin| latin.get(..1).is_some_and(|letter| login.contains(letter)))
        };
        let initials = |shown: &str| {
            let own = |all: &[(&str, String)]| {
                all.is_empty() || all.iter().any(|(_, letter)| shown.contains(&format!("{letter}.")))
            };
            own(&firsts) && own(&families)
        };
        value(Field::Email).is_none_or(carries)
            && value(Field::UserName).is_none_or(carries)
            && value(Field::Initials).is_none_or(initials)
    }

    /// First and family name of a full one, which must be those shown.
    fn cut<'a>(
        &self,
        side: &Side,
        name: &'a str,
        first: Option<&str>,
        family: Option<&str>,
    ) -> Option<(Option<&'a str>, Option<&'a str>)> {
        let gap = self.locale.gap;
        let ends = name.char_indices().skip(1).map(|(at, _)| at);
        ends.into_iter().find_map(|at| {
            let (one, two) = (&name[..at], name[at..].strip_prefix(gap)?);
            let (own_first, own_family) = if self.locale.family_first { (two, one) } else { (one, two) };
            let fits = side.first.contains_key(own_first)
                && side.family.contains_key(own_family)
                && first.is_none_or(|first| first == own_first)
                && family.is_none_or(|family| family == own_family);
            fits.then_some((Some(own_first), Some(own_family)))
        })
    }
}

impl Agreement {
    pub fn new(fields: Vec<Field>, locales: &[&'static Locale]) -> Agreement {
        Agreement { fields, locales: locales.iter().map(|locale| Known::new(locale)).collect() }
    }

    /// Whether these can be parts of one person at one place; what is left out fits any.
    pub fn fits(&self, values: &[Option<&str>]) -> bool {
        let value = |field: Field| {
            let place = self.fields.iter().position(|own| *own == field)?;
            values.get(place).copied().flatten()
        };
        let mail = value(Field::CompanyEmail).and_then(|mail| mail.split_once('@'));
        let firm = value(Field::Domain).zip(mail).is_none_or(|(domain, (_, host))| domain == host);
        firm && self.locales.iter().any(|known| known.fits(&value))
    }
}
