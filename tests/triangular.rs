//! `triangular`: its law, and that it works wherever a generator of numbers does.

#![allow(clippy::disallowed_methods, reason = "an oracle may use the platform's functions")]

mod common;

use std::collections::BTreeMap;

use common::statistics::*;
use common::*;
use plotsim::catalogue::schema::schema;
use plotsim::checks;
use plotsim::describe::dbt;
use plotsim::workers::Workers;
use statrs::distribution::{ContinuousCDF, Triangular};

const N: u64 = 1_000_000;

/// P(k) for k from min to max: weights that rise to the mode in equal steps and fall from it in equal steps, none of them 0.
fn probabilities(min: i64, mode: i64, max: i64) -> Vec<f64> {
    let weight = |k: i64| {
        let rising = (k - min + 1) as f64 / (mode - min + 1) as f64;
        let falling = (max - k + 1) as f64 / (max - mode + 1) as f64;
        rising.min(falling)
    };
    let weights: Vec<f64> = (min..=max).map(weight).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

#[test]
fn real_numbers_follow_the_law() {
    for (min, mode, max) in [(-2.5, 1.0, 7.5), (0.0, 0.0, 1.0), (3.0, 10.5, 10.5)] {
        let values =
            floats(&made(N, &format!("{{ type: triangular, min: {min:?}, mode: {mode:?}, max: {max:?} }}")));
        assert!(values.iter().all(|value| (min..=max).contains(value)));
        let oracle = Triangular::new(min, max, mode).unwrap();
        follows(&format!("triangular {min} {mode} {max}"), values, |x| oracle.cdf(x));
    }
    let mixed = made(10, "{ type: triangular, min: 0, mode: 1, max: 2.5 }");
    assert!(floats(&mixed).iter().any(|value| value.fract() != 0.0), "one real number makes all real");
}

#[test]
fn whole_numbers_follow_the_law_with_both_ends() {
    for (min, mode, max) in [(1, 3, 10), (-20, -20, 9), (0, 30, 30), (0, 1, 2), (5, 5, 6)] {
        let values = ints(&made(N, &format!("{{ type: triangular, min: {min}, mode: {mode}, max: {max} }}")));
        let expected: Vec<f64> = probabilities(min, mode, max).into_iter().map(|p| p * N as f64).collect();
        let counts = tally(expected.len(), values.iter().map(|value| (value - min) as usize));
        fits(&format!("triangular {min} {mode} {max}"), &counts, &expected);
        assert!(counts[0] > 0 && counts[counts.len() - 1] > 0, "both ends occur");
    }
    let wide = ints(&made(N, "{ type: triangular, min: -9007199254740992, mode: 0, max: 9007199254740992 }"));
    let oracle = Triangular::new(-9_007_199_254_740_992.0, 9_007_199_254_740_992.0, 0.0).unwrap();
    follows("wide", wide.into_iter().map(|value| value as f64).collect(), |x| oracle.cdf(x));
}

/// Everything that takes a generator of numbers.
const EVERYWHERE: &str = "
seed: 5
types: native
datasets:
- { name: orders, output: orders, num_rows: 20480, columns: [{ name: id, generator: { type: sequential_id } }] }
- name: lines
  output: lines
  columns:
  - { name: order_id, generator: { type: foreign_key, dataset: orders, per_parent: { type: triangular, min: 0, mode: 1, max: 4 } } }
  - { name: ordered, generator: { type: date, start: 2024-01-01, end: 2024-02-01 } }
  - { name: shipped, generator: { type: after, column: ordered, by: { type: triangular, min: 1, mode: 2, max: 5 } } }
  - { name: weight, generator: { type: triangular, min: 0.5, mode: 1.0, max: 9.0 } }
  - { name: pieces, generator: { type: optional, prob: 0.9, inner: { type: triangular, min: 1, mode: 2, max: 12 } } }
  - { name: note, generator: { type: json_object, fields: { grade: { type: triangular, min: 1, mode: 4, max: 6 } } } }
";

#[test]
fn it_works_wherever_a_generator_of_numbers_does() {
    let project = project(EVERYWHERE);
    // Children of each parent, exactly by the law in steps of 1/1024.
    let mut children = vec![0usize; 20_480];
    for order in ints(&column_of(&project, "lines", "order_id")) {
        children[order as usize - 1] += 1;
    }
    let counts = tally(5, children);
    for (count, p) in counts.iter().zip(probabilities(0, 1, 4)) {
        assert!((*count as f64 / 20_480.0 - p).abs() <= 1.0 / 1024.0, "{counts:?}");
    }
    let days = |name: &str| ints(&column_of(&project, "lines", name));
    let delays: Vec<i64> =
        days("shipped").iter().zip(days("ordered")).map(|(later, day)| later - day).collect();
    let expected: Vec<f64> = probabilities(1, 2, 5).into_iter().map(|p| p * delays.len() as f64).collect();
    fits("delays", &tally(5, delays.iter().map(|delay| *delay as usize - 1)), &expected);
    let notes = plain(&column_of(&project, "lines", "note"));
    let mut grades = BTreeMap::new();
    for note in texts(&notes).iter().flatten() {
        *grades.entry(note.to_owned()).or_insert(0u64) += 1;
    }
    let written: Vec<&str> = grades.keys().map(String::as_str).collect();
    let expected: Vec<String> = (1..=6).map(|grade| format!("{{\"grade\":{grade}}}")).collect();
    assert_eq!(written, expected);
}

#[test]
fn checks_schema_dbt_and_report_know_it() {
    let project = project(EVERYWHERE);
    let checked = checks::run(&project, &Workers::new(2)).unwrap();
    assert_eq!(checked.status().name(), "pass");
    let fits: Vec<_> =
        checked.outcomes.iter().filter(|outcome| outcome.expected.contains("triangular")).collect();
    let words: Vec<&str> = fits.iter().map(|outcome| outcome.expected.as_str()).collect();
    assert_eq!(words, ["triangular from 0.5 to 9, mode 1", "triangular from 1 to 12, mode 2"]);
    assert!(schema(None).to_string().contains("\"triangular\""));
    let options =
        dbt::Options { source: "s", schema: None, location: None, prefix: "", range_test: Some("range") };
    let files = dbt::files(&project, &options).unwrap();
    let tests: String = files.into_iter().map(|(_, text)| text).collect();
    assert!(tests.contains("max_value: 12"), "{tests}");
    assert!(plotsim::report::render(&project, &checked).contains("triangular, DOUBLE"));
}

#[test]
fn parameters_that_do_not_go_together_are_refused() {
    for wrong in [
        "{ type: triangular, min: 3, mode: 2, max: 9 }",
        "{ type: triangular, min: 3, mode: 10, max: 9 }",
        "{ type: triangular, min: 3, mode: 3, max: 3 }",
        "{ type: triangular, min: -1e308, mode: 0.0, max: 1e308 }",
        "{ type: triangular, min: 0, mode: 0, max: 9007199254740994 }",
    ] {
        let tree = plotsim::config::node::parse(&one_column(10, wrong)).unwrap();
        let report = plotsim::config::reader::Report::new("");
        assert!(plotsim::datagen::read(&tree, Default::default(), &report).is_none(), "{wrong}");
    }
}
