//! Places.

use std::fmt::Write;

use super::dice::Dice;
use super::lists::Lists;
use super::method::{Arguments, Method};
use super::pattern::{pattern, template};
use super::people::again;

pub fn method(name: &str, _: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "address" => Method::text(|lists, dice, out| {
            house(lists, dice, out);
            out.push_str(", ");
            pattern(lists.postcode, dice, out);
            out.push(' ');
            city(lists, dice, out);
        }),
        "street_address" => Method::text(house),
        "city" => Method::text(city),
        "state" => Method::Choice(|lists| &lists.states),
        "country" => Method::Choice(|lists| &lists.countries),
        "country_code" => Method::Choice(|lists| &lists.country_codes),
        "zipcode" | "postcode" => Method::text(|lists, dice, out| pattern(lists.postcode, dice, out)),
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

fn city(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    if dice.below(5) == 0 && lists.city.contains("Suffix") && !lists.city_prefixes.is_empty() {
        out.push_str(dice.text(&lists.city_prefixes));
        // Scripts that put no space between names put none here.
        out.push_str(if lists.name.contains("} {") { " " } else { "" });
    }
    template(lists.city, out, |slot, out| {
        out.push_str(dice.text(if slot == "CitySuffix" { &lists.city_suffixes } else { &lists.last_names }));
    });
}
