//! `geo.`: a place on the map; all columns of a draw in a row show the same one.

use std::sync::Arc;

use super::generated::Awaited;
use super::people::DRAW;
use super::{Entry, Reading, Role, Source, SourceDraft, Standing, Written};
use crate::config::key::{Items, Key};
use crate::config::node::Value;
use crate::config::param::{Interval, When};
use crate::config::reader::Field;
use crate::config::suggest;
use crate::generators::scope::Scope;
use crate::generators::{Generator, address};
use crate::locales;
use crate::plotsim::draft::Generates;

pub const COUNTRIES: Key<Option<Items>> = Key::texts("countries")
    .otherwise("those of the config's locale, or all")
    .doc("Countries that places lie in, by code or name; a place is as likely as it has people")
    .example("[DE, France]");
pub const SPREAD: Key<f64> = Key::float("spread_km", Interval::closed(0.0, 1000.0))
    .default(0.0)
    .doc("How far a latitude or longitude may be from the middle of the town, in kilometres");

/// Columns of places, in each form.
pub const IN_BUILDER: When = When::new("type", &["geo."]);
pub const IN_ENGINE: When = When::new("source", &["generated:geo."]);

const DOC: &str = "A part of a place: columns of one draw in a row show the same one";

const FIELDS: &[(&str, locales::Field)] = &[
    ("country", locales::Field::Country),
    ("country_code", locales::Field::CountryCode),
    ("region", locales::Field::State),
    ("city", locales::Field::City),
    ("postcode", locales::Field::Postcode),
    ("latitude", locales::Field::Latitude),
    ("longitude", locales::Field::Longitude),
];

pub static ENTRY: Entry = Entry {
    builder: &[Written::open(
        "geo.<field>",
        "^geo\\.(country|country_code|region|city|postcode|latitude|longitude)$",
        "geo.city",
        DOC,
        read,
    )],
    engine: &[Written::open(
        "generated:geo.<field>",
        "^generated:geo\\.(country|country_code|region|city|postcode|latitude|longitude)$",
        "generated:geo.city",
        DOC,
        read,
    )],
    what: "a place",
    role: Role::Value,
    unique: false,
    stands: |about| !about.calendar,
    hint: Some("columns of a calendar follow from its days"),
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == reading.tail) else {
        let message = format!("'{}' is no part of a place", reading.tail);
        let hint = suggest::hint(reading.tail, FIELDS.iter().map(|(name, _)| *name));
        reading.field.error_within(reading.at, "bad-source", message, hint);
        return None;
    };
    let spread_km = reading.fields.read(&SPREAD)?;
    if spread_km > 0.0 && !matches!(field, locales::Field::Latitude | locales::Field::Longitude) {
        let message = "spread_km moves latitudes and longitudes alone";
        reading.fields.place(&SPREAD).error("wrong-place", message, Some("leave it out here".to_owned()));
        return None;
    }
    Some(Arc::new(Spot { field: *field, spread_km }))
}

/// A part of a place, as it is written.
#[derive(Debug)]
struct Spot {
    field: locales::Field,
    spread_km: f64,
}

impl SourceDraft for Spot {
    fn resolve(&self, _: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(Arc::new(Awaited))
    }

    fn generates(&self) -> Option<&dyn Generates> {
        Some(self)
    }
}

impl Generates for Spot {
    fn read(&self, column: &Field<'_>, scope: &Scope<'_>) -> Option<Generator> {
        // A draw whose name is no text was reported.
        let name = match column.node.get(DRAW.param.name).map(|node| &node.value) {
            None => "",
            Some(Value::Text(name)) => name,
            Some(_) => return None,
        };
        let draw = scope.people.draws.iter().find(|draw| draw.name == name)?;
        Some(address::on_map(self.field, draw, self.spread_km))
    }

    fn words(&self, _: &Field<'_>) -> String {
        let name = FIELDS.iter().find(|(_, field)| *field == self.field).map_or("", |(name, _)| name);
        format!("generated:geo.{name}")
    }

    fn places<'a>(&self, column: &Field<'a>) -> Option<(String, Option<Field<'a>>)> {
        let name = column.written(&DRAW).map_or(Some(""), |field| field.text())?;
        Some((name.to_owned(), column.written(&COUNTRIES)))
    }
}
