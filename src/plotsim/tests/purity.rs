//! Tables are functions of their config: the same by one thread or eight, column by column, and in shards. And what the engine form says of
//! leaving, effects and pairs comes to the same as in the builder form.

use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, new_empty_array};
use arrow::compute::concat;
use arrow::datatypes::Float64Type;

use super::{load_with, with};
use crate::checks;
use crate::config::Overrides;
use crate::config::finding::Severity;
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::tables::Table;
use crate::tables::text::decoded;
use crate::tables::types::arrow_type;
use crate::workers::Workers;

/// Gates, zeros, leavers, effects and pairs in the builder form.
const MEMBERS: &str = include_str!("../../../tests/cases/members.yaml");
/// Phases of correlations.
const SHOP: &str = include_str!("../../../tests/cases/phases.yaml");

/// The engine form of much of it, with constants drawn from a list.
const ENGINE: &str = r#"
domain: { name: Members of a gym, description: x, entity_type: member, entity_label: Members }
time_window: { start: "2022-01", end: "2023-12", granularity: monthly }
seed: 5
bounds: reshape
metrics:
  - { name: energy, label: e, distribution: beta, params: { alpha: 5, beta: 5 }, polarity: positive, value_range: { min: 0, max: 1 } }
  - { name: visits, label: v, distribution: poisson, params: { lambda: 4 }, polarity: positive }
  - { name: spend, label: s, distribution: normal, params: { mu: 60, sigma: 12 }, polarity: positive, only_when: "visits > 0", decimals: 2 }
  - { name: gift, label: g, distribution: normal, params: { mu: 20, sigma: 4 }, polarity: positive, zeros: 0.6 }
archetypes:
  - { name: up, label: u, description: u, curve_segments: [{ curve: linear, params: { start: 0.3, end: 0.9 }, start_pct: 0, end_pct: 1 }] }
  - { name: down, label: d, description: d, curve_segments: [{ curve: linear, params: { start: 0.6, end: 0.05 }, start_pct: 0, end_pct: 1 }] }
entities: [{ name: keen, archetype: up, size: 1 }, { name: tired, archetype: down, size: 1 }]
effects: { plan: { pro: { spend: 2 } } }
output: { format: csv, directory: out }
tables:
  - { name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{ name: date_key, dtype: id, source: pk }] }
  - name: dim_member
    type: dim
    grain: per_entity
    primary_key: member_id
    columns:
      - { name: member_id, dtype: id, source: pk }
      - { name: plan, dtype: string, source: "pool:plan", value_pool: { keen: [basic, pro], tired: [basic, pro] } }
      - { name: joined, dtype: date, source: "derived:joined_at" }
      - { name: left, dtype: date, source: "derived:left_at" }
      - { name: door, dtype: string, source: "static:north,south" }
  - name: dim_class
    type: dim
    grain: per_reference
    count: 9
    primary_key: class_id
    columns: [{ name: class_id, dtype: id, source: pk }, { name: class, dtype: string, source: "static:yoga,spin,row" }]
  - name: fct
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, member_id]
    columns:
      - { name: date_key, dtype: id, source: "fk:dim_date.date_key" }
      - { name: member_id, dtype: id, source: "fk:dim_member.member_id" }
      - { name: energy, dtype: float, source: "metric:energy" }
      - { name: visits, dtype: int, source: "metric:visits" }
      - { name: spend, dtype: float, source: "metric:spend" }
      - { name: gift, dtype: float, source: "metric:gift" }
      - { name: channel, dtype: string, source: "static:web,shop,phone" }
  - name: evt_cancel
    type: event
    grain: variable
    primary_key: cancel_id
    row_count_source: "threshold:energy:below:0.2:for:2"
    ends: true
    after: 1
    columns:
      - { name: cancel_id, dtype: id, source: pk }
      - { name: member_id, dtype: id, source: "fk:dim_member.member_id" }
      - { name: date_key, dtype: id, source: "fk:dim_date.date_key" }
      - { name: reason, dtype: string, source: "static:price,time" }
bridges:
  - name: br_class
    connects: [dim_member, dim_class]
    cardinality: { min: 2, max: 4 }
    metrics: [{ name: stars, dtype: float, source: "pair:energy" }, { name: paid, dtype: float, source: "pair:gift" }]
"#;

/// A project in which every cohort of the engine form stands for a hundred entities.
fn project(text: &str) -> Project {
    let scale = if text.contains("archetypes:") { 100.0 } else { 1.0 };
    let (model, findings) = load_with(text, Overrides { scale: Some(scale), ..Overrides::default() });
    let wrong: Vec<_> = findings.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    Project::Plotsim(Arc::new(Engine::new(Arc::new(model.expect("no error")))))
}

fn index(project: &Project, name: &str) -> usize {
    project.names().iter().position(|known| *known == name).expect("a table")
}

/// The columns of a table, each as one array, its blocks made by some threads.
fn columns(table: &dyn Table, projection: &[usize], threads: usize) -> Vec<ArrayRef> {
    let workers = Workers::new(threads);
    let scan = table.scan(projection, &workers);
    let done: Vec<OnceLock<Vec<ArrayRef>>> = (0..table.blocks()).map(|_| OnceLock::new()).collect();
    let made = workers.each(table.blocks(), |block| {
        let columns = scan.block(block).columns;
        done[block as usize].get_or_init(|| columns.into_iter().map(decoded).collect());
    });
    made.expect("nobody stops it");
    let column = |place: usize| {
        let parts: Vec<&dyn Array> =
            done.iter().filter_map(OnceLock::get).map(|part| part[place].as_ref()).collect();
        if parts.is_empty() {
            return new_empty_array(&arrow_type(table.columns()[projection[place]].kind));
        }
        concat(&parts).expect("arrays of one type")
    };
    (0..projection.len()).map(column).collect()
}

#[test]
fn tables_are_functions_of_their_config() {
    for text in [MEMBERS, SHOP, ENGINE] {
        let (one, other) = (project(text), project(text));
        for (table, name) in one.names().into_iter().enumerate() {
            let whole = one.table(table, None);
            let all: Vec<usize> = (0..whole.columns().len()).collect();
            let single = columns(whole.as_ref(), &all, 1);
            // Another project has counted nothing yet.
            let again = other.table(table, None);
            for place in all.iter().rev() {
                let alone = columns(again.as_ref(), &[*place], 8).remove(0);
                assert!(alone.as_ref() == single[*place].as_ref(), "{name}, column {place} alone");
            }
            assert!(columns(again.as_ref(), &all, 8) == single, "{name} by eight threads");
            let shards: Vec<Vec<ArrayRef>> =
                (0..3).map(|shard| columns(other.table(table, Some((shard, 3))).as_ref(), &all, 2)).collect();
            for (place, whole) in single.iter().enumerate() {
                let parts: Vec<&dyn Array> = shards.iter().map(|shard| shard[place].as_ref()).collect();
                assert!(&concat(&parts).expect("one type") == whole, "{name}, column {place} in shards");
            }
        }
    }
}

#[test]
fn the_engine_form_ends_entities_multiplies_centres_and_draws_pairs() {
    let own = project(ENGINE);
    let workers = Workers::new(2);
    let checked = checks::run(&own, &workers).expect("not stopped");
    let bad: Vec<String> =
        checked.outcomes.iter().filter(|one| one.status.is_bad()).map(|one| one.line()).collect();
    assert_eq!(bad, Vec::<String>::new());

    // Who cancels has a last day and no rows after it; who stays has all 24.
    let members = columns(own.table(index(&own, "dim_member"), None).as_ref(), &[0, 3, 1], 1);
    let left = members[1].len() - members[1].null_count();
    let cancelled = columns(own.table(index(&own, "evt_cancel"), None).as_ref(), &[0, 3], 1);
    assert!(left > 80 && left <= cancelled[0].len(), "{left} {}", cancelled[0].len());
    let staying = project(&with(ENGINE, "    ends: true\n    after: 1\n", ""));
    let rows =
        |project: &Project| columns(project.table(index(project, "fct"), None).as_ref(), &[0], 1)[0].len();
    assert_eq!(rows(&staying), 200 * 24);
    assert!(rows(&own) < 200 * 24 - 3 * left, "{}", rows(&own));

    // The centre of spend is twice as high for `pro`, where it has a value at all.
    let facts = columns(own.table(index(&own, "fct"), None).as_ref(), &[1, 4, 3], 1);
    let ids: Vec<&str> = members[0].as_string::<i32>().iter().flatten().collect();
    let plans: Vec<&str> = members[2].as_string::<i32>().iter().flatten().collect();
    let spend = arrow::compute::cast(&facts[1], &arrow::datatypes::DataType::Float64).expect("numbers");
    let visits = arrow::compute::cast(&facts[2], &arrow::datatypes::DataType::Float64).expect("numbers");
    let (mut sums, mut idle) = ([(0.0, 0.0); 2], 0);
    for (row, id) in facts[0].as_string::<i32>().iter().enumerate() {
        let member = ids.iter().position(|known| Some(*known) == id).expect("a member");
        // All of one archetype, whose positions are alike.
        if member >= 100 {
            continue;
        }
        let value = spend.as_primitive::<Float64Type>().value(row);
        if visits.as_primitive::<Float64Type>().value(row) > 0.0 {
            let sum = &mut sums[usize::from(plans[member] == "pro")];
            *sum = (sum.0 + value, sum.1 + 1.0);
        } else {
            assert_eq!(value, 0.0);
            idle += 1;
        }
    }
    let mean = |(sum, count): (f64, f64)| sum / count;
    let ratio = mean(sums[1]) / mean(sums[0]);
    assert!((1.8..2.2).contains(&ratio) && idle > 10, "{ratio} {idle}");

    // Pairs of one member have draws of their own.
    let pairs = columns(own.table(index(&own, "br_class"), None).as_ref(), &[2, 3], 1);
    let stars = pairs[0].as_primitive::<Float64Type>().values();
    let paid = pairs[1].as_primitive::<Float64Type>().values();
    assert!(stars.iter().all(|star| (0.0..=1.0).contains(star)) && stars[0] != stars[1]);
    // Low centres reach below zero; none is the 0 that stands for no value.
    assert!(paid[0] != paid[1] && paid.iter().all(|paid| *paid != 0.0));
}

#[test]
fn a_list_of_constants_is_drawn_row_by_row() {
    let own = project(ENGINE);
    let counts = |table: &str, column: usize, items: &[&str]| {
        let found = columns(own.table(index(&own, table), None).as_ref(), &[column], 2).remove(0);
        let texts: Vec<&str> = found.as_string::<i32>().iter().flatten().collect();
        let shares: Vec<f64> = items
            .iter()
            .map(|item| texts.iter().filter(|text| *text == item).count() as f64 / texts.len() as f64)
            .collect();
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{table}: {shares:?}");
        let even = 1.0 / items.len() as f64;
        let error = (even * (1.0 - even) / texts.len() as f64).sqrt();
        assert!(shares.iter().all(|share| (share - even).abs() < 4.0 * error), "{table}: {shares:?}");
    };
    counts("fct", 6, &["web", "shop", "phone"]);
    counts("evt_cancel", 3, &["price", "time"]);
    counts("dim_member", 4, &["north", "south"]);
    // Lookups list them in turn.
    let classes = columns(own.table(index(&own, "dim_class"), None).as_ref(), &[1], 1).remove(0);
    let classes: Vec<&str> = classes.as_string::<i32>().iter().flatten().collect();
    assert_eq!(classes, ["yoga", "spin", "row", "yoga", "spin", "row", "yoga", "spin", "row"]);
}
