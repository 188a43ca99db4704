//! One locale: its people, streets, firms and towns.

use std::sync::OnceLock;

use super::latin::latin;
use super::towns::{Town, towns};
use crate::random::Alias;

static HABITS: &str = include_str!("habits.txt");
static PEOPLE: &str = include_str!("names.txt");

/// Every locale, by its name.
pub static NAMES: &[&str] = &[
    "en_US", "en_GB", "cy_GB", "en_CA", "fr_CA", "en_AU", "en_IN", "hi_IN", "de_DE", "de_AT", "de_CH",
    "fr_CH", "fr_FR", "it_IT", "nl_NL", "pt_BR", "pt_PT", "es_ES", "es_MX", "pl_PL", "sv_SE", "da_DK",
    "nb_NO", "fi_FI", "cs_CZ", "hu_HU", "ro_RO", "el_GR", "ru_RU", "uk_UA", "tr_TR", "ja_JP", "zh_CN",
    "zh_TW", "ko_KR", "id_ID", "ar_SA", "fa_IR",
];

/// A name and how it stands in an e-mail address.
#[derive(Debug)]
pub struct Name {
    pub text: String,
    pub latin: String,
    /// The same letters at hand, if they are few: how many there are, and what follows them is nothing.
    short: (u8, [u8; SHORT]),
}

/// Letters of most names.
pub const SHORT: usize = 16;

impl Name {
    fn new(text: &str, latin: String) -> Name {
        let mut letters = [0; SHORT];
        let few = latin.len() <= SHORT && latin.is_ascii();
        letters.iter_mut().zip(latin.bytes()).for_each(|(own, letter)| *own = letter);
        let count = if few { latin.len() as u8 } else { u8::MAX };
        Name { text: text.to_owned(), latin, short: (count, letters) }
    }

    /// The letters of [`Name::latin`] and how many there are, if they are few.
    #[inline(always)]
    pub fn short(&self) -> Option<(usize, &[u8; SHORT])> {
        (self.short.0 != u8::MAX).then_some((usize::from(self.short.0), &self.short.1))
    }
}

/// Names, of which the first are the commonest.
pub struct Names<T> {
    pub all: Vec<T>,
    choice: Alias,
}

/// The family name of a man and of a woman.
#[derive(Debug)]
pub struct Family {
    forms: [Name; 2],
}

/// What people, streets, firms and towns of a locale are called.
pub struct Locale {
    pub name: &'static str,
    /// ISO 3166-1.
    pub country: &'static str,
    /// The country's name in the locale's language.
    pub land: String,
    /// Whether towns and regions have the second of their names.
    pub second: bool,
    /// First names of men and of women.
    pub first: [Names<Name>; 2],
    pub family: Names<Family>,
    /// Whether the family name comes first, and what stands between the two.
    pub family_first: bool,
    pub gap: &'static str,
    /// Of a man and of a woman.
    pub titles: [String; 2],
    /// Street and number, as `%s` and `%n`.
    pub house: String,
    /// A house number, each `n` a number from 1 to the greatest.
    pub number: String,
    pub greatest: u64,
    pub phones: Vec<String>,
    pub streets: Vec<String>,
    /// `%l` is a family name, `%w` a word.
    pub firms: Vec<String>,
    pub words: Vec<Name>,
    pub towns: Vec<&'static Town>,
    choice: Alias,
}

impl<T> Names<T> {
    fn new(all: Vec<T>, level: f64) -> Names<T> {
        // Zipf and Mandelbrot: the frequency of names falls with their rank, and less at the top.
        let weights: Vec<f64> = (0..all.len()).map(|rank| 1.0 / (rank as f64 + level)).collect();
        Names { choice: Alias::new(if weights.is_empty() { &[1.0] } else { &weights }), all }
    }

    /// The name that a word chooses.
    pub fn choose(&self, word: u64) -> &T {
        let place = self.choice.choose(word) as usize;
        &self.all[place.min(self.all.len() - 1)]
    }
}

impl Family {
    /// The form for a man or a woman.
    pub fn of(&self, woman: bool) -> &Name {
        &self.forms[usize::from(woman)]
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Locale {
    /// The place of the town that a word chooses.
    #[inline]
    pub fn town_place(&self, word: u64) -> usize {
        self.choice.choose(word) as usize
    }

    /// The people of its towns.
    pub fn people(&self) -> u64 {
        self.towns.iter().map(|town| u64::from(town.people)).sum()
    }

    /// The town that a word chooses.
    #[inline]
    pub fn town(&self, word: u64) -> &'static Town {
        self.towns[self.town_place(word)]
    }
}

/// The locale of a name.
pub fn locale(name: &str) -> Option<&'static Locale> {
    static READ: [OnceLock<Option<Locale>>; NAMES.len()] = [const { OnceLock::new() }; NAMES.len()];
    let place = NAMES.iter().position(|own| *own == name)?;
    READ[place].get_or_init(|| read(NAMES[place])).as_ref()
}

/// The lines of a block of a text, cut at the first space.
fn block(text: &'static str, name: &str) -> Vec<(&'static str, &'static str)> {
    let begins =
        |line: &&str| line.strip_prefix('@').is_some_and(|line| line.split(' ').next() == Some(name));
    let mut lines = text.lines().skip_while(|line| !begins(line));
    let head = lines.next().into_iter();
    let body = lines.take_while(|line| !line.starts_with('@'));
    head.chain(body).filter_map(|line| line.split_once(' ')).collect()
}

fn spaced(text: &str) -> String {
    text.replace('_', " ")
}

fn items(text: &str) -> impl Iterator<Item = String> {
    text.split_ascii_whitespace().map(spaced)
}

/// A name as it stands in the text: `佐藤=sato`.
fn name_of(text: &str, language: &str) -> Name {
    match text.split_once('=') {
        Some((text, latin)) => Name::new(text, latin.to_owned()),
        None => Name::new(text, latin(text, language)),
    }
}

fn read(name: &'static str) -> Option<Locale> {
    let lines = block(HABITS, name);
    let find = |key: &str| lines.iter().find(|(own, _)| *own == key).map(|(_, text)| *text);
    let mut head = lines.first()?.1.split(' ');
    let (country, language, land) = (head.next()?, head.next()?, spaced(head.next()?));
    let people = block(PEOPLE, language);
    let names = |key: &str| people.iter().find(|(own, _)| *own == key).map(|(_, text)| *text);
    // In Korea and China few families share most of the people.
    let level = match language {
        "ko" => 1.5,
        "zh_CN" | "zh_TW" => 3.0,
        _ => 8.0,
    };
    let first = |key: &str| {
        let all: Vec<Name> = items(names(key)?).map(|text| name_of(&text, language)).collect();
        (!all.is_empty()).then(|| Names::new(all, 12.0))
    };
    let family = |text: String| {
        let (man, woman) = text.split_once('/').unwrap_or((&text, &text));
        Family { forms: [name_of(man, language), name_of(woman, language)] }
    };
    let families: Vec<Family> = items(names("l")?).map(family).collect();
    let second = matches!(name, "fr_CA" | "hi_IN");
    let towns: Vec<&'static Town> =
        towns(country).iter().filter(|town| lives(name, town.region.code)).collect();
    if towns.is_empty() || families.is_empty() {
        return None;
    }
    let people: Vec<f64> = towns.iter().map(|town| f64::from(town.people)).collect();
    let (family_first, gap) = match find("order")? {
        "lf" => (true, ""),
        "l f" => (true, " "),
        _ => (false, " "),
    };
    let mut titles = items(find("title")?);
    Some(Locale {
        name,
        country,
        land,
        second,
        first: [first("m")?, first("f")?],
        family: Names::new(families, level),
        family_first,
        gap,
        titles: [titles.next()?, titles.next()?],
        house: spaced(find("house")?),
        number: find("number").unwrap_or("n").to_owned(),
        greatest: find("numbers")?.parse().ok()?,
        phones: items(find("phone")?).collect(),
        streets: items(find("street")?).collect(),
        firms: items(find("firm")?).collect(),
        words: items(find("words").unwrap_or_default()).map(|text| name_of(&text, language)).collect(),
        choice: Alias::new(&people),
        towns,
    })
}

/// Whether people of a locale live in a region, in countries with several of them.
fn lives(locale: &str, region: &str) -> bool {
    let romandy = ["VD", "GE", "NE", "JU", "FR", "VS"].contains(&region);
    match locale {
        "fr_CA" => region == "QC",
        "en_CA" => region != "QC",
        "fr_CH" => romandy,
        "de_CH" => !romandy && region != "TI",
        "cy_GB" => region == "WLS",
        "en_GB" => region != "WLS",
        _ => true,
    }
}
