//! Values that a version keeps: hashes of every generator's first rows and of every template's tables.
//!
//! A hash may change only with a change that is meant to change values, which `CHANGELOG.md` announces as such: a new version
//! whose seed gives other rows breaks the tests, dashboards and lessons that its users built on them. A change of speed,
//! of block size, of threads or of the host must leave every hash here alone. A template's hash also changes with the
//! template's text.
//!
//! A new hash is printed by the failing test.

mod common;

use std::fmt::Write;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, Time64MicrosecondType,
    TimestampMicrosecondType,
};
use common::*;
use plotsim::config::Overrides;
use plotsim::generators::ENTRIES;
use plotsim::tables::Table;
use sha2::{Digest, Sha256};

/// A value as text in which different bits never look alike.
fn cell(array: &ArrayRef, row: usize, out: &mut String) {
    if array.is_null(row) {
        return out.push('∅');
    }
    match array.data_type() {
        DataType::Boolean => write!(out, "{}", array.as_boolean().value(row)),
        DataType::Int32 => write!(out, "{}", array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => write!(out, "{}", array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => write!(out, "{:016x}", array.as_primitive::<Float64Type>().value(row).to_bits()),
        DataType::Decimal128(_, scale) => {
            write!(out, "{}e-{scale}", array.as_primitive::<Decimal128Type>().value(row))
        }
        DataType::Date32 => write!(out, "{}", array.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(_, _) => {
            write!(out, "{}", array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        DataType::Time64(_) => write!(out, "{}", array.as_primitive::<Time64MicrosecondType>().value(row)),
        DataType::FixedSizeBinary(_) => write!(out, "{:?}", array.as_fixed_size_binary().value(row)),
        DataType::Utf8 => write!(out, "{:?}", array.as_string::<i32>().value(row)),
        DataType::Struct(_) => {
            for member in array.as_struct().columns() {
                cell(member, row, out);
                out.push(';');
            }
            Ok(())
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            for item in 0..items.len() {
                cell(&items, item, out);
                out.push(',');
            }
            Ok(())
        }
        other => panic!("no column has the type {other}"),
    }
    .unwrap();
}

/// SHA-256 of names, types and rows, the first sixteen hexadecimal digits.
fn fingerprint(table: &dyn Table) -> String {
    hash_of(table, &whole(table), usize::MAX)
}

/// As [`fingerprint`], of the first `rows` rows; later blocks are not made.
fn first_rows(table: &dyn Table, rows: usize) -> String {
    let scan =
        table.scan(&(0..table.columns().len()).collect::<Vec<_>>(), &plotsim::workers::Workers::new(2));
    let mut blocks = Vec::new();
    let mut seen = 0;
    for block in 0..table.blocks() {
        if seen >= rows {
            break;
        }
        let block = scan.block(block);
        seen += block.rows;
        blocks.push(block);
    }
    let column = |place: usize| {
        let parts: Vec<ArrayRef> = blocks.iter().map(|block| plain(&block.columns[place])).collect();
        joined(&parts, plotsim_type(table, place))
    };
    let columns: Vec<ArrayRef> = (0..table.columns().len()).map(column).collect();
    hash_of(table, &columns, rows)
}

fn hash_of(table: &dyn Table, columns: &[ArrayRef], most: usize) -> String {
    let mut text = String::new();
    for column in table.columns() {
        writeln!(text, "{} {} {}", column.name, column.kind.sql(), column.nullable).unwrap();
    }
    for row in 0..columns[0].len().min(most) {
        for column in columns {
            cell(column, row, &mut text);
            text.push('\t');
        }
        text.push('\n');
    }
    let hash = Sha256::digest(text.as_bytes());
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares all at once, so that one run shows every new hash.
fn pinned(expected: &[(&str, &str)], found: Vec<(String, String)>) {
    let shown = |rows: Vec<(&str, &str)>| {
        rows.into_iter().map(|(name, hash)| format!("    (\"{name}\", \"{hash}\"),\n")).collect::<String>()
    };
    let found = shown(found.iter().map(|(name, hash)| (name.as_str(), hash.as_str())).collect());
    assert!(shown(expected.to_vec()) == found, "values have changed; they are now\n{found}");
}

/// Every generator by the example of its documentation, in the surroundings that the examples speak of.
#[test]
fn generators() {
    let native = format!("types: native\n{}", common::generators(|name| NATIVE.contains(&name)));
    let (project, native) =
        (project(&common::generators(|name| !NATIVE.contains(&name))), crate::project(&native));
    let (table, native) = (table(&project, "t"), crate::table(&native, "t"));
    let found = ENTRIES.iter().map(|entry| {
        let table = if NATIVE.contains(&entry.name) { &native } else { &table };
        let column =
            columns(table.as_ref(), &[position(table.as_ref(), &format!("c_{}", entry.name))]).remove(0);
        let mut text = String::new();
        for row in 0..column.len() {
            cell(&column, row, &mut text);
            text.push('\n');
        }
        let hash = Sha256::digest(text.as_bytes());
        (entry.name.to_owned(), hash[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    });
    pinned(GENERATORS, found.collect());
}

/// What the examples leave out: parameters that take another way through the code.
#[test]
fn variants() {
    let found = VARIANT_CONFIGS.iter().map(|(name, head, generator)| {
        let yaml = format!(
            "seed: 1
hierarchies:
- {{ name: h, levels: [a, b, c], tree: {{ x: {{ y: {{ z: 1, w: 3 }} }}, u: {{ v: [t, s] }} }}, weights: {{ x: 1, u: 2 }} }}
datasets:
- {{ name: dated, output: dated, num_rows: 900, partition: {{ column: d, start: 2024-02-28, days: 4, rhythm: {{ noise: 0.5 }} }}, columns: [{{ name: id, generator: {{ type: sequential_id }} }}] }}
- {{ name: g, output: g, rate: {{ rows: 45, start: 2024-02-01, end: 2024-03-09, column: gd }}, columns: [{{ name: id, generator: {{ type: sequential_id }} }}, {{ name: w, generator: {{ type: uniform_int, min: 1, max: 9 }} }}, {{ name: at, generator: {{ type: timestamp_offset, base: gd, offset_seconds: {{ type: uniform_int, min: 0, max: 400000 }} }} }}] }}
- {{ name: p, output: p, num_rows: 2500, columns: [{{ name: id, generator: {{ type: sequential_id }} }}, {{ name: code, generator: {{ type: string_pattern, template: '{{uniform_int:0-9000}}', unique: true }} }}] }}
- name: t
  output: t
  {head}
  columns:
  - {{ name: at, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-01-02T00:00:00 }} }}
  - {{ name: c, generator: {generator} }}
"
        );
        ((*name).to_owned(), fingerprint(table(&project(&yaml), "t").as_ref()))
    });
    pinned(VARIANTS, found.collect());
}

/// Name, the dataset's other keys, the generator.
const VARIANT_CONFIGS: &[(&str, &str, &str)] = &[
    ("unique uniform_int", "num_rows: 2100", "{ type: uniform_int, min: -9, max: 4000, unique: true }"),
    ("unique date", "num_rows: 2100", "{ type: date, start: 1990-01-01, end: 2005-01-01, unique: true }"),
    ("unique foreign_key", "num_rows: 2100", "{ type: foreign_key, dataset: p, unique: true }"),
    ("foreign_key by column", "num_rows: 2100", "{ type: foreign_key, dataset: p, column: code }"),
    ("zipf", "num_rows: 2100", "{ type: foreign_key, dataset: p, zipf: 1.2 }"),
    (
        "foreign_key in a tree",
        "num_rows: 2100",
        "{ type: foreign_key, dataset: t, tree: { roots: 0.02, depth: 5 } }",
    ),
    (
        "foreign_key by weight",
        "num_rows: 2100",
        "{ type: foreign_key, dataset: p, weight: id, where: { id: [7, 8, 900, 2400] } }",
    ),
    ("per_parent", "seed: 2", "{ type: foreign_key, dataset: p, per_parent: { min: 0, max: 3 } }"),
    (
        "timestamp with a zone",
        "num_rows: 2100",
        "{ type: timestamp, start: 2024-03-01T00:00:00, end: 2024-11-30T00:00:00, zone: Europe/Berlin }",
    ),
    (
        "rhythm in a zone",
        "num_rows: 2100",
        "{ type: timestamp, start: 2024-03-30T12:00:00, end: 2024-04-02T00:00:00, zone: Europe/Berlin, rhythm: always }",
    ),
    (
        "time of day in a zone",
        "num_rows: 2100\n  partition: { column: day, start: 2024-10-26, days: 3 }",
        "{ type: timestamp_offset, base: day, zone: America/New_York, rhythm: night }",
    ),
    (
        "series in a zone",
        "num_rows: 2100",
        "{ type: series, start: 2024-03-01T02:30:00, every: 1 day, jitter: 5 minutes, zone: Europe/Berlin }",
    ),
    (
        "between in a zone",
        "num_rows: 2100",
        "{ type: between, low: 2024-03-31T00:00:00, high: 2024-03-31T06:00:00, zone: Europe/Berlin }",
    ),
    (
        "per_parent, geometric",
        "seed: 2",
        "{ type: foreign_key, dataset: p, per_parent: { type: geometric, p: 0.6 } }",
    ),
    (
        "per_parent, log_normal",
        "seed: 2",
        "{ type: foreign_key, dataset: p, per_parent: { type: log_normal, median: 1.5, sigma: 0.6, max: 9 } }",
    ),
    (
        "wide integers",
        "num_rows: 2100",
        "{ type: uniform_int, min: -9000000000000000000, max: 9000000000000000000 }",
    ),
    (
        "wide log_normal",
        "num_rows: 2100",
        "{ type: log_normal, median: 1e9, sigma: 5, max: 9223372036854775807 }",
    ),
    (
        "log_normal with decimals",
        "num_rows: 2100",
        "{ type: log_normal, median: 24.9, sigma: 0.8, max: 499.99, decimals: 2 }",
    ),
    ("rare geometric", "num_rows: 2100", "{ type: geometric, p: 1e-10, min: null }"),
    (
        "pattern",
        "num_rows: 2100",
        "{ type: string_pattern, template: '{sequential_id}{uuid}{uniform_int:-7-7}{one_of:a,b}' }",
    ),
    (
        "pattern of letters",
        "num_rows: 2100",
        "{ type: string_pattern, template: '{sequential_id:06}-{digits:13}{letters:9}{hex:13}{column:at:%d/%m %H}{checksum:luhn}' }",
    ),
    (
        "unique pattern",
        "num_rows: 2100",
        "{ type: string_pattern, template: '{one_of:a,b}{digits:2}{letters:3}', unique: true }",
    ),
    (
        "unique pattern of many texts",
        "num_rows: 2100",
        "{ type: string_pattern, template: '{digits:11}-{hex:11}-{uniform_int:0-9}', unique: true }",
    ),
    ("iban", "num_rows: 2100", "{ type: string_pattern, template: 'GB{checksum:iban} NWBK {digits:14}' }"),
    (
        "ean13",
        "num_rows: 2100",
        "{ type: string_pattern, template: '{digits:12}{checksum:ean13}', unique: true }",
    ),
    ("regex", "num_rows: 2100", "{ type: string_pattern, regex: '[A-Z]{2}-(\\d{4}|x?y{1,3}|[^a-z])' }"),
    (
        "unique regex",
        "num_rows: 2100",
        "{ type: string_pattern, regex: '(a|b|ab){1,4}\\w{2}', unique: true }",
    ),
    (
        "unique regex of many texts",
        "num_rows: 2100",
        "{ type: string_pattern, regex: '[A-Z]{20}-\\d{20}', unique: true }",
    ),
    ("sequence", "num_rows: 2100", "{ type: sequential_id, start: 100, step: -7 }"),
    (
        "padded sequence",
        "num_rows: 2100",
        "{ type: sequential_id, start: 1000, step: 5, prefix: INV-, width: 7 }",
    ),
    (
        "partition and redelivery",
        "num_rows: 2100\n  partition: { column: d, start: 2024-02-28, days: 4 }\n  redelivery: { fraction: 0.3, arrival_column: at, delay_seconds: { type: geometric, p: 0.1 } }",
        "{ type: timestamp_offset, base: d, offset_seconds: { type: uniform_float, min: -9, max: 9 } }",
    ),
    (
        "entity",
        "num_rows: 2100\n  entity: { pool_ratio: 0.3, columns: [{ name: e, generator: { type: uuid } }] }",
        "{ type: uuid }",
    ),
    ("hierarchy", "num_rows: 2100", "{ type: hierarchy, of: h, level: b, draw: home }"),
    (
        "name of several locales",
        "num_rows: 2100",
        "{ type: person, field: name, locale: [ja_JP, hu_HU, en_GB], draw: d }",
    ),
    ("unique user_name", "num_rows: 2100", "{ type: person, field: user_name, locale: el_GR, unique: true }"),
    (
        "birth_date",
        "num_rows: 2100",
        "{ type: person, field: birth_date, as_of: 2020-02-29, min_age: 30, max_age: 40 }",
    ),
    ("phone", "num_rows: 2100", "{ type: person, field: phone, locale: pt_BR }"),
    ("street_address", "num_rows: 2100", "{ type: address, field: street_address, locale: [JP, TR, RO] }"),
    ("latitude", "num_rows: 2100", "{ type: address, field: latitude, locale: FR }"),
    ("company email", "num_rows: 2100", "{ type: company, field: email, locale: zh_CN }"),
    (
        "hierarchy of entities",
        "num_rows: 2100\n  entity: { pool_ratio: 0.3, columns: [{ name: e, generator: { type: hierarchy, of: h, level: c } }] }",
        "{ type: hierarchy, of: h, level: c }",
    ),
    ("after, uniform", "num_rows: 2100", "{ type: after, column: at, by: { min: 0.5, max: 2 } }"),
    (
        "after, any law",
        "num_rows: 2100",
        "{ type: after, column: at, by: { type: uniform_float, min: 0, max: 2 }, unit: hours, prob: 0.5 }",
    ),
    (
        "after, until another",
        "num_rows: 2100",
        "{ type: timestamp_offset, base: at, offset_seconds: { type: uniform_int, min: -90, max: 900 } } }\n  - { name: until, generator: { type: after, column: at, until: c, by: { median: 5, max: 30 }, unit: minutes, prob: 0.9 }",
    ),
    (
        "uniform_float in steps",
        "num_rows: 2100",
        "{ type: uniform_float, min: -1, max: 9, step: 0.25, decimals: 2, zeros: 0.1 }",
    ),
    (
        "triangular with decimals",
        "num_rows: 2100",
        "{ type: triangular, min: 1, mode: 3, max: 10, decimals: 2, zeros: 0.1 }",
    ),
    (
        "faker, unique in several locales",
        "num_rows: 2100",
        "{ type: faker, method: email, locale: [de_DE, JP], unique: true }",
    ),
    (
        "faker dates",
        "num_rows: 2100",
        "{ type: faker, method: 'date_of_birth:minimum_age:18:maximum_age:30', as_of: 2020-02-29 }",
    ),
    (
        "after a day",
        "num_rows: 2100\n  partition: { column: d, start: 2024-02-28, days: 4 }",
        "{ type: after, column: d, by: { median: 3, min: 1, max: 9 }, unit: weeks }",
    ),
    (
        "rhythm of dates",
        "num_rows: 2100",
        "{ type: date, start: 2024-01-01, end: 2025-01-01, rhythm: retail }",
    ),
    (
        "rhythm of timestamps",
        "num_rows: 2100",
        "{ type: timestamp, start: 2023-11-05T10:30:00, end: 2024-12-31T23:59:59, rhythm: { preset: evening, weekdays: { mon: 0 }, months: { dec: 2 }, growth: 3% per month, noise: 0.2 } }",
    ),
    (
        "rhythm of times",
        "num_rows: 2100\n  partition: { column: d, start: 2024-02-28, days: 4 }",
        "{ type: timestamp_offset, base: d, rhythm: { hours: { 9: 3, 10: 5, 23: 1 } } }",
    ),
    (
        "rhythm of days",
        "num_rows: 2100\n  partition: { column: d, start: 2024-02-28, days: 40, rhythm: { preset: office, growth: 1% per day, noise: 0.2 } }",
        "{ type: timestamp_offset, base: d, rhythm: office }",
    ),
    (
        "rhythm with holidays",
        "num_rows: 2100",
        "{ type: timestamp, start: 2024-01-01T00:00:00, end: 2025-01-01T00:00:00, rhythm: { preset: weekend, holidays: [US, JP, TR] } }",
    ),
    (
        "days of the parent",
        "partition: { column: d, of: c }",
        "{ type: foreign_key, dataset: dated, per_parent: { min: 0, max: 3 } }",
    ),
    (
        "key of two columns",
        "num_rows: 2100",
        "{ type: optional, prob: 0.5, inner: { type: foreign_key, dataset: p, zipf: 1 } } }\n  - { name: second, generator: { type: foreign_key, dataset: p, column: code, with: c }",
    ),
    (
        "key of one of two datasets",
        "num_rows: 2100",
        "{ type: optional, prob: 0.5, inner: { type: foreign_key, dataset: [p, dated], column: id } } }\n  - { name: which, generator: { type: parent_dataset, of: c }",
    ),
    (
        "case over columns",
        "num_rows: 2100\n  entity: { pool_ratio: 0.3, columns: [{ name: e, generator: { type: one_of, values: [a, b, c] } }] }",
        "{ type: case, of: [e, at], when: [{ is: [a, { max: 2024-01-01T12:00:00, min: 2024-01-01 }], then: 1.5 }, { is: [[a, b], '*'], then: null }], else: { type: uniform_int, min: 0, max: 9 } }",
    ),
    (
        "nested",
        "num_rows: 2100",
        "{ type: json_object, fields: { a: { type: json_array, max: 3, item: { type: optional, prob: 0.5, inner: { type: uniform_float, min: 0, max: 1 } } } } }",
    ),
    (
        "rate",
        "rate: { per: week, rows: 300.5, start: 2024-01-30, end: 2024-03-09, column: d, rhythm: { preset: office, months: { feb: 2 }, noise: 0.2 } }",
        "{ type: timestamp_offset, base: d, offset_seconds: { type: uniform_int, min: 0, max: 86399 } }",
    ),
    (
        "entity of a rate",
        "rate: { rows: 40, start: 2024-01-30, end: 2024-03-09, column: d }\n  entity: { pool_ratio: 0.1, columns: [{ name: e, generator: { type: uuid } }] }",
        "{ type: sequential_id }",
    ),
    (
        "foreign_key before a day",
        "rate: { rows: 40, start: 2024-01-30, end: 2024-03-09, column: d }",
        "{ type: foreign_key, dataset: g, before: d }",
    ),
    (
        "foreign_key strictly before a day, with conditions",
        "rate: { rows: 40, start: 2024-01-30, end: 2024-03-09, column: d }",
        "{ type: foreign_key, dataset: g, column: id, before: { gd: d, at: d }, strict: true, weight: w, where: { w: [1, 3, 5] } }",
    ),
    ("foreign_key to rows that become more", "num_rows: 2100", "{ type: foreign_key, dataset: g }"),
    (
        "per_parent of rows that become more",
        "seed: 2",
        "{ type: foreign_key, dataset: g, per_parent: { min: 0, max: 3 } }",
    ),
];

/// A config of the plotsim language with shapes that take values, decimals, zeros and conditions, attributes that move metrics,
/// entities that leave, facts per period and draws of pairs.
#[test]
fn members_and_what_they_do() {
    let project = project(MEMBERS_CONFIG);
    let found = project
        .names()
        .into_iter()
        .map(|name| (name.to_owned(), fingerprint(table(&project, name).as_ref())));
    pinned(MEMBERS, found.collect());
}

const MEMBERS: &[(&str, &str)] = &[
    ("dim_date", "bb9728aaa1a4ca28"),
    ("dim_member", "480a30214ea14341"),
    ("dim_class", "9b8f101988a91ef3"),
    ("fct_member", "da98c29b401401f5"),
    ("fct_month", "a94a43b0f5900cba"),
    ("evt_visit", "cfb78e70562bed4b"),
    ("evt_cancel", "c25cc03c8caa38a0"),
    ("br_class", "a3b8f95dd2f12635"),
];

/// A config whose metrics are correlated otherwise in some periods.
#[test]
fn phases() {
    let project = project(PHASES_CONFIG);
    let found = fingerprint(table(&project, "fct_customer").as_ref());
    pinned(PHASES, vec![("fct_customer".to_owned(), found)]);
}

const PHASES: &[(&str, &str)] = &[("fct_customer", "a1d8ad176e5982bf")];

const PHASES_CONFIG: &str = include_str!("cases/phases.yaml");

const MEMBERS_CONFIG: &str = include_str!("cases/members.yaml");

/// A config of the plotsim language with lookups, weights, shared values and rhythms.
#[test]
fn lookups_and_rhythms() {
    let project = project(LOOKUPS_CONFIG);
    let found = project
        .names()
        .into_iter()
        .map(|name| (name.to_owned(), fingerprint(table(&project, name).as_ref())));
    pinned(LOOKUPS, found.collect());
}

const LOOKUPS: &[(&str, &str)] = &[
    ("dim_date", "02334114a0f029eb"),
    ("dim_country", "87acd616e2d8202b"),
    ("dim_school", "0e04e855a6f3d540"),
    ("dim_tutor", "77d6fb139a916631"),
    ("dim_pupil", "ef367a7e6fa24b65"),
    ("fct_week", "26ca6443d5dd9ea9"),
    ("evt_lesson", "fbbd5a718b70a9ef"),
];

const LOOKUPS_CONFIG: &str = "
about: Pupils and their tutors
unit: pupil
window: { start: 2024-01-03, end: 2024-03-30, every: weekly }
seed: 9
metrics:
  - { name: marks, type: score, polarity: positive }
  - { name: lessons, type: count, polarity: positive, range: [1, 6] }
segments:
  - { name: eager, count: 60, archetype: growth }
  - { name: idle, count: 40, archetype: decline }
dimensions:
  - { name: dim_country, rows: [{ country_id: AT, country: Austria }, { country_id: IT, country: Italy }] }
  - name: dim_school
    rows:
      - { school_id: s1, town: Graz, country_id: AT, pupils: 300, since: 1850-09-01 }
      - { school_id: s2, town: null, country_id: AT, pupils: 100, since: 1920-01-01 }
      - { school_id: s3, town: Udine, country_id: IT, pupils: 50, since: 1999-12-31 }
    columns: [{ name: country_id, type: ref.dim_country }]
  - name: dim_tutor
    reference: true
    count: 12
    columns:
      - { name: tutor_id, type: id }
      - { name: school_id, type: ref.dim_school, weights: { s1: 1, s3: 2 } }
      - { name: years, type: \"static.1,2,3\" }
  - name: dim_pupil
    per: unit
    columns:
      - { name: pupil_id, type: id }
      - { name: school_id, type: ref.dim_school, weight: pupils }
      - { name: tutor_id, type: ref.dim_tutor, same: school_id, weight: years }
facts:
  - name: fct_week
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: pupil_id, type: ref.dim_pupil }
      - { name: marks, type: metric.marks }
      - { name: tutor_id, type: ref.dim_tutor, same: school_id }
      - { name: marked_at, type: timestamp, rhythm: { hours: { 18: 1, 19: 2 } } }
events:
  - name: evt_lesson
    trigger: proportional
    driver: lessons
    scale: 1
    rhythm: { preset: office, holidays: AT, noise: 0.2 }
    columns:
      - { name: lesson_id, type: id }
      - { name: pupil_id, type: ref.dim_pupil }
      - { name: date_key, type: ref.dim_date }
      - { name: tutor_id, type: ref.dim_tutor, same: school_id }
      - { name: began_at, type: timestamp }
";

/// A config of the plotsim language with facts of a variable number of rows, children, keys of facts and shares of values.
#[test]
fn counted_facts() {
    let project = project(COUNTED_CONFIG);
    let names = project.names().into_iter().filter(|name| !name.starts_with("dim_"));
    let found = names.map(|name| (name.to_owned(), fingerprint(table(&project, name).as_ref())));
    pinned(COUNTED, found.collect());
}

const COUNTED: &[(&str, &str)] = &[
    ("fct_week", "d2171992115432aa"),
    ("fct_orders", "704719f89f1a360b"),
    ("fct_lines", "edc7976584a93dc8"),
    ("fct_parcels", "bd4086763a5d8766"),
    ("fct_returns", "d17f32b197986f56"),
];

const COUNTED_CONFIG: &str = include_str!("cases/counted.yaml");

/// A window that goes on behind its story, with keys that say who, when and which.
#[test]
fn windows_with_a_story() {
    let found = ["hold", "repeat", "continue"].into_iter().flat_map(|beyond| {
        let project = project(&STORY_CONFIG.replace("hold", beyond));
        let tables: Vec<usize> = (0..project.names().len()).collect();
        let hash = |index: &usize| {
            let table = project.table(*index, None);
            (format!("{beyond} {}", project.names()[*index]), fingerprint(table.as_ref()))
        };
        tables.iter().map(hash).collect::<Vec<_>>()
    });
    pinned(STORY, found.collect());
}

const STORY_CONFIG: &str = "
about: Members of a gym
unit: member
window: { start: 2024-01, end: '2025-02-11', story: 9 months, beyond: hold }
metrics:
  - { name: energy, type: score, polarity: positive, persistence: 0.4 }
  - { name: visits, type: count, polarity: positive, range: [1, 9], follows: energy, delay: 1 }
connections: [[energy, 0.4, visits]]
segments:
  - { name: new, count: 20, archetype: growth > decline @ 5, spread: { level: 0.1, timing: 0.1 } }
  - name: old
    count: 12
    archetype: decline
    arrival: { kind: step, blocks: [{ period: 0, fraction: 0.5 }, { period: 3, fraction: 0.5 }] }
    treatment: { fraction: 0.5, lift_log_odds: 1, start_period: 4 }
noise: { gaussian_sigma: 0.05, temporal_jitter: 1 }
dimensions:
  - { name: dim_member, columns: [{ name: member_id, type: id }, { name: name, type: faker.user_name, unique: true }, { name: mood, type: bucket, labels: [low, high] }] }
  - { name: dim_card, count: 2, columns: [{ name: card_id, type: id }, { name: member_id, type: ref.dim_member }] }
  - { name: dim_route, reference: true, columns: [{ name: route_id, type: id }, { name: grade, type: 'static.easy,mid,hard' }, { name: owner_id, type: ref.dim_member }] }
facts:
  - { name: fct_month, metrics: [energy, visits], columns: [{ name: date_key, type: ref.dim_date }, { name: member_id, type: ref.dim_member }] }
  - { name: fct_part, parent_table: evt_visit, children_per_row: [1, 2], columns: [{ name: part_id, type: id }, { name: member_id, type: ref.dim_member }, { name: date_key, type: ref.dim_date }] }
events:
  - name: evt_visit
    trigger: proportional
    driver: visits
    scale: 0.5
    columns: [{ name: visit_id, type: id }, { name: member_id, type: ref.dim_member }, { name: card_id, type: ref.dim_card }, { name: date_key, type: ref.dim_date }, { name: at, type: timestamp }]
bridges:
  - { name: br_route, left: dim_member, right: dim_route, cardinality: [0, 3] }
";

const STORY: &[(&str, &str)] = &[
    ("hold dim_date", "a45a2f132def53b3"),
    ("hold dim_member", "b4467579c8ebb64c"),
    ("hold dim_card", "5f359208f302214a"),
    ("hold dim_route", "78f2773ef3dc12ae"),
    ("hold fct_month", "cda3e5b598bc8eaf"),
    ("hold fct_part", "e40745cac172f0f0"),
    ("hold evt_visit", "31cfbfa8a83d60ad"),
    ("hold br_route", "710ee7d6810729f2"),
    ("repeat dim_date", "a45a2f132def53b3"),
    ("repeat dim_member", "b4467579c8ebb64c"),
    ("repeat dim_card", "5f359208f302214a"),
    ("repeat dim_route", "78f2773ef3dc12ae"),
    ("repeat fct_month", "6983a3379a183ca7"),
    ("repeat fct_part", "84660f3550003ea4"),
    ("repeat evt_visit", "3d690ab3923baff9"),
    ("repeat br_route", "710ee7d6810729f2"),
    ("continue dim_date", "a45a2f132def53b3"),
    ("continue dim_member", "b4467579c8ebb64c"),
    ("continue dim_card", "5f359208f302214a"),
    ("continue dim_route", "78f2773ef3dc12ae"),
    ("continue fct_month", "ab7bd8a105c9b745"),
    ("continue fct_part", "15eb7c2efb1361c0"),
    ("continue evt_visit", "a2cb065998431876"),
    ("continue br_route", "710ee7d6810729f2"),
];

/// The templates at a hundredth of their size.
#[test]
fn templates() {
    let mut found = Vec::new();
    for (name, text) in [
        ("retail_analytics", include_str!("../templates/retail_analytics.yaml")),
        ("web_analytics", include_str!("../templates/web_analytics.yaml")),
        ("marketplace", include_str!("../templates/marketplace.yaml")),
        ("bank", include_str!("../templates/bank.yaml")),
    ] {
        let project = project_with(text, Overrides { scale: Some(0.01), ..Overrides::default() });
        for table_name in project.names() {
            let table = table(&project, table_name);
            found.push((format!("{name}.{table_name}"), fingerprint(table.as_ref())));
        }
    }
    pinned(TEMPLATES, found);
}

/// The first rows of every table of every template of the plotsim language, as they are when nothing is scaled.
#[test]
fn stories() {
    let mut found = Vec::new();
    for (name, text) in [
        ("banking", include_str!("../templates/banking.yaml")),
        ("ecommerce", include_str!("../templates/ecommerce.yaml")),
        ("education", include_str!("../templates/education.yaml")),
        ("healthcare", include_str!("../templates/healthcare.yaml")),
        ("hr", include_str!("../templates/hr.yaml")),
        ("marketing", include_str!("../templates/marketing.yaml")),
        ("saas", include_str!("../templates/saas.yaml")),
    ] {
        let project = project(text);
        for table_name in project.names() {
            let table = table(&project, table_name);
            found.push((format!("{name}.{table_name}"), first_rows(table.as_ref(), 1000)));
        }
    }
    pinned(STORIES, found);
}

/// Tables that follow from what entities do and from other tables.
#[test]
fn derived_tables() {
    let project = project(include_str!("cases/derived.yaml"));
    let found = project.names().into_iter().map(|name| {
        let table = table(&project, name);
        (name.to_owned(), fingerprint(table.as_ref()))
    });
    pinned(DERIVED, found.collect());
}

const DERIVED: &[(&str, &str)] = &[
    ("dim_date", "3116472f813fa403"),
    ("dim_member", "643b787981617c82"),
    ("dim_hall", "0e4cfb2b16541134"),
    ("fct_month", "eb608bb32397b595"),
    ("br_hall", "5ceae250f8f047d0"),
    ("_entity_features", "28be8e82454d0d7f"),
    ("fct_month_wide", "c05da33c73a5ed94"),
];

/// Columns of the plotsim language that no template has.
#[test]
fn sources() {
    let project = project(include_str!("common/sources.yaml"));
    let found = ["dim_member", "fct_month", "evt_visit"].map(|name| {
        let table = table(&project, name);
        (name.to_owned(), first_rows(table.as_ref(), 1000))
    });
    pinned(SOURCES, found.to_vec());
}

const SOURCES: &[(&str, &str)] = &[
    ("dim_member", "1f3cd8d3c8389025"),
    ("fct_month", "7b192d4be466ac0b"),
    ("evt_visit", "e9c649f163296f9a"),
];

/// Tables that hold some rows of another, rows with faults, or what systems know.
#[test]
fn tables_of_tables() {
    let project = project(
        "about: A club
unit: member
seed: 5
window: {start: 2023-01, end: 2024-12, every: monthly}
metrics:
  - {name: usage, type: count, polarity: positive, range: [0, 12]}
  - {name: spend, type: amount, polarity: positive, range: [5, 500]}
segments:
  - {name: risers, count: 90, archetype: growth, spread: {level: 0.15, timing: 0.1}}
  - {name: fading, count: 40, archetype: decline, arrival: {kind: uniform, start: 0, end: 9}}
dimensions:
  - {name: dim_member, columns: [{name: member_id, type: id}, {name: name, type: faker.name}, {name: city, type: faker.city}]}
events:
  - name: evt_visit
    trigger: proportional
    driver: usage
    scale: 0.5
    columns: [{name: visit_id, type: id}, {name: member_id, type: ref.dim_member}, {name: date_key, type: ref.dim_date}, {name: at, type: timestamp}]
holdout: {target: usage, by: entity, fraction: 0.2}
quality:
  - {table: fct_usage, issue: null_injection, rate: 0.05, column: usage}
  - {table: fct_usage, issue: late_arrival, rate: 0.1}
  - {table: fct_spend, issue: type_mismatch, rate: 0.05, column: spend, exact: true}
  - {table: fct_spend, issue: schema_drift, rate: 0.1, column: spend}
  - {table: evt_visit, issue: duplicate_rows, rate: 0.05, place: end}
  - {table: evt_visit, issue: volume_anomaly, mode: drop, rate: 0.5, periods: [3, 4]}
sources:
  - {name: crm, name_drift_rate: 0.3, coverage: 0.8, duplicate_rate: 0.1}
  - {name: billing, key_scheme: numeric, attribute_drift_rate: 0.2}
  - {name: app, key_scheme: uuid_short}
",
    );
    let found = project.names().into_iter().map(|name| {
        let table = table(&project, name);
        (name.to_owned(), fingerprint(table.as_ref()))
    });
    pinned(OF_TABLES, found.collect());
}

const OF_TABLES: &[(&str, &str)] = &[
    ("dim_date", "3116472f813fa403"),
    ("dim_member", "94fdd0d1906dbd15"),
    ("fct_usage", "2c9a869dc804f3d2"),
    ("fct_spend", "e076e6349647519c"),
    ("evt_visit", "d56f65c0e4429356"),
    ("fct_usage_train", "7f1f8c3dbdbff56e"),
    ("fct_usage_holdout", "a485a6f77f7ccd52"),
    ("fct_spend_train", "2f95785a1f4ad928"),
    ("fct_spend_holdout", "91a8a459756412d5"),
    ("evt_visit_train", "71843613b3ec3d2f"),
    ("evt_visit_holdout", "ab36eb9e8a0d75b1"),
    ("dim_member_crm", "9e4113c0cae45a24"),
    ("dim_member_billing", "e8ed388df1c0cad1"),
    ("dim_member_app", "2d8cbfdc7c2ef2a4"),
    ("xref_member", "62c6117d47b363ad"),
];

const GENERATORS: &[(&str, &str)] = &[
    ("sequential_id", "2e57c67a8bbe706a"),
    ("uuid", "5f9ba1998e845c7e"),
    ("foreign_key", "0a6547e197c29322"),
    ("constant", "cddfefd31385fa82"),
    ("weighted_choice", "f7bd0835dbb519c5"),
    ("one_of", "054588096671a14a"),
    ("string_pattern", "40114603effc4e3a"),
    ("uniform_int", "dee5263a2c972214"),
    ("uniform_float", "b21c6dd80426fc46"),
    ("log_normal", "77ad4cf12772a567"),
    ("geometric", "80ccc1b28af6bdec"),
    ("triangular", "d4b4e408433f2a06"),
    ("normal", "14d841c9fcf8e91b"),
    ("exponential", "93c8803714d4e5c7"),
    ("gamma", "472d20329218c742"),
    ("beta", "a3a720936cd18a79"),
    ("weibull", "7e186d7712aef5ae"),
    ("pareto", "bfa4075d68f2710e"),
    ("student_t", "aeaec697d66dbfd3"),
    ("poisson", "5d30b6ede41aa5e3"),
    ("binomial", "fcc08ed6de9fdd90"),
    ("negative_binomial", "5dd1e20cc00c4d5d"),
    ("zipf", "be08a5fd4033bddb"),
    ("mixture", "e3d771aa11998e75"),
    ("empirical", "2ba7b95c9c825dda"),
    ("date", "b3412cdafcd13895"),
    ("time", "baed8adfe63feead"),
    ("timestamp", "7323ee83d87cc5a1"),
    ("timestamp_offset", "f6c1b912ac671bce"),
    ("after", "2ae9548a56cd395b"),
    ("between", "08f4f1ef1ec89298"),
    ("series", "f5f35742deec5a57"),
    ("bool", "a520877a5f0dfdeb"),
    ("optional", "761dbbe8887588b9"),
    ("case", "cc14e69255a3a945"),
    ("json_object", "3936d93e64a1b5e3"),
    ("json_array", "f29462d152fea190"),
    ("struct", "c57554171ca6db5b"),
    ("list", "ff95deeba6031c69"),
    ("person", "2f38d704aaafcd68"),
    ("address", "ef926f51190bb2b9"),
    ("company", "b5b2765ab5f7aa2a"),
    ("faker", "35323f6363c1f33f"),
    ("linked_choice", "942acae88aaa590c"),
    ("hierarchy", "d1772fb9cc721578"),
    ("parent_dataset", "c39bdaf09e8fdd24"),
    ("parent_value", "ea8fbc9bcb637ed6"),
    ("child_number", "dc5a0b62f741a67d"),
    ("computed", "52b8c696ec15d839"),
    ("children", "aeccd7b10ac2fe48"),
];

const VARIANTS: &[(&str, &str)] = &[
    ("unique uniform_int", "5ef4ff2a7df36a49"),
    ("unique date", "7777ee91367b16bd"),
    ("unique foreign_key", "5428918f418d5d8c"),
    ("foreign_key by column", "d9efcacbd95107b3"),
    ("zipf", "b6cb535bbe8e8f57"),
    ("foreign_key in a tree", "cbaa700abb9000e2"),
    ("foreign_key by weight", "68b5c71c09ca826f"),
    ("per_parent", "01248b9ee088ef3c"),
    ("timestamp with a zone", "6a7e2e0f2235d368"),
    ("rhythm in a zone", "a429f01a574c4efc"),
    ("time of day in a zone", "7433ad81c0e04f66"),
    ("series in a zone", "70cfb3fa993e2397"),
    ("between in a zone", "202b014a2796260e"),
    ("per_parent, geometric", "bde6b9864eb268da"),
    ("per_parent, log_normal", "1cf121df2e563000"),
    ("wide integers", "f51be839c0e2311a"),
    ("wide log_normal", "1c69a90d80ece5fc"),
    ("log_normal with decimals", "c5be621eaf88f6fe"),
    ("rare geometric", "b99c21e0c5c29957"),
    ("pattern", "896637a413d8b397"),
    ("pattern of letters", "44083283677ca2b0"),
    ("unique pattern", "651ee7c8065abcf8"),
    ("unique pattern of many texts", "e7ed6a14e670df9a"),
    ("iban", "a6c942a19d0c0323"),
    ("ean13", "37081990c40a651f"),
    ("regex", "d817555965f43ac4"),
    ("unique regex", "702e9eb926eb1815"),
    ("unique regex of many texts", "0fa8abbff8faa3b4"),
    ("sequence", "c6666bbe549eb429"),
    ("padded sequence", "bcebe41e78403538"),
    ("partition and redelivery", "34015f9f0350f3e8"),
    ("entity", "766704c7511427e8"),
    ("hierarchy", "80dc62c838dbf71e"),
    ("name of several locales", "a757678710cec45d"),
    ("unique user_name", "e3c536cd9e35b81f"),
    ("birth_date", "e7e78452a9ff79b8"),
    ("phone", "27bb103f8580179a"),
    ("street_address", "e1cfba901d1d0241"),
    ("latitude", "38ce763ea7d7b946"),
    ("company email", "7c8d46a2a5cc66e1"),
    ("hierarchy of entities", "71c74c99978305dc"),
    ("after, uniform", "0d8affaa8f80e9f9"),
    ("after, any law", "a56e119f01569211"),
    ("after, until another", "ea87845812683ec0"),
    ("uniform_float in steps", "5a487cf48d69a96b"),
    ("triangular with decimals", "7317660a826ba28c"),
    ("faker, unique in several locales", "3a6763d0bec515af"),
    ("faker dates", "9cecbbc5c50e1613"),
    ("after a day", "4a9ea4ef30145cf3"),
    ("rhythm of dates", "fc3e8a1056fded44"),
    ("rhythm of timestamps", "34dd2995ee9b3f77"),
    ("rhythm of times", "3d6484a2ac939150"),
    ("rhythm of days", "c3ba915cf2bf36a1"),
    ("rhythm with holidays", "969fc50c4d2cb688"),
    ("days of the parent", "d3496633089265c5"),
    ("key of two columns", "0a03fb3210025ddc"),
    ("key of one of two datasets", "4b1978620064f8de"),
    ("case over columns", "a5b50fb12a404a82"),
    ("nested", "7a4201cbc99f6643"),
    ("rate", "d08d62f66eb7be18"),
    ("entity of a rate", "eaef4febf53fd555"),
    ("foreign_key before a day", "063cdc983e2c3b3c"),
    ("foreign_key strictly before a day, with conditions", "d1e448190b8c9863"),
    ("foreign_key to rows that become more", "e4be7b7884a78af6"),
    ("per_parent of rows that become more", "ce8a319874f9f619"),
];

const TEMPLATES: &[(&str, &str)] = &[
    ("retail_analytics.customers", "9d78eb0e66fff195"),
    ("retail_analytics.products", "8a5d8613c808513c"),
    ("retail_analytics.stores", "2f2f2a91662cb22e"),
    ("retail_analytics.orders", "282404cf74bdcb91"),
    ("retail_analytics.order_items", "f10a80e911cef528"),
    ("retail_analytics.web_events", "0d3d75d73ce525af"),
    ("web_analytics.readers", "bada14b7619d113b"),
    ("web_analytics.devices", "c4f03aa30c8152b4"),
    ("web_analytics.sessions", "3ae3e2f731c26ce3"),
    ("web_analytics.events", "6c7cd896840bc6d6"),
    ("marketplace.towns", "32a9917ae425573a"),
    ("marketplace.restaurants", "7311e4c2c6889bad"),
    ("marketplace.dishes", "0024266376bade8e"),
    ("marketplace.couriers", "baec0a56a8e17080"),
    ("marketplace.customers", "af2d5dc740f752dd"),
    ("marketplace.orders", "94822af1b8d4e722"),
    ("marketplace.order_lines", "36eccc1750d4eaea"),
    ("marketplace.ratings", "8b7b9a7a334915d2"),
    ("bank.branches", "3af6197f798e8f3e"),
    ("bank.customers", "edd3c15442027290"),
    ("bank.accounts", "f1d736de01ed2dd4"),
    ("bank.cards", "f5a44fb970d31c65"),
    ("bank.merchants", "bf059f0e162cb46d"),
    ("bank.transactions", "2490f7ea3a04d078"),
    ("bank.fraud_alerts", "44a4c775bb327feb"),
];

const STORIES: &[(&str, &str)] = &[
    ("banking.dim_date", "3ef88ed83d6d08e5"),
    ("banking.dim_branch", "af9b3f00a9fb1f5a"),
    ("banking.dim_service", "1a3933d22b7e7e64"),
    ("banking.dim_customer", "f5a7fe9992a34521"),
    ("banking.dim_card", "c8e029bc1f1613d1"),
    ("banking.fct_month", "173cc5e95d6fedeb"),
    ("banking.fct_payment", "8daa9a979b1a4ab7"),
    ("banking.evt_complaint", "4292cc621d83a6be"),
    ("banking.evt_closure", "03b412a7d261e76f"),
    ("banking.br_customer_service", "d971565c366ce847"),
    ("ecommerce.dim_date", "1811bf370598bcca"),
    ("ecommerce.dim_category", "88a349af13b9291d"),
    ("ecommerce.dim_customer", "e0aa8025a0a7a15d"),
    ("ecommerce.fct_week", "43543ac2593c93f2"),
    ("ecommerce.evt_order", "f869b94964b02740"),
    ("ecommerce.evt_return", "e2e98c1c4d37ab1f"),
    ("ecommerce.evt_lapse", "5a58b4365b67182a"),
    ("ecommerce.br_customer_category", "9fee8ffc4da791a4"),
    ("education.dim_date", "f5bb2e9e705b571c"),
    ("education.dim_course", "a2608eeaf5c7a5be"),
    ("education.dim_cohort", "34bd5a8e9717c71b"),
    ("education.dim_student", "e18dad4f9eaab366"),
    ("education.fct_cohort_month", "92ccb14426becd10"),
    ("education.evt_letter", "fe578449e689c04a"),
    ("education.br_cohort_course", "8b9d96b3bbc06581"),
    ("healthcare.dim_date", "1877af93033b3884"),
    ("healthcare.dim_clinic", "c7cb43c25fac74f1"),
    ("healthcare.dim_medication", "3193a0ca47dd09a2"),
    ("healthcare.dim_patient", "e973f65011981872"),
    ("healthcare.fct_condition", "59f2764404d74b81"),
    ("healthcare.evt_visit", "106e80ca617396c7"),
    ("healthcare.evt_admission", "070414c71432b03e"),
    ("healthcare.br_prescription", "fad68ebf3384c9db"),
    ("hr.dim_date", "1dcbb8d8a9c99d15"),
    ("hr.dim_site", "3936e94f7427fdc8"),
    ("hr.dim_department", "4d89c64d486e335c"),
    ("hr.dim_employee", "c8903e6acf49b820"),
    ("hr.fct_department_month", "57b9b49f7116f38d"),
    ("hr.fct_works_month", "8866f35beff2d583"),
    ("hr.evt_absence", "96d80fe03f11346c"),
    ("marketing.dim_date", "a8c45b976d2ced4c"),
    ("marketing.dim_channel", "3090b0e5110c78bc"),
    ("marketing.dim_campaign", "782b3e0faee3330a"),
    ("marketing.dim_product", "45022d546836d8d9"),
    ("marketing.dim_contact", "7c1855b8b28c7ac1"),
    ("marketing.fct_week", "473862608ee19a70"),
    ("marketing.fct_order", "18218537d6190eb3"),
    ("marketing.fct_order_line", "dd6df4122abf5a17"),
    ("marketing.evt_click", "4ee3027a9ad266aa"),
    ("marketing.evt_review", "ecefd18f447f7c60"),
    ("marketing.evt_unsubscribe", "3260ae84bec5027d"),
    ("saas.dim_date", "472013c3c8bca311"),
    ("saas.dim_plan", "4b450cb6840f7d23"),
    ("saas.dim_company", "2747aa9a594202e9"),
    ("saas.dim_user", "47119faf7c589c90"),
    ("saas.fct_engagement", "fa2d0976ed69f1e1"),
    ("saas.fct_revenue", "e7f73e4f3ccd3144"),
    ("saas.fct_support_tickets", "e66353ac17629edf"),
    ("saas.evt_login", "1d95fb8335727a1b"),
    ("saas.evt_expansion", "db843fd6b0b10e9a"),
    ("saas.evt_churn", "393c486fca7e44fa"),
];
