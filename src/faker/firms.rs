//! Firms and what they say of themselves.

use super::lists::{Lists, Texts};
use super::method::{Arguments, Method};
use super::pattern::template;
use super::people::again;
use crate::locales::{Drawn, Field, INDUSTRIES};
use crate::random::Dice;

pub fn method(name: &str, _: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "company" => Method::text(company),
        "bs" => Method::text(|lists, dice, out| phrase(lists.bs, &lists.bs_words, dice, out)),
        "catch_phrase" => {
            Method::text(|lists, dice, out| phrase(lists.catch_phrase, &lists.catch_words, dice, out))
        }
        "industry" => Method::text(|_, dice, out| out.push_str(dice.text(&INDUSTRIES))),
        _ => return None,
    })
}

fn company(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    if let Some(locale) = lists.people.filter(|_| !dice.spells()) {
        Drawn { locale, word: dice.bits(63) }.write(Field::Company, &[], None, out);
        return;
    }
    // Where no name may come twice, all are made alike: of two names if the locale has such firms.
    let format = match dice.spells() {
        true => lists.companies.iter().max_by_key(|format| format.len()).copied().unwrap_or_default(),
        false => dice.text(&lists.companies),
    };
    template(format, out, |slot, out| {
        out.push_str(dice.text(if slot == "Suffix" { &lists.company_suffixes } else { &lists.last_names }));
    });
    again(dice, " ", out);
}

/// A template whose slots take a word of the first, second and third list by their names' meaning.
fn phrase(format: &str, words: &[Texts; 3], dice: &mut Dice<'_>, out: &mut String) {
    template(format, out, |slot, out| {
        out.push_str(dice.text(match slot {
            "Verb" | "Head" => &words[0],
            "Adj" | "Middle" => &words[1],
            _ => &words[2],
        }));
    });
}
