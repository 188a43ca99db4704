//! `company`: a part of a firm, which is the same for all columns of a draw.

use std::sync::Arc;

use super::Entry;
use super::draw::{self, DRAW_PARAM, LOCALE_PARAM, OnMap, Shown};
use crate::config::key::{Items, Key};
use crate::config::param::{Section, Word};
use crate::locales::Field;

crate::words! {
    /// What of a firm is shown.
    enum Part {
        Name = "name",
        Domain = "domain",
        Email = "email",
        Industry = "industry",
    }
}

const FIELD: Key<Part> = Key::word("field").doc("What of the firm is shown");
const DOMAINS: Key<Option<Items>> = Key::texts("domains")
    .otherwise("the firm's name below .example, which is reserved")
    .doc("Internet domains of domain and email, each as likely")
    .example("[acme.com]");

pub static ENTRY: Entry = Entry {
    name: "company",
    section: Section::new(
        "datagen.generator.company",
        "docs/datagen.md#company",
        "A part of a firm: columns of one draw in a row show the same one, so its domain carries its name; it stands where the \
         address of the draw is",
        &[FIELD.param, LOCALE_PARAM, DRAW_PARAM, DOMAINS.param],
    ),
    example: "{ type: company, field: name, locale: ja_JP, draw: employer }",
    read: |fields, scope| {
        let (part, domains) = (fields.read(&FIELD), draw::domains(fields, &DOMAINS));
        let (part, domains) = (part?, domains?);
        let field = match part {
            Part::Name => Field::Company,
            Part::Domain => Field::Domain,
            Part::Email => Field::CompanyEmail,
            Part::Industry => Field::Industry,
        };
        match part {
            Part::Domain | Part::Email => {}
            Part::Name | Part::Industry => draw::refuse(fields, part.name(), &[&DOMAINS.param])?,
        }
        let drawn = draw::read(fields, scope)?;
        let shown = Arc::new(Shown { field, domains, unique: false, births: (0, 1), map: OnMap::AtHome });
        let facts = draw::facts(&shown, &drawn);
        Some(ENTRY.generator(facts, move |_, site| draw::values(&shown, &drawn, site)))
    },
};
