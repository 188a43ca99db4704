//! Columns of facts, from configs as users write them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fixture::{numbers, read};
use crate::config::Overrides;
use crate::project::Project;
use crate::tables::{RowCount, Table};
use crate::workers::Workers;

const COHORTS: &str = r#"
domain: {name: Bike hire, description: member cohorts, entity_type: cohort, entity_label: Cohorts}
time_window: {start: "2022-01", end: "2023-12", granularity: monthly}
seed: 77
metrics:
  - {name: activity, label: Activity, distribution: beta, params: {alpha: 2, beta: 5}, polarity: positive, value_range: {min: 0, max: 1}}
  - {name: rides, label: Rides, distribution: poisson, params: {lambda: 30}, polarity: positive}
archetypes:
  - name: fade
    label: Fade
    description: good start, then decay
    curve_segments:
      - {curve: plateau, params: {level: 0.8}, start_pct: 0.0, end_pct: 0.25}
      - {curve: exp_decay, params: {rate: 2.0}, start_pct: 0.25, end_pct: 1.0}
entities:
  - {name: spring, archetype: fade, size: 30, cross_dim_fks: {plan_id: p-003}}
  - {name: autumn, archetype: fade, size: 12, start_period: 9}
tables:
  - {name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{name: date_key, dtype: id, source: pk}]}
  - name: dim_cohort
    type: dim
    grain: per_entity
    primary_key: cohort_id
    columns: [{name: cohort_id, dtype: id, source: pk}]
  - name: dim_plan
    type: dim
    grain: per_reference
    count: 4
    primary_key: plan_id
    columns: [{name: plan_id, dtype: id, source: pk}]
  - name: fct_cohort
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, cohort_id]
    columns:
      - {name: date_key, dtype: id, source: "fk:dim_date.date_key"}
      - {name: cohort_id, dtype: id, source: "fk:dim_cohort.cohort_id"}
      - {name: plan_id, dtype: id, source: "fk:dim_plan.plan_id", distribution: {weights: {p-001: 3, p-002: 1}}}
      - {name: activity, dtype: float, source: "metric:activity"}
      - {name: before, dtype: float, source: "lag:activity:periods:2"}
      - {name: before_or_now, dtype: float, source: "lag:activity:periods:2:initial:current"}
      - {name: rides, dtype: int, source: "metric:rides"}
      - {name: roll, dtype: int, source: "range:1:6"}
      - {name: share, dtype: float, source: "range:0.5:0.75"}
      - {name: period, dtype: int, source: "derived:period_index"}
      - {name: month, dtype: string, source: "generated:period_label"}
      - {name: note, dtype: string, source: "static:as is"}
      - {name: row_id, dtype: id, source: pk}
  - name: fct_all
    type: fact
    grain: per_period
    primary_key: date_key
    columns:
      - {name: date_key, dtype: id, source: "fk:dim_date.date_key"}
      - {name: activity, dtype: float, source: "metric:activity"}
      - {name: rides, dtype: int, source: "metric:rides"}
noise: {mcar_rate: 0.05}
stages:
  field: activity
  enforce_order: true
  sequence:
    - {name: idle, threshold_enter: 0.0, threshold_exit: 0.3}
    - {name: engaged, threshold_enter: 0.3, threshold_exit: 0.7}
    - {name: devoted, threshold_enter: 0.7, threshold_exit: null}
output: {format: csv, directory: out}
"#;

fn project(text: &str, overrides: Overrides) -> Project {
    match Project::read("test.yaml", text, overrides) {
        Ok((project, _)) => project,
        Err(findings) => panic!("{findings}"),
    }
}

/// A table with its column names.
struct Shown {
    table: Arc<dyn Table>,
}

impl Shown {
    fn of(project: &Project, name: &str) -> Shown {
        let index = project.names().iter().position(|known| *known == name).expect("a table");
        Shown { table: project.table(index, None) }
    }

    fn place(&self, name: &str) -> usize {
        self.table.columns().iter().position(|column| column.name == name).expect("a column")
    }

    fn texts(&self, name: &str) -> Vec<String> {
        read(self.table.as_ref(), &[self.place(name)]).remove(0)
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        numbers(self.table.as_ref(), self.place(name))
    }
}

#[test]
fn a_fact_shows_what_its_config_says() {
    let fact = Shown::of(&project(COHORTS, Overrides::default()), "fct_cohort");
    assert_eq!(fact.table.rows(), RowCount::Exact(24 + 15));
    assert_eq!(fact.texts("month")[..2], ["2022-01", "2022-02"]);
    assert_eq!((fact.texts("month")[24].as_str(), fact.texts("period")[24].as_str()), ("2022-10", "9"));
    assert_eq!(fact.texts("date_key")[38], "20231201");
    let cohorts = fact.texts("cohort_id");
    assert_eq!((cohorts[0].as_str(), cohorts[38].as_str()), ("c-001", "c-002"));
    assert_eq!(fact.texts("row_id")[25], "row_id-0010-c-002");
    assert!(fact.texts("note").iter().all(|note| note == "as is"));
    let rolls = fact.numbers("roll");
    assert!(
        rolls.iter().all(|roll| (1.0..=6.0).contains(roll)) && rolls.iter().any(|roll| *roll != rolls[0])
    );
    assert!(fact.numbers("share").iter().all(|share| (0.5..0.75).contains(share)));
}

#[test]
fn a_lag_column_repeats_what_stood_there_before_and_is_null_until_then() {
    let project = project(COHORTS, Overrides { scale: Some(200.0), ..Overrides::default() });
    let fact = Shown::of(&project, "fct_cohort");
    let (now, before, filled) = (fact.texts("activity"), fact.texts("before"), fact.texts("before_or_now"));
    let cohorts = fact.texts("cohort_id");
    for row in 0..now.len() {
        let old = row >= 2 && cohorts[row - 2] == cohorts[row];
        assert_eq!(before[row], if old { now[row - 2].as_str() } else { "NULL" });
        assert_eq!(filled[row], now[if old { row - 2 } else { row }]);
    }
    assert!(now.iter().any(|value| value == "NULL"));
}

#[test]
fn stages_climb_with_the_values_shown() {
    let project = project(COHORTS, Overrides { scale: Some(200.0), ..Overrides::default() });
    let fact = Shown::of(&project, "fct_cohort");
    let (values, stages, cohorts) = (fact.numbers("activity"), fact.texts("stage"), fact.texts("cohort_id"));
    let mut best = f64::NAN;
    for row in 0..values.len() {
        if row == 0 || cohorts[row - 1] != cohorts[row] {
            best = f64::NEG_INFINITY;
        }
        if !values[row].is_nan() {
            best = best.max(values[row]);
        }
        let expected = if best >= 0.7 {
            "devoted"
        } else if best >= 0.3 {
            "engaged"
        } else {
            "idle"
        };
        assert_eq!(stages[row], expected, "row {row}: {best}");
    }
    for name in ["idle", "engaged", "devoted"] {
        assert!(stages.iter().any(|stage| stage == name), "{name}");
    }
}

#[test]
fn other_keys_are_pinned_or_drawn_once_for_each_entity() {
    let project = project(COHORTS, Overrides { scale: Some(2000.0), ..Overrides::default() });
    let fact = Shown::of(&project, "fct_cohort");
    let (plans, cohorts) = (fact.texts("plan_id"), fact.texts("cohort_id"));
    let mut chosen: BTreeMap<&str, &str> = BTreeMap::new();
    for (cohort, plan) in cohorts.iter().zip(&plans) {
        assert_eq!(chosen.entry(cohort).or_insert(plan), plan, "one plan for {cohort}");
    }
    let pinned = chosen.values().filter(|plan| **plan == "p-003").count();
    assert_eq!((pinned, chosen.len()), (2000, 4000), "every spring cohort");
    let first = chosen.values().filter(|plan| **plan == "p-001").count() as f64;
    assert_eq!(chosen.values().filter(|plan| **plan == "p-004").count(), 0);
    // Three in four of the rest; four standard deviations.
    assert!((first / 2000.0 - 0.75).abs() < 4.0 * (0.75f64 * 0.25 / 2000.0).sqrt(), "{first}");
}

#[test]
fn means_are_those_of_the_rows() {
    let project = project(COHORTS, Overrides { scale: Some(1000.0), ..Overrides::default() });
    let (fact, all) = (Shown::of(&project, "fct_cohort"), Shown::of(&project, "fct_all"));
    assert_eq!(all.table.rows(), RowCount::Exact(24));
    let periods = fact.texts("month");
    for (metric, rounded) in [("activity", false), ("rides", true)] {
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (period, value) in periods.iter().zip(fact.numbers(metric)) {
            if !value.is_nan() {
                let (sum, count) = sums.entry(period).or_default();
                (*sum, *count) = (*sum + value, *count + 1.0);
            }
        }
        for ((sum, count), shown) in sums.values().zip(all.numbers(metric)) {
            let mean = if rounded { (sum / count).round_ties_even() } else { sum / count };
            assert!((mean - shown).abs() < 1e-9, "{metric}: {mean} {shown}");
        }
    }
}

#[test]
fn every_table_of_a_config_can_be_read_and_counted() {
    let project = project(COHORTS, Overrides::default());
    for (index, name) in project.names().iter().enumerate() {
        let table = project.table(index, None);
        let columns: Vec<usize> = (0..table.columns().len()).collect();
        let rows = read(table.as_ref(), &columns);
        assert_eq!(rows[0].len() as u64, table.rows().rows(), "{name}");
        let counted: usize =
            (0..table.blocks()).map(|block| table.scan(&[], &Workers::single()).block(block).rows).sum();
        assert_eq!(counted, rows[0].len(), "{name}");
        for shards in [1, 3] {
            let part = |shard| read(project.table(index, Some((shard, shards))).as_ref(), &[0]).remove(0);
            assert_eq!((0..shards).flat_map(part).collect::<Vec<_>>(), rows[0], "{name}");
        }
    }
}

const WEEKS: &str = r#"
domain: {name: Shop, description: orders, entity_type: shop, entity_label: Shops}
time_window: {start: "2024-01-04", end: "2024-01-23", granularity: weekly}
seed: 7
metrics:
  - {name: orders, label: Orders, distribution: normal, params: {mu: 7000, sigma: 0}, polarity: positive}
archetypes:
  - {name: level, label: Level, description: level, curve_segments: [{curve: plateau, params: {level: 1}, start_pct: 0, end_pct: 1}]}
entities: [{name: only, archetype: level, size: 1}]
tables:
  - {name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{name: date_key, dtype: id, source: pk}]}
  - {name: dim_shop, type: dim, grain: per_entity, primary_key: shop_id, columns: [{name: shop_id, dtype: id, source: pk}]}
  - name: evt_order
    type: event
    grain: variable
    primary_key: order_id
    row_count_source: "proportional:orders:scale:1"
    columns:
      - {name: order_id, dtype: id, source: pk}
      - {name: shop_id, dtype: id, source: "fk:dim_shop.shop_id"}
      - {name: date_key, dtype: id, source: "fk:dim_date.date_key"}
      - {name: at, dtype: date, source: "generated:timestamp"}
      - {name: paid, dtype: date, source: "generated:timestamp"}
  - name: evt_visit
    type: event
    grain: variable
    primary_key: visit_id
    row_count_source: "proportional:orders:scale:1"
    columns: [{name: visit_id, dtype: id, source: pk}, {name: date_key, dtype: id, source: "fk:dim_date.date_key"}]
output: {format: csv, directory: out}
"#;

/// From a Thursday to a Tuesday: four days of the first week, two of the last, and two whole weeks.
#[test]
fn events_of_a_week_cut_off_are_those_of_its_days_inside() {
    let project = project(WEEKS, Overrides::default());
    let orders = Shown::of(&project, "evt_order");
    let mut by_day: BTreeMap<String, f64> = BTreeMap::new();
    let (weeks, moments, paid) = (orders.texts("date_key"), orders.texts("at"), orders.texts("paid"));
    for moment in &moments {
        *by_day.entry(moment[..10].to_owned()).or_default() += 1.0;
    }
    let days: Vec<&str> = by_day.keys().map(String::as_str).collect();
    assert_eq!((days.len(), days[0], days[19]), (20, "2024-01-04", "2024-01-23"));
    // 7000 in a week are 1000 in a day; four standard deviations of a binomial.
    let far = 4.0 * (7000.0f64 * (1.0 / 7.0) * (6.0 / 7.0)).sqrt();
    assert!(by_day.values().all(|count| (count - 1000.0).abs() < far), "{by_day:?}");
    let of_week = |week: &str| weeks.iter().filter(|own| *own == week).count();
    assert_eq!((of_week("20240108"), of_week("20240115")), (7000, 7000));
    assert!(moments.windows(2).all(|pair| pair[0] <= pair[1]), "in order");
    assert!(paid.iter().all(|moment| (days[0]..="2024-01-24").contains(&moment.as_str())));
    assert_eq!(orders.texts("order_id").last().unwrap()[2..].parse(), Ok(weeks.len()));
    // Without a column of moments the same share is left.
    let visits = Shown::of(&project, "evt_visit").texts("date_key");
    let first = visits.iter().filter(|week| *week == "20240101").count() as f64;
    let deviation = (7000.0f64 * (4.0 / 7.0) * (3.0 / 7.0)).sqrt();
    assert!((first - 4000.0).abs() < 4.0 * deviation, "{first}");
}
