//! What holds for every valid config: tables are functions of their config, however they are read.
//!
//! Configs come from a strategy that nests every generator and uses every part of the language. References are kept as
//! numbers and resolved while the config is written out, so that smaller cases stay valid.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use common::*;
use plotsim::config::Overrides;
use plotsim::describe::describe;
use plotsim::project::Project;
use plotsim::tables::{RowCount, Table};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// A generator before its references are resolved.
#[derive(Clone, Debug)]
enum Plan {
    /// Written as it is: parameters that hang on nothing.
    Plain(String),
    Optional(f64, Box<Plan>),
    Object(Vec<Plan>),
    Array(u32, u32, Box<Plan>),
    /// Parent, column or row number, skew.
    Key(usize, Option<usize>, Option<f64>),
    /// Base among the timestamps of the row.
    Offset(usize, String),
    /// Base among the dates and timestamps of the row or entity, delay, probability.
    After(usize, String, Option<f64>),
    /// Level, and whether under a draw of its own.
    Level(usize, bool),
    /// A further column of the key among the earlier ones, or a copy of a value of its parent.
    With(usize, usize, bool),
    /// Pool and field.
    Linked(usize, usize),
    /// `unique: true` with just enough values to spare.
    Unique(u8, u32),
    /// A pattern that shows one of the dates and timestamps of the row or entity.
    Shown(usize),
}

#[derive(Clone, Debug)]
struct PoolPlan {
    size: u32,
    seed: Option<u64>,
    /// Weight, emit and which fields are sticky.
    shapes: Vec<(u8, u8, Vec<bool>)>,
    /// One generator a field, and in which shapes it is optional.
    fields: Vec<(Plan, Vec<bool>)>,
}

#[derive(Clone, Debug)]
struct DatasetPlan {
    rows: u32,
    seed: Option<u64>,
    days: Option<u32>,
    entity: Option<(f64, Vec<Plan>)>,
    pools: Vec<PoolPlan>,
    redelivery: Option<(f64, i32)>,
    /// Parent, and what follows `per_parent:`.
    children: Option<(usize, String)>,
    columns: Vec<Plan>,
}

#[derive(Clone, Debug)]
struct ConfigPlan {
    seed: u64,
    scale: f64,
    native: bool,
    datasets: Vec<DatasetPlan>,
}

fn plain() -> impl Strategy<Value = Plan> {
    let number = prop_oneof![
        (-50i64..50, 1i64..200)
            .prop_map(|(min, span)| format!("{{ type: uniform_int, min: {min}, max: {} }}", min + span)),
        (any::<i32>(), 1i64..1 << 40).prop_map(|(min, span)| format!(
            "{{ type: uniform_int, min: {min}, max: {} }}",
            i64::from(min) + span
        )),
        (-1e6..1e6, 1e-3..1e6).prop_map(|(min, span): (f64, f64)| format!(
            "{{ type: uniform_float, min: {min:?}, max: {:?} }}",
            min + span
        )),
        (0.1..1e4, 0.0..3.0, 0u32..).prop_map(|(median, sigma, max): (f64, f64, u32)| format!(
            "{{ type: log_normal, median: {median:?}, sigma: {sigma:?}, max: {max} }}"
        )),
        (0.001..1.0, 0u8..3)
            .prop_map(|(p, min): (f64, u8)| format!("{{ type: geometric, p: {p:?}, min: {min} }}")),
        (0.0..=1.0).prop_map(|prob: f64| format!("{{ type: bool, prob: {prob:?} }}")),
        Just("{ type: constant, value: 7 }".to_owned()),
        Just("{ type: constant, value: -5000000000 }".to_owned()),
        Just("{ type: constant, value: 2.5 }".to_owned()),
        Just("{ type: constant, value: true }".to_owned()),
    ];
    let text = prop_oneof![
        Just("{ type: uuid }".to_owned()),
        Just("{ type: constant, value: 'a \"quoted\" é' }".to_owned()),
        (1usize..40).prop_map(|n| format!(
            "{{ type: one_of, values: [{}] }}",
            (0..n).map(|k| format!("'v{k}'")).collect::<Vec<_>>().join(", ")
        )),
        prop::collection::vec(0u8..9, 1..30)
            .prop_filter("a weight must be above 0", |weights| weights.iter().any(|weight| *weight > 0))
            .prop_map(|weights| {
                let entries: Vec<String> =
                    weights.iter().enumerate().map(|(k, weight)| format!("w{k}: {weight}")).collect();
                format!("{{ type: weighted_choice, values: {{ {} }} }}", entries.join(", "))
            }),
        prop::collection::vec(
            prop::sample::select(vec!["x", "{uuid}", "{uniform_int:-3-40}", "{one_of:a,bc,}", "{}", "-"]),
            0..5
        )
        .prop_map(|pieces| format!("{{ type: string_pattern, template: \"{}\" }}", pieces.concat())),
        prop::sample::select(vec![
            "template: 'k{letters:2}-{digits:4}'",
            "template: '{hex:8}{uniform_int:0-9}'",
            "template: '{digits:15}{checksum:luhn}'",
            "template: '4{digits:11}{checksum:ean13}'",
            "regex: '[A-Z]{2}-\\d{4}(-(a|bc))?'",
        ])
        .prop_map(|pattern| format!("{{ type: string_pattern, {pattern} }}")),
        (0u32..28, 0u32..28, 0usize..3).prop_map(|(a, b, rhythm)| format!(
            "{{ type: date, start: 2024-01-{:02}, end: 2024-02-{:02}{} }}",
            a + 1,
            b + 1,
            [
                "",
                ", rhythm: weekend",
                ", rhythm: { preset: evening, holidays: [TR, US], growth: 3% per week, noise: 0.3 }"
            ][rhythm]
        )),
        (0u32..60, 0u32..60, 0usize..4).prop_map(|(a, b, rhythm)| format!(
            "{{ type: timestamp, start: 1999-12-31T23:59:{a:02}, end: 2000-01-01T00:00:{b:02}{} }}",
            [
                "",
                ", rhythm: { preset: evening, noise: 0.2 }",
                ", zone: Asia/Kolkata",
                ", zone: America/New_York, rhythm: night"
            ][rhythm]
        )),
    ];
    prop_oneof![number, text].prop_map(Plan::Plain)
}

fn seconds() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "{ type: uniform_int, min: -90, max: 90000 }",
        "{ type: uniform_float, min: -1.5, max: 1.5 }",
        "{ type: geometric, p: 0.01 }",
        "{ type: weighted_choice, values: { '0': 1, '-5': 2 } }",
        "{ type: constant, value: 3600 }",
    ])
    .prop_map(str::to_owned)
}

fn delay() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "{ min: 0, max: 9 }",
        "{ min: 2, max: 2 }",
        "{ median: 3, sigma: 0.5, min: 1, max: 9 }",
        "{ type: geometric, p: 0.2 }",
        "{ type: uniform_float, min: 0.5, max: 2.5 }",
        "{ type: weighted_choice, values: { '0': 1, '5': 2 } }",
    ])
    .prop_map(str::to_owned)
}

fn generator() -> impl Strategy<Value = Plan> {
    let leaf = prop_oneof![
        6 => plain(),
        1 => Just(Plan::Plain("{ type: sequential_id }".to_owned())),
        1 => Just(Plan::Plain("{ type: string_pattern, template: 'n{sequential_id}' }".to_owned())),
        1 => Just(Plan::Plain("{ type: string_pattern, template: '{sequential_id:06}{digits:2}{checksum:luhn}' }".to_owned())),
        1 => any::<usize>().prop_map(Plan::Shown),
        3 => (any::<usize>(), any::<Option<usize>>(), prop::option::of(0.1..3.0)).prop_map(|(parent, column, zipf)| Plan::Key(parent, column, zipf)),
        2 => (any::<usize>(), seconds()).prop_map(|(base, seconds)| Plan::Offset(base, seconds)),
        2 => (any::<usize>(), delay(), prop::option::of(0.0..1.0)).prop_map(|(base, by, prob)| Plan::After(base, by, prob)),
        1 => (0usize..3, any::<bool>()).prop_map(|(level, own)| Plan::Level(level, own)),
        2 => (any::<usize>(), any::<usize>(), any::<bool>()).prop_map(|(key, column, copy)| Plan::With(key, column, copy)),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(pool, field)| Plan::Linked(pool, field)),
        2 => (0u8..8, 0u32..50).prop_map(|(kind, spare)| Plan::Unique(kind, spare)),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            (0.0..=1.0, inner.clone()).prop_map(|(prob, inner)| Plan::Optional(prob, Box::new(inner))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Plan::Object),
            (0u32..3, 0u32..4, inner).prop_map(|(min, more, inner)| Plan::Array(
                min,
                min + more,
                Box::new(inner)
            )),
        ]
    })
}

fn pool() -> impl Strategy<Value = PoolPlan> {
    (1usize..4, 1usize..4).prop_flat_map(|(shapes, fields)| {
        let shape = (1u8..9, 1u8..4, prop::collection::vec(any::<bool>(), fields));
        let field = (plain(), prop::collection::vec(prop::bool::weighted(0.3), shapes));
        (
            1u32..3000,
            any::<Option<u64>>(),
            prop::collection::vec(shape, shapes),
            prop::collection::vec(field, fields),
        )
            .prop_map(|(size, seed, shapes, fields)| PoolPlan { size, seed, shapes, fields })
    })
}

fn dataset() -> impl Strategy<Value = DatasetPlan> {
    let per_parent = prop::sample::select(vec![
        "{ min: 0, max: 3 }",
        "{ min: 2, max: 2 }",
        "{ type: geometric, p: 0.5, min: 0 }",
        "{ type: log_normal, median: 1.5, sigma: 0.5, max: 6 }",
    ]);
    (
        prop_oneof![1u32..50, 2040u32..2060, 1u32..5000],
        any::<Option<u64>>(),
        prop::option::of(1u32..7),
        prop::option::of((0.001..1.5, prop::collection::vec(generator(), 0..3))),
        prop::collection::vec(pool(), 0..3),
        prop::option::of((0.01..=1.0, -100i32..100_000)),
        prop::option::weighted(0.3, (any::<usize>(), per_parent.prop_map(str::to_owned))),
        prop::collection::vec(generator(), 1..5),
    )
        .prop_map(|(rows, seed, days, entity, pools, redelivery, children, columns)| DatasetPlan {
            rows,
            seed,
            days,
            entity,
            pools,
            redelivery,
            children,
            columns,
        })
}

fn config() -> impl Strategy<Value = ConfigPlan> {
    let scale = prop::sample::select(vec![1.0, 1.0, 0.5, 1.3]);
    (any::<u64>(), scale, any::<bool>(), prop::collection::vec(dataset(), 1..4))
        .prop_map(|(seed, scale, native, datasets)| ConfigPlan { seed, scale, native, datasets })
}

/// What is known of a dataset once it is written.
struct Written {
    rows: u64,
    copies: u64,
    columns: Vec<String>,
}

/// Where a generator is written.
struct Place<'a> {
    written: &'a [Written],
    items: u64,
    timestamps: &'a [String],
    /// Dates and timestamps of the same row or entity.
    moments: &'a [String],
    /// Foreign keys of the same row or entity, with their parents.
    keys: &'a [(String, usize)],
    /// The field counts of the dataset's pools.
    pools: &'a [usize],
    /// Rows may refer to pools and timestamps, entities may not.
    row: bool,
    in_array: bool,
}

const HIERARCHY: &str =
    "{ name: place, levels: [a, b, c], tree: { x: { y: { z: 1, w: 3 }, v: [t] }, u: { v: [t, s] } } }";
const INSTEAD: &str = "{ type: uuid }";

impl Plan {
    fn yaml(&self, place: &Place<'_>) -> String {
        let pick = |index: usize, n: usize| (n > 0).then(|| index % n);
        match self {
            Plan::Plain(text) if place.in_array && text.contains("sequential_id") => INSTEAD.to_owned(),
            Plan::Plain(text) => text.clone(),
            Plan::Optional(prob, inner) => {
                format!("{{ type: optional, prob: {prob:?}, inner: {} }}", inner.yaml(place))
            }
            Plan::Object(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .enumerate()
                    .map(|(k, field)| format!("f{k}: {}", field.yaml(place)))
                    .collect();
                format!("{{ type: json_object, fields: {{ {} }} }}", fields.join(", "))
            }
            Plan::Array(min, max, item) => {
                let item = item.yaml(&Place { in_array: true, ..*place });
                format!("{{ type: json_array, min: {min}, max: {max}, item: {item} }}")
            }
            Plan::Key(parent, column, zipf) => match pick(*parent, place.written.len()) {
                None => INSTEAD.to_owned(),
                Some(parent) => {
                    let columns = &place.written[parent].columns;
                    let column = column.map_or(String::new(), |index| {
                        format!(", column: {}", columns[index % columns.len()])
                    });
                    let zipf = zipf.map_or(String::new(), |s| format!(", zipf: {s:?}"));
                    format!("{{ type: foreign_key, dataset: d{parent}{column}{zipf} }}")
                }
            },
            Plan::Offset(base, seconds) => match pick(*base, place.timestamps.len()) {
                Some(base) if place.row && !place.in_array => {
                    format!(
                        "{{ type: timestamp_offset, base: {}, offset_seconds: {seconds} }}",
                        place.timestamps[base]
                    )
                }
                _ => INSTEAD.to_owned(),
            },
            Plan::After(base, by, prob) => match pick(*base, place.moments.len()) {
                Some(base) if !place.in_array => {
                    let prob = prob.map_or(String::new(), |prob| format!(", prob: {prob:?}"));
                    format!("{{ type: after, column: {}, by: {by}{prob} }}", place.moments[base])
                }
                _ => INSTEAD.to_owned(),
            },
            Plan::Level(level, own) => {
                let draw = if *own { ", draw: own" } else { "" };
                format!("{{ type: hierarchy, of: place, level: {}{draw} }}", ["a", "b", "c"][*level])
            }
            Plan::With(key, column, copy) => match pick(*key, place.keys.len()) {
                Some(key) if !place.in_array => {
                    let (key, parent) = &place.keys[key];
                    let columns = &place.written[*parent].columns;
                    let column = &columns[column % columns.len()];
                    if *copy {
                        format!("{{ type: parent_value, of: {key}, column: {column} }}")
                    } else {
                        format!("{{ type: foreign_key, dataset: d{parent}, column: {column}, with: {key} }}")
                    }
                }
                _ => INSTEAD.to_owned(),
            },
            Plan::Linked(pool, field) => match pick(*pool, place.pools.len()) {
                Some(pool) if place.row && !place.in_array => {
                    format!("{{ type: linked_choice, pool: p{pool}, field: f{} }}", field % place.pools[pool])
                }
                _ => INSTEAD.to_owned(),
            },
            Plan::Shown(column) => match pick(*column, place.moments.len()) {
                Some(column) if !place.in_array => {
                    let column = &place.moments[column];
                    format!(
                        "{{ type: string_pattern, template: '{{column:{column}}}/{{column:{column}:%Y%m}}-{{digits:3}}' }}"
                    )
                }
                _ => INSTEAD.to_owned(),
            },
            Plan::Unique(_, _) if place.in_array => INSTEAD.to_owned(),
            Plan::Unique(kind, spare) => {
                let values = place.items + u64::from(*spare);
                match kind {
                    0 => {
                        format!("{{ type: uniform_int, min: -5, max: {}, unique: true }}", values as i64 - 5)
                    }
                    1 => format!(
                        "{{ type: string_pattern, template: 'a{{uniform_int:0-{values}}}b', unique: true }}"
                    ),
                    2 => format!(
                        "{{ type: string_pattern, template: '{{one_of:A,BC,D}}/{{uniform_int:0-{values}}}', unique: true }}"
                    ),
                    3 => {
                        "{ type: string_pattern, template: '{letters:2}{digits:9}{letters:1}', unique: true }"
                            .to_owned()
                    }
                    4 => "{ type: string_pattern, regex: '[a-f0-9]{12}', unique: true }".to_owned(),
                    5 => "{ type: string_pattern, template: '{digits:15}{checksum:luhn}', unique: true }"
                        .to_owned(),
                    _ => "{ type: date, start: 1900-01-01, end: 2190-01-01, unique: true }".to_owned(),
                }
            }
        }
    }
}

/// The scaled rows, computed in whole numbers: scales are tenths.
fn scaled(rows: u32, scale: f64) -> u64 {
    let tenths = (scale * 10.0).round() as u64;
    u64::from(rows) * tenths / 10
}

impl ConfigPlan {
    /// The config, and what its datasets must hold. `extra` adds a column to each dataset, and a dataset.
    fn yaml(&self, extra: bool) -> (String, Vec<Written>) {
        let mut out = format!(
            "seed: {}\nscale_factor: {:?}\ntypes: {}\nhierarchies: [{HIERARCHY}]\ndatasets:\n",
            self.seed,
            self.scale,
            if self.native { "native" } else { "text" }
        );
        let mut written: Vec<Written> = Vec::new();
        for (index, plan) in self.datasets.iter().enumerate() {
            let dataset = plan.yaml(index, self.scale, &written, extra, &mut out);
            written.push(dataset);
        }
        if extra {
            out.push_str("- { name: extra, output: extra, num_rows: 10, columns: [{ name: c0, generator: { type: uuid } }] }\n");
        }
        (out, written)
    }
}

impl DatasetPlan {
    fn yaml(&self, index: usize, scale: f64, written: &[Written], extra: bool, out: &mut String) -> Written {
        // Rows that scale to nothing are an error, so there are at least two before scaling.
        let declared = self.rows.max(2);
        let mut rows = scaled(declared, scale);
        let children = self.children.as_ref().filter(|_| !written.is_empty());
        writeln!(out, "- name: d{index}\n  output: out{index}").unwrap();
        if children.is_none() {
            writeln!(out, "  num_rows: {declared}").unwrap();
        }
        if let Some(seed) = self.seed {
            writeln!(out, "  seed: {seed}").unwrap();
        }
        if let Some(days) = self.days {
            writeln!(out, "  partition: {{ column: day, start: 2024-02-27, days: {days} }}").unwrap();
        }
        // The number of children is read off the library; that it is right is tested where the law is.
        if children.is_some() {
            rows = 0;
        }
        let mut names = Vec::new();
        let (mut entity_moments, mut entity_keys) = (Vec::new(), Vec::new());
        if let Some((ratio, columns)) = &self.entity {
            let items = ((rows as f64 * ratio) as u64).max(1);
            writeln!(
                out,
                "  entity:\n    pool_ratio: {ratio:?}\n    columns:{}",
                if columns.is_empty() { " []" } else { "" }
            )
            .unwrap();
            let items = if children.is_some() { 100_000 } else { items };
            for (k, column) in columns.iter().enumerate() {
                let place = Place {
                    written,
                    items,
                    timestamps: &[],
                    moments: &entity_moments,
                    keys: &entity_keys,
                    pools: &[],
                    row: false,
                    in_array: false,
                };
                let generator = column.yaml(&place);
                let name = format!("e{k}");
                note(&generator, &name, &mut entity_moments, &mut entity_keys);
                writeln!(out, "    - {{ name: {name}, generator: {generator} }}").unwrap();
                names.push(name);
            }
        }
        if !self.pools.is_empty() {
            out.push_str("  linked_pools:\n");
        }
        for (k, pool) in self.pools.iter().enumerate() {
            pool.yaml(k, out);
        }
        if let Some((fraction, delay)) = self.redelivery {
            writeln!(out, "  redelivery: {{ fraction: {fraction:?}, arrival_column: at, delay_seconds: {{ type: constant, value: {delay} }} }}").unwrap();
        }
        out.push_str("  columns:\n");
        if extra {
            out.push_str(
                "  - { name: extra, generator: { type: optional, prob: 0.5, inner: { type: uuid } } }\n",
            );
        }
        out.push_str("  - { name: at, generator: { type: timestamp, start: 2024-02-27T00:00:00, end: 2024-03-01T12:00:00 } }\n");
        names.push("at".to_owned());
        if let Some((parent, law)) = children {
            let parent = parent % written.len();
            writeln!(out, "  - {{ name: parent, generator: {{ type: foreign_key, dataset: d{parent}, per_parent: {law} }} }}").unwrap();
            names.push("parent".to_owned());
        }
        let mut timestamps = vec!["at".to_owned()];
        timestamps.extend(self.days.map(|_| "day".to_owned()));
        // Rows know the moments of their entity, too.
        let mut moments = [entity_moments, timestamps.clone()].concat();
        let mut keys: Vec<(String, usize)> =
            children.iter().map(|(parent, _)| ("parent".to_owned(), parent % written.len())).collect();
        let pools: Vec<usize> = self.pools.iter().map(|pool| pool.fields.len()).collect();
        for (k, column) in self.columns.iter().enumerate() {
            let items = if children.is_some() { 100_000 } else { rows };
            let place = Place {
                written,
                items,
                timestamps: &timestamps,
                moments: &moments,
                keys: &keys,
                pools: &pools,
                row: true,
                in_array: false,
            };
            let generator = column.yaml(&place);
            note(&generator, &format!("c{k}"), &mut moments, &mut keys);
            if generator.starts_with("{ type: timestamp_offset") {
                timestamps.push(format!("c{k}"));
            }
            writeln!(out, "  - {{ name: c{k}, generator: {generator} }}").unwrap();
            names.push(format!("c{k}"));
        }
        let days = u64::from(self.days.unwrap_or(1));
        let copies =
            |rows: u64| self.redelivery.map_or(0, |(fraction, _)| (rows as f64 * fraction).round() as u64);
        let copies = (0..days).map(|day| copies(rows / days + u64::from(day < rows % days))).sum();
        Written { rows, copies, columns: names }
    }
}

/// Notes a column that others can come after, or follow to its parent's row.
fn note(generator: &str, name: &str, moments: &mut Vec<String>, keys: &mut Vec<(String, usize)>) {
    let plain = generator.trim_start_matches("{ type: optional, prob: ");
    let inner = plain.split_once("inner: ").map_or(plain, |(_, inner)| inner);
    let starts =
        |text: &str, kinds: &[&str]| kinds.iter().any(|kind| text.starts_with(&format!("{{ type: {kind},")));
    if starts(generator, &["date", "timestamp", "timestamp_offset", "after"]) {
        moments.push(name.to_owned());
    }
    let optional = generator.starts_with("{ type: optional");
    let key = if optional { inner } else { generator };
    // An optional follower has rows of its own left out, so that nothing can follow it.
    if let Some(rest) = key.strip_prefix("{ type: foreign_key, dataset: d")
        && !(optional && rest.contains("with: "))
    {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        keys.push((name.to_owned(), digits.parse().unwrap()));
    }
}

impl PoolPlan {
    fn yaml(&self, index: usize, out: &mut String) {
        writeln!(out, "  - name: p{index}\n    pool_size: {}", self.size).unwrap();
        if let Some(seed) = self.seed {
            writeln!(out, "    seed: {seed}").unwrap();
        }
        out.push_str("    shapes:\n");
        for (shape, (weight, emit, sticky)) in self.shapes.iter().enumerate() {
            let sticky: Vec<String> =
                (0..self.fields.len()).filter(|k| sticky[*k]).map(|k| format!("f{k}")).collect();
            writeln!(
                out,
                "    - weight: {weight}\n      emit: {emit}\n      sticky: [{}]\n      fields:",
                sticky.join(", ")
            )
            .unwrap();
            let nowhere = Place {
                written: &[],
                items: 0,
                timestamps: &[],
                moments: &[],
                keys: &[],
                pools: &[],
                row: false,
                in_array: false,
            };
            for (k, (field, optional)) in self.fields.iter().enumerate() {
                let inner = field.yaml(&nowhere);
                let inner = if optional[shape] {
                    format!("{{ type: optional, prob: 0.4, inner: {inner} }}")
                } else {
                    inner
                };
                writeln!(out, "        f{k}: {inner}").unwrap();
            }
        }
    }
}

/// Every table in one piece, by name.
fn all(project: &Project) -> Vec<(String, Arc<dyn Table>, Vec<ArrayRef>)> {
    let names: Vec<String> = project.names().into_iter().map(str::to_owned).collect();
    names
        .into_iter()
        .map(|name| {
            let table = table(project, &name);
            let whole = whole(table.as_ref());
            (name, table, whole)
        })
        .collect()
}

/// All columns, their blocks made by eight threads in whatever order they come.
fn by_threads(table: &dyn Table) -> Vec<ArrayRef> {
    let projection: Vec<usize> = (0..table.columns().len()).collect();
    let scan = table.scan(&projection, &plotsim::workers::Workers::new(2));
    let next = AtomicU64::new(0);
    let mut blocks: Vec<(u64, Vec<ArrayRef>)> = std::thread::scope(|scope| {
        let work = || {
            let mut made = Vec::new();
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= table.blocks() {
                    return made;
                }
                let block = table.blocks() - 1 - turn;
                made.push((block, scan.block(block).columns.iter().map(plain_array).collect()));
            }
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    blocks.sort_by_key(|(block, _)| *block);
    (0..projection.len())
        .map(|column| {
            let parts: Vec<ArrayRef> = blocks.iter().map(|(_, columns)| columns[column].clone()).collect();
            joined(&parts, plotsim_type(table, column))
        })
        .collect()
}

fn plain_array(array: &ArrayRef) -> ArrayRef {
    common::plain(array)
}

fn same(one: &ArrayRef, other: &ArrayRef) -> bool {
    one == other
}

/// Values as text, to be compared across columns.
fn shown(array: &ArrayRef) -> Vec<Option<String>> {
    let array = match array.data_type() {
        DataType::FixedSizeBinary(_) => {
            return array
                .as_fixed_size_binary()
                .iter()
                .map(|bytes| bytes.map(|bytes| format!("{bytes:?}")))
                .collect();
        }
        _ => cast(array, &DataType::Utf8).unwrap(),
    };
    array.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn tables_are_functions_of_their_config(plan in config(), shards in 1u64..6) {
        let (yaml, written) = plan.yaml(false);
        let project = project(&yaml);
        let tables = all(&project);
        for ((name, table, whole), written) in tables.iter().zip(&written) {
            let table = table.as_ref();

            // The declared number of rows, of the declared types, null only where that is declared.
            let rows = table.rows().rows();
            prop_assert_eq!(table.rows(), RowCount::Exact(rows));
            if written.rows > 0 {
                prop_assert_eq!(rows, written.rows + written.copies, "{}\n{}", name, yaml);
            }
            for (column, array) in table.columns().iter().zip(whole) {
                prop_assert_eq!(array.len() as u64, rows, "{}.{}", name, column.name);
                let field = column.field();
                prop_assert_eq!(array.data_type(), field.data_type(), "{}.{}\n{}", name, column.name, yaml);
                prop_assert!(column.nullable || array.null_count() == 0, "{}.{} holds null\n{}", name, column.name, yaml);
            }

            // Shards, in order, are the whole.
            for (column, expected) in whole.iter().enumerate() {
                let parts: Vec<ArrayRef> = (0..shards)
                    .map(|part| columns(shard(&project, name, Some((part, shards))).as_ref(), &[column]).remove(0))
                    .collect();
                prop_assert!(same(&joined(&parts, plotsim_type(table, column)), expected), "shards of {}\n{}", name, yaml);
            }
            let counted: u64 = (0..shards).map(|part| shard(&project, name, Some((part, shards))).rows().rows()).sum();
            prop_assert_eq!(counted, rows);

            // A column alone is the column among others, and columns may come in any order.
            for (column, expected) in whole.iter().enumerate() {
                prop_assert!(same(&columns(table, &[column])[0], expected), "{}.{column} alone\n{}", name, yaml);
            }
            let backwards: Vec<usize> = (0..table.columns().len()).rev().collect();
            let mut reversed = columns(table, &backwards);
            reversed.reverse();
            prop_assert!(reversed == *whole, "{} backwards", name);

            // Eight threads, blocks in reverse.
            prop_assert!(by_threads(table) == *whole, "{} by threads\n{}", name, yaml);
        }

        // A second reading is the same; another seed is not.
        for ((_, _, first), (_, _, second)) in tables.iter().zip(&all(&common::project(&yaml))) {
            prop_assert!(first == second);
        }
        let other = Overrides { seed: Some(plan.seed ^ 1), ..Overrides::default() };
        let other = all(&project_with(&yaml, other));
        for ((name, table, first), (_, _, second)) in tables.iter().zip(&other) {
            let at = position(table.as_ref(), "at");
            if first[at].len() > 3 {
                prop_assert!(!same(&first[at], &second[at]), "{} does not hang on the seed", name);
            }
        }
    }

    #[test]
    fn another_column_or_dataset_changes_no_value(plan in config()) {
        let small = all(&project(&plan.yaml(false).0));
        let large = project(&plan.yaml(true).0);
        for (name, table_before, before) in &small {
            let after = table(&large, name);
            for (column, array) in table_before.columns().iter().zip(before) {
                let place = position(after.as_ref(), &column.name);
                prop_assert!(same(&columns(after.as_ref(), &[place])[0], array), "{}.{}\n{}", name, column.name, plan.yaml(true).0);
            }
        }
    }

    #[test]
    fn keys_are_unique_and_references_find_their_rows(plan in config()) {
        let (yaml, _) = plan.yaml(false);
        let project = project(&yaml);
        let notes = describe(&project);
        let tables = all(&project);
        let values = |table: &str, column: &str| {
            let (_, table, whole) = tables.iter().find(|(name, _, _)| name == table).unwrap();
            whole[position(table.as_ref(), column)].clone()
        };
        for note in &notes {
            for key in &note.primary_key {
                let array = shown(&values(&note.name, key));
                let distinct: BTreeSet<_> = array.iter().collect();
                prop_assert_eq!(distinct.len(), array.len(), "{}.{}\n{}", note.name, key, yaml);
            }
            for key in &note.foreign_keys {
                let own = values(&note.name, &key.column);
                match &key.target {
                    Some(target) => {
                        let known: BTreeSet<_> = shown(&values(&key.table, target)).into_iter().collect();
                        let orphan = shown(&own).into_iter().flatten().find(|value| !known.contains(&Some(value.clone())));
                        prop_assert!(orphan.is_none(), "{}.{} = {orphan:?}\n{yaml}", note.name, key.column);
                    }
                    None => {
                        let parent = table(&project, &key.table);
                        let rows = parent.rows().rows() as i64;
                        let wide = cast(&own, &DataType::Int64).unwrap();
                        let numbers = wide.as_primitive::<Int64Type>();
                        prop_assert!(numbers.iter().flatten().all(|number| (1..=rows).contains(&number)), "{}.{}\n{yaml}", note.name, key.column);
                    }
                }
            }
        }
    }
}
