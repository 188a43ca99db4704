//! The texts that a part of a person can be.

use std::collections::BTreeSet;

use super::agreement::Agreement;
use super::drawn::DOMAINS;
use super::field::Field;
use super::locale::Locale;
use super::pattern::matches;

/// The texts of a part, in some locales, told from others.
pub struct Texts {
    field: Field,
    locales: Vec<&'static Locale>,
    agreement: Agreement,
    domains: Vec<String>,
    /// With the codes that stand in them.
    patterns: BTreeSet<(&'static str, Vec<&'static str>)>,
}

impl Texts {
    /// E-mail addresses are at one of the domains given, or at those that are reserved.
    pub fn new(field: Field, locales: &[&'static Locale], domains: &[String]) -> Texts {
        let mut patterns = BTreeSet::new();
        for locale in locales {
            for town in &locale.towns {
                match field {
                    Field::Postcode => {
                        patterns.insert((town.postcode, Vec::new()));
                    }
                    Field::Phone => patterns.extend(locale.phones.iter().map(|phone| {
                        let areas = if phone.contains('@') { town.region.areas.clone() } else { Vec::new() };
                        (phone.as_str(), areas)
                    })),
                    _ => {}
                }
            }
        }
        Texts {
            field,
            locales: locales.to_vec(),
            agreement: Agreement::new(vec![field], locales),
            domains: domains.to_vec(),
            patterns,
        }
    }

    /// Whether a text is one of them.
    pub fn contains(&self, text: &str) -> bool {
        match self.field {
            Field::Postcode | Field::Phone => {
                self.patterns.iter().any(|(pattern, areas)| matches(pattern, areas, text))
            }
            Field::Email => self.is_mail(text, &DOMAINS),
            Field::CompanyEmail => self.is_mail(text, &[]),
            Field::UserName => is_login(text),
            Field::Domain => self.is_host(text, &[]),
            Field::HouseNumber => {
                text.chars().all(|letter| letter.is_ascii_digit() || letter == '-') && !text.is_empty()
            }
            Field::Initials => {
                text.ends_with('.') && text.chars().filter(|letter| *letter == '.').count() == 2
            }
            Field::StreetAddress => self
                .locales
                .iter()
                .any(|locale| locale.streets.iter().any(|street| text.contains(street.as_str()))),
            Field::Company => self.locales.iter().any(|locale| {
                locale.firms.iter().any(|firm| {
                    firm.split('%').enumerate().all(|(place, part)| {
                        // Behind the stroke stands the letter of a slot.
                        text.contains(if place == 0 { part } else { part.get(1..).unwrap_or_default() })
                    })
                })
            }),
            Field::Name
            | Field::FirstName
            | Field::LastName
            | Field::Gender
            | Field::Title
            | Field::BirthDate
            | Field::Street
            | Field::City
            | Field::State
            | Field::StateCode
            | Field::Country
            | Field::CountryCode
            | Field::Latitude
            | Field::Longitude
            | Field::Industry => self.agreement.fits(&[Some(text)]),
        }
    }

    fn is_mail(&self, text: &str, hosts: &[&str]) -> bool {
        text.split_once('@').is_some_and(|(login, host)| is_login(login) && self.is_host(host, hosts))
    }

    fn is_host(&self, host: &str, hosts: &[&str]) -> bool {
        match (self.domains.as_slice(), hosts) {
            ([], []) => host.strip_suffix(".example").is_some_and(is_login),
            ([], hosts) => hosts.contains(&host),
            (domains, _) => domains.iter().any(|own| own == host),
        }
    }
}

fn is_login(text: &str) -> bool {
    let fits = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '_' | '-')
    };
    text.chars().all(fits) && !text.is_empty()
}
