//! Places.

use std::fmt::Write;

use super::lists::Lists;
use super::method::{Arguments, Method};
use super::pattern::{pattern, template};
use super::people::again;
use crate::locales::{Drawn, Locale, Town};
use crate::random::Dice;

pub fn method(name: &str, _: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "address" => Method::text(|lists, dice, out| {
            house(lists, dice, out);
            out.push_str(", ");
            match lists.places {
                Some(places) => {
                    let town = town(places, dice);
                    pattern(town.postcode, dice, out);
                    out.push(' ');
                    out.push_str(town.name(places.second));
                }
                None => {
                    pattern(lists.postcode, dice, out);
                    out.push(' ');
                    city(lists, dice, out);
                }
            }
        }),
        "street_address" => Method::text(house),
        "city" => Method::text(city),
        "state" => Method::Choice(|lists| &lists.states),
        "country" => Method::Choice(|lists| &lists.countries),
        "country_code" => Method::Choice(|lists| &lists.country_codes),
        "zipcode" | "postcode" => Method::text(|lists, dice, out| match lists.places {
            Some(places) => pattern(town(places, dice).postcode, dice, out),
            None => pattern(lists.postcode, dice, out),
        }),
        "latitude" => Method::Float(Box::new(|dice| degrees(dice, 90))),
        "longitude" => Method::Float(Box::new(|dice| degrees(dice, 180))),
        _ => return None,
    })
}

/// A millionth of a degree is a tenth of a metre.
const MILLIONTHS: i64 = 1_000_000;

fn degrees(dice: &mut Dice<'_>, limit: i64) -> f64 {
    let span = (2 * limit * MILLIONTHS + 1) as u64;
    (dice.below(span) as i64 - limit * MILLIONTHS) as f64 / MILLIONTHS as f64
}

/// Street and house number, in the locale's order.
fn house(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    if let Some(places) = lists.places {
        let street = dice.text(&places.streets);
        let mut rest = places.house.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            if after.starts_with('s') {
                out.push_str(street);
            } else {
                for symbol in places.number.chars() {
                    match symbol {
                        // Writing to a string cannot fail.
                        'n' => drop(write!(out, "{}", 1 + dice.below(places.greatest))),
                        other => out.push(other),
                    }
                }
                again(dice, "/", out);
            }
            rest = after.get(1..).unwrap_or_default();
        }
        out.push_str(rest);
        return;
    }
    let number = 1 + dice.below(9999);
    let round = dice.again();
    // Writing to a string cannot fail.
    let _ = match (lists.number_first, round) {
        (true, None) => write!(out, "{number} "),
        (true, Some(round)) => write!(out, "{number}/{round} "),
        (false, _) => Ok(()),
    };
    street(lists, dice, out);
    if !lists.number_first {
        let _ = write!(out, " {number}");
        again(dice, "/", out);
    }
}

fn street(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    let suffix = dice.text(&lists.street_suffixes);
    // Suffixes in small letters belong to the name's word, as in Bergstraße.
    let joined = suffix.starts_with(char::is_lowercase);
    let format = if joined { "{StreetName}{StreetSuffix}" } else { lists.street };
    template(format, out, |slot, out| {
        out.push_str(if slot == "StreetSuffix" { suffix } else { dice.text(&lists.last_names) });
    });
}

/// A town by the number of its people, or any where no text may come twice.
fn town(places: &'static Locale, dice: &mut Dice<'_>) -> &'static Town {
    let any = |dice: &mut Dice<'_>| dice.pick(&places.towns).copied();
    match if dice.spells() { any(dice) } else { None } {
        Some(town) => town,
        None => Drawn { locale: places, word: dice.bits(63) }.town(),
    }
}

fn city(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    if let Some(places) = lists.places {
        out.push_str(town(places, dice).name(places.second));
        return;
    }
    if dice.below(5) == 0 && lists.city.contains("Suffix") && !lists.city_prefixes.is_empty() {
        out.push_str(dice.text(&lists.city_prefixes));
        // Scripts that put no space between names put none here.
        out.push_str(if lists.name.contains("} {") { " " } else { "" });
    }
    template(lists.city, out, |slot, out| {
        out.push_str(dice.text(if slot == "CitySuffix" { &lists.city_suffixes } else { &lists.last_names }));
    });
}
