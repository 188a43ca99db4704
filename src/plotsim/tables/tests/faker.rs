//! Faker columns.

use std::collections::BTreeSet;

use super::fixture::*;
use super::star::*;
use crate::config::types::ColumnType;
use crate::faker::{FakerCall, FakerValue, LOCALES, METHODS, find};
use crate::plotsim::sources::faker::Faker;

fn call(name: &str, arguments: &[(&'static str, FakerValue)], unique: bool) -> FakerCall {
    FakerCall { method: find(name).expect(name), arguments: arguments.to_vec(), unique }
}

/// The values of a column of this kind for `rows` entities, of which the last 30 are of a second segment.
fn values(call: FakerCall, kind: ColumnType, locales: &[&str], rows: u64) -> Vec<String> {
    let mut config = star(rows - 30);
    config.locales = locales.iter().map(|locale| (*locale).to_owned()).collect();
    config.tables[UNITS].columns.push(column("value", Faker { call, kind }));
    whole(&engine(config), UNITS).swap_remove(1)
}

fn texts(name: &str, arguments: &[(&'static str, FakerValue)]) -> Vec<String> {
    values(call(name, arguments, false), ColumnType::Text, &["en_US"], 2000)
}

#[test]
fn every_method_gives_values_of_its_type_in_every_locale() {
    for method in METHODS {
        for locale in LOCALES {
            let values = values(call(method.name, &[], false), method.kind, &[locale], 60);
            let fine = |value: &String| value != "NULL" && !value.is_empty() && value.trim() == value;
            assert!(values.iter().all(fine), "{} in {locale}: {values:?}", method.name);
            assert!(values.iter().collect::<BTreeSet<_>>().len() > 1, "{} in {locale}", method.name);
            assert!(
                !values.iter().any(|value| value.contains(['{', '}', '#']) && method.name != "hex_color"),
                "{values:?}"
            );
        }
    }
}

#[test]
fn unique_values_never_repeat() {
    let rows = 6000;
    for method in METHODS.iter().filter(|method| method.can_be_unique) {
        for locale in ["en_US", "zh_CN", "tr_TR", "ar_SA", "it_IT"] {
            let values = values(call(method.name, &[], true), method.kind, &[locale, "fr_FR"], rows);
            let distinct: BTreeSet<&String> = values.iter().collect();
            assert_eq!(distinct.len(), rows as usize, "{} in {locale}", method.name);
        }
    }
}

#[test]
fn unique_values_of_several_locales_never_repeat_and_take_turns() {
    let rows = 6000;
    for method in METHODS.iter().filter(|method| method.can_be_unique) {
        let mixes: [&[&str]; 4] = [
            LOCALES,
            &["en_US", "en_GB", "cy_GB"],
            &["zh_CN", "ja_JP", "zh_TW"],
            &["pt_PT", "pt_BR", "it_IT"],
        ];
        for locales in mixes {
            let values = values(call(method.name, &[], true), method.kind, locales, rows);
            let distinct: BTreeSet<&String> = values.iter().collect();
            assert_eq!(distinct.len(), rows as usize, "{} in {locales:?}", method.name);
        }
    }
    let names = values(call("name", &[], true), ColumnType::Text, &["ja_JP", "de_DE", "tr_TR"], rows);
    let latin = names.iter().filter(|name| name.chars().all(|letter| letter < '\u{250}')).count();
    // Two in three; four standard deviations.
    assert!((latin as f64 / 6000.0 - 2.0 / 3.0).abs() < 4.0 * (2.0f64 / 9.0 / 6000.0).sqrt(), "{latin}");
}

#[test]
fn decimals_lie_on_the_grid_of_their_digits() {
    let float = FakerValue::Float;
    let int = |value: i64| FakerValue::Int(value);
    let distinct = |arguments: &[(&'static str, FakerValue)]| -> Vec<f64> {
        let values = values(call("pydecimal", arguments, false), ColumnType::Text, &["en_US"], 20_000);
        let mut numbers: Vec<f64> = values.iter().map(|text| text.parse().expect("a number")).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        numbers
    };
    let bounded = [("min_value", float(0.21)), ("max_value", float(0.59)), ("right_digits", int(1))];
    assert_eq!(distinct(&bounded), [0.3, 0.4, 0.5]);
    let tenths: Vec<f64> = (0..100).map(|tenth| f64::from(tenth) / 10.0).collect();
    assert_eq!(distinct(&[("left_digits", int(1)), ("right_digits", int(1))]), tenths);
    let whole: Vec<f64> = (0..100).map(f64::from).collect();
    assert_eq!(distinct(&[("left_digits", int(2)), ("right_digits", int(0))]), whole);
    let hundredths: Vec<f64> = (0..100).map(|hundredth| f64::from(hundredth) / 100.0).collect();
    assert_eq!(distinct(&[("left_digits", int(0)), ("right_digits", int(2))]), hundredths);
    let ends = [("min_value", float(0.28)), ("max_value", float(0.29)), ("right_digits", int(2))];
    assert_eq!(distinct(&ends), [0.28, 0.29]);
    let below = [("min_value", float(-0.3)), ("max_value", float(0.0)), ("right_digits", int(1))];
    assert_eq!(distinct(&below), [-0.3, -0.2, -0.1, 0.0]);
    // Every tenth is as likely as the others, the ends too.
    let texts = values(
        call("pydecimal", &[("max_value", float(1.0)), ("right_digits", int(1))], false),
        ColumnType::Text,
        &["en_US"],
        22_000,
    );
    let zeros = texts.iter().filter(|text| *text == "0").count() as f64;
    assert!((zeros / 22_000.0 - 1.0 / 11.0).abs() < 4.0 * (10.0f64 / 121.0 / 22_000.0).sqrt(), "{zeros}");
}

#[test]
fn more_rows_change_no_unique_value() {
    let few = values(call("name", &[], true), ColumnType::Text, &["en_US"], 500);
    let many = values(call("name", &[], true), ColumnType::Text, &["en_US"], 5000);
    assert_eq!(few, many[..500]);
}

#[test]
fn unique_values_of_events_never_repeat_either() {
    let mut config = star(300);
    config.tables[ORDERS]
        .columns
        .push(column("trace", Faker { call: call("uuid4", &[], true), kind: ColumnType::Text }));
    config.tables[FACT]
        .columns
        .push(column("mail", Faker { call: call("email", &[], true), kind: ColumnType::Text }));
    let engine = engine(config);
    let orders = whole(&engine, ORDERS);
    assert_eq!(orders[ROLL + 1].iter().collect::<BTreeSet<_>>().len(), orders[0].len());
    let mails = &read(&shown_fact(&engine), &[4])[0];
    assert!(mails.len() > 7000 && mails[0].contains("@example."));
    assert_eq!(mails.iter().collect::<BTreeSet<_>>().len(), mails.len());
}

#[test]
fn addresses_of_the_net_look_like_such() {
    let hexadecimal = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    for uuid in texts("uuid4", &[]) {
        let parts: Vec<&str> = uuid.split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(parts.iter().all(|part| hexadecimal(part)));
        assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']), "{uuid}");
    }
    for address in texts("ipv4", &[]) {
        assert!(address.parse::<std::net::Ipv4Addr>().is_ok(), "{address}");
    }
    for address in texts("ipv6", &[]) {
        assert!(address.parse::<std::net::Ipv6Addr>().is_ok(), "{address}");
    }
    for (name, length) in [("md5", 32), ("sha1", 40), ("sha256", 64)] {
        assert!(texts(name, &[]).iter().all(|text| text.len() == length && hexadecimal(text)));
    }
    for mail in texts("email", &[]) {
        let (login, domain) = mail.split_once('@').unwrap();
        assert!(login.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'_'), "{mail}");
        assert!(["example.com", "example.net", "example.org"].contains(&domain));
    }
}

#[test]
fn check_digits_check() {
    for (length, name) in [(13, "ean13"), (8, "ean")] {
        for code in texts(name, if length == 8 { &[("length", FakerValue::Int(8))] } else { &[] }) {
            assert_eq!(code.len(), length);
            // From the right: 1, 3, 1, 3, … must sum up to a multiple of ten.
            let digits = code.bytes().rev().map(|b| u32::from(b - b'0')).enumerate();
            assert_eq!(
                digits.map(|(place, digit)| if place % 2 == 1 { 3 * digit } else { digit }).sum::<u32>() % 10,
                0
            );
        }
    }
    // Alphabet positions modulo 9, with the gaps where letters are left out.
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'H' => u32::from(b - b'A') + 1,
        b'J'..=b'R' => u32::from(b - b'J') + 1,
        _ => u32::from(b - b'S') + 2,
    };
    let valid = |vin: &str| {
        let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        let sum: u32 = vin.bytes().zip(weights).map(|(b, weight)| value(b) * weight).sum();
        vin.len() == 17
            && !vin.contains(['I', 'O', 'Q'])
            && vin[8..9] == *"0123456789X".get((sum % 11) as usize..).unwrap()[..1].to_owned()
    };
    assert!(valid("1M8GDM9AXKP042788"), "the regulation's own example");
    assert!(texts("vin", &[]).iter().all(|vin| valid(vin)));
}

#[test]
fn dates_are_relative_to_the_window_s_last_day() {
    let days = |name: &str, arguments: &[(&'static str, FakerValue)]| {
        let days = values(call(name, arguments, false), ColumnType::Date, &["en_US"], 5000);
        (days.iter().min().unwrap().clone(), days.iter().max().unwrap().clone())
    };
    let between =
        |(least, most): (String, String), first: &str, near_first: &str, near_last: &str, last: &str| {
            assert!((first..=near_first).contains(&least.as_str()), "{least}");
            assert!((near_last..=last).contains(&most.as_str()), "{most}");
        };
    between(days("date", &[]), "1970-01-01", "1970-03-01", "2024-11-01", "2024-12-31");
    between(days("date_this_decade", &[]), "2020-01-01", "2020-01-05", "2024-12-25", "2024-12-31");
    between(days("date_between", &[]), "1994-12-31", "1995-01-31", "2024-12-01", "2024-12-31");
    let adult = [("minimum_age", FakerValue::Int(18)), ("maximum_age", FakerValue::Int(20))];
    between(days("date_of_birth", &adult), "2004-01-01", "2004-01-02", "2006-12-30", "2006-12-31");
    let span = [("start_date", FakerValue::Date(-1)), ("end_date", FakerValue::Date(1))];
    between(days("date_between", &span), "1969-12-31", "1969-12-31", "1970-01-02", "1970-01-02");
}

#[test]
fn arguments_are_obeyed() {
    let int = |value: i64| FakerValue::Int(value);
    let numbers = texts("random_int", &[("min", int(-3)), ("max", int(4)), ("step", int(3))]);
    assert_eq!(numbers.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(["-3", "0", "3"]));
    let whole = [("min", int(i64::MIN)), ("max", int(i64::MAX))];
    assert!(texts("random_int", &whole).iter().any(|number| number.starts_with('-')));
    for value in texts("pyfloat", &[("max_value", FakerValue::Float(2.0)), ("right_digits", int(2))]) {
        let number: f64 = value.parse().unwrap();
        assert!((0.0..=2.0).contains(&number) && value.len() <= 4, "{value}");
    }
    for text in texts("text", &[("max_nb_chars", int(60))]) {
        assert!((1..=60).contains(&text.chars().count()), "{text}");
    }
    assert!(texts("text", &[("max_nb_chars", int(3))]).iter().all(|text| (1..=3).contains(&text.len())));
    assert!(texts("words", &[("nb", int(5))]).iter().all(|text| text.split(' ').count() == 5));
    let elements = FakerValue::Texts(["x", "y", "z"].map(str::to_owned).to_vec());
    let three = [("elements", elements), ("length", int(3)), ("unique", FakerValue::Bool(true))];
    let orders: BTreeSet<String> = texts("random_elements", &three).into_iter().collect();
    assert_eq!(orders.len(), 6, "all orders: {orders:?}");
    let sure = texts("boolean", &[("chance_of_getting_true", int(100))]);
    assert!(sure.iter().all(|value| value == "true"));
}

#[test]
fn several_locales_mix() {
    let names = values(call("first_name", &[], false), ColumnType::Text, &["en_US", "ja_JP"], 1000);
    let latin = names.iter().filter(|name| name.is_ascii()).count();
    assert!((400..600).contains(&latin), "{latin}");
}

/// Floats are by their bits. A change here changes the data of everybody who uses the method.
#[test]
fn values_stay_what_they_are() {
    let sample = |name: &str, locale: &str, unique: bool| {
        let kind = find(name).expect(name).kind;
        values(call(name, &[], unique), kind, &[locale], 60).swap_remove(7)
    };
    let mut all = String::new();
    for method in METHODS {
        all += &format!("{} {}\n", method.name, sample(method.name, "en_US", false));
    }
    for (name, locale) in [
        ("name", "de_DE"),
        ("company", "fr_FR"),
        ("address", "nl_NL"),
        ("address", "ja_JP"),
        ("street_address", "de_DE"),
        ("phone_number", "ja_JP"),
        ("postcode", "en_GB"),
        ("sentence", "zh_CN"),
        ("email", "ar_SA"),
        ("license_plate", "it_IT"),
    ] {
        all += &format!("{name} in {locale} {}\n", sample(name, locale, false));
    }
    for name in ["name", "email", "company", "uuid4", "ipv4", "vin"] {
        all += &format!("unique {name} {}\n", sample(name, "en_US", true));
    }
    assert_eq!(all, include_str!("faker_values.txt"), "{all}");
}
