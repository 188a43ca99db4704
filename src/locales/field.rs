//! What of a person at a place is shown.

/// A part of a person, of the place they live at, or of a firm there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Name,
    FirstName,
    LastName,
    Email,
    UserName,
    Phone,
    Gender,
    Title,
    Initials,
    BirthDate,
    Street,
    HouseNumber,
    StreetAddress,
    City,
    Postcode,
    State,
    StateCode,
    Country,
    CountryCode,
    Latitude,
    Longitude,
    Company,
    Domain,
    CompanyEmail,
    Industry,
}

impl Field {
    /// What it is, as a sentence about the column.
    pub fn words(self) -> &'static str {
        match self {
            Field::Name => "Full name of the person, in the order of the locale",
            Field::FirstName => "First name of the person",
            Field::LastName => "Family name of the person",
            Field::Email => "E-mail address of the person",
            Field::UserName => "Login name of the person",
            Field::Phone => "Telephone number of the person",
            Field::Gender => "Gender of the person",
            Field::Title => "How the person is addressed",
            Field::Initials => "Initials of the person",
            Field::BirthDate => "Birthday of the person",
            Field::Street => "Street of the address",
            Field::HouseNumber => "House number of the address",
            Field::StreetAddress => "Street and house number of the address",
            Field::City => "Town of the address",
            Field::Postcode => "Postal code of the address",
            Field::State => "State, province or region of the address",
            Field::StateCode => "Code of the address's state, province or region (ISO 3166-2)",
            Field::Country => "Country of the address",
            Field::CountryCode => "Country of the address as two letters (ISO 3166-1)",
            Field::Latitude => "Latitude of the address, in degrees north",
            Field::Longitude => "Longitude of the address, in degrees east",
            Field::Company => "Name of the firm",
            Field::Domain => "Internet domain of the firm",
            Field::CompanyEmail => "E-mail address of the firm",
            Field::Industry => "Branch of business of the firm",
        }
    }
}
