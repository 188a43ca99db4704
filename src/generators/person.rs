//! `person`: a part of a person, who is the same for all columns of a draw.

use std::sync::Arc;

use super::Entry;
use super::draw::{self, DRAW_PARAM, LOCALE_PARAM, OnMap, Shown};
use super::scope::UNIQUE;
use crate::config::calendar;
use crate::config::key::{Day, Items, Key};
use crate::config::param::{Section, Word};
use crate::locales::Field;

crate::words! {
    /// What of a person is shown.
    enum Part {
        Name = "name",
        FirstName = "first_name",
        LastName = "last_name",
        Email = "email",
        UserName = "user_name",
        Phone = "phone",
        Gender = "gender",
        Title = "title",
        Initials = "initials",
        BirthDate = "birth_date",
    }
}

const FIELD: Key<Part> = Key::word("field").doc("What of the person is shown");
pub const DOMAINS: Key<Option<Items>> = Key::texts("domains")
    .otherwise("reserved ones, such as mail.example")
    .doc("Internet domains of email, each as likely")
    .example("[acme.com]");
pub const AS_OF: Key<Option<Day>> = Key::date("as_of")
    .otherwise("2025-01-01")
    .doc("The day on which a person of birth_date is of the age given")
    .example("2025-01-01");
pub const MIN_AGE: Key<i64> = Key::int("min_age", 0, 120).default(18).doc("Youngest on that day, in years");
pub const MAX_AGE: Key<i64> = Key::int("max_age", 0, 120).default(90).doc("Oldest on that day, in years");

pub static ENTRY: Entry = Entry {
    name: "person",
    section: Section::new(
        "datagen.generator.person",
        "docs/datagen.md#person",
        "A part of a person: columns of one draw in a row show the same one, so the e-mail address carries the name, the first \
         name fits the gender and the telephone number the place",
        &[
            FIELD.param,
            LOCALE_PARAM,
            DRAW_PARAM,
            UNIQUE.param,
            DOMAINS.param,
            AS_OF.param,
            MIN_AGE.param,
            MAX_AGE.param,
        ],
    ),
    example: "{ type: person, field: email }",
    read: |fields, scope| {
        let (part, domains) = (fields.read(&FIELD), draw::domains(fields, &DOMAINS));
        let (part, domains) = (part?, domains?);
        let field = match part {
            Part::Name => Field::Name,
            Part::FirstName => Field::FirstName,
            Part::LastName => Field::LastName,
            Part::Email => Field::Email,
            Part::UserName => Field::UserName,
            Part::Phone => Field::Phone,
            Part::Gender => Field::Gender,
            Part::Title => Field::Title,
            Part::Initials => Field::Initials,
            Part::BirthDate => Field::BirthDate,
        };
        let born = [&AS_OF.param, &MIN_AGE.param, &MAX_AGE.param];
        match part {
            Part::Email => draw::refuse(fields, part.name(), &born)?,
            Part::UserName => draw::refuse(fields, part.name(), &[&[&DOMAINS.param], &born[..]].concat())?,
            Part::BirthDate => draw::refuse(fields, part.name(), &[&DOMAINS.param, &UNIQUE.param])?,
            Part::Name
            | Part::FirstName
            | Part::LastName
            | Part::Phone
            | Part::Gender
            | Part::Title
            | Part::Initials => {
                draw::refuse(fields, part.name(), &[&[&DOMAINS.param, &UNIQUE.param], &born[..]].concat())?;
            }
        }
        let unique = scope.unique(fields, u64::MAX)?;
        let (youngest, oldest) = (fields.read(&MIN_AGE)?, fields.read(&MAX_AGE)?);
        if youngest > oldest {
            let message =
                format!("min_age is {youngest} and max_age is {oldest}, but min_age must not be above it");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let as_of = match fields.read(&AS_OF)? {
            Some(day) => day,
            None => calendar::parse_date("2025-01-01")?,
        };
        // The first year that can be written is 0.
        if as_of < calendar::parse_date("0200-01-01")? {
            fields.place(&AS_OF).error("out-of-range", "must not lie before the year 200", None);
            return None;
        }
        // Somebody is of an age until the day before the next birthday.
        let before = |years: i64| calendar::years_before(as_of, u32::try_from(years).unwrap_or_default());
        let (first, last) = (before(oldest + 1) + 1, before(youngest));
        let births = (first, u64::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(1));
        let drawn = draw::read(fields, scope)?;
        let shown = Arc::new(Shown { field, domains, unique, births, map: OnMap::AtHome });
        let facts = draw::facts(&shown, &drawn);
        Some(ENTRY.generator(facts, move |_, site| draw::values(&shown, &drawn, site)))
    },
};
