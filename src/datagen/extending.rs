//! Configs that extend in time: whatever day they go to, the rows of earlier days are the same.
//!
//! Configs are drawn by the number of a case, feature by feature. `PLOTSIM_EXTENDING=500 cargo test --lib extending -- --nocapture`
//! tries so many and prints in how many each feature was.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::concat;
use arrow::datatypes::Int64Type;

use super::model::Datagen;
use super::table::DatasetTable;
use crate::config::Overrides;
use crate::config::calendar::parse_date;
use crate::config::node::parse;
use crate::config::reader::Report;
use crate::random::{below, mix, split_mix};
use crate::tables::Table;
use crate::tables::text::decoded;
use crate::workers::Workers;

/// Cases that continuous integration tries.
const CASES: u64 = 20;
/// The day up to which a case goes at first, and the later ones.
const DAYS: [&str; 4] = ["2025-02-10", "2025-02-11", "2025-03-11", "2026-02-10"];

fn read(text: &str, until: Option<&str>) -> Result<Arc<Datagen>, String> {
    let report = Report::new("test");
    let until = until.map(|day| parse_date(day).unwrap());
    let overrides = Overrides { until, ..Overrides::default() };
    let datagen = super::read(&parse(text).unwrap(), overrides, &report);
    datagen.map(Arc::new).ok_or_else(|| report.into_findings().to_string())
}

fn rows(datagen: &Arc<Datagen>, dataset: usize) -> Vec<(String, ArrayRef)> {
    let table = DatasetTable::new(Arc::clone(datagen), dataset);
    let all: Vec<usize> = (0..table.columns().len()).collect();
    let scan = table.scan(&all, &Workers::single());
    let blocks: Vec<_> = (0..table.blocks()).map(|block| scan.block(block)).collect();
    let column = |place: usize| {
        let parts: Vec<ArrayRef> =
            blocks.iter().map(|block| decoded(Arc::clone(&block.columns[place]))).collect();
        let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        (table.columns()[place].name.clone(), concat(&parts).unwrap())
    };
    all.into_iter().map(column).collect()
}

/// Draws features and writes what they say.
struct Draft {
    case: u64,
    step: u64,
    features: BTreeSet<&'static str>,
}

impl Draft {
    fn number(&mut self, n: u64) -> u64 {
        self.step += 1;
        below(split_mix(mix(self.case + 1), self.step), n)
    }

    /// A feature with a chance of one in so many.
    fn has(&mut self, feature: &'static str, one_in: u64) -> bool {
        let has = self.number(one_in) == 0;
        if has {
            self.features.insert(feature);
        }
        has
    }

    fn pick<'w>(&mut self, options: &[(&'static str, &'w str)]) -> &'w str {
        let (feature, words) = options[self.number(options.len() as u64) as usize];
        self.features.insert(feature);
        words
    }

    fn rate(&mut self, start: &str, day: &str) -> String {
        let (per, rows) = [
            ("per day", ("day", ["3", "0.7", "5.5"])),
            ("per week", ("week", ["20", "9", "3.5"])),
            ("per month", ("month", ["90", "31", "14.2"])),
            ("per hour", ("hour", ["0.1", "0.04", "0.2"])),
        ][self.number(4) as usize];
        self.features.insert(per);
        let mut rhythm = Vec::new();
        if self.has("preset", 4) {
            rhythm.push("preset: retail".to_owned());
        }
        if self.has("weekdays", 4) {
            rhythm.push("weekdays: { mon: 0.5, sun: 3 }".to_owned());
        }
        if self.has("months", 4) {
            rhythm.push("months: { feb: 2, dec: 0 }".to_owned());
        }
        if self.has("holidays", 4) {
            rhythm.push("holidays: [DE, US], holiday_weight: 0.2".to_owned());
        }
        if self.has("growth", 4) {
            rhythm.push("growth: 2% per month".to_owned());
        }
        if self.has("noise", 4) {
            rhythm.push("noise: 0.4".to_owned());
        }
        let rhythm =
            if rhythm.is_empty() { String::new() } else { format!(", rhythm: {{ {} }}", rhythm.join(", ")) };
        let rows = rows.1[self.number(3) as usize];
        format!(
            "rate: {{ per: {}, rows: {rows}, start: {start}, end: 2025-06-30, column: {day}{rhythm} }}",
            per.trim_start_matches("per ")
        )
    }

    /// Columns that hang on nothing but their row.
    fn plain(&mut self, day: &str) -> String {
        let mut text = String::new();
        let all: &[(&'static str, String)] = &[
            ("sequential_id", "{ type: sequential_id, start: 100, step: 3, prefix: R-, width: 9 }".into()),
            ("uuid", "{ type: uuid }".into()),
            ("uniform_int", "{ type: uniform_int, min: 1, max: 900 }".into()),
            ("unique", "{ type: uniform_int, min: 1, max: 90000, unique: true }".into()),
            ("unique pattern", "{ type: string_pattern, template: '{digits:6}', unique: true }".into()),
            ("numbered pattern", "{ type: string_pattern, template: 'A{sequential_id:07}' }".into()),
            ("log_normal", "{ type: log_normal, median: 20, sigma: 0.4, max: 900 }".into()),
            ("weighted_choice", "{ type: weighted_choice, values: { a: 3, b: 1 } }".into()),
            (
                "offset",
                format!(
                    "{{ type: timestamp_offset, base: {day}, offset_seconds: {{ type: uniform_int, min: 0, max: 86399 }} }}"
                ),
            ),
            ("after", format!("{{ type: after, column: {day}, by: {{ min: 0, max: 9 }} }}")),
            (
                "series",
                "{ type: series, start: 2025-01-01T00:00:00, every: 15 minutes, jitter: 2 minutes }".into(),
            ),
            ("hierarchy", "{ type: hierarchy, of: place, level: city }".into()),
            ("linked_choice", "{ type: linked_choice, pool: device_user, field: device }".into()),
            ("person", "{ type: person, field: last_name }".into()),
            ("faker", "{ type: faker, method: company }".into()),
            ("unique faker", "{ type: faker, method: email, unique: true }".into()),
            (
                "json",
                "{ type: json_object, fields: { a: { type: bool, prob: 0.5 }, b: { type: uuid } } }".into(),
            ),
            (
                "optional",
                "{ type: optional, prob: 0.5, inner: { type: uniform_int, min: 1, max: 5 } }".into(),
            ),
        ];
        for (feature, generator) in all {
            if self.has(feature, 4) {
                let _ =
                    writeln!(text, "  - {{ name: c_{}, generator: {generator} }}", feature.replace(' ', "_"));
            }
        }
        text
    }

    fn config(&mut self) -> String {
        let mut text = format!("seed: {}\n", self.number(1000));
        if self.has("scale", 4) {
            text += "scale_factor: 1.7\n";
        }
        if self.has("native", 2) {
            text += "types: native\n";
        }
        text += "hierarchies:\n- { name: place, levels: [country, city], tree: { x: { y: 1, z: 2 }, u: [v, w] } }\ndatasets:\n";
        // A parent of fixed rows.
        text += "- name: shops\n  output: shops\n  num_rows: 40\n  columns:\n  - { name: shop_id, generator: { type: sequential_id } }\n  - { name: opened, generator: { type: date, start: 2024-06-01, end: 2025-04-01 } }\n  - { name: size, generator: { type: uniform_int, min: 1, max: 50 } }\n";
        // Parents that become more.
        let scales = if self.has("scales: false", 6) { "  scales: false\n" } else { "" };
        let rate = self.rate("2025-01-01", "joined");
        let plain = self.plain("joined");
        let _ = write!(
            text,
            "- name: people\n  output: people\n  {rate}\n{scales}{POOLS}  columns:\n  - {{ name: person_id, generator: {{ type: sequential_id }} }}\n  - {{ name: city, generator: {{ type: weighted_choice, values: {{ y: 3, z: 1 }} }} }}\n  - {{ name: weight, generator: {{ type: uniform_int, min: 1, max: 9 }} }}\n  - {{ name: confirmed, generator: {{ type: timestamp_offset, base: joined, offset_seconds: {{ type: uniform_int, min: 0, max: 600000 }} }} }}\n{plain}"
        );
        // Rows that name them.
        let rate = self.rate("2025-01-03", "day");
        let mut columns = self.plain("day");
        let _ = writeln!(
            columns,
            "  - {{ name: city, generator: {{ type: weighted_choice, values: {{ y: 1, z: 1 }} }} }}"
        );
        let _ = writeln!(
            columns,
            "  - {{ name: at, generator: {{ type: timestamp_offset, base: day, offset_seconds: {{ type: uniform_int, min: 0, max: 86399 }} }} }}"
        );
        for (name, conditions) in [
            ("fk before", "before: day"),
            ("fk strict", "before: { joined: day }, strict: true"),
            ("fk before a column", "before: { confirmed: at }"),
            ("fk strictly before a column", "before: { confirmed: at }, strict: true"),
            ("fk match", "before: day, match: { city: city }"),
            ("fk where", "before: day, where: { city: [z] }"),
            ("fk weight", "before: day, weight: weight"),
            ("fk after", "before: { joined: day }, after: { confirmed: at }"),
            ("fk jump", ""),
        ] {
            if self.has(name, 4) {
                let comma = if conditions.is_empty() { "" } else { ", " };
                let column = name.replace(' ', "_");
                let _ = writeln!(
                    columns,
                    "  - {{ name: {column}, generator: {{ type: foreign_key, dataset: people, column: person_id{comma}{conditions} }} }}"
                );
                if self.has("parent_value", 3) {
                    let shown = ["city", "joined"][self.number(2) as usize];
                    let _ = writeln!(
                        columns,
                        "  - {{ name: {column}_shown, generator: {{ type: parent_value, of: {column}, column: {shown} }} }}"
                    );
                }
                if !conditions.is_empty() && self.has("differs_from", 4) {
                    let _ = writeln!(
                        columns,
                        "  - {{ name: {column}_other, generator: {{ type: foreign_key, dataset: people, column: person_id, before: day, differs_from: {column} }} }}"
                    );
                }
            }
        }
        for (name, generator) in [
            ("fk fixed", "dataset: shops"),
            ("fk fixed zipf", "dataset: shops, column: shop_id, zipf: 1.1"),
            ("fk fixed before", "dataset: shops, column: shop_id, before: { opened: day }"),
            ("fk fixed weight", "dataset: shops, column: shop_id, weight: size"),
        ] {
            if self.has(name, 4) {
                let column = name.replace(' ', "_");
                let _ = writeln!(
                    columns,
                    "  - {{ name: {column}, generator: {{ type: foreign_key, {generator} }} }}"
                );
            }
        }
        if self.has("computed", 4) {
            columns += "  - { name: computed, sql: \"order_id * 2 + length(city)\" }\n";
        }
        if self.has("case", 4) {
            columns += "  - { name: cased, generator: { type: case, of: city, when: [{ is: y, then: 1 }], else: { type: uniform_int, min: 2, max: 9 } } }\n";
        }
        let mut extra = String::new();
        if self.has("entity", 4) {
            extra += "  entity:\n    pool_ratio: 0.2\n    columns:\n    - { name: visitor, generator: { type: uuid } }\n    - { name: age, generator: { type: uniform_int, min: 18, max: 90 } }\n";
        }
        if self.has("redelivery", 4) {
            extra += "  redelivery: { fraction: 0.1, arrival_column: at, delay_seconds: { type: uniform_int, min: 60, max: 3600 } }\n";
        }
        let correlate = if self.has("correlate", 4) {
            columns += "  - { name: x, generator: { type: normal, mean: 0, sd: 1 } }\n  - { name: y, generator: { type: exponential, mean: 3 } }\n";
            "  correlate: [[x, y, 0.5]]\n"
        } else {
            ""
        };
        if self.has("children aggregate", 3) {
            columns +=
                "  - { name: total, generator: { type: children, dataset: lines, value: sum(cents) } }\n";
            self.features.insert("children");
            extra += "";
            self.step += 0;
        }
        let aggregate = columns.contains("dataset: lines");
        let _ = write!(
            text,
            "- name: orders\n  output: orders\n  {rate}\n{POOLS}{extra}{correlate}  columns:\n  - {{ name: order_id, generator: {{ type: sequential_id }} }}\n{columns}"
        );
        if self.has("children", 2) || aggregate {
            let counts = self.pick(&[
                ("children min max", "{ min: 1, max: 4 }"),
                ("children none", "{ min: 0, max: 2 }"),
                ("children geometric", "{ type: geometric, p: 0.5 }"),
            ]);
            let days = self.has("partition of", 2);
            let partition = if days { "  partition: { column: day, of: order_id }\n" } else { "" };
            let mut lines = String::new();
            if days && self.has("children redelivery", 3) {
                lines += "  - { name: at, generator: { type: timestamp_offset, base: day, offset_seconds: { type: uniform_int, min: 0, max: 99 } } }\n";
            }
            let redelivery = if lines.is_empty() {
                ""
            } else {
                "  redelivery: { fraction: 0.2, arrival_column: at, delay_seconds: { type: uniform_int, min: 60, max: 3600 } }\n"
            };
            if self.has("children before", 2) {
                lines += "  - { name: ordered, generator: { type: parent_value, of: order_id, column: day } }\n  - { name: giver, generator: { type: foreign_key, dataset: people, column: person_id, before: { joined: ordered }, distinct_within: order_id } }\n";
            }
            if self.has("child_number", 3) {
                lines += "  - { name: line_no, generator: { type: child_number } }\n";
            }
            let _ = write!(
                text,
                "- name: lines\n  output: lines\n{partition}{redelivery}  columns:\n  - {{ name: order_id, generator: {{ type: foreign_key, dataset: orders, column: order_id, per_parent: {counts} }} }}\n  - {{ name: line_id, generator: {{ type: sequential_id }} }}\n  - {{ name: cents, generator: {{ type: uniform_int, min: 1, max: 900 }} }}\n{lines}"
            );
            if self.has("grandchildren", 2) {
                text += "- name: parts\n  output: parts\n  columns:\n  - { name: line_id, generator: { type: foreign_key, dataset: lines, column: line_id, per_parent: { min: 0, max: 3 } } }\n  - { name: part, generator: { type: uuid } }\n";
            }
        }
        if self.has("fixed rows", 3) {
            text += "- name: watchers\n  output: watchers\n  num_rows: 500\n  columns:\n  - { name: fk_jump, generator: { type: foreign_key, dataset: people, column: person_id } }\n  - { name: row, generator: { type: sequential_id } }\n";
        }
        text
    }
}

const POOLS: &str = "  linked_pools:\n  - { name: device_user, pool_size: 30, shapes: [{ weight: 1, fields: { device: { type: uniform_int, min: 1, max: 999 } } }] }\n";

/// Where a column differs from the beginning of another, or is longer.
fn broken(old: &ArrayRef, new: &ArrayRef) -> Option<usize> {
    if old.len() > new.len() || old.data_type() != new.data_type() {
        return Some(usize::MAX);
    }
    if *old == new.slice(0, old.len()) {
        return None;
    }
    (0..old.len()).find(|row| old.slice(*row, 1) != new.slice(*row, 1))
}

/// How many references moved though their parents became more, and how many there are.
fn moved(old: &ArrayRef, new: &ArrayRef, parents: usize) -> (usize, usize) {
    let (old, new) = (old.as_primitive::<Int64Type>(), new.as_primitive::<Int64Type>());
    let pairs = || old.values().iter().zip(new.values());
    assert!(pairs().all(|(old, new)| old == new || *new > parents as i64), "moves lead to new parents");
    (pairs().filter(|(old, new)| old != new).count(), old.len())
}

#[test]
fn earlier_days_stay_whatever_day_a_config_goes_to() {
    let cases = std::env::var("PLOTSIM_EXTENDING").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    let (mut tried, mut cells, mut differ) = (0u64, 0u64, Vec::new());
    for case in 0..cases {
        let mut draft = Draft { case, step: 0, features: BTreeSet::new() };
        let text = draft.config();
        let first = match read(&text, Some(DAYS[0])) {
            Ok(datagen) => datagen,
            // So few parents that none has children.
            Err(words) if words.contains("no-rows") || words.contains("any children") => continue,
            Err(words) => panic!("case {case}: {words}\n{text}"),
        };
        tried += 1;
        draft.features.iter().for_each(|feature| *counts.entry(feature).or_default() += 1);
        let before: Vec<Vec<(String, ArrayRef)>> =
            (0..first.datasets.len()).map(|one| rows(&first, one)).collect();
        for day in &DAYS[1..] {
            let later = read(&text, Some(day)).unwrap_or_else(|words| panic!("case {case}: {words}\n{text}"));
            for (dataset, old) in before.iter().enumerate() {
                let new = rows(&later, dataset);
                for ((name, old), (_, new)) in old.iter().zip(&new) {
                    cells += old.len() as u64;
                    if name == "fk_jump" {
                        let parents = |datagen: &Datagen| {
                            let people = datagen.datasets.iter().find(|dataset| dataset.name == "people");
                            people.map_or(0, super::layout::rows) as usize
                        };
                        let (before, after) = (parents(&first), parents(&later));
                        let (moves, of) = moved(old, &new.slice(0, old.len()), before);
                        let share = (after - before) as f64 / after as f64;
                        let error = (share * (1.0 - share) * of as f64).sqrt();
                        assert!(
                            (moves as f64 - share * of as f64).abs() <= 5.0 * error + 3.0,
                            "case {case}: {moves} of {of} moved, {share}\n{text}"
                        );
                        continue;
                    }
                    if name.starts_with("fk_jump") {
                        continue;
                    }
                    if let Some(row) = broken(old, new) {
                        let table = &first.datasets[dataset].name;
                        differ.push(format!("case {case}: {table}.{name} differs in row {row} by {day}"));
                    }
                }
            }
        }
    }
    println!(
        "{tried} configs that extend, {cells} cells of earlier days compared, {} columns differ",
        differ.len()
    );
    for (feature, count) in counts {
        println!("{count:>6} {feature}");
    }
    assert!(differ.is_empty(), "{differ:#?}");
}
