//! Every check against tables of which one thing was broken, and whole tables against all of them.

mod references;
mod rules;
mod splits;
mod versions;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int32Array, StringArray, TimestampMicrosecondArray,
    UInt32Array,
};
use arrow::compute::{cast, take};
use arrow::datatypes::{DataType, TimestampMicrosecondType};

use super::{ALL, Checked, Status, own_tables, run, run_on};
use crate::config::Overrides;
use crate::facts::rows::{Metrics, Referred};
use crate::plotsim::model::TableKind;
use crate::project::Project;
use crate::tables::text::decoded;
use crate::tables::{Block, Column, RowCount, Scan, Table};
use crate::workers::Workers;

/// What is done to the array of one column in one block.
type Harm = fn(u64, ArrayRef) -> ArrayRef;

/// The same, as a scan holds it.
type SharedHarm = Arc<dyn Fn(u64, ArrayRef) -> ArrayRef + Send + Sync>;

/// A table one of whose columns is not as it was made.
struct Broken {
    inner: Arc<dyn Table>,
    column: usize,
    harm: SharedHarm,
}

struct BrokenScan {
    inner: Arc<dyn Scan>,
    place: Option<usize>,
    harm: SharedHarm,
}

impl Table for Broken {
    fn columns(&self) -> &[Column] {
        self.inner.columns()
    }

    fn rows(&self) -> RowCount {
        self.inner.rows()
    }

    fn blocks(&self) -> u64 {
        self.inner.blocks()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        let place = projection.iter().position(|column| *column == self.column);
        Arc::new(BrokenScan {
            inner: self.inner.scan(projection, workers),
            place,
            harm: Arc::clone(&self.harm),
        })
    }
}

impl Scan for BrokenScan {
    fn block(&self, number: u64) -> Block {
        let mut block = self.inner.block(number);
        if let Some(place) = self.place {
            block.columns[place] = (self.harm)(number, decoded(Arc::clone(&block.columns[place])));
        }
        block
    }
}

/// A table that lacks the last row of its first block.
struct Shortened(Arc<dyn Table>);

struct ShortenedScan(Arc<dyn Scan>);

impl Table for Shortened {
    fn columns(&self) -> &[Column] {
        self.0.columns()
    }

    fn rows(&self) -> RowCount {
        self.0.rows()
    }

    fn blocks(&self) -> u64 {
        self.0.blocks()
    }

    fn scan(&self, projection: &[usize], workers: &Workers) -> Arc<dyn Scan> {
        Arc::new(ShortenedScan(self.0.scan(projection, workers)))
    }
}

impl Scan for ShortenedScan {
    fn block(&self, number: u64) -> Block {
        let block = self.0.block(number);
        if number > 0 {
            return block;
        }
        let rows = block.rows - 1;
        Block { rows, columns: block.columns.iter().map(|array| array.slice(0, rows)).collect() }
    }
}

const CLUB: &str = "
about: A rowing club
unit: member
window: [2021-01, 2023-12]
seed: 5
metrics:
  - { name: zeal, type: score, polarity: positive }
  - { name: outings, type: count, polarity: positive, range: [1, 20] }
  - { name: fees, type: amount, polarity: positive, range: [5, 900], follows: zeal, delay: 4 }
segments:
  - { name: early, count: 150, archetype: growth, attributes: { boat: [single, eight] } }
  - { name: late, count: 150, archetype: decline, attributes: { boat: [single, four] } }
connections:
  - [zeal, 0.93, outings]
noise: { mcar_rate: 0.02 }
lifecycle:
  track: zeal
  stages: [{ novice: 0.0 }, { crew: 0.4 }, { captain: 0.8 }]
dimensions:
  - name: dim_member
    columns:
      - { name: member_id, type: id }
      - { name: boat, type: pool.boat }
      - { name: jetty_id, type: ref.dim_jetty }
  - name: dim_jetty
    reference: true
    columns:
      - { name: jetty_id, type: id }
      - { name: jetty, type: \"static.north,south,island\" }
facts:
  - name: fct_month
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: member_id, type: ref.dim_member }
      - { name: zeal, type: metric.zeal }
      - { name: outings, type: metric.outings }
      - { name: fees, type: metric.fees }
      - { name: pier, type: range, range: [1, 12] }
events:
  - name: evt_outing
    trigger: proportional
    driver: outings
    scale: 1
    columns:
      - { name: outing_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
      - { name: at, type: timestamp, rhythm: { hours: { 6: 3, 7: 4, 18: 2 } } }
      - { name: jetty_id, type: ref.dim_jetty }
  - name: evt_leave
    trigger: threshold
    metric: zeal
    below: 0.2
    for: 2
    columns:
      - { name: leave_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
bridges:
  - name: br_member_jetty
    left: dim_member
    right: dim_jetty
    cardinality: [1, 3]
";

const SHOP: &str = "
seed: 3
datasets:
  - name: parents
    output: parents
    num_rows: 3000
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: code, generator: { type: uuid } }
  - name: visits
    output: visits
    num_rows: 20000
    partition: { column: day, start: \"2024-01-01\", days: 7, rhythm: { weekdays: { tue: 1.1 } } }
    entity:
      pool_ratio: 0.025
      columns:
        - { name: guest, generator: { type: uuid } }
        - { name: town, generator: { type: one_of, values: [a, b, c] } }
    linked_pools:
      - name: pair
        pool_size: 300
        shapes:
          - weight: 1
            fields:
              device: { type: uniform_int, min: 0, max: 1000000 }
              owner: { type: foreign_key, dataset: parents }
    columns:
      - { name: device, generator: { type: linked_choice, pool: pair, field: device } }
      - { name: owner, generator: { type: linked_choice, pool: pair, field: owner } }
      - { name: parent, generator: { type: foreign_key, dataset: parents, column: code } }
      - { name: kind, generator: { type: weighted_choice, values: { x: 0.7, y: 0.3 } } }
      - { name: seconds, generator: { type: log_normal, median: 100, sigma: 1, max: 5000 } }
      - { name: note, generator: { type: optional, prob: 0.3, inner: { type: constant, value: hello } } }
      - { name: arrived, generator: { type: timestamp_offset, base: day, rhythm: evening } }
      - { name: booked, generator: { type: date, start: 2023-01-01, end: 2023-07-01, rhythm: { preset: office, noise: 0.4 } } }
";

fn project(text: &str, seed: Option<u64>) -> Project {
    match Project::read("test.yaml", text, Overrides { seed, scale: None }) {
        Ok((project, _)) => project,
        Err(findings) => panic!("{findings}"),
    }
}

fn check(project: &Project, threads: usize) -> Checked {
    run(project, &Workers::new(threads)).unwrap()
}

fn not_passed(checked: &Checked) -> Vec<String> {
    let bad = checked.outcomes.iter().filter(|outcome| outcome.status.is_bad());
    bad.map(|outcome| outcome.line()).collect()
}

/// The checks that do not pass if a column of a table is harmed.
fn broken(
    text: &str,
    table: &str,
    column: &str,
    harm: impl Fn(u64, ArrayRef) -> ArrayRef + Send + Sync + 'static,
) -> Vec<&'static str> {
    let harm: SharedHarm = Arc::new(harm);
    let project = project(text, None);
    let index = project.names().iter().position(|name| *name == table).expect("a table");
    let (own, column) = (own_tables(&project), column.to_owned());
    let tables = Box::new(move |asked: usize| -> Arc<dyn Table> {
        let inner = own(asked);
        let place = inner.columns().iter().position(|known| known.name == column);
        match place {
            Some(column) if asked == index => Arc::new(Broken { inner, column, harm: Arc::clone(&harm) }),
            _ => inner,
        }
    });
    let checked = run_on(&project, tables, &Workers::new(2)).unwrap();
    let mut names: Vec<&str> = checked
        .outcomes
        .iter()
        .filter(|outcome| outcome.status.is_bad())
        .map(|outcome| outcome.check)
        .collect();
    names.dedup();
    names
}

/// Puts each row's value in another row's place.
fn moved(array: &ArrayRef, from: impl Fn(usize) -> usize) -> ArrayRef {
    let places = UInt32Array::from_iter_values((0..array.len()).map(|row| from(row) as u32));
    take(array, &places, None).expect("rows that are there")
}

fn with_text(array: &ArrayRef, wanted: usize, text: Option<&str>) -> ArrayRef {
    let texts = array.as_any().downcast_ref::<StringArray>().expect("texts");
    let all = texts.iter().enumerate().map(|(row, own)| if row == wanted { text } else { own });
    Arc::new(all.collect::<StringArray>())
}

fn mapped(array: &ArrayRef, f: impl Fn(usize, f64) -> Option<f64>) -> ArrayRef {
    let wide = cast(array, &DataType::Float64).expect("numbers");
    let numbers = wide.as_any().downcast_ref::<Float64Array>().expect("numbers");
    let all = numbers.iter().enumerate().map(|(row, own)| own.and_then(|own| f(row, own)));
    cast(&(Arc::new(all.collect::<Float64Array>()) as ArrayRef), array.data_type()).expect("numbers")
}

#[test]
fn whole_tables_pass_whatever_the_seed_and_the_threads() {
    for text in [CLUB, SHOP] {
        for seed in [None, Some(1), Some(77)] {
            let project = project(text, seed);
            let one = check(&project, 1);
            assert_eq!(not_passed(&one), Vec::<String>::new());
            let eight = check(&project, 8);
            assert_eq!(format!("{one:?}"), format!("{eight:?}"));
        }
    }
}

#[test]
fn every_check_has_something_to_say() {
    let (club, shop) = (check(&project(CLUB, None), 2), check(&project(SHOP, None), 2));
    let (related, nested) =
        (check(&project(rules::RELATED, None), 2), check(&project(rules::NESTED, None), 2));
    let (food, decided) =
        (check(&project(references::FOOD, None), 2), check(&project(rules::DECIDED, None), 2));
    let (people, gated) = (check(&project(rules::PEOPLE, None), 2), check(&project(GATED, None), 2));
    let gym = check(&project(splits::GYM, None), 2);
    let tiers = check(&project(versions::TIERS, None), 2);
    let all = || {
        [&club, &shop, &related, &nested, &food, &decided, &people, &gym, &tiers, &gated]
            .into_iter()
            .flat_map(|one| &one.outcomes)
    };
    // Coverage speaks of columns that nothing else speaks of.
    let said = |name: &str| name == "coverage" || all().any(|outcome| outcome.check == name);
    let silent: Vec<&str> = ALL.iter().map(|check| check.name).filter(|name| !said(name)).collect();
    assert_eq!(silent, Vec::<&str>::new());
    let mut names: Vec<&str> = ALL.iter().map(|check| check.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ALL.len());
}

/// The checks that speak of every table of a kind.
fn of_kind(kind: &dyn TableKind) -> &'static [&'static str] {
    let about = kind.about();
    match about.referred {
        Referred::Period => &["date_spine", "calendar_fields"],
        Referred::Entity | Referred::Listed => &["pk_uniqueness"],
        Referred::Member => &["pk_uniqueness", "fk_integrity"],
        Referred::Pair => &["bridge_integrity"],
        Referred::Fact if about.event && kind.cause().is_none() => &["empty_event_table"],
        Referred::Fact if about.event => &["event_coherence"],
        Referred::Fact => match about.metrics {
            Metrics::Value => &["fact_grain", "marginal_fit"],
            Metrics::Mean | Metrics::Nothing => &["pk_uniqueness"],
        },
    }
}

#[test]
fn every_kind_of_table_has_checks() {
    let project = project(CLUB, None);
    let checked = check(&project, 2);
    let Project::Plotsim(engine) = &project else { panic!("CLUB is a config of plotsim") };
    for table in &engine.config().tables {
        for name in of_kind(table.kind.as_ref()) {
            let said = |outcome: &super::Outcome| {
                outcome.check == *name && outcome.table.as_ref() == Some(&table.name)
            };
            assert!(checked.outcomes.iter().any(said), "{name} says nothing of {}", table.name);
        }
    }
}

#[test]
fn measurements_are_of_the_rows() {
    let checked = check(&project(CLUB, None), 2);
    let all = &checked.measurements;
    let fact = all.table("fct_month").expect("the fact");
    assert_eq!((fact.rows, all.periods.len()), (300 * 36, 36));
    let metric = &all.metrics[0];
    let counted: u64 = metric.histogram.counts.iter().sum::<u64>();
    let outside = metric.histogram.outside;
    assert_eq!(counted + outside.0 + outside.1 + metric.nulls, fact.rows);
    let expected: f64 = metric.histogram.expected.iter().sum();
    assert!((expected / metric.numbers.count() as f64 - 1.0).abs() < 0.02, "{expected}");
    assert_eq!(metric.courses.len(), 2);
    assert!(metric.courses[0].mean[35] > metric.courses[0].mean[0] + 0.3);
    assert!(metric.courses.iter().all(|course| {
        course.mean.iter().zip(&course.expected).all(|(mean, expected)| (mean - expected).abs() < 0.15)
    }));
    assert_eq!((all.lags[0].configured, all.lags[0].found), (4, 4));
    let events = &all.events[0];
    assert_eq!(events.observed, events.expected);
    let correlations = all.correlations.as_ref().expect("three metrics");
    assert_eq!(correlations.pooled.len(), 9);
    assert!((correlations.pairs[0].achieved - 0.93).abs() < 0.05, "{:?}", correlations.pairs);
}

#[test]
fn numbers_far_from_zero_keep_their_digits() {
    let far = "
seed: 7
datasets:
  - name: t
    output: t
    num_rows: 100000
    columns:
      - { name: x, generator: { type: uniform_float, min: 1000000000, max: 1000000001 } }
";
    let checked = check(&project(far, None), 2);
    let numbers = checked.measurements.tables[0].columns[0].numbers.expect("numbers");
    // The uniform law's √(1/12), to within the error of a sample.
    assert!((numbers.deviation() - (1.0f64 / 12.0).sqrt()).abs() < 0.002, "{numbers:?}");
    assert!((numbers.mean() - 1_000_000_000.5).abs() < 0.005, "{numbers:?}");
}

#[test]
fn row_count_fails_for_a_missing_row() {
    let project = project(SHOP, None);
    let own = own_tables(&project);
    let tables = Box::new(move |asked: usize| -> Arc<dyn Table> {
        let inner = own(asked);
        if asked == 1 { Arc::new(Shortened(inner)) } else { inner }
    });
    let bad = not_passed(&run_on(&project, tables, &Workers::new(2)).unwrap());
    assert!(bad[0].starts_with("row_count (visits): expected 20000 rows, observed 19999 rows"), "{bad:?}");
    assert!(bad[1].starts_with("partition_days (visits)"), "{bad:?}");
}

#[test]
fn pk_uniqueness_fails_for_one_repeated_key() {
    let again: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 7 { 6 } else { row }) }
    };
    assert!(broken(CLUB, "evt_outing", "outing_id", again).contains(&"pk_uniqueness"));
    assert!(broken(SHOP, "parents", "code", again).contains(&"pk_uniqueness"));
    // Keys out of order, each once, are told from repeated ones.
    let swapped: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row < 2 { 1 - row } else { row }) }
    };
    assert_eq!(broken(CLUB, "evt_outing", "outing_id", swapped), Vec::<&str>::new());
}

#[test]
fn fk_integrity_fails_for_one_orphan() {
    let text: Harm = |number, array| if number > 0 { array } else { with_text(&array, 3, Some("nobody")) };
    assert_eq!(broken(CLUB, "dim_member", "jetty_id", text), ["fk_integrity"]);
    assert_eq!(broken(SHOP, "visits", "parent", text), ["fk_integrity"]);
    let number: Harm = |_, array| mapped(&array, |row, own| Some(if row == 0 { 3001.0 } else { own }));
    let found = broken(SHOP, "visits", "owner", number);
    assert!(found.contains(&"fk_integrity") && found.contains(&"pool_membership"), "{found:?}");
}

#[test]
fn fact_grain_fails_for_the_keys_of_another_row() {
    let shifted: Harm = |_, array| moved(&array, |row| if row == 40 { 0 } else { row });
    assert!(broken(CLUB, "fct_month", "member_id", shifted).contains(&"fact_grain"));
}

#[test]
fn date_spine_fails_for_a_date_that_is_none() {
    let off: Harm = |_, array| {
        let keys = array.as_any().downcast_ref::<Int32Array>().map(|keys| {
            Int32Array::from_iter_values(
                keys.values().iter().map(|key| if *key == 20_210_301 { 20_210_302 } else { *key }),
            )
        });
        match keys {
            Some(keys) => Arc::new(keys),
            None => mapped(&array, |row, own| Some(if row == 2 { own + 1.0 } else { own })),
        }
    };
    assert!(broken(CLUB, "dim_date", "date_key", off).contains(&"date_spine"));
}

#[test]
fn causal_coherence_fails_for_another_lag() {
    // Two periods later than it is meant to be.
    let later: Harm = |_, array| moved(&array, |row| if row % 36 >= 2 { row - 2 } else { row });
    let found = broken(CLUB, "fct_month", "fees", later);
    assert!(found.contains(&"causal_coherence"), "{found:?}");
}

#[test]
fn event_coherence_fails_for_an_event_elsewhere() {
    let elsewhere: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 0 { array.len() - 1 } else { row }) }
    };
    assert_eq!(broken(CLUB, "evt_outing", "member_id", elsewhere), ["event_coherence"]);
    // A fact that does not show what made the events.
    let other: Harm = |_, array| mapped(&array, |row, own| Some(if row == 5 { 1.0 - own } else { own }));
    let found = broken(CLUB, "fct_month", "zeal", other);
    assert!(found.contains(&"event_coherence") || found.contains(&"stage_order"), "{found:?}");
}

#[test]
fn null_policy_fails_for_nulls_that_are_not_meant() {
    let one: Harm = |number, array| if number > 0 { array } else { with_text(&array, 0, None) };
    assert!(broken(CLUB, "dim_member", "member_id", one).contains(&"null_policy"));
    assert!(broken(SHOP, "visits", "kind", one).contains(&"null_policy"));
    let many: Harm = |_, array| mapped(&array, |row, own| (row % 10 > 0).then_some(own));
    assert_eq!(broken(CLUB, "fct_month", "fees", many), ["null_policy"]);
    let fewer: Harm = |_, array| {
        let all = (0..array.len()).map(|_| Some("hello"));
        Arc::new(all.collect::<StringArray>())
    };
    assert_eq!(broken(SHOP, "visits", "note", fewer), ["null_policy"]);
}

/// Who does not come does not spend.
const GATED: &str = r#"
about: Visitors of a gym
unit: member
window: [2022-01, 2022-12]
metrics:
  - { name: visits, type: count, polarity: positive, range: [0, 2] }
  - { name: spend, type: amount, polarity: positive, range: [5, 80], only_when: "visits > 0" }
segments:
  - { name: keen, count: 40, archetype: growth }
  - { name: tired, count: 40, archetype: decline }
facts:
  - name: fct_member
    metrics: [visits, spend]
    columns: [{ name: date_key, type: ref.dim_date }, { name: member_id, type: ref.dim_member }]
dimensions:
  - { name: dim_member, columns: [{ name: member_id, type: id }] }
"#;

#[test]
fn only_when_fails_for_values_beside_what_excludes_them() {
    assert_eq!(not_passed(&check(&project(GATED, None), 2)), Vec::<String>::new());
    let other: Harm = |_, array| moved(&array, |row| array.len() - 1 - row);
    assert_eq!(broken(GATED, "fct_member", "spend", other), ["only_when"]);
}

/// Overridden laws, a decaying lag, treatment, late starts, noise, a season and stages, in the engine form.
const TEA: &str = include_str!("../../plotsim/tests/engine.yaml");

#[test]
fn the_engine_form_passes_in_all_its_variety() {
    let attainable = TEA.replace("coefficient: 0.2", "coefficient: -0.6");
    for seed in [None, Some(8)] {
        let bad = not_passed(&check(&project(&attainable, seed), 2));
        // Its clerks were hired before the window.
        let other: Vec<&String> = bad.iter().filter(|line| !line.contains("hired")).collect();
        assert_eq!(other, Vec::<&String>::new());
    }
}

#[test]
fn empty_event_table_warns_without_a_driver() {
    let idle = TEA.replace("    row_count_source: \"proportional:footfall:scale:0.01\"\n", "");
    assert_ne!(idle, TEA);
    let checked = check(&project(&idle, None), 2);
    let found: Vec<Status> = checked
        .outcomes
        .iter()
        .filter(|outcome| outcome.check == "empty_event_table")
        .map(|outcome| outcome.status)
        .collect();
    assert_eq!(found, [Status::Warn, Status::Pass]);
}

#[test]
fn cross_dim_fk_cardinality_warns_of_one_value() {
    let same: Harm = |_, array| moved(&array, |_| 0);
    let found = broken(CLUB, "dim_member", "jetty_id", same);
    assert_eq!(found, ["cross_dim_fk_cardinality", "reference_weights"]);
}

#[test]
fn temporal_coherence_fails_for_an_instant_of_another_period() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 0 { array.len() - 1 } else { row }) }
    };
    assert_eq!(broken(CLUB, "evt_outing", "at", other), ["temporal_coherence"]);
}

#[test]
fn bridge_integrity_fails_for_a_partner_twice() {
    let same: Harm = |_, array| moved(&array, |_| 0);
    let found = broken(CLUB, "br_member_jetty", "jetty_id", same);
    assert!(found.contains(&"bridge_integrity"), "{found:?}");
}

#[test]
fn stage_order_fails_for_one_other_stage() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 0, Some("captain")) }
    };
    assert_eq!(broken(CLUB, "fct_month", "stage", other), ["stage_order"]);
}

#[test]
fn marginal_fit_fails_for_another_law() {
    let narrower: Harm = |_, array| mapped(&array, |_, own| Some(0.5 + 0.7 * (own - 0.5)));
    assert!(broken(CLUB, "fct_month", "zeal", narrower).contains(&"marginal_fit"));
    let more: Harm = |_, array| mapped(&array, |_, own| Some(own + 1.0));
    assert!(broken(CLUB, "fct_month", "outings", more).contains(&"marginal_fit"));
    let longer: Harm = |_, array| mapped(&array, |_, own| Some((own * 1.3).min(5000.0)));
    assert_eq!(broken(SHOP, "visits", "seconds", longer), ["marginal_fit"]);
    let low: Harm = |_, array| mapped(&array, |_, own| Some(if own > 9.0 { 1.0 } else { own }));
    assert_eq!(broken(CLUB, "fct_month", "pier", low), ["marginal_fit"]);
}

#[test]
fn correlation_fit_fails_for_shuffled_entities() {
    // The next entity's values of the same archetype: the law stays, the pairing is lost.
    let other: Harm = |_, array| moved(&array, |row| if row + 36 < array.len() { row + 36 } else { row });
    let found = broken(CLUB, "fct_month", "outings", other);
    assert!(found.contains(&"correlation_fit"), "{found:?}");
}

#[test]
fn value_weights_fails_for_other_shares() {
    let more: Harm = |_, array| {
        let texts = array.as_any().downcast_ref::<StringArray>().expect("texts");
        let all = texts.iter().enumerate().map(|(row, own)| if row % 10 == 0 { Some("y") } else { own });
        Arc::new(all.collect::<StringArray>())
    };
    assert_eq!(broken(SHOP, "visits", "kind", more), ["value_weights"]);
}

#[test]
fn reference_weights_fails_for_a_row_named_too_often() {
    let more: Harm = |_, array| moved(&array, |row| if row % 10 == 0 { 0 } else { row });
    let found = broken(CLUB, "evt_outing", "jetty_id", more);
    assert_eq!(found, ["reference_weights"]);
}

#[test]
fn shares_of_linked_pools_are_judged() {
    let low: Harm = |_, array| mapped(&array, |_, own| Some(own / 2.0));
    let found = broken(SHOP, "visits", "device", low);
    assert!(found.contains(&"marginal_fit"), "{found:?}");
}

#[test]
fn value_range_and_value_set_fail_for_one_stranger() {
    let far: Harm = |number, array| {
        if number > 0 { array } else { mapped(&array, |row, own| Some(if row == 9 { 6000.0 } else { own })) }
    };
    assert_eq!(broken(SHOP, "visits", "seconds", far), ["value_range"]);
    let odd: Harm = |number, array| if number > 0 { array } else { with_text(&array, 9, Some("z")) };
    assert_eq!(broken(SHOP, "visits", "kind", odd), ["value_set"]);
    assert_eq!(broken(CLUB, "dim_member", "boat", odd), ["value_set"]);
}

#[test]
fn entities_keep_their_values() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { moved(&array, |row| if row == 1 { 2 } else { row }) }
    };
    assert_eq!(broken(SHOP, "visits", "guest", other), ["entity_stickiness", "pool_membership"]);
    let pair = broken(SHOP, "visits", "device", other);
    assert_eq!(pair, ["pool_membership"]);
}

#[test]
fn partition_days_fails_for_another_day() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 9, Some("2024-01-07")) }
    };
    assert_eq!(broken(SHOP, "visits", "day", other), ["partition_days", "after_order"]);
}

#[test]
fn rhythm_fails_for_hours_and_weekdays_that_do_not_fit() {
    // Rows of a block share their day, so that no other check is concerned.
    let same: Harm = |_, array| moved(&array, |_| 0);
    assert_eq!(broken(SHOP, "visits", "arrived", same), ["rhythm"]);
    let saturday: Harm = |_, array| with_text(&moved(&array, |_| 3), 0, Some("2023-01-07"));
    assert!(broken(SHOP, "visits", "booked", saturday).contains(&"rhythm"));
    // The same day, at noon.
    let noon: Harm = |_, array| {
        let micros = array.as_primitive::<TimestampMicrosecondType>();
        let day = |micros: i64| micros.div_euclid(86_400_000_000) * 86_400_000_000 + 43_200_000_000;
        Arc::new(TimestampMicrosecondArray::from_iter_values(micros.values().iter().map(|own| day(*own))))
    };
    assert_eq!(broken(CLUB, "evt_outing", "at", noon), ["rhythm"]);
}

#[test]
fn correlation_psd_warns_where_the_coefficients_exclude_one_another() {
    // Together they are possible; with the residuals that they need beside these trajectories they are not.
    let torn = CLUB.replace(
        "  - [zeal, 0.93, outings]",
        "  - [zeal, 0.93, outings]\n  - [zeal, 0.2, fees]\n  - [outings, 0.5, fees]\nallow_reversal: true",
    );
    let checked = check(&project(&torn, None), 2);
    let found =
        checked.outcomes.iter().find(|outcome| outcome.check == "correlation_psd").expect("an outcome");
    assert_eq!(found.status, Status::Warn, "{}", found.line());
}

#[test]
fn a_flag_that_is_false_is_no_listed_value() {
    let flag: ArrayRef = Arc::new(BooleanArray::from(vec![true, false]));
    let plan = super::columns::ColumnPlan { categories: vec!["true".to_owned()], ..Default::default() };
    let table = super::columns::TablePlan { columns: vec![plan], ..Default::default() };
    let mut tally = super::columns::TableTally::new(&table);
    tally.add(&table, &Default::default(), &Block { rows: 2, columns: vec![flag] }, None);
    assert_eq!((tally.columns[0].categories[0], tally.columns[0].others.count), (1, 1));
}
