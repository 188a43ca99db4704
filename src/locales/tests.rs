//! The facts as they are read, and what is made of them.

use super::*;
use crate::random::mix;

fn all() -> impl Iterator<Item = &'static Locale> {
    NAMES.iter().map(|name| locale(name).unwrap_or_else(|| panic!("{name} cannot be read")))
}

fn text(drawn: Drawn, field: Field) -> String {
    let mut out = String::new();
    drawn.write(field, &[], None, &mut out);
    out
}

const PARTS: [Field; 20] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::UserName,
    Field::Phone,
    Field::Gender,
    Field::Title,
    Field::Initials,
    Field::Street,
    Field::HouseNumber,
    Field::StreetAddress,
    Field::City,
    Field::Postcode,
    Field::State,
    Field::StateCode,
    Field::Country,
    Field::CountryCode,
    Field::Company,
    Field::Domain,
];

#[test]
fn every_locale_has_people_and_at_least_a_hundred_towns() {
    for own in all() {
        assert!(own.towns.len() >= 100, "{}: {} towns", own.name, own.towns.len());
        assert!(own.first.iter().all(|names| names.all.len() >= 40), "{}", own.name);
        assert!(
            own.family.all.len() >= 50 && own.streets.len() >= 18 && own.phones.iter().all(|p| p.len() > 6)
        );
        for names in &own.first {
            assert!(names.all.iter().all(|name| !name.latin.is_empty() && !name.text.contains('_')));
        }
        let wrong =
            own.towns.iter().find(|town| !(-90.0..=90.0).contains(&town.latitude) || town.people == 0);
        assert!(wrong.is_none(), "{wrong:?}");
        let needs_words = own.firms.iter().any(|firm| firm.contains("%w"));
        assert_eq!(needs_words, !own.words.is_empty(), "{}", own.name);
        assert!(own.firms.iter().all(|firm| firm.contains('%')), "{}", own.name);
        assert!(own.house.contains("%s") && own.house.contains("%n"), "{}", own.name);
        let area = own.phones.iter().any(|phone| phone.contains('@'));
        assert!(!area || own.towns.iter().all(|town| !town.region.areas.is_empty()), "{}", own.name);
    }
}

#[test]
fn every_line_of_the_tables_is_read() {
    let (lines, regions) = super::towns::counts();
    let countries: std::collections::BTreeSet<&str> = all().map(|own| own.country).collect();
    let read: usize = countries.iter().map(|country| super::towns::towns(country).len()).sum();
    assert_eq!(read, lines);
    assert!(regions > 700);
}

#[test]
fn parts_of_one_person_agree_and_those_of_two_do_not() {
    for own in all() {
        let agreement = Agreement::new(PARTS.to_vec(), &[own]);
        let mut apart = 0;
        for number in 0..300u64 {
            let one = Drawn { locale: own, word: mix(number) };
            let shown: Vec<String> = PARTS.iter().map(|field| text(one, *field)).collect();
            assert!(shown.iter().all(|text| !text.is_empty()), "{shown:?}");
            let values: Vec<Option<&str>> = shown.iter().map(|text| Some(text.as_str())).collect();
            assert!(agreement.fits(&values), "{}: {shown:?}", own.name);
            let other = Drawn { locale: own, word: mix(number + 1000) };
            let (mail, city) = (text(other, Field::Email), text(other, Field::City));
            let mut mixed = values.clone();
            mixed[3] = Some(&mail);
            mixed[12] = Some(&city);
            apart += u32::from(!agreement.fits(&mixed));
        }
        assert!(apart > 250, "{}: {apart}", own.name);
    }
}

#[test]
fn a_locale_is_found_by_its_name_its_code_and_its_country() {
    for (said, wanted) in [
        ("de_DE", "de_DE"),
        ("de-at", "de_AT"),
        ("DE", "de_DE"),
        ("jpn", "ja_JP"),
        ("Germany", "de_DE"),
        ("deutschland", "de_DE"),
        ("日本", "ja_JP"),
        ("United Kingdom", "en_GB"),
        ("Suisse", "fr_CH"),
        (" Czech Republic ", "cs_CZ"),
    ] {
        assert_eq!(find(said).map(|own| own.name), Some(wanted), "{said}");
    }
    assert!(find("Atlantis").is_none() && find("").is_none());
}

#[test]
fn names_go_into_latin_letters_as_their_bearers_write_them() {
    for (name, language, wanted) in [
        ("Müller", "de", "mueller"),
        ("Weiß", "de_AT", "weiss"),
        ("Søren", "da", "soeren"),
        ("Åberg", "sv", "aberg"),
        ("Γιώργος", "el", "giorgos"),
        ("Ευαγγελία", "el", "evangelia"),
        ("Οικονόμου", "el", "oikonomou"),
        ("Олександр", "uk", "oleksandr"),
        ("Юлия", "ru", "yuliya"),
        ("İbrahim", "tr", "ibrahim"),
        ("Łukasz", "pl", "lukasz"),
        ("O'Brien", "en_US", "obrien"),
    ] {
        assert_eq!(super::latin::latin(name, language), wanted);
    }
}
