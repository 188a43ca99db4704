//! A person at a place, of whom any part can be made alone.

use super::INDUSTRIES;
use super::field::Field;
use super::locale::{Family, Locale, Name, SHORT};
use super::pattern::fill;
use super::towns::Town;
use crate::random::{below, split_mix, unit};

/// Where people have their e-mail: below the top-level domain that is reserved for examples (RFC 2606).
pub const DOMAINS: [&str; 4] = ["mail.example", "post.example", "inbox.example", "web.example"];

/// The same as they follow a login.
const AT_DOMAINS: [&str; 4] = ["@mail.example", "@post.example", "@inbox.example", "@web.example"];

/// Kilometres of a degree of latitude, on a globe of the Earth's mean radius, 6371.0088 km.
pub const KM_PER_DEGREE: f64 = 111.195_08;

/// Degrees of longitude of so many kilometres in a latitude; those of 85 degrees nearer the poles.
pub fn degrees_east(km: f64, latitude: f64) -> f64 {
    km / (KM_PER_DEGREE * libm::cos(latitude.clamp(-85.0, 85.0).to_radians()))
}

/// What a word of its own decides; the numbers are part of every value.
#[derive(Clone, Copy)]
enum Choice {
    Locale = 1,
    Town = 2,
    Gender = 3,
    First = 4,
    Family = 5,
    Street = 6,
    Number = 7,
    Phone = 8,
    PhoneDigits = 9,
    Postcode = 10,
    Latitude = 11,
    Longitude = 12,
    Login = 13,
    Host = 14,
    Birth = 15,
    Firm = 16,
    FirmName = 17,
    SecondName = 18,
    Industry = 19,
    Box = 20,
}

/// Which of `n` locales a word chooses.
#[inline]
pub fn which(word: u64, n: usize) -> usize {
    below(split_mix(word, Choice::Locale as u64), n as u64) as usize
}

/// Someone of a locale, as a word has drawn them.
#[derive(Clone, Copy)]
pub struct Drawn {
    pub locale: &'static Locale,
    pub word: u64,
}

impl Drawn {
    #[inline(always)]
    fn of(self, choice: Choice) -> u64 {
        split_mix(self.word, choice as u64)
    }

    fn pick<T>(self, choice: Choice, all: &'static [T]) -> Option<&'static T> {
        all.get(below(self.of(choice), all.len().max(1) as u64) as usize)
    }

    fn text(self, choice: Choice, all: &'static [String]) -> &'static str {
        self.pick(choice, all).map_or("", String::as_str)
    }

    pub fn woman(self) -> bool {
        self.of(Choice::Gender) >> 63 == 1
    }

    pub fn town(self) -> &'static Town {
        self.locale.town(self.of(Choice::Town))
    }

    /// The place of the town among those of the locale.
    pub fn town_place(self) -> usize {
        self.locale.town_place(self.of(Choice::Town))
    }

    fn first(self) -> &'static Name {
        self.locale.first[usize::from(self.woman())].choose(self.of(Choice::First))
    }

    fn family(self) -> &'static Name {
        Family::of(self.locale.family.choose(self.of(Choice::Family)), self.woman())
    }

    /// A day of the days from `first`, `days` of them.
    pub fn birth(self, first: i32, days: u64) -> i32 {
        first + below(self.of(Choice::Birth), days.max(1)) as i32
    }

    /// The house's degrees north: within two hundredths of the town's.
    pub fn latitude(self) -> f64 {
        self.near(self.town().latitude, Choice::Latitude)
    }

    /// The house's degrees east.
    pub fn longitude(self) -> f64 {
        self.near(self.town().longitude, Choice::Longitude)
    }

    /// A place within so many kilometres of the middle of the town, each spot as likely: degrees north and east.
    pub fn around(self, km: f64) -> (f64, f64) {
        let town = self.town();
        if km <= 0.0 {
            return (town.latitude, town.longitude);
        }
        let away = km * unit(self.of(Choice::Latitude)).sqrt();
        let angle = unit(self.of(Choice::Longitude)) * std::f64::consts::TAU;
        let north = away * libm::cos(angle) / KM_PER_DEGREE;
        let east = libm::sin(angle) * degrees_east(away, town.latitude);
        let rounded = |degrees: f64| libm::round(degrees * 1e5) / 1e5;
        (rounded(town.latitude + north), rounded(town.longitude + east))
    }

    fn near(self, centre: f64, choice: Choice) -> f64 {
        let away = (unit(self.of(choice)) - 0.5) * 0.04;
        libm::round((centre + away) * 1e5) / 1e5
    }

    /// Writes a part behind what is there. E-mail addresses are at one of the domains given; `unique` is a number that tells
    /// logins apart. Birthdays and coordinates are numbers, which are not written.
    pub fn write(self, field: Field, domains: &[String], unique: Option<u64>, out: &mut String) {
        let locale = self.locale;
        match field {
            Field::Name => {
                let (one, two) = match locale.family_first {
                    true => (self.family(), self.first()),
                    false => (self.first(), self.family()),
                };
                out.push_str(&one.text);
                out.push_str(locale.gap);
                out.push_str(&two.text);
            }
            Field::FirstName => out.push_str(&self.first().text),
            Field::LastName => out.push_str(&self.family().text),
            Field::Email => {
                self.login(unique, out);
                match domains {
                    [] => out.push_str(AT_DOMAINS[self.place_of_host(DOMAINS.len())]),
                    _ => {
                        out.push('@');
                        out.push_str(self.host(domains));
                    }
                }
            }
            Field::UserName => self.login(unique, out),
            Field::Phone => {
                let areas = &self.town().region.areas;
                let word = self.of(Choice::Phone);
                let area = areas.get(below(word, areas.len().max(1) as u64) as usize).copied();
                let pattern = self.text(Choice::PhoneDigits, &locale.phones);
                fill(pattern, area.unwrap_or_default(), split_mix(word, 1), out);
            }
            Field::Gender => out.push_str(if self.woman() { "female" } else { "male" }),
            Field::Title => out.push_str(&locale.titles[usize::from(self.woman())]),
            Field::Initials => {
                let (first, family) = (self.first(), self.family());
                let pair = if locale.family_first { [family, first] } else { [first, family] };
                for name in pair {
                    initial(name, out);
                    out.push('.');
                }
            }
            Field::Street => out.push_str(self.text(Choice::Street, &locale.streets)),
            Field::HouseNumber => self.number(out),
            Field::StreetAddress => {
                let mut rest = locale.house.as_str();
                while let Some((before, after)) = rest.split_once('%') {
                    out.push_str(before);
                    match after.as_bytes().first() {
                        Some(b's') => out.push_str(self.text(Choice::Street, &locale.streets)),
                        _ => self.number(out),
                    }
                    rest = after.get(1..).unwrap_or_default();
                }
                out.push_str(rest);
            }
            Field::City => out.push_str(self.town().name(locale.second)),
            Field::Postcode => fill(self.town().postcode, "", self.of(Choice::Postcode), out),
            Field::State => out.push_str(self.town().region.name(locale.second)),
            Field::StateCode => out.push_str(self.town().region.code),
            Field::Country => out.push_str(&locale.land),
            Field::CountryCode => out.push_str(locale.country),
            Field::Company => self.firm(|name| &name.text, None, out),
            Field::Domain => self.domain(domains, out),
            Field::CompanyEmail => {
                let boxes = ["info", "contact", "office", "sales", "hello"];
                out.push_str(boxes[below(self.of(Choice::Box), boxes.len() as u64) as usize]);
                out.push('@');
                self.domain(domains, out);
            }
            Field::Industry => {
                out.push_str(INDUSTRIES[below(self.of(Choice::Industry), INDUSTRIES.len() as u64) as usize]);
            }
            Field::BirthDate | Field::Latitude | Field::Longitude => {}
        }
    }

    fn host(self, domains: &[String]) -> &str {
        match domains {
            [] => DOMAINS[self.place_of_host(DOMAINS.len())],
            own => own.get(self.place_of_host(own.len())).map_or("", String::as_str),
        }
    }

    #[inline(always)]
    fn place_of_host(self, hosts: usize) -> usize {
        below(self.of(Choice::Host), hosts.max(1) as u64) as usize
    }

    /// First and family name in one of the usual ways, and a number that tells it apart where it must be.
    fn login(self, unique: Option<u64>, out: &mut String) {
        let (first, family) = (self.first(), self.family());
        let word = self.of(Choice::Login);
        match (first.short(), family.short()) {
            (Some(first), Some(family)) => short_login(word, first, family, out),
            _ => long_login(word, &first.latin, &family.latin, out),
        }
        match unique {
            Some(number) => digits(number + 1, out),
            None if (word >> 58) & 3 == 0 => digits(1 + below(split_mix(word, 1), 99), out),
            None => {}
        }
    }

    fn number(self, out: &mut String) {
        let word = self.of(Choice::Number);
        let mut place = 0;
        for symbol in self.locale.number.chars() {
            if symbol == 'n' {
                // Streets are short and long, so small numbers are common.
                let last = 1 + below(split_mix(word, place), self.locale.greatest);
                let number = 1 + below(split_mix(word, place + 1), last);
                place += 2;
                digits(number, out);
            } else {
                out.push(symbol);
            }
        }
    }

    /// The firm's name with its own names in the form wanted; only these, with a text between them, where one is given.
    fn firm(self, form: impl Fn(&'static Name) -> &'static str, between: Option<&str>, out: &mut String) {
        let mut rest = self.text(Choice::Firm, &self.locale.firms);
        let mut place = 0;
        while let Some((before, after)) = rest.split_once('%') {
            let choice = if place == 0 { Choice::FirmName } else { Choice::SecondName };
            let name = match after.as_bytes().first() {
                Some(b'w') => self.pick(choice, &self.locale.words),
                _ => Some(self.locale.family.choose(self.of(choice)).of(false)),
            };
            match between {
                None => out.push_str(before),
                Some(between) if place > 0 => out.push_str(between),
                Some(_) => {}
            }
            out.push_str(name.map_or("", &form));
            place += 1;
            rest = after.get(1..).unwrap_or_default();
        }
        if between.is_none() {
            out.push_str(rest);
        }
    }

    fn domain(self, domains: &[String], out: &mut String) {
        if !domains.is_empty() {
            out.push_str(self.host(domains));
            return;
        }
        self.firm(|name| &name.latin, Some("-"), out);
        out.push_str(".example");
    }
}

/// First and family name in the way that a word chooses.
fn long_login(word: u64, first: &str, family: &str, out: &mut String) {
    let initial = first.get(..1).unwrap_or_default();
    let (one, gap, two) = match word >> 60 {
        0..8 => (first, ".", family),
        8..10 => (first, "", family),
        10..12 => (initial, ".", family),
        12..14 => (family, ".", first),
        14 => (first, "_", family),
        _ => (initial, "", family),
    };
    out.push_str(one);
    out.push_str(gap);
    out.push_str(two);
}

/// The same of names of few letters, which are copied whole: that takes less than to copy as many as there are.
#[inline]
fn short_login(word: u64, first: (usize, &[u8; SHORT]), family: (usize, &[u8; SHORT]), out: &mut String) {
    let initial = (first.0.min(1), first.1);
    let (one, gap, two) = match word >> 60 {
        0..8 => (first, Some(b'.'), family),
        8..10 => (first, None, family),
        10..12 => (initial, Some(b'.'), family),
        12..14 => (family, Some(b'.'), first),
        14 => (first, Some(b'_'), family),
        _ => (initial, None, family),
    };
    let mut line = [0; 2 * SHORT + 1];
    line[..SHORT].copy_from_slice(one.1);
    let mut at = one.0;
    if let Some(gap) = gap {
        line[at] = gap;
        at += 1;
    }
    line[at..at + SHORT].copy_from_slice(two.1);
    out.push_str(std::str::from_utf8(&line[..at + two.0]).unwrap_or_default());
}

/// Writes a number: several times as fast as what writes any value that can be shown.
fn digits(number: u64, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// The first letter of a name, in Latin where the script has no letters.
pub(super) fn initial(name: &Name, out: &mut String) {
    let own = name.text.chars().next().filter(|letter| letter.is_uppercase());
    match own {
        Some(letter) => out.push(letter),
        None => out.extend(name.latin.chars().next().into_iter().flat_map(char::to_uppercase)),
    }
}
