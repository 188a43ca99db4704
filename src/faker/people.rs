//! People and what they are called.

use std::fmt::Write;

use super::lists::{Lists, longest};
use super::method::{Arguments, Method};
use super::pattern::{pattern, template};
use crate::locales::{Drawn, Field};
use crate::random::Dice;

pub fn method(name: &str, _: &Arguments<'_>) -> Option<Method> {
    Some(match name {
        "name" => Method::text(|lists, dice, out| {
            full_name(lists, dice, out);
            again(dice, " ", out);
        }),
        "first_name" => Method::Choice(|lists| &lists.first_names),
        "last_name" => Method::Choice(|lists| &lists.last_names),
        "user_name" => Method::text(login),
        "email" => Method::text(|lists, dice, out| {
            login(lists, dice, out);
            out.push_str("@example.");
            out.push_str(dice.text(&["com", "net", "org"]));
        }),
        "phone_number" => Method::text(phone),
        "job" => Method::text(|lists, dice, out| {
            template(lists.job, out, |slot, out| {
                out.push_str(dice.text(match slot {
                    "Seniority" => &lists.seniorities,
                    "Field" => &lists.fields,
                    _ => &lists.positions,
                }));
            });
        }),
        _ => return None,
    })
}

/// Writes what tells a value from those of earlier rounds.
pub fn again(dice: &Dice<'_>, before: &str, out: &mut String) {
    if let Some(round) = dice.again() {
        // Writing to a string cannot fail.
        let _ = write!(out, "{before}{round}");
    }
}

fn full_name(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    if let Some(locale) = lists.people.filter(|_| !dice.spells()) {
        Drawn { locale, word: dice.bits(63) }.write(Field::Name, &[], None, out);
        return;
    }
    template(lists.name, out, |slot, out| {
        out.push_str(dice.text(if slot == "LastName" { &lists.last_names } else { &lists.first_names }));
    });
}

/// `first.last` or `first_last`, and a number where these do not suffice.
fn login(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    out.push_str(dice.text(&lists.logins.0));
    out.push_str(dice.text(&[".", "_"]));
    out.push_str(dice.text(&lists.logins.1));
    again(dice, "", out);
}

fn phone(lists: &Lists, dice: &mut Dice<'_>, out: &mut String) {
    // Patterns must not be mistaken for one another where no number may come twice; the longest has most numbers.
    let format = match dice.spells() {
        true => longest(&lists.phones),
        false => dice.text(&lists.phones),
    };
    pattern(format, dice, out);
    again(dice, " / ", out);
}
