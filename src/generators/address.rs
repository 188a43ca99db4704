//! `address`: a part of the place where a person lives, who is the same for all columns of a draw.

use std::sync::Arc;

use super::draw::{self, DRAW_PARAM, LOCALE_PARAM, OnMap, Shown};
use super::{Entry, Generator};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::facts::Draw;
use crate::locales::Field;

crate::words! {
    /// What of an address is shown.
    enum Part {
        Street = "street",
        HouseNumber = "house_number",
        StreetAddress = "street_address",
        City = "city",
        Postcode = "postcode",
        State = "state",
        StateCode = "state_code",
        Country = "country",
        CountryCode = "country_code",
        Latitude = "latitude",
        Longitude = "longitude",
    }
}

const FIELD: Key<Part> = Key::word("field").doc("What of the address is shown");

pub static ENTRY: Entry = Entry {
    name: "address",
    section: Section::new(
        "datagen.generator.address",
        "docs/datagen.md#address",
        "A part of an address: columns of one draw in a row show the same one, so the postcode fits the town, the town its region \
         and country, and all of them the person of the draw",
        &[FIELD.param, LOCALE_PARAM, DRAW_PARAM],
    ),
    example: "{ type: address, field: city, locale: [de_DE, fr_FR], draw: shipping }",
    read: |fields, scope| {
        let field = match fields.read(&FIELD)? {
            Part::Street => Field::Street,
            Part::HouseNumber => Field::HouseNumber,
            Part::StreetAddress => Field::StreetAddress,
            Part::City => Field::City,
            Part::Postcode => Field::Postcode,
            Part::State => Field::State,
            Part::StateCode => Field::StateCode,
            Part::Country => Field::Country,
            Part::CountryCode => Field::CountryCode,
            Part::Latitude => Field::Latitude,
            Part::Longitude => Field::Longitude,
        };
        let drawn = draw::read(fields, scope)?;
        let shown =
            Arc::new(Shown { field, domains: Vec::new(), unique: false, births: (0, 1), map: OnMap::AtHome });
        let facts = draw::facts(&shown, &drawn);
        Some(ENTRY.generator(facts, move |_, site| draw::values(&shown, &drawn, site)))
    },
};

/// A part of a place of a draw, shown on the map of several countries.
pub fn on_map(field: Field, drawn: &Arc<Draw>, spread_km: f64) -> Generator {
    let map = OnMap::Abroad { spread_km };
    let shown = Arc::new(Shown { field, domains: Vec::new(), unique: false, births: (0, 1), map });
    let drawn = Arc::clone(drawn);
    let facts = draw::facts(&shown, &drawn);
    ENTRY.generator(facts, move |_, site| draw::values(&shown, &drawn, site))
}
