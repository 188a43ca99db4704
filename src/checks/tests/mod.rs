//! Every check against tables of which one thing was broken, and whole tables against all of them.

mod broken;
mod counted;
mod each;
mod few;
mod references;
mod rules;
mod splits;
mod versions;

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use broken::{CLUB, Harm, SHOP, broken, check, mapped, moved, not_passed, project, with_text};
use each::TEA;

use super::ALL;
use crate::facts::rows::{Metrics, Referred};
use crate::plotsim::model::TableKind;
use crate::project::Project;
use crate::tables::Block;

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
    let orders = check(&project(counted::ORDERS, None), 2);
    let all = || {
        [&club, &shop, &related, &nested, &food, &decided, &people, &gym, &tiers, &gated, &orders]
            .into_iter()
            .flat_map(|one| &one.outcomes)
    };
    // Coverage speaks of columns that nothing else speaks of, and the other of tables whose rows cannot be made.
    let quiet = ["coverage", super::ROWS_MADE];
    let said = |name: &str| quiet.contains(&name) || all().any(|outcome| outcome.check == name);
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
fn shares_of_linked_pools_are_judged() {
    let low: Harm = |_, array| mapped(&array, |_, own| Some(own / 2.0));
    let found = broken(SHOP, "visits", "device", low);
    assert!(found.contains(&"marginal_fit"), "{found:?}");
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
fn a_flag_that_is_false_is_no_listed_value() {
    let flag: ArrayRef = Arc::new(BooleanArray::from(vec![true, false]));
    let plan = super::columns::ColumnPlan { categories: vec!["true".to_owned()], ..Default::default() };
    let table = super::columns::TablePlan { columns: vec![plan], ..Default::default() };
    let mut tally = super::columns::TableTally::new(&table);
    tally.add(&table, &Default::default(), &Block { rows: 2, columns: vec![flag] }, None);
    assert_eq!((tally.columns[0].categories[0], tally.columns[0].others.count), (1, 1));
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
