use arrow::array::Array;
use serde_json::Value;

use super::trace::Traced;
use super::*;
use crate::config::Overrides;
use crate::generators::cell;
use crate::project::Project;
use crate::steps::Step;
use crate::tables::{RowCount, Table};
use crate::workers::{Stopped, Workers};

const TEMPLATES: &[(&str, &str)] = &[
    ("saas", include_str!("../../templates/saas.yaml")),
    ("hr", include_str!("../../templates/hr.yaml")),
    ("ecommerce", include_str!("../../templates/ecommerce.yaml")),
    ("education", include_str!("../../templates/education.yaml")),
    ("healthcare", include_str!("../../templates/healthcare.yaml")),
    ("retail_analytics", include_str!("../../templates/retail_analytics.yaml")),
    ("web_analytics", include_str!("../../templates/web_analytics.yaml")),
    ("marketplace", include_str!("../../templates/marketplace.yaml")),
    ("bank", include_str!("../../templates/bank.yaml")),
    ("banking", include_str!("../../templates/banking.yaml")),
    ("marketing", include_str!("../../templates/marketing.yaml")),
];

/// Every generator and every way of referring to a parent.
const VOCABULARY: &str = "
seed: 11
types: native
datasets:
  - name: parents
    output: parents
    num_rows: 700
    entity:
      pool_ratio: 0.06
      columns:
        - { name: home, generator: { type: one_of, values: [north, south, east] } }
        - { name: born, generator: { type: date, start: '1970-01-01', end: '1980-01-01' } }
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: code, generator: { type: string_pattern, template: 'P-{uniform_int:10-99}-{one_of:a,b,c}{uuid}' } }
      - { name: dealt, generator: { type: string_pattern, template: '{uniform_int:0-900}/{one_of:x,y}', unique: true } }
      - { name: token, generator: { type: uuid } }
  - name: children
    output: children
    partition: { column: day, start: '2025-03-01', days: 5 }
    redelivery: { fraction: 0.1, arrival_column: seen, delay_seconds: { type: geometric, p: 0.01 } }
    linked_pools:
      - name: devices
        pool_size: 50
        shapes:
          - { weight: 3, fields: { device: { type: uuid }, os: { type: one_of, values: [ios, android] } } }
          - { weight: 1, emit: 3, fields: { device: { type: uuid }, os: { type: constant, value: web } } }
    columns:
      - { name: parent, generator: { type: foreign_key, dataset: parents, per_parent: { min: 0, max: 6 } } }
      - { name: skewed, generator: { type: foreign_key, dataset: parents, zipf: 1.1 } }
      - { name: token, generator: { type: foreign_key, dataset: parents, column: token } }
      - { name: home, generator: { type: foreign_key, dataset: parents, column: home } }
      - { name: n, generator: { type: uniform_int, min: -5, max: 9000 } }
      - { name: x, generator: { type: uniform_float, min: -1.5, max: 2.5 } }
      - { name: cents, generator: { type: log_normal, median: 2000, sigma: 1.1, max: 9000 } }
      - { name: tries, generator: { type: geometric, p: 0.2 } }
      - { name: ok, generator: { type: bool, prob: 0.7 } }
      - { name: tier, generator: { type: weighted_choice, values: { basic: 0.8, gold: 0.2 } } }
      - { name: at, generator: { type: timestamp, start: '2025-01-01T00:00:00', end: '2025-02-01T00:00:00' } }
      - { name: seen, generator: { type: timestamp_offset, base: day, offset_seconds: { type: uniform_int, min: 0, max: 86400 } } }
      - { name: later, generator: { type: timestamp_offset, base: at, offset_seconds: { type: constant, value: 60 } } }
      - { name: nth, generator: { type: child_number } }
      - { name: shipped, generator: { type: after, column: at, by: { median: 2, sigma: 0.7, max: 30 }, prob: 0.9 } }
      - { name: maybe, generator: { type: optional, prob: 0.5, inner: { type: uniform_int, min: 0, max: 10 } } }
      - { name: device, generator: { type: linked_choice, pool: devices, field: device } }
      - { name: os, generator: { type: linked_choice, pool: devices, field: os } }
      - { name: doc, generator: { type: json_object, fields: { a: { type: one_of, values: [p, q] }, b: { type: json_array, min: 0, max: 3, item: { type: uniform_int, min: 0, max: 9 } } } } }
";

fn project(name: &str, text: &str, scale: Option<f64>) -> Project {
    Project::read(name, text, Overrides { scale, ..Overrides::default() })
        .unwrap_or_else(|findings| panic!("{findings}"))
        .0
}

/// All projects, small.
fn projects() -> Vec<(&'static str, &'static str, Project)> {
    let small = |name: &str| {
        matches!(name, "retail_analytics" | "web_analytics" | "marketplace" | "bank").then_some(0.02)
    };
    let mut all: Vec<_> =
        TEMPLATES.iter().map(|(name, text)| (*name, *text, project(name, text, small(name)))).collect();
    all.push(("vocabulary", VOCABULARY, project("vocabulary", VOCABULARY, None)));
    all
}

fn options<'a>(config: &'a str, workers: &'a Workers) -> Options<'a> {
    Options { config, entities: false, hashes: true, known: None, workers }
}

fn text_of(project: &Project, config: &str, threads: usize) -> String {
    manifest(project, &options(config, &Workers::new(threads))).unwrap()
}

/// Some rows of a table, by number from 0: those at the ends of blocks, and every so many.
fn some_rows(table: &dyn Table) -> Vec<(u64, u64, usize)> {
    let scan = table.scan(&[0], &Workers::single());
    let mut all = Vec::new();
    for block in 0..table.blocks() {
        let rows = scan.block(block).rows;
        all.extend((0..rows).map(|place| (block, place, rows)));
    }
    let step = (all.len() / 12).max(1);
    let at_an_end = |number: usize, place: usize, rows: usize| {
        (place == 0 || place + 1 == rows) && number.is_multiple_of((step / 3).max(1))
    };
    let last = all.len().saturating_sub(1);
    let wanted = |(number, (_, place, rows)): &(usize, (u64, usize, usize))| {
        number.is_multiple_of(step) || *number == last || at_an_end(*number, *place, *rows)
    };
    all.into_iter()
        .enumerate()
        .filter(wanted)
        .map(|(row, (block, place, _))| (row as u64, block, place))
        .collect()
}

fn last_number(steps: &[&Step]) -> Option<f64> {
    steps.iter().rev().find(|step| step.step != "value" && step.text.is_none()).and_then(|step| step.value)
}

#[test]
fn every_traced_cell_ends_in_the_value_of_the_table() {
    for (config, _, project) in projects() {
        for (index, name) in project.names().into_iter().enumerate() {
            let table = project.table(index, None);
            let every: Vec<usize> = (0..table.columns().len()).collect();
            let scan = table.scan(&every, &Workers::single());
            let rows = some_rows(table.as_ref());
            for (row, block, place) in &rows {
                assert_eq!(
                    table.find(*row, &Workers::new(2)),
                    Some((*block, *place)),
                    "{config}.{name} row {row}"
                );
                let traced = trace(table.as_ref(), name, *row, &Workers::single()).unwrap();
                let values = scan.block(*block).columns;
                for (column, array) in table.columns().iter().zip(&values) {
                    let what = format!("{config}.{name}.{} row {row}", column.name);
                    let own = |traced: &&Traced| traced.column.as_deref() == Some(column.name.as_str());
                    let steps: Vec<&Step> = traced.iter().filter(own).map(|traced| &traced.step).collect();
                    let value = steps.last().unwrap_or_else(|| panic!("{what}: no steps"));
                    assert!(steps.len() > 1, "{what}: nothing decided the value");
                    assert_eq!(value.text, cell::text(array, *place), "{what}");
                    let shown = cell::number(array, *place);
                    assert_eq!(value.value.map(f64::to_bits), shown.map(f64::to_bits), "{what}");
                    // The chain of a metric comes to the very number that is shown.
                    let chained = ["centre", "mean"].iter().any(|name| {
                        steps
                            .iter()
                            .any(|step| step.step == *name && (step.value.is_some() || shown.is_none()))
                    });
                    if chained && shown.is_some() {
                        assert_eq!(
                            last_number(&steps).map(f64::to_bits),
                            shown.map(f64::to_bits),
                            "{what}: {steps:#?}"
                        );
                    }
                }
            }
            let end = match table.rows() {
                RowCount::Exact(rows) => rows,
                RowCount::Estimate(_) => u64::MAX,
            };
            assert_eq!(table.find(end, &Workers::new(2)), None, "{config}.{name}");
            assert!(trace(table.as_ref(), name, end, &Workers::single()).is_err());
        }
    }
}

#[test]
fn missing_values_are_traced_to_their_coin() {
    let project = project("healthcare", TEMPLATES[4].1, None);
    let index = project.names().iter().position(|name| *name == "fct_condition").unwrap_or_else(|| {
        panic!("{:?}", project.names());
    });
    let table = project.table(index, None);
    let pain = table.columns().iter().position(|column| column.name == "pain").unwrap();
    let values = table.scan(&[pain], &Workers::single()).block(0).columns.remove(0);
    let missing: Vec<usize> = (0..values.len()).filter(|row| values.is_null(*row)).take(3).collect();
    for row in &missing {
        let traced = trace(table.as_ref(), "fct_condition", *row as u64, &Workers::single()).unwrap();
        let of_pain = || traced.iter().filter(|traced| traced.column.as_deref() == Some("pain"));
        let coin = of_pain().find(|traced| traced.step.step == "missing").unwrap();
        assert!(coin.step.value.is_none() && coin.step.detail.starts_with("NULL"), "{}", coin.step.detail);
        assert_eq!(of_pain().next_back().unwrap().step.value, None);
    }
    assert_eq!(missing.len(), 3);
}

#[test]
fn a_row_far_out_is_traced_without_the_ones_before() {
    let saas = project("saas", TEMPLATES[0].1, Some(1e6));
    let index = saas.names().iter().position(|name| *name == "fct_engagement").unwrap();
    let table = saas.table(index, None);
    let begun = std::time::Instant::now();
    let traced = trace(table.as_ref(), "fct_engagement", 1_000_000_000, &Workers::single()).unwrap();
    assert!(begun.elapsed().as_secs() < 5);
    let engagement = traced.iter().rfind(|traced| traced.column.as_deref() == Some("engagement")).unwrap();
    let (block, place) = table.find(1_000_000_000, &Workers::single()).unwrap();
    let column = table.columns().iter().position(|column| column.name == "engagement").unwrap();
    assert_eq!(
        engagement.step.value,
        cell::number(&table.scan(&[column], &Workers::single()).block(block).columns[0], place)
    );
}

#[test]
fn keys_name_rows() {
    let saas = project("saas", TEMPLATES[0].1, None);
    let index = saas.names().iter().position(|name| *name == "dim_company").unwrap();
    let by_key = |key| Named::new(&saas, index, Address { key: Some(key), ..Address::default() });
    let table = saas.table(index, None);
    let found = by_key("company-042").unwrap().find(table.as_ref(), &Workers::single());
    assert_eq!(found, Ok(table.find(41, &Workers::single()).unwrap()));
    for wrong in ["company-0", "company-42", "company-0042", "firm-042", "company-", ""] {
        assert!(by_key(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_row_with_a_key_is_found_by_it() {
    let workers = Workers::single();
    for (config, _, project) in projects() {
        for (index, note) in crate::describe::describe(&project).iter().enumerate() {
            let table = project.table(index, None);
            let place = |name: &String| note.columns.iter().position(|column| column.name == *name).unwrap();
            let key: Vec<usize> = note.primary_key.iter().map(place).collect();
            if key.is_empty() {
                continue;
            }
            for (_, block, place) in some_rows(table.as_ref()).into_iter().step_by(5) {
                let values = table.scan(&key, &workers).block(block).columns;
                let values: Vec<String> =
                    values.iter().map(|array| cell::text(array, place).unwrap()).collect();
                let address = Address { key: Some(&values.join(",")), ..Address::default() };
                let found = Named::new(&project, index, address).unwrap().find(table.as_ref(), &workers);
                assert_eq!(found, Ok((block, place)), "{config} {} {values:?}", note.name);
            }
        }
    }
}

#[test]
fn a_manifest_is_the_same_with_any_number_of_threads() {
    for (_, text, project) in projects() {
        let one = text_of(&project, text, 1);
        assert_eq!(one, text_of(&project, text, 8));
        let document: Value = serde_json::from_str(&one).unwrap();
        for (table, name) in document["tables"].as_array().unwrap().iter().zip(project.names()) {
            assert_eq!(table["name"], name);
            assert_eq!(table["sha256"].as_str().unwrap().len(), 64);
            assert!(table["rows"].is_u64());
        }
    }
}

#[test]
fn a_manifest_does_not_grow_with_entities_unless_they_are_asked_for() {
    let workers = Workers::single();
    for (name, text) in &TEMPLATES[..5] {
        let length = |scale: Option<f64>, entities: bool| {
            let options = Options { hashes: scale.is_none(), entities, ..options(text, &workers) };
            manifest(&project(name, text, scale), &options).unwrap().len()
        };
        let (own, thousand) = (length(None, false), length(Some(1000.0), false));
        // Only digits are added, and hashes and counts are left out.
        assert!(thousand < own + own / 20, "{name}: {own} and {thousand}");
        assert!(length(None, true) > own + 1000, "{name}");
    }
}

#[test]
fn firings_are_the_rows_of_the_event_tables() {
    for (name, text) in &TEMPLATES[..5] {
        let project = project(name, text, None);
        let workers = Workers::new(2);
        let options = Options { entities: true, ..options(text, &workers) };
        let document: Value = serde_json::from_str(&manifest(&project, &options).unwrap()).unwrap();
        let rows = |wanted: &Value| {
            let tables = document["tables"].as_array().unwrap();
            tables.iter().find(|table| table["name"] == *wanted).unwrap()["rows"].as_u64().unwrap()
        };
        for firings in document["event_firings"].as_array().unwrap() {
            let sum =
                |list: &Value| list.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum::<u64>();
            assert_eq!(firings["events"].as_u64().unwrap(), rows(&firings["table"]));
            assert_eq!(sum(&firings["per_period"]), rows(&firings["table"]));
            let each = firings["per_entity"].as_array().unwrap();
            assert_eq!(each.iter().map(|of| sum(&of["counts"])).sum::<u64>(), rows(&firings["table"]));
            assert_eq!(each.len() as u64, firings["entities"].as_u64().unwrap());
        }
        let assigned: u64 = document["archetype_assignments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["entities"].as_u64().unwrap())
            .sum();
        assert_eq!(assigned, document["entities"]["count"].as_u64().unwrap());
        assert_eq!(document["entity_assignments"].as_array().unwrap().len() as u64, assigned);
    }
}

#[test]
fn a_seed_changes_the_run_and_the_hashes_but_not_the_config() {
    let text = TEMPLATES[0].1;
    let read = |seed| {
        let project = Project::read("saas", text, Overrides { seed, ..Overrides::default() }).unwrap().0;
        serde_json::from_str::<Value>(&text_of(&project, text, 2)).unwrap()
    };
    let (own, other) = (read(None), read(Some(5)));
    assert_eq!(own["config_sha256"], other["config_sha256"]);
    assert_ne!(own["run_sha256"], other["run_sha256"]);
    assert_eq!(read(own["seed"].as_u64()), own);
    let differs = |name: &str| {
        let hash = |document: &Value| {
            let tables = document["tables"].as_array().unwrap();
            tables.iter().find(|table| table["name"] == name).unwrap()["sha256"].clone()
        };
        hash(&own) != hash(&other)
    };
    assert!(differs("fct_engagement") && !differs("dim_date"));
}

#[test]
fn work_can_be_given_up() {
    let (_, text) = TEMPLATES[0];
    let workers = Workers::single();
    workers.stop();
    assert_eq!(manifest(&project("saas", text, None), &options(text, &workers)), Err(Stopped.into()));
    let workers = Workers::new(2);
    let endless = project("saas", text, Some(1e6));
    std::thread::scope(|scope| {
        let work = scope.spawn(|| manifest(&endless, &options(text, &workers)));
        std::thread::sleep(std::time::Duration::from_millis(300));
        workers.stop();
        assert_eq!(work.join().unwrap(), Err(Stopped.into()));
    });
}

const TAPE: &str = "
about: people
unit: person
window: [2023-01, 2023-06, monthly]
seed: 3
metrics: [{ name: m, type: score, polarity: positive }]
segments:
  - { name: early, count: 3, archetype: growth }
  - { name: late, count: 2, archetype: decline, arrival: { kind: linear, start: 2, end: 5, direction: increasing } }
";

fn document(config: &str, entities: bool) -> Value {
    let (project, _) = Project::read("tape.yaml", config, Overrides::default()).unwrap();
    let workers = crate::workers::Workers::single();
    let options = Options { config, entities, hashes: false, known: None, workers: &workers };
    serde_json::from_str(&manifest(&project, &options).unwrap()).unwrap()
}

#[test]
fn the_tape_is_what_the_trajectories_are() {
    let told = document(TAPE, true);
    let (project, _) = Project::read("tape.yaml", TAPE, Overrides::default()).unwrap();
    let Project::Plotsim(engine) = project else { unreachable!("a plotsim config") };
    let samples = told["trajectory_samples"].as_array().unwrap();
    assert_eq!(samples.len(), 5 * 6);
    for sample in samples {
        let entity = sample["entity"].as_u64().unwrap();
        let period = sample["period_index"].as_u64().unwrap() as usize;
        let cells = engine.values(entity..entity + 1, &engine.metrics([]));
        let position = cells.positions()[period];
        assert_eq!(sample["position"].as_f64(), position.is_finite().then_some(position));
    }
    // Without spread an early entity's positions are the archetype's own.
    let growth = &told["archetypes"][0];
    assert_eq!(growth["positions"].as_array().unwrap().len(), 6);
    for period in 0..6 {
        assert_eq!(samples[period]["position"], growth["positions"][period], "{period}");
    }
    assert!(samples[3 * 6]["position"].is_null(), "late entities are not there yet");
}

#[test]
fn the_tape_is_as_long_as_the_config_says() {
    assert!(document(TAPE, false)["trajectory_samples"].is_null());
    let share = format!("{TAPE}manifest: {{ trajectory_sample_rate: 0.3 }}\n");
    // ⌈0.3 · 5⌉ entities.
    assert_eq!(document(&share, true)["trajectory_samples"].as_array().unwrap().len(), 2 * 6);
    let many = TAPE.replace("count: 3", "count: 5000");
    assert_eq!(document(&many, true)["trajectory_samples"].as_array().unwrap().len(), 1666 * 6);
}

#[test]
fn shards_are_even_and_together_the_whole() {
    for (config, _, project) in projects() {
        for (index, name) in project.names().into_iter().enumerate() {
            let whole = project.table(index, None);
            let every: Vec<usize> = (0..whole.columns().len()).collect();
            let rows = |table: &dyn Table| -> Vec<String> {
                let scan = table.scan(&every, &Workers::new(2));
                let blocks = (0..table.blocks()).map(|block| scan.block(block));
                let row = |block: &crate::tables::Block, row: usize| {
                    let cells = block.columns.iter().map(|array| format!("{:?}", cell::text(array, row)));
                    cells.collect::<Vec<_>>().join(",")
                };
                blocks
                    .flat_map(|block| (0..block.rows).map(|place| row(&block, place)).collect::<Vec<_>>())
                    .collect()
            };
            let all = rows(whole.as_ref());
            if all.len() > 20_000 {
                continue;
            }
            let shards = 4;
            let parts: Vec<Vec<String>> =
                (0..shards).map(|shard| rows(project.table(index, Some((shard, shards))).as_ref())).collect();
            assert!(parts.concat() == all, "{config}.{name}");
            let exact = matches!(whole.rows(), RowCount::Exact(_));
            let empty = parts.iter().filter(|part| part.is_empty()).count();
            assert!(!exact || all.len() < 4 || empty == 0, "{config}.{name}: {} rows", all.len());
        }
    }
}
