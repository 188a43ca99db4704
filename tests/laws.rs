//! Every generator follows the law its documentation states, at a million draws.

#![allow(clippy::disallowed_methods, reason = "an oracle may use the platform's functions")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Decimal128Type};
use chrono::{Datelike, NaiveDate, Weekday};
use common::statistics::*;
use common::*;
use plotsim::config::calendar::{parse_date, parse_timestamp};
use statrs::distribution::{ContinuousCDF, Normal};

const N: u64 = 1_000_000;

fn cells(array: &ArrayRef, least: i64, cells: usize) -> Vec<u64> {
    tally(cells, ints(array).into_iter().map(|value| usize::try_from(value - least).unwrap()))
}

#[test]
fn sequential_id_counts_from_one() {
    assert!(ints(&made(10_000, "{ type: sequential_id }")).into_iter().eq(1..=10_000));
}

#[test]
fn uniform_int_is_even_from_min_to_below_max() {
    fits_evenly("over zero", &cells(&made(N, "{ type: uniform_int, min: -30, max: 71 }"), -30, 101));
    let one = made(1000, "{ type: uniform_int, min: 7, max: 8 }");
    assert!(ints(&one).iter().all(|value| *value == 7));
    // All 64 bits: each of the upper and lower bits is a fair coin.
    let wide = made(N, "{ type: uniform_int, min: -9223372036854775808, max: 9223372036854775807 }");
    for bit in 0..63 {
        let set = ints(&wide).iter().filter(|value| *value >> bit & 1 == 1).count();
        happens(&format!("bit {bit}"), set as u64, N, 0.5);
    }
}

#[test]
fn uniform_float_is_even_from_min_to_below_max() {
    let values = floats(&made(N, "{ type: uniform_float, min: -2.5, max: 7.5 }"));
    assert!(values.iter().all(|value| (-2.5..7.5).contains(value)));
    follows("uniform_float", values, |x| (x + 2.5) / 10.0);
    let narrow = floats(&made(N, "{ type: uniform_float, min: 1.0, max: 1.0000000000000002 }"));
    assert!(narrow.iter().all(|value| *value == 1.0), "max itself never occurs");
}

/// Probabilities of the values 0 … of a log-normal number that is truncated toward zero and capped.
fn log_normal_law(median: f64, sigma: f64, max: usize) -> Vec<f64> {
    let law = Normal::new(median.ln(), sigma).unwrap();
    let below = |k: usize| if k == 0 { 0.0 } else { law.cdf((k as f64).ln()) };
    (0..=max).map(|k| if k == max { 1.0 - below(k) } else { below(k + 1) - below(k) }).collect()
}

#[test]
fn log_normal_is_truncated_and_capped() {
    for (median, sigma, max) in [(3.0, 1.2, 40), (0.4, 0.8, 1000), (250.0, 0.3, 400), (1e4, 3.0, 25)] {
        let array = made(N, &format!("{{ type: log_normal, median: {median}, sigma: {sigma}, max: {max} }}"));
        let expected: Vec<f64> =
            log_normal_law(median, sigma, max).into_iter().map(|p| p * N as f64).collect();
        fits(&format!("log_normal {median} {sigma} {max}"), &cells(&array, 0, max + 1), &expected);
    }
    // Fine enough to see the shape of the density, and beyond 32 bits.
    let values = ints(&made(N, "{ type: log_normal, median: 1e12, sigma: 1.5, max: 9223372036854775807 }"));
    let law = Normal::new(1e12f64.ln(), 1.5).unwrap();
    follows("log_normal, wide", values.into_iter().map(|value| (value as f64 + 0.5).ln()).collect(), |x| {
        law.cdf(x)
    });
    let constant = made(1000, "{ type: log_normal, median: 9.9, sigma: 0, max: 100 }");
    assert!(ints(&constant).iter().all(|value| *value == 9));
}

#[test]
fn log_normal_with_decimals_is_rounded_to_the_nearest() {
    let digits = |generator: &str| -> Vec<f64> {
        let array = made(N, generator);
        assert_eq!(*array.data_type(), DataType::Decimal128(18, 2), "{generator}");
        array.as_primitive::<Decimal128Type>().values().iter().map(|value| *value as f64).collect()
    };
    // Every value of the grid has the probability of what rounds to it, and the last that of all beyond.
    let (median, sigma) = (0.3, 0.7);
    let law = Normal::new(f64::ln(median), sigma).unwrap();
    let upto = |k: usize| law.cdf(((k as f64 + 0.5) / 100.0).ln());
    let expected = (0..=90).map(|k| match k {
        0 => upto(0),
        90 => 1.0 - upto(89),
        k => upto(k) - upto(k - 1),
    });
    let expected: Vec<f64> = expected.map(|p| p * N as f64).collect();
    let values = digits("{ type: log_normal, median: 0.3, sigma: 0.7, max: 0.9, decimals: 2 }");
    fits("decimals", &tally(91, values.into_iter().map(|value| value as usize)), &expected);
    // Median, and standard deviation of the logarithm, within four standard errors.
    let mut values = digits("{ type: log_normal, median: 2500, sigma: 1.2, max: 1e12, decimals: 2 }");
    values.iter_mut().for_each(|value| *value = (*value / 100.0).ln());
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let spread = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    values.sort_by(f64::total_cmp);
    let middle = values[values.len() / 2];
    assert!((middle - 2500f64.ln()).abs() < 4.0 * 1.2 * (std::f64::consts::PI / 2.0 / n).sqrt(), "{middle}");
    assert!((spread - 1.2).abs() < 4.0 * 1.2 / (2.0 * n).sqrt(), "{spread}");
    // A maximum between two values of the grid is the one below.
    let capped = digits("{ type: log_normal, median: 9, sigma: 0, max: 5.559, decimals: 2 }");
    assert!(capped.iter().all(|value| *value == 555.0));
}

#[test]
fn geometric_counts_failures_and_is_clamped_not_shifted() {
    for (p, min, written) in [
        (0.5, 1, "p: 0.5"),
        (0.5, 0, "p: 0.5, min: 0"),
        (0.05, 0, "p: 0.05, min: null"),
        (0.9, 0, "p: 0.9, min: 0"),
        (0.2, 4, "p: 0.2, min: 4"),
        (0.3, 0, "p: 0.3, min: -5"),
    ] {
        let values = ints(&made(N, &format!("{{ type: geometric, {written} }}")));
        assert!(values.iter().all(|value| *value >= min));
        // Cells 0 … 399 and the rest; the clamp gathers what lies below it.
        let mut expected = vec![0.0; 401];
        for k in 0..400i64 {
            expected[k.max(min) as usize] += (1.0f64 - p).powi(k as i32) * p * N as f64;
        }
        expected[400] = (1.0f64 - p).powi(400) * N as f64;
        if expected[400] < 1e-9 {
            expected[399] += expected[400];
            expected[400] = 0.0;
        }
        fits(
            &format!("geometric {written}"),
            &tally(401, values.into_iter().map(|k| k.min(400) as usize)),
            &expected,
        );
    }
    let certain = ints(&made(1000, "{ type: geometric, p: 1.0, min: 0 }"));
    assert!(certain.iter().all(|value| *value == 0));
    // A rare success: against the continuous law that a geometric one approaches.
    let rare = ints(&made(N, "{ type: geometric, p: 1e-9, min: 0 }"));
    follows("geometric 1e-9", rare.into_iter().map(|k| k as f64 + 0.5).collect(), |x| {
        -(-x * 1e-9f64).exp_m1()
    });
}

#[test]
fn bool_is_true_as_often_as_it_says() {
    for prob in [0.15, 0.5, 0.999] {
        let array = made(N, &format!("{{ type: bool, prob: {prob} }}"));
        happens("bool", bools(&array).true_count() as u64, N, prob);
    }
    assert_eq!(bools(&made(N, "{ type: bool, prob: 0 }")).true_count(), 0);
    assert_eq!(bools(&made(N, "{ type: bool, prob: 1 }")).true_count(), N as usize);
}

#[test]
fn optional_keeps_the_inner_law_where_there_is_a_value() {
    let array =
        made(N, "{ type: optional, prob: 0.3, inner: { type: weighted_choice, values: { a: 1, b: 3 } } }");
    happens("values", N - array.null_count() as u64, N, 0.3);
    let b = texts(&array).iter().flatten().filter(|text| *text == "b").count();
    happens("b among values", b as u64, N - array.null_count() as u64, 0.75);
    assert_eq!(made(N, "{ type: optional, prob: 0, inner: { type: uuid } }").null_count(), N as usize);
    assert_eq!(made(N, "{ type: optional, prob: 1, inner: { type: uuid } }").null_count(), 0);
    // Twice optional: both coins must show a value.
    let nested =
        "{ type: optional, prob: 0.5, inner: { type: optional, prob: 0.5, inner: { type: sequential_id } } }";
    happens("nested", N - made(N, nested).null_count() as u64, N, 0.25);
}

#[test]
fn weighted_choice_follows_its_weights() {
    let array = made(N, "{ type: weighted_choice, values: { a: 5, b: 0, c: 2.5, d: 0.0005, e: 2.4995 } }");
    let counts = tally(5, texts(&array).iter().map(|text| usize::from(text.unwrap().as_bytes()[0] - b'a')));
    fits("weighted_choice", &counts, &[5e5, 0.0, 2.5e5, 50.0, 249_950.0]);
    let weights: Vec<String> = (0..1000).map(|k| format!("w{k}: {}", k % 7 + 1)).collect();
    let array = made(N, &format!("{{ type: weighted_choice, values: {{ {} }} }}", weights.join(", ")));
    let counts = tally(1000, texts(&array).iter().map(|text| text.unwrap()[1..].parse().unwrap()));
    let total: u64 = (0..1000).map(|k| k % 7 + 1).sum();
    let expected: Vec<f64> = (0..1000).map(|k| (k % 7 + 1) as f64 / total as f64 * N as f64).collect();
    fits("weighted_choice of 1000", &counts, &expected);
}

#[test]
fn one_of_is_even_and_a_repeated_text_counts_twice() {
    let array = made(N, "{ type: one_of, values: [a, b, c, d, b] }");
    let counts = tally(4, texts(&array).iter().map(|text| usize::from(text.unwrap().as_bytes()[0] - b'a')));
    fits("one_of", &counts, &[2e5, 4e5, 2e5, 2e5]);
}

#[test]
fn date_is_even_up_to_below_end() {
    let array = made(N, "{ type: date, start: 1999-12-20, end: 2000-03-20 }");
    let start = parse_date("1999-12-20").unwrap();
    let days = texts(&array).iter().map(|text| (parse_date(text.unwrap()).unwrap() - start) as usize);
    fits_evenly("date", &tally(91, days));
    let same = made(100, "{ type: date, start: 2024-02-29, end: 2024-02-29 }");
    assert!(texts(&same).iter().all(|text| text == Some("2024-02-29")));
}

#[test]
fn timestamp_is_even_up_to_below_end() {
    let array = made(N, "{ type: timestamp, start: 1969-12-31T12:00:00, end: 1970-03-01T00:00:10 }");
    let start = parse_timestamp("1969-12-31T12:00:00").unwrap();
    let end = parse_timestamp("1970-03-01T00:00:10").unwrap();
    let seconds: Vec<i64> =
        texts(&array).iter().map(|text| parse_timestamp(text.unwrap()).unwrap()).collect();
    assert!(seconds.iter().all(|second| (start..end).contains(second)));
    let span = (end - start) as f64;
    follows("timestamp", seconds.iter().map(|s| ((s - start) as f64 + 0.5) / span).collect(), |x| x);
    let few = made(N, "{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-01-01T00:00:07 }");
    let places = texts(&few).iter().map(|text| usize::from(text.unwrap().as_bytes()[18] - b'0'));
    fits_evenly("seconds", &tally(7, places));
}

/// Weights of retail by its documentation.
const RETAIL_DAYS: [f64; 7] = [0.85, 0.85, 0.9, 1.0, 1.3, 1.6, 0.5];
const RETAIL_HOURS: [f64; 14] = [1.0, 3.0, 6.0, 8.0, 9.0, 8.0, 8.0, 9.0, 10.0, 11.0, 9.0, 5.0, 2.0, 0.0];

#[test]
fn dates_follow_their_rhythm() {
    let rhythm = "{ preset: retail, weekdays: { mon: 0, sun: 0.25 }, months: { dec: 2, feb: 0.5 }, growth: 10% per month }";
    let array = made(N, &format!("{{ type: date, start: 2023-12-05, end: 2024-03-17, rhythm: {rhythm} }}"));
    let start = NaiveDate::from_ymd_opt(2023, 12, 5).unwrap();
    let weight = |day: NaiveDate| {
        let weekday = match day.weekday() {
            Weekday::Mon => 0.0,
            Weekday::Sun => 0.25,
            other => RETAIL_DAYS[other as usize],
        };
        let month = match day.month() {
            12 => 2.0,
            2 => 0.5,
            _ => 1.0,
        };
        let month_of = |day: NaiveDate| {
            f64::from(day.year() * 12 + day.month() as i32)
                + f64::from(day.day() - 1) / f64::from(day.num_days_in_month())
        };
        weekday * month * 1.1f64.powf(month_of(day) - month_of(start))
    };
    let weights: Vec<f64> = start.iter_days().take(103).map(weight).collect();
    let total: f64 = weights.iter().sum();
    let first = parse_date("2023-12-05").unwrap();
    let days = texts(&array).iter().map(|text| (parse_date(text.unwrap()).unwrap() - first) as usize);
    let expected: Vec<f64> = weights.iter().map(|weight| weight / total * N as f64).collect();
    fits("rhythm of dates", &tally(103, days), &expected);
}

#[test]
fn holidays_weigh_what_sundays_do() {
    let days = |rhythm: &str| {
        let array =
            made(N, &format!("{{ type: date, start: 2024-12-16, end: 2025-01-06, rhythm: {rhythm} }}"));
        let first = parse_date("2024-12-16").unwrap();
        tally(21, texts(&array).iter().map(|day| (parse_date(day.unwrap()).unwrap() - first) as usize))
    };
    let week = "weekdays: { sat: 0, sun: 0.5 }";
    // Three weeks from a Monday on: Christmas is a Wednesday and a Thursday, New Year a Wednesday.
    let mut expected = [[1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.5]; 3].concat();
    for holiday in [9, 10, 16] {
        expected[holiday] = 0.5;
    }
    let scaled = |weights: &[f64]| {
        let total: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / total * N as f64).collect::<Vec<f64>>()
    };
    fits("as on Sundays", &days(&format!("{{ {week}, holidays: DE }}")), &scaled(&expected));
    for holiday in [9, 10, 16] {
        expected[holiday] = 3.0;
    }
    let heavy = days(&format!("{{ {week}, holidays: [AT, DE], holiday_weight: 3 }}"));
    fits("as said", &heavy, &scaled(&expected));
}

#[test]
fn timestamps_follow_their_rhythm() {
    // From a Thursday, half past ten, to a Monday, a quarter past nine.
    let (start, end) = ("2024-02-29T10:30:00", "2024-03-11T09:15:00");
    let array = made(N, &format!("{{ type: timestamp, start: {start}, end: {end}, rhythm: retail }}"));
    let (start, end) = (parse_timestamp(start).unwrap(), parse_timestamp(end).unwrap());
    let midnight = start - start % 86_400;
    let expected: Vec<f64> = (0..12 * 24 * 4)
        .map(|quarter| {
            let (day, hour) = (quarter / 96, quarter / 4 % 24);
            let second = midnight + quarter as i64 * 900;
            let inside = (start..end).contains(&second);
            let hour = if hour < 8 { 0.0 } else { RETAIL_HOURS.get(hour - 8).copied().unwrap_or(0.0) };
            if inside { RETAIL_DAYS[(day + 3) % 7] * hour } else { 0.0 }
        })
        .collect();
    let total: f64 = expected.iter().sum();
    let expected: Vec<f64> = expected.iter().map(|weight| weight / total * N as f64).collect();
    let seconds: Vec<i64> =
        texts(&array).iter().map(|text| parse_timestamp(text.unwrap()).unwrap()).collect();
    let quarters = seconds.iter().map(|second| ((second - midnight) / 900) as usize);
    fits("quarters of hours", &tally(expected.len(), quarters), &expected);
    fits_evenly("seconds of a quarter", &tally(900, seconds.iter().map(|second| (second % 900) as usize)));
}

#[test]
fn offsets_with_a_rhythm_stay_in_the_day_of_their_base() {
    let yaml = "
datasets:
- name: t
  output: t
  num_rows: 300000
  partition: { column: day, start: 2024-02-28, days: 3 }
  columns:
  - { name: a, generator: { type: timestamp_offset, base: day, rhythm: { hours: { 0: 1, '09': 2, 23: 1 } } } }
  - { name: b, generator: { type: timestamp_offset, base: a, rhythm: night } }
";
    let project = project(yaml);
    let [day, a, b] = ["day", "a", "b"].map(|name| texts(&column_of(&project, "t", name)).clone());
    for ((day, a), b) in day.iter().zip(&a).zip(&b) {
        let (day, a, b) = (day.unwrap(), a.unwrap(), b.unwrap());
        assert!(a.starts_with(day) && b.starts_with(day), "{day} {a} {b}");
    }
    let hour = |text: Option<&str>| text.unwrap()[11..13].parse::<usize>().unwrap();
    let counts = tally(24, a.iter().map(hour));
    fits("hours", &[counts[0], counts[9], counts[23]], &[75_000.0, 150_000.0, 75_000.0]);
    assert!(b.iter().all(|text| !(6..20).contains(&hour(text))));
}

#[test]
fn uuid_has_version_variant_and_122_fair_bits() {
    let yaml = one_column(N, "{ type: uuid }").replace("seed:", "types: native\nseed:");
    let array = column(&yaml, "t", "c");
    let bytes = arrow::array::AsArray::as_fixed_size_binary(&array);
    let mut bits = [0u64; 128];
    let mut values = BTreeSet::new();
    for uuid in bytes.iter().map(Option::unwrap) {
        assert_eq!((uuid[6] >> 4, uuid[8] >> 6), (4, 0b10), "version 4 and variant 10 (RFC 9562)");
        let number = u128::from_be_bytes(uuid.try_into().unwrap());
        (0..128).for_each(|bit| bits[bit] += (number >> bit & 1) as u64);
        values.insert(number);
    }
    assert_eq!(values.len() as u64, N, "all differ");
    for bit in (0..128).filter(|bit| !(76..80).contains(bit) && !(62..64).contains(bit)) {
        happens(&format!("bit {bit}"), bits[bit], N, 0.5);
    }
    // As text, the same in lower case with dashes.
    let array = made(100, "{ type: uuid }");
    for text in texts(&array).iter().map(Option::unwrap) {
        let dashes: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
        assert_eq!((text.len(), dashes.as_slice()), (36, &[8, 13, 18, 23][..]));
        assert!(text.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c)), "{text}");
    }
}

#[test]
fn string_pattern_fills_each_placeholder_by_its_own_law() {
    let array = made(
        N,
        r#"{ type: string_pattern, template: "{sequential_id}|{uniform_int:-5-8}|{one_of:a, b,,b}|{uuid}|{}{x}" }"#,
    );
    let (mut numbers, mut letters, mut pairs) = (vec![], vec![], vec![]);
    for (row, text) in texts(&array).iter().map(Option::unwrap).enumerate() {
        let parts: Vec<&str> = text.split('|').collect();
        assert_eq!((parts.len(), parts[0].parse(), parts[4]), (5, Ok(row + 1), "{}{x}"));
        assert_eq!((parts[3].len(), &parts[3][14..15]), (36, "4"));
        let number = (parts[1].parse::<i64>().unwrap() + 5) as usize;
        let letter = ["a", "b", ""].iter().position(|known| *known == parts[2]).unwrap();
        numbers.push(number);
        letters.push(letter);
        pairs.push((number, letter));
    }
    fits_evenly("{uniform_int:…}", &tally(13, numbers));
    fits("{one_of:…}", &tally(3, letters), &[2.5e5, 5e5, 2.5e5]);
    independent("placeholders", (13, 3), pairs);
}

#[test]
fn json_array_lengths_are_even_and_elements_keep_their_law() {
    let array = made(
        N / 4,
        "{ type: json_array, min: 2, max: 6, item: { type: weighted_choice, values: { x: 0.7, y: 0.3 } } }",
    );
    let (mut lengths, mut elements, mut neighbours) = (vec![], vec![], vec![]);
    for text in texts(&array).iter().map(Option::unwrap) {
        let items: Vec<usize> = text[1..text.len() - 1]
            .split(',')
            .map(|item| ["\"x\"", "\"y\""].iter().position(|known| *known == item).unwrap())
            .collect();
        lengths.push(items.len() - 2);
        neighbours.push((items[0], items[1]));
        elements.extend(items);
    }
    fits_evenly("lengths", &tally(5, lengths));
    let n = elements.len() as f64;
    fits("elements", &tally(2, elements), &[0.7 * n, 0.3 * n]);
    independent("first and second element", (2, 2), neighbours);
    let empty = made(100, "{ type: json_array, max: 0, item: { type: uuid } }");
    assert!(texts(&empty).iter().all(|text| text == Some("[]")));
}

#[test]
fn json_object_fields_are_independent() {
    let array = made(
        N / 4,
        "{ type: json_object, fields: { a: { type: uniform_int, min: 0, max: 8 }, b: { type: uniform_int, min: 0, max: 8 } } }",
    );
    let digit = |text: &str, at: usize| usize::from(text.as_bytes()[at] - b'0');
    let pairs: Vec<_> = texts(&array)
        .iter()
        .map(|text| text.unwrap())
        .inspect(|text| assert_eq!((text.len(), &text[..5], &text[6..11]), (13, "{\"a\":", ",\"b\":")))
        .map(|text| (digit(text, 5), digit(text, 11)))
        .collect();
    fits_evenly("field a", &tally(8, pairs.iter().map(|(a, _)| *a)));
    fits_evenly("field b", &tally(8, pairs.iter().map(|(_, b)| *b)));
    independent("fields", (8, 8), pairs);
}

/// A parent of `parents` rows and a child with this foreign key.
fn family(parents: u64, rows: &str, key: &str) -> String {
    format!(
        "seed: 11
datasets:
- {{ name: p, output: p, num_rows: {parents}, columns: [{{ name: id, generator: {{ type: sequential_id }} }}, {{ name: code, generator: {{ type: string_pattern, template: 'P{{sequential_id}}' }} }}] }}
- name: t
  output: t
  {rows}
  columns: [{{ name: c, generator: {{ type: foreign_key, dataset: p{key} }} }}]
"
    )
}

#[test]
fn foreign_key_is_even_over_the_parents() {
    let array = column(&family(500, "num_rows: 1000000", ""), "t", "c");
    fits_evenly("foreign_key", &cells(&array, 1, 500));
    let array = column(&family(500, "num_rows: 1000000", ", column: code"), "t", "c");
    let parents = texts(&array).iter().map(|text| text.unwrap()[1..].parse::<usize>().unwrap() - 1);
    fits_evenly("foreign_key by column", &tally(500, parents));
}

#[test]
fn zipf_skews_by_the_power_law() {
    for s in [0.7, 1.0, 2.5] {
        let array = column(&family(8, "num_rows: 1000000", &format!(", zipf: {s}")), "t", "c");
        // Which parent has which rank is a keyed order; these shares are far enough apart to tell the ranks.
        let mut counts = cells(&array, 1, 8);
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let weights: Vec<f64> = (1..=8).map(|k| f64::from(k).powf(-s)).collect();
        let total: f64 = weights.iter().sum();
        let expected: Vec<f64> = weights.iter().map(|w| w / total * N as f64).collect();
        fits(&format!("zipf {s}"), &counts, &expected);
    }
    // Many parents: the share of the most popular one, and how many are named at all.
    let (s, parents) = (1.1, 200_000u64);
    let values = ints(&column(&family(parents, "num_rows: 1000000", &format!(", zipf: {s}")), "t", "c"));
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    values.iter().for_each(|value| *counts.entry(*value).or_default() += 1);
    let total: f64 = (1..=parents).map(|k| (k as f64).powf(-s)).sum();
    happens("the first rank", *counts.values().max().unwrap(), N, 1.0 / total);
    let seen = |k: u64| 1.0 - (-(N as f64) * (k as f64).powf(-s) / total).exp();
    let expected: f64 = (1..=parents).map(seen).sum();
    let variance: f64 = (1..=parents).map(|k| seen(k) * (1.0 - seen(k))).sum();
    near("parents named", counts.len() as f64, expected, variance.sqrt());
    // Popular parents are not the first ones: rank and number have nothing in common.
    let low = values.iter().filter(|value| **value <= parents as i64 / 2).count() as f64 / N as f64;
    let largest = 1.0 / total;
    assert!((low - 0.5).abs() < 3.0 * largest, "{low} of the references go to the first half");
}

/// How many children each of the parents 1 … has.
fn children(values: &[i64], parents: usize) -> Vec<usize> {
    let mut counts = vec![0; parents];
    values.iter().for_each(|value| counts[*value as usize - 1] += 1);
    counts
}

#[test]
fn per_parent_gives_children_by_the_stated_law() {
    const PARENTS: u64 = 100_000;
    let law = |what: &str, per_parent: &str, pmf: &dyn Fn(usize) -> f64| {
        let key = format!(", per_parent: {per_parent}");
        let values = ints(&column(&family(PARENTS, "", &key), "t", "c"));
        assert!(values.is_sorted(), "{what}: children lie in their parents' order");
        let counts = children(&values, PARENTS as usize);
        let most = *counts.iter().max().unwrap();
        // Counts are dealt from 1024 quantiles, so shares are right to one in a thousand rather than by chance.
        for k in 0..=most {
            let share = counts.iter().filter(|count| **count == k).count() as f64 / PARENTS as f64;
            assert!(
                (share - pmf(k)).abs() < 2.0 / 1024.0,
                "{what}: {share} have {k} children, not {}",
                pmf(k)
            );
        }
        let class = |count: usize| usize::from(pmf(0).max(0.25) < (0..=count).map(pmf).sum::<f64>() - 1e-9);
        let pairs = counts.windows(2).map(|pair| (class(pair[0]), class(pair[1])));
        independent(&format!("{what}: neighbouring parents"), (2, 2), pairs);
    };
    law("1 to 5", "{ min: 1, max: 5 }", &|k| if (1..=5).contains(&k) { 0.2 } else { 0.0 });
    law("geometric", "{ type: geometric, p: 0.4, min: 0 }", &|k| 0.4 * 0.6f64.powi(k as i32));
    let log_normal = log_normal_law(3.0, 0.7, 50);
    law("log_normal", "{ type: log_normal, median: 3, sigma: 0.7, max: 50 }", &|k| log_normal[k]);
}

#[test]
fn unique_values_never_repeat_and_come_in_no_order() {
    const ROWS: u64 = 250_000;
    // Half of the values are used; which, and where, must be even.
    for (what, generator) in [
        ("uniform_int", "{ type: uniform_int, min: 0, max: 500000, unique: true }"),
        (
            "timestamp",
            "{ type: timestamp, start: 1970-01-01T00:00:00, end: 1970-01-06T18:53:20, unique: true }",
        ),
        (
            "string_pattern",
            r#"{ type: string_pattern, template: "{uniform_int:0-500}-{uniform_int:0-1000}", unique: true }"#,
        ),
    ] {
        let array = made(ROWS, generator);
        let values: Vec<i64> = match what {
            "uniform_int" => ints(&array),
            "timestamp" => texts(&array).iter().map(|text| parse_timestamp(text.unwrap()).unwrap()).collect(),
            _ => texts(&array)
                .iter()
                .map(|text| text.unwrap().split_once('-').unwrap())
                .map(|(a, b)| a.parse::<i64>().unwrap() * 1000 + b.parse::<i64>().unwrap())
                .collect(),
        };
        assert_eq!(values.iter().collect::<BTreeSet<_>>().len() as u64, ROWS, "{what} repeats");
        assert!(values.iter().all(|value| (0..500_000).contains(value)), "{what}");
        fits_loosely(what, &tally(100, values.iter().map(|value| (value / 5000) as usize)));
        let place = |row: usize, value: i64| (row * 20 / ROWS as usize, (value / 25_000) as usize);
        independent(what, (20, 20), values.iter().enumerate().map(|(row, value)| place(row, *value)));
        let next = values.windows(2).map(|pair| ((pair[0] / 25_000) as usize, (pair[1] / 25_000) as usize));
        independent(&format!("{what}: neighbours"), (20, 20), next);
    }
    // All values used: a permutation of the parents.
    let mut values = ints(&column(&family(1000, "num_rows: 1000", ", unique: true"), "t", "c"));
    assert!(!values.is_sorted());
    values.sort_unstable();
    assert!(values.into_iter().eq(1..=1000));
}

/// χ² against equal chances where drawing without replacement makes counts more even than chance.
fn fits_loosely(what: &str, observed: &[u64]) {
    let expected = observed.iter().sum::<u64>() as f64 / observed.len() as f64;
    let statistic: f64 = observed.iter().map(|o| (*o as f64 - expected).powi(2) / expected).sum();
    let law = statrs::distribution::ChiSquared::new((observed.len() - 1) as f64).unwrap();
    assert!(law.sf(statistic) > UNLIKELY, "{what}: χ² = {statistic}");
}

#[test]
fn rows_share_entities_as_draws_with_replacement_do() {
    for ratio in [0.2, 1.0] {
        let yaml = format!(
            "datasets: [{{ name: t, output: t, num_rows: {N}, entity: {{ pool_ratio: {ratio}, columns: [{{ name: e, generator: {{ type: sequential_id }} }}, {{ name: v, generator: {{ type: uniform_int, min: 0, max: 1000000000 }} }}] }}, columns: [{{ name: r, generator: {{ type: sequential_id }} }}] }}]"
        );
        let project = project(&yaml);
        let entities = ints(&column_of(&project, "t", "e"));
        let values = ints(&column_of(&project, "t", "v"));
        let mut known: BTreeMap<i64, i64> = BTreeMap::new();
        for (entity, value) in entities.iter().zip(&values) {
            assert_eq!(*known.entry(*entity).or_insert(*value), *value, "an entity keeps its attributes");
        }
        let (n, k) = (N as f64, N as f64 * ratio);
        assert!(entities.iter().all(|entity| (1..=k as i64).contains(entity)));
        // Occupancy: n balls in k urns (Feller, vol. 1, II.11).
        let c = n / k;
        let deviation = (k * (-c).exp() * (1.0 - (1.0 + c) * (-c).exp())).sqrt();
        near("entities used", known.len() as f64, k * (1.0 - (-c).exp()), deviation);
        fits_evenly(
            "entities",
            &tally(1000, entities.iter().map(|e| ((e - 1) as f64 / k * 1000.0) as usize)),
        );
    }
}

#[test]
fn linked_pools_hold_what_their_shapes_emit() {
    let yaml = "
seed: 5
datasets:
- name: t
  output: t
  num_rows: 1000000
  linked_pools:
  - name: p
    pool_size: 60000
    shapes:
    - { weight: 6, fields: { entry: { type: sequential_id }, group: { type: uuid }, own: { type: uuid }, shape: { type: constant, value: '1' } } }
    - { weight: 3, emit: 2, sticky: [group], fields: { entry: { type: sequential_id }, group: { type: uuid }, own: { type: uuid }, shape: { type: constant, value: '2' } } }
    - { weight: 1, emit: 3, sticky: [group], fields: { entry: { type: sequential_id }, group: { type: uuid }, own: { type: uuid }, shape: { type: constant, value: '3' } } }
  columns:
  - { name: entry, generator: { type: linked_choice, pool: p, field: entry } }
  - { name: group, generator: { type: linked_choice, pool: p, field: group } }
  - { name: own, generator: { type: linked_choice, pool: p, field: own } }
  - { name: shape, generator: { type: linked_choice, pool: p, field: shape } }
";
    let project = project(yaml);
    let entries = ints(&column_of(&project, "t", "entry"));
    fits_evenly("entries", &tally(60_000, entries.iter().map(|entry| *entry as usize - 1)));
    let [group, own, shape] = ["group", "own", "shape"].map(|name| column_of(&project, "t", name));
    let mut pool: BTreeMap<i64, (&str, &str, usize)> = BTreeMap::new();
    for (row, entry) in entries.iter().enumerate() {
        let tuple =
            (texts(&group).value(row), texts(&own).value(row), texts(&shape).value(row).parse().unwrap());
        assert_eq!(*pool.entry(*entry).or_insert(tuple), tuple, "the columns of a row show one entry");
    }
    assert_eq!(pool.len(), 60_000, "with 17 rows an entry, all are seen");
    let owns: BTreeSet<&str> = pool.values().map(|tuple| tuple.1).collect();
    assert_eq!(owns.len(), 60_000, "what is not sticky is drawn for each entry");
    // Entries made together share the sticky field and are neighbours.
    let all: Vec<_> = pool.values().collect();
    let groups: Vec<_> = all.chunk_by(|a, b| a.0 == b.0).collect();
    let (last, before) = groups.split_last().unwrap();
    for group in before {
        assert_eq!(group.len(), group[0].2, "a draw emits as many entries as its shape says");
    }
    assert!(last.len() <= last[0].2);
    let draws = before.len() as f64;
    let counts = tally(3, before.iter().map(|group| group[0].2 - 1));
    fits("draws of shapes", &counts, &[0.6 * draws, 0.3 * draws, 0.1 * draws]);
    independent(
        "neighbouring draws",
        (3, 3),
        before.windows(2).map(|two| (two[0][0].2 - 1, two[1][0].2 - 1)),
    );
    // So the entries' shares are weight·emit over its sum: 6, 6 and 3 of 15. A share is a mean over draws, whose
    // deviation is below that of as many coins.
    let share = |shape: usize| all.iter().filter(|tuple| tuple.2 == shape).count() as f64 / 60_000.0;
    near("shape 1", share(1), 0.4, (0.24 / draws).sqrt());
    near("shape 2", share(2), 0.4, (0.24 / draws).sqrt());
    near("shape 3", share(3), 0.2, (0.16 / draws).sqrt());
}

#[test]
#[allow(clippy::needless_range_loop, reason = "rows are places in several columns")]
fn redelivered_rows_are_late_copies_of_their_own_day() {
    let yaml = "
datasets:
- name: t
  output: t
  num_rows: 400000
  partition: { column: day, start: 2024-05-01, days: 4 }
  redelivery: { fraction: 0.25, arrival_column: at, delay_seconds: { type: uniform_int, min: 5, max: 25 } }
  columns:
  - { name: id, generator: { type: sequential_id } }
  - { name: at, generator: { type: timestamp_offset, base: day, offset_seconds: { type: uniform_int, min: 0, max: 86400 } } }
  - { name: v, generator: { type: uuid } }
";
    let project = project(yaml);
    let ids = ints(&column_of(&project, "t", "id"));
    let [at, day, v] = ["at", "day", "v"].map(|name| column_of(&project, "t", name));
    assert_eq!(ids.len(), 500_000);
    let second = |row: usize| parse_timestamp(texts(&at).value(row)).unwrap();
    let (mut delays, mut sources) = (vec![], vec![]);
    for file in 0..4 {
        let start = file * 125_000;
        for row in start..start + 100_000 {
            assert_eq!(ids[row], (file * 100_000 + row - start) as i64 + 1, "first the rows, in order");
        }
        for row in start + 100_000..start + 125_000 {
            let source = start + (ids[row] as usize - 1 - file * 100_000);
            assert!((start..start + 100_000).contains(&source), "a copy stays in its day");
            assert_eq!(texts(&v).value(row), texts(&v).value(source));
            assert_eq!(texts(&day).value(row), texts(&day).value(source));
            delays.push((second(row) - second(source) - 5) as usize);
            sources.push((source - start) / 1000);
        }
    }
    fits_evenly("delays", &tally(20, delays));
    fits_evenly("sources", &tally(100, sources.iter().copied()));
    let distinct: BTreeSet<i64> =
        (0..4).flat_map(|f| ids[f * 125_000 + 100_000..(f + 1) * 125_000].to_vec()).collect();
    // With replacement: 100,000 draws of 25 % leave 1 − e^(−¼) of the rows as sources.
    let (k, c) = (400_000f64, 0.25f64);
    let deviation = (k * (-c).exp() * (1.0 - (1.0 + c) * (-c).exp())).sqrt();
    near("rows delivered again", distinct.len() as f64, k * (1.0 - (-c).exp()), deviation);
}

#[test]
fn timestamp_offset_adds_its_seconds_to_the_base() {
    let yaml = "
datasets:
- name: t
  output: t
  num_rows: 300000
  columns:
  - { name: a, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-01-02T00:00:00 } }
  - { name: b, generator: { type: timestamp_offset, base: a, offset_seconds: { type: uniform_float, min: -2.5, max: 2.5 } } }
  - { name: c, generator: { type: timestamp_offset, base: b, offset_seconds: { type: weighted_choice, values: { '0': 1, '-60': 3 } } } }
";
    let project = project(yaml);
    let [a, b, c] = ["a", "b", "c"].map(|name| {
        let array = column_of(&project, "t", name);
        texts(&array).iter().map(|text| parse_timestamp(text.unwrap()).unwrap()).collect::<Vec<_>>()
    });
    let steps = a.iter().zip(&b).map(|(a, b)| (b - a + 3) as usize);
    // Fractions round half away from zero: −2.5 … −1.5 to −2 (and −2.5 itself, which has no weight, to −3).
    let n = a.len() as f64;
    fits("rounded", &tally(6, steps)[1..], &[n / 5.0, n / 5.0, n / 5.0, n / 5.0, n / 5.0]);
    let far = b.iter().zip(&c).map(|(b, c)| c - b).inspect(|step| assert!(*step == 0 || *step == -60));
    happens("text offsets", far.filter(|step| *step == -60).count() as u64, a.len() as u64, 0.75);
}

#[test]
fn days_differ_by_one_row_and_offsets_start_at_the_rows_own_day() {
    for (rows, days) in [(1003, 7), (6, 7), (9000, 4), (5, 1), (10_001, 2)] {
        let yaml = format!(
            "
datasets:
- name: t
  output: t
  num_rows: {rows}
  partition: {{ column: day, start: 2023-12-30, days: {days} }}
  columns: [{{ name: at, generator: {{ type: timestamp_offset, base: day, offset_seconds: {{ type: constant, value: 3661 }} }} }}]
"
        );
        let project = project(&yaml);
        let [at, day] = ["at", "day"].map(|name| column_of(&project, "t", name));
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (at, day) in texts(&at).iter().flatten().zip(texts(&day).iter().flatten()) {
            assert_eq!(at, format!("{day}T01:01:01"));
            *counts.entry(day).or_default() += 1;
        }
        assert!(texts(&day).iter().is_sorted());
        assert_eq!(counts.values().sum::<u64>(), rows, "no row is dropped");
        let used = rows.min(days);
        assert_eq!(counts.len() as u64, used);
        // The first rows mod days days have one row more.
        let expected = (0..used).map(|day| rows / days + u64::from(day < rows % days));
        assert!(counts.values().copied().eq(expected));
    }
}

#[test]
fn rows_of_days_follow_the_rhythm_of_the_partition() {
    let yaml = |rhythm: &str, rows: u64| {
        format!(
            "
datasets:
- name: p
  output: p
  num_rows: {rows}
  partition: {{ column: day, start: 2024-02-26, days: 14, rhythm: {rhythm} }}
  columns: [{{ name: id, generator: {{ type: sequential_id }} }}, {{ name: at, generator: {{ type: timestamp_offset, base: day, rhythm: office }} }}]
- name: c
  output: c
  partition: {{ column: day, start: 2024-02-26, days: 14, rhythm: {rhythm} }}
  redelivery: {{ fraction: 0.1, arrival_column: at, delay_seconds: {{ type: constant, value: 5 }} }}
  columns:
  - {{ name: p, generator: {{ type: foreign_key, dataset: p, per_parent: {{ min: 2, max: 2 }} }} }}
  - {{ name: at, generator: {{ type: timestamp_offset, base: day, offset_seconds: {{ type: constant, value: 1 }} }} }}
"
        )
    };
    let counts = |text: &str, dataset: &str| {
        let first = parse_date("2024-02-26").unwrap();
        let days = column_of(&project(text), dataset, "day");
        assert!(texts(&days).iter().is_sorted());
        tally(14, texts(&days).iter().map(|day| (parse_date(day.unwrap()).unwrap() - first) as usize))
    };
    // 2024-02-26 was a Monday. Of 1001 rows, 2·(1 + 1 + 1 + 1 + 2 + 0 + 0.5) = 13 weights: 77 rows for each.
    let week = "{ weekdays: { fri: 2, sat: 0, sun: 0.5 } }";
    let own = counts(&yaml(week, 1001), "p");
    assert_eq!(own[..5], [77, 77, 77, 77, 154]);
    // 38.5 twice: the row that is left goes to the first.
    assert_eq!((own[5], own[6], own[12], own[13]), (0, 39, 0, 38));
    let doubled = counts(&yaml(week, 1001), "c");
    // 154 rows and 15 duplicates; of 77 and 8 on Sundays.
    assert_eq!((doubled[0], doubled[4], doubled[5], doubled[6]), (169, 339, 0, 85));
    let noisy = counts(&yaml("{ noise: 0.3 }", 14_000), "p");
    assert_eq!(noisy.iter().sum::<u64>(), 14_000);
    assert!(noisy.iter().any(|count| *count < 900) && noisy.iter().any(|count| *count > 1100), "{noisy:?}");
}

#[test]
fn lines_lie_on_the_days_of_their_orders() {
    let yaml = "
datasets:
- name: orders
  output: orders
  num_rows: 5000
  partition: { column: order_date, start: 2024-02-26, days: 14, rhythm: office }
  redelivery: { fraction: 0.1, arrival_column: at, delay_seconds: { type: constant, value: 5 } }
  columns:
  - { name: id, generator: { type: sequential_id } }
  - { name: at, generator: { type: timestamp_offset, base: order_date, rhythm: office } }
- name: lines
  output: lines
  partition: { column: day, of: order_id }
  redelivery: { fraction: 0.02, arrival_column: at, delay_seconds: { type: constant, value: 5 } }
  columns:
  - { name: order_id, generator: { type: foreign_key, dataset: orders, column: id, per_parent: { min: 0, max: 3 } } }
  - { name: at, generator: { type: timestamp_offset, base: day, offset_seconds: { type: constant, value: 1 } } }
- name: parts
  output: parts
  partition: { column: day, of: line }
  columns: [{ name: line, generator: { type: foreign_key, dataset: lines, per_parent: { min: 1, max: 2 } } }]
";
    let project = project(yaml);
    let [ids, dates] = ["id", "order_date"].map(|name| column_of(&project, "orders", name));
    let dates: BTreeMap<i64, &str> = ints(&ids).into_iter().zip(texts(&dates).iter().flatten()).collect();
    assert_eq!((dates.len(), dates.values().collect::<BTreeSet<_>>().len()), (5000, 10));
    let [of, days, at] = ["order_id", "day", "at"].map(|name| column_of(&project, "lines", name));
    assert!(texts(&days).iter().is_sorted());
    let mut rows = 0;
    for ((of, day), at) in ints(&of).into_iter().zip(texts(&days).iter()).zip(texts(&at).iter()) {
        assert_eq!(day, Some(dates[&of]), "order {of}");
        assert!(at.unwrap().starts_with(dates[&of]));
        rows += 1;
    }
    // 1.5 lines for each order, and 2 % of each day's again.
    assert!((7600..7720).contains(&rows), "{rows}");
    // Parts name lines by number, from 1, late duplicates aside.
    let [lines, days] = ["line", "day"].map(|name| column_of(&project, "parts", name));
    let mut of_line = BTreeMap::new();
    for (line, day) in ints(&lines).into_iter().zip(texts(&days).iter().flatten()) {
        assert_eq!(*of_line.entry(line).or_insert(day), day);
    }
    assert!(of_line.values().is_sorted() && of_line.len() == 7500, "{}", of_line.len());
}

/// Two tables of one layout, with several generators, and an entity pool.
const TWINS: &str = "
seed: 99
datasets:
- &twin
  name: one
  output: one
  num_rows: 1000000
  entity: { pool_ratio: 1.5, columns: [{ name: e, generator: { type: uniform_int, min: 0, max: 16 } }] }
  linked_pools: [{ name: p, pool_size: 50000, shapes: [{ weight: 1, fields: { x: { type: uniform_int, min: 0, max: 16 } } }] }]
  columns:
  - { name: a, generator: { type: uniform_int, min: 0, max: 16 } }
  - { name: b, generator: { type: uniform_int, min: 0, max: 16 } }
  - { name: o, generator: { type: optional, prob: 0.99999, inner: { type: uniform_int, min: 0, max: 16 } } }
  - { name: x, generator: { type: linked_choice, pool: p, field: x } }
  - { name: g, generator: { type: geometric, p: 0.25, min: 0 } }
- name: two
  output: two
  num_rows: 1000000
  columns:
  - { name: a, generator: { type: uniform_int, min: 0, max: 16 } }
  - { name: e, generator: { type: uniform_int, min: 0, max: 16 } }
- name: three
  output: three
  num_rows: 1000000
  seed: 100
  columns:
  - { name: a, generator: { type: uniform_int, min: 0, max: 16 } }
";

fn sixteenths(project: &plotsim::project::Project, dataset: &str, name: &str) -> Vec<usize> {
    let array = column_of(project, dataset, name);
    let wide = arrow::compute::cast(&array, &arrow::datatypes::DataType::Int64).unwrap();
    let values = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&wide);
    values.iter().map(|value| value.unwrap_or(0).min(15) as usize).collect()
}

#[test]
fn columns_datasets_pools_and_neighbouring_rows_are_independent() {
    let project = project(&TWINS.replace("- &twin\n  name", "- name"));
    let names = [
        ("one", "a"),
        ("one", "b"),
        ("one", "e"),
        ("one", "o"),
        ("one", "x"),
        ("one", "g"),
        ("two", "a"),
        ("two", "e"),
        ("three", "a"),
    ];
    let columns: Vec<Vec<usize>> = names.iter().map(|(d, c)| sixteenths(&project, d, c)).collect();
    for (index, first) in columns.iter().enumerate() {
        for (other, second) in columns.iter().enumerate().skip(index + 1) {
            let what = format!("{:?} and {:?}", names[index], names[other]);
            independent(&what, (16, 16), first.iter().copied().zip(second.iter().copied()));
        }
        for lag in [1, 2, 2048] {
            let pairs = first.iter().copied().zip(first.iter().skip(lag).copied());
            independent(&format!("{:?} at lag {lag}", names[index]), (16, 16), pairs);
        }
    }
}

#[test]
fn another_seed_is_another_table() {
    let yaml = one_column(N, "{ type: uniform_int, min: 0, max: 16 }");
    let first = ints(&column(&yaml, "t", "c"));
    let second = ints(&column(&yaml.replace("20240917", "20240918"), "t", "c"));
    independent("seeds", (16, 16), first.iter().zip(&second).map(|(a, b)| (*a as usize, *b as usize)));
}

#[test]
fn listed_values_keep_their_common_type() {
    let kind = |generator: &str| made(1000, generator).data_type().to_string();
    for (values, expected) in [
        ("[1, 2]", "Int32"),
        ("[1, 5000000000]", "Int64"),
        ("[1, 2.5]", "Float64"),
        ("[true, false]", "Boolean"),
        ("[1, 010]", "Utf8"),
        ("[1, true]", "Utf8"),
        ("['1', '2']", "Utf8"),
        ("[a, 2]", "Utf8"),
        // As text under types: text; see the SQL test for types: native.
        ("[2024-01-01, 2024-06-30]", "Utf8"),
        ("[2024-01-01, 2024-06-30T12:00:00]", "Utf8"),
    ] {
        assert_eq!(kind(&format!("{{ type: one_of, values: {values} }}")), expected, "{values}");
        let weighted = values.replace(',', ": 1,").replace('[', "{ ").replace(']', ": 3 }");
        assert_eq!(kind(&format!("{{ type: weighted_choice, values: {weighted} }}")), expected, "{weighted}");
    }
    let mixed = made(N, "{ type: weighted_choice, values: { 0.5: 1, 2: 3 } }");
    let halves = floats(&mixed).into_iter().filter(|value| *value == 0.5).count();
    happens("0.5", halves as u64, N, 0.25);
    assert!(floats(&mixed).iter().all(|value| [0.5, 2.0].contains(value)));
    let spelt = made(N, "{ type: one_of, values: [1, 010, 1e3] }");
    fits_evenly(
        "spelt",
        &tally(
            3,
            texts(&spelt)
                .iter()
                .map(|text| ["1", "010", "1e3"].iter().position(|known| text == Some(known)).unwrap()),
        ),
    );
    assert_eq!(
        texts(&made(1, "{ type: one_of, values: [2024-06-30T12:00:00, 2024-06-30] }")).value(0).len(),
        19
    );
}

#[test]
fn laws_of_the_literature_follow_statrs() {
    literature(200_000);
}

#[test]
fn laws_of_counts_follow_statrs() {
    counts(500_000);
}

#[test]
#[ignore = "a million values of every law: cargo test --test laws -- --ignored"]
fn laws_follow_statrs_over_a_million_values() {
    literature(N);
    counts(N);
}

/// The laws of real numbers, against statrs, whole and cut.
fn literature(n: u64) {
    use statrs::distribution as of;
    let normal = of::Normal::new(3.0, 2.0).unwrap();
    let exponential = of::Exp::new(0.25).unwrap();
    let gamma = of::Gamma::new(2.5, 0.1).unwrap();
    let small = of::Gamma::new(0.3, 1.0).unwrap();
    let beta = of::Beta::new(2.0, 5.0).unwrap();
    let bowl = of::Beta::new(0.4, 0.6).unwrap();
    let weibull = of::Weibull::new(1.5, 800.0).unwrap();
    let pareto = of::Pareto::new(20.0, 1.16).unwrap();
    let student = of::StudentsT::new(0.0, 1.0, 4.0).unwrap();
    let wide = of::StudentsT::new(10.0, 2.0, 1.5).unwrap();
    let laws: [(&str, &dyn ContinuousCDF<f64, f64>, f64, f64); 10] = [
        ("type: normal, mean: 3, sd: 2", &normal, 2.5, 6.0),
        ("type: exponential, mean: 4", &exponential, 1.0, 3.0),
        ("type: gamma, shape: 2.5, scale: 10", &gamma, 5.0, 60.0),
        ("type: gamma, shape: 0.3, scale: 1", &small, 0.001, 1.0),
        ("type: beta, alpha: 2, beta: 5", &beta, 0.2, 0.9),
        ("type: beta, alpha: 0.4, beta: 0.6", &bowl, 0.5, 0.99),
        ("type: weibull, shape: 1.5, scale: 800", &weibull, 100.0, 5000.0),
        ("type: pareto, alpha: 1.16, scale: 20", &pareto, 30.0, 1000.0),
        ("type: student_t, df: 4", &student, -1.0, 8.0),
        ("type: student_t, df: 1.5, location: 10, scale: 2", &wide, 0.0, 10.0),
    ];
    for (keys, law, min, max) in laws {
        follows(keys, floats(&made(n, &format!("{{ {keys} }}"))), |x| law.cdf(x));
        let cut = floats(&made(n, &format!("{{ {keys}, min: {min}, max: {max} }}")));
        assert!(cut.iter().all(|value| (min..=max).contains(value)), "{keys}");
        let (low, high) = (law.cdf(min), law.cdf(max));
        follows(&format!("{keys}, cut"), cut, |x| (law.cdf(x) - low) / (high - low));
        let zeros = floats(&made(n, &format!("{{ {keys}, zeros: 0.3 }}")));
        happens(keys, zeros.iter().filter(|value| **value == 0.0).count() as u64, n, 0.3);
        follows(keys, zeros.into_iter().filter(|value| *value != 0.0).collect(), |x| law.cdf(x));
    }
    // Far out in a tail, where 1 − P(X ≤ x) of doubles is 0: the tail of the normal law is nearly exponential there.
    let far = floats(&made(n, "{ type: normal, mean: 0, sd: 1, min: 20 }"));
    assert!(far.iter().all(|x| (20.0..25.0).contains(x)));
    let score = |x: f64| libm::erfc(x / std::f64::consts::SQRT_2);
    follows("a far tail", far, |x| 1.0 - score(x) / score(20.0));
}

/// The laws of whole numbers, against statrs, whole and cut.
fn counts(n: u64) {
    use statrs::distribution::{self as of, Discrete};
    let poisson = of::Poisson::new(3.2).unwrap();
    let many = of::Poisson::new(5000.0).unwrap();
    let binomial = of::Binomial::new(0.3, 40).unwrap();
    let negative = of::NegativeBinomial::new(2.5, 0.2).unwrap();
    let zipf_total: f64 = (1..=500).map(|k| f64::from(k).powf(-1.1)).sum();
    type Mass<'a> = Box<dyn Fn(u64) -> f64 + 'a>;
    let pmf: [(&str, Mass<'_>, u64); 5] = [
        ("type: poisson, mean: 3.2", Box::new(|k| poisson.pmf(k)), 60),
        ("type: poisson, mean: 5000", Box::new(|k| many.pmf(k)), 6000),
        ("type: binomial, n: 40, p: 0.3", Box::new(|k| binomial.pmf(k)), 41),
        ("type: negative_binomial, r: 2.5, p: 0.2", Box::new(|k| negative.pmf(k)), 400),
        (
            "type: zipf, n: 500, s: 1.1",
            Box::new(|k| if (1..=500).contains(&k) { (k as f64).powf(-1.1) / zipf_total } else { 0.0 }),
            501,
        ),
    ];
    for (keys, pmf, cells) in pmf {
        let values = ints(&made(n, &format!("{{ {keys} }}")));
        let expected: Vec<f64> = (0..cells).map(|k| pmf(k) * n as f64).collect();
        let missing = n as f64 - expected.iter().sum::<f64>();
        assert!(missing.abs() < 1e-3, "{keys}: {missing}");
        fits(keys, &tally(cells as usize, values.into_iter().map(|value| value as usize)), &expected);
        let (min, max) = if cells > 1000 { (5050, 5100) } else { (2, 9) };
        let values = ints(&made(n, &format!("{{ {keys}, min: {min}, max: {max} }}")));
        let own: Vec<f64> = (min..=max).map(&pmf).collect();
        let total: f64 = own.iter().sum();
        let expected: Vec<f64> = own.iter().map(|p| p / total * n as f64).collect();
        fits(
            keys,
            &tally(expected.len(), values.into_iter().map(|value| value as usize - min as usize)),
            &expected,
        );
    }
}

#[test]
fn numbers_are_rounded_without_a_heap_at_the_bounds() {
    use arrow::datatypes::Decimal128Type;
    let law = Normal::new(10.0, 4.0).unwrap();
    let digits = |generator: &str| -> Vec<i128> {
        let array = made(N, generator);
        arrow::array::AsArray::as_primitive::<Decimal128Type>(&array).values().to_vec()
    };
    let values = digits("{ type: normal, mean: 10, sd: 4, min: 5, max: 12, decimals: 1 }");
    // 5.0 stands for what lies from 4.95 to 5.05, and so on.
    let edge = |k: usize| law.cdf(4.95 + k as f64 * 0.1);
    let expected: Vec<f64> =
        (0..71).map(|k| (edge(k + 1) - edge(k)) / (edge(71) - edge(0)) * N as f64).collect();
    fits("decimals", &tally(71, values.into_iter().map(|value| value as usize - 50)), &expected);
    let steps = ints(&made(N, "{ type: normal, mean: 10, sd: 4, min: 0, max: 20, step: 5 }"));
    let edge = |k: usize| law.cdf(-2.5 + k as f64 * 5.0);
    let expected: Vec<f64> =
        (0..5).map(|k| (edge(k + 1) - edge(k)) / (edge(5) - edge(0)) * N as f64).collect();
    fits("steps", &tally(5, steps.into_iter().map(|value| value as usize / 5)), &expected);
    let tenths = floats(&made(1000, "{ type: exponential, mean: 1, step: 0.1 }"));
    assert!(tenths.iter().all(|value| format!("{value}").len() <= 4), "0.3 and not 0.30000000000000004");
    let prices = digits("{ type: exponential, mean: 1, step: 0.25, decimals: 2 }");
    assert!(prices.iter().all(|value| value % 25 == 0));
    let kind = |generator: &str| made(10, generator).data_type().to_string();
    assert_eq!(kind("{ type: normal, mean: 0, sd: 1, decimals: 2 }"), "Decimal128(18, 2)");
    assert_eq!(kind("{ type: normal, mean: 0, sd: 1, decimals: 0 }"), "Int32");
    assert_eq!(kind("{ type: normal, mean: 0, sd: 1e9, step: 10 }"), "Int64");
}

#[test]
fn mixtures_and_observed_laws() {
    let (slow, fast) = (Normal::new(100.0, 10.0).unwrap(), Normal::new(0.0, 1.0).unwrap());
    let mixed = floats(&made(
        N,
        "{ type: mixture, of: [{ weight: 3, generator: { type: normal, mean: 100, sd: 10 } }, { generator: { type: normal, mean: 0, sd: 1 } }] }",
    ));
    follows("mixture", mixed, |x| 0.75 * slow.cdf(x) + 0.25 * fast.cdf(x));
    let seen = floats(&made(N, "{ type: empirical, quantiles: [[0, 1.0], [0.5, 3], [0.9, 3.5], [1, 9]] }"));
    follows("quantiles", seen, |x| match x {
        x if x < 3.0 => (x - 1.0) / 2.0 * 0.5,
        x if x < 3.5 => 0.5 + (x - 3.0) / 0.5 * 0.4,
        x => 0.9 + (x - 3.5) / 5.5 * 0.1,
    });
    let listed = ints(&made(N, "{ type: empirical, values: { 1: 0.2, 2: 0.8 } }"));
    happens("1", listed.iter().filter(|value| **value == 1).count() as u64, N, 0.2);
    let nulls = made(
        N,
        "{ type: mixture, of: [{ weight: 1, generator: { type: optional, prob: 0.5, inner: { type: poisson, mean: 2 } } }, { weight: 1, generator: { type: binomial, n: 9, p: 0.5 } }] }",
    );
    happens("null", nulls.null_count() as u64, N, 0.25);
}
