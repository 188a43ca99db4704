//! The texts that a method can make, told apart from those that it cannot.
//!
//! A text is held against the words of the locales and the templates that put them together, not against the choices that
//! made it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::lists::{Lists, lists};
use super::{FakerCall, FakerMethod};
use crate::facts::Language;

/// The texts of a call in some locales; none where they are not told.
pub fn language(call: &FakerCall, locales: &[String]) -> Option<Arc<dyn Language>> {
    let locales: Vec<&'static Lists> = match locales {
        [] => vec![lists("en_US")],
        all => all.iter().map(|name| lists(name)).collect(),
    };
    let told = locales.iter().all(|lists| forms(call.method.name, lists).is_some());
    told.then(|| Arc::new(MethodTexts { method: call.method, locales, forms: OnceLock::new() }) as _)
}

/// The texts of a method.
struct MethodTexts {
    method: &'static FakerMethod,
    locales: Vec<&'static Lists>,
    forms: OnceLock<Vec<Form>>,
}

impl fmt::Debug for MethodTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "texts of {}", self.method.name)
    }
}

impl Language for MethodTexts {
    fn contains(&self, text: &str) -> bool {
        let forms = || self.locales.iter().filter_map(|lists| forms(self.method.name, lists)).flatten();
        self.forms.get_or_init(|| forms().collect()).iter().any(|form| form.makes(text))
    }

    fn in_words(&self) -> String {
        format!("texts of faker.{}", self.method.name)
    }
}

/// A way of putting texts together.
enum Form {
    /// Parts one after the other, and a number of a later round behind what stands before it.
    Parts(Vec<Part>, &'static str),
    /// Words with gaps between them, of which the first may have a capital, and a stop.
    Words { words: BTreeSet<&'static str>, gap: &'static str, stop: &'static str },
}

enum Part {
    Literal(String),
    OneOf(BTreeSet<&'static str>),
    /// `#` is a digit, `^` one that is not 0, `$` a capital letter, all else itself.
    Pattern(&'static str),
}

fn one_of<'a>(texts: impl IntoIterator<Item = &'a &'static str>) -> Part {
    Part::OneOf(texts.into_iter().copied().collect())
}

/// The forms of a method in a locale; none where they are not told.
fn forms(method: &str, lists: &'static Lists) -> Option<Vec<Form>> {
    let choice = |texts: &[&'static str]| vec![Form::Parts(vec![one_of(texts)], " ")];
    Some(match method {
        "name" => {
            let fill =
                |slot: &str| one_of(if slot == "LastName" { &lists.last_names } else { &lists.first_names });
            vec![Form::Parts(template(lists.name, fill), " ")]
        }
        "first_name" => choice(&lists.first_names),
        "last_name" => choice(&lists.last_names),
        "state" => choice(&lists.states),
        "country" => choice(&lists.countries),
        "country_code" => choice(&lists.country_codes),
        "user_name" => vec![Form::Parts(login(lists).into(), "")],
        "phone_number" => {
            let phones = lists.phones.iter().map(|phone| Form::Parts(vec![Part::Pattern(phone)], " / "));
            phones.collect()
        }
        "zipcode" | "postcode" if lists.places.is_some() => {
            let patterns: BTreeSet<&str> = lists.places?.towns.iter().map(|town| town.postcode).collect();
            patterns.into_iter().map(|pattern| Form::Parts(vec![Part::Pattern(pattern)], " ")).collect()
        }
        // Its firms have names in many ways.
        "company" if lists.people.is_some() => return None,
        "zipcode" | "postcode" => vec![Form::Parts(vec![Part::Pattern(lists.postcode)], " ")],
        "job" => {
            let fill = |slot: &str| {
                one_of(match slot {
                    "Seniority" => &lists.seniorities,
                    "Field" => &lists.fields,
                    _ => &lists.positions,
                })
            };
            vec![Form::Parts(template(lists.job, fill), " ")]
        }
        "company" => {
            let fill = |slot: &str| {
                one_of(if slot == "Suffix" { &lists.company_suffixes } else { &lists.last_names })
            };
            lists.companies.iter().map(|company| Form::Parts(template(company, fill), " ")).collect()
        }
        "city" if lists.places.is_some() => {
            let places = lists.places?;
            vec![Form::Parts(
                vec![Part::OneOf(places.towns.iter().map(|town| town.name(places.second)).collect())],
                " ",
            )]
        }
        "city" => {
            let fill = |slot: &str| {
                one_of(if slot == "CitySuffix" { &lists.city_suffixes } else { &lists.last_names })
            };
            let plain = template(lists.city, fill);
            let gap = if lists.name.contains("} {") { " " } else { "" };
            let mut prefixed = vec![one_of(&lists.city_prefixes), Part::Literal(gap.to_owned())];
            prefixed.extend(template(lists.city, fill));
            vec![Form::Parts(plain, " "), Form::Parts(prefixed, " ")]
        }
        "word" => choice(&lists.words),
        // Without gaps a text does not tell where its words end.
        "words" | "sentence" if !lists.gap.is_empty() => {
            let stop = if method == "sentence" { lists.stop } else { "" };
            vec![Form::Words { words: lists.words.iter().copied().collect(), gap: lists.gap, stop }]
        }
        _ => return None,
    })
}

fn login(lists: &'static Lists) -> [Part; 3] {
    let names = |names: &'static [String]| Part::OneOf(names.iter().map(String::as_str).collect());
    [names(&lists.logins.0), one_of(&[".", "_"]), names(&lists.logins.1)]
}

/// The parts of a template, in which `{Slot}` stands for what `fill` gives.
fn template(template: &str, fill: impl Fn(&str) -> Part) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in template.split_inclusive('}') {
        match piece.strip_suffix('}').and_then(|piece| piece.split_once('{')) {
            Some((before, slot)) => parts.extend([Part::Literal(before.to_owned()), fill(slot)]),
            None => parts.push(Part::Literal(piece.to_owned())),
        }
    }
    parts
}

impl Form {
    fn makes(&self, text: &str) -> bool {
        match self {
            Form::Parts(parts, before) => made(parts, text, before),
            Form::Words { words, gap, stop } => text.strip_suffix(stop).is_some_and(|text| {
                text.split(gap).enumerate().all(|(place, word)| {
                    words.contains(word) || (place == 0 && words.contains(&*word.to_ascii_lowercase()))
                })
            }),
        }
    }
}

/// Whether a text is these parts, and perhaps the number of a later round.
fn made(parts: &[Part], text: &str, before: &str) -> bool {
    let Some((first, others)) = parts.split_first() else {
        let round = text.strip_prefix(before).and_then(|round| round.parse::<u64>().ok());
        return text.is_empty() || round.is_some_and(|round| round > 1);
    };
    match first {
        Part::Literal(literal) => {
            text.strip_prefix(literal.as_str()).is_some_and(|rest| made(others, rest, before))
        }
        Part::OneOf(texts) => {
            let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
            ends.into_iter().any(|end| texts.contains(&text[..end]) && made(others, &text[end..], before))
        }
        Part::Pattern(pattern) => {
            let mut rest = text.chars();
            let fits = pattern.chars().all(|symbol| {
                rest.next().is_some_and(|own| match symbol {
                    '#' => own.is_ascii_digit(),
                    '^' => own.is_ascii_digit() && own != '0',
                    '$' => own.is_ascii_uppercase(),
                    other => own == other,
                })
            });
            fits && made(others, rest.as_str(), before)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn makes(method: &str, locale: &str, text: &str) -> bool {
        forms(method, lists(locale)).unwrap().iter().any(|form| form.makes(text))
    }

    #[test]
    fn texts_are_told_from_others() {
        let own = lists("en_US");
        let (first, last) = (own.first_names[3], own.last_names[7]);
        assert!(makes("name", "en_US", &format!("{first} {last}")));
        assert!(makes("name", "en_US", &format!("{first} {last} 2")));
        for other in [first.to_owned(), format!("{first}{last}"), format!("{first} {last} 1"), "".to_owned()]
        {
            assert!(!makes("name", "en_US", &other), "{other}");
        }
        assert!(
            makes("phone_number", "en_GB", "020 1234 5678")
                && makes("phone_number", "en_GB", "020 1234 5678 / 2")
        );
        assert!(!makes("phone_number", "en_GB", "020 1234 567"));
        let words = &own.words;
        assert!(makes("words", "en_US", &format!("{} {}", words[0], words[5])));
        assert!(!makes("words", "en_US", "Xyzzy") && forms("words", lists("zh_CN")).is_none());
    }
}
