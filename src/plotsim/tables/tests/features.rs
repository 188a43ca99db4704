//! The table of features, against what its facts show.

use std::sync::Arc;

use super::fixture::{engine_of, numbers, read};
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::tables::Table;
use crate::workers::Workers;

const CLUB: &str = r#"
about: Members of a club
unit: member
window: {start: 2023-01, end: 2024-12, every: monthly}
seed: 5
metrics:
  - {name: usage, type: score, polarity: positive}
  - {name: visits, type: count, polarity: positive, range: [1, 9]}
segments:
  - {name: risers, count: 30, archetype: growth, spread: {level: 0.15}, treatment: {fraction: 0.5, lift_log_odds: 0.5, start_period: 6}}
  - {name: late, count: 20, archetype: decline, arrival: {kind: uniform, start: 3, end: 20}}
noise: {mcar_rate: 0.1}
events:
  - {name: evt_quit, trigger: threshold, metric: usage, below: 0.3, for: 2, ends: true, columns: [{name: quit_id, type: id}, {name: member_id, type: ref.dim_member}, {name: date_key, type: ref.dim_date}]}
entity_features: <features>
"#;

fn club(features: &str) -> Arc<Engine> {
    engine_of(&CLUB.replace("<features>", features))
}

fn open(engine: &Arc<Engine>, name: &str) -> Arc<dyn Table> {
    crate::plotsim::tables::table(engine, engine.config().table(name).expect("the table"), None)
}

fn place(table: &dyn Table, name: &str) -> usize {
    table.columns().iter().position(|column| column.name == name).expect("a column")
}

/// Periods and values.
type Series = Vec<(usize, Option<f64>)>;

/// Each member's values by period, from the rows of a fact.
fn series(engine: &Arc<Engine>, metric: &str) -> Vec<(String, Series)> {
    let fact = open(engine, &format!("fct_{metric}"));
    let fact = fact.as_ref();
    let keys = read(fact, &[place(fact, "member_id"), place(fact, "date_key")]);
    let values = numbers(fact, place(fact, metric));
    let mut all: Vec<(String, Series)> = Vec::new();
    for (row, value) in values.into_iter().enumerate() {
        let day: usize = keys[1][row].parse().expect("a day");
        let period = (day / 10_000 - 2023) * 12 + day / 100 % 100 - 1;
        if all.last().is_none_or(|(member, _)| *member != keys[0][row]) {
            all.push((keys[0][row].clone(), Vec::new()));
        }
        all.last_mut().expect("it").1.push((period, (!value.is_nan()).then_some(value)));
    }
    all
}

fn close(found: f64, expected: Option<f64>, what: &str) {
    match expected {
        None => assert!(found.is_nan(), "{what}: {found}"),
        Some(expected) => assert!((found - expected).abs() < 1e-9, "{what}: {found}, {expected}"),
    }
}

#[test]
fn features_are_those_of_the_rows() {
    for (features, first) in [("true", 0), ("{window: 6}", 18)] {
        let engine = club(features);
        let table = open(&engine, "_entity_features");
        let table = table.as_ref();
        for metric in ["usage", "visits"] {
            let column = |word: &str| numbers_of(table, &format!("{metric}_{word}"));
            let [mean, std, slope, begin, end, peak] =
                ["mean", "std", "slope", "first", "last", "peak_period"].map(column);
            for (row, (member, series)) in series(&engine, metric).into_iter().enumerate() {
                let all: Vec<(usize, Option<f64>)> =
                    series.into_iter().filter(|(period, _)| *period >= first).collect();
                let known: Vec<(f64, f64)> =
                    all.iter().filter_map(|(period, value)| Some((*period as f64, (*value)?))).collect();
                let n = known.len() as f64;
                let sum = |of: &dyn Fn(&(f64, f64)) -> f64| known.iter().map(of).sum::<f64>();
                let (x, y) = (sum(&|own| own.0), sum(&|own| own.1));
                let (xx, xy, yy) =
                    (sum(&|own| own.0 * own.0), sum(&|own| own.0 * own.1), sum(&|own| own.1 * own.1));
                let some = |value: f64| (n > 0.0).then_some(value);
                close(mean[row], some(y / n), &member);
                close(std[row], some((yy / n - y / n * (y / n)).max(0.0).sqrt()), &member);
                let line = (n > 1.0).then(|| (n * xy - x * y) / (n * xx - x * x));
                close(slope[row], line, &member);
                close(begin[row], all.first().and_then(|own| own.1), &member);
                close(end[row], all.last().and_then(|own| own.1), &member);
                let most = known.iter().map(|own| own.1).fold(f64::NEG_INFINITY, f64::max);
                let top = known.iter().find(|own| own.1 == most).map(|own| own.0);
                close(peak[row], top, &member);
            }
        }
    }
}

/// As [`numbers`], of INTEGER columns too.
fn numbers_of(table: &dyn Table, name: &str) -> Vec<f64> {
    let texts = read(table, &[place(table, name)]).remove(0);
    let float = table.columns()[place(table, name)].kind == crate::config::types::ColumnType::Float64;
    let number = |text: String| match (text.as_str(), float) {
        ("NULL", _) => f64::NAN,
        (text, true) => f64::from_bits(u64::from_str_radix(text, 16).expect("bits")),
        (text, false) => text.parse().expect("a number"),
    };
    texts.into_iter().map(number).collect()
}

#[test]
fn labels_tell_the_truth() {
    let engine = club("true");
    let table = open(&engine, "_entity_features");
    let names: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names[13..],
        ["archetype", "final_trajectory_position", "segment", "treated", "start_period", "n_observed"]
    );
    assert_eq!((names[0], names[1], names.len()), ("member_id", "usage_mean", 19));
    let texts = read(table.as_ref(), &[15, 16]);
    assert_eq!(texts[0][..30], vec!["risers"; 30]);
    assert_eq!(texts[1].iter().filter(|text| *text == "true").count(), 15);
    assert_eq!(texts[1][30..], vec!["NULL"; 20]);
    let (starts, observed) =
        (numbers_of(table.as_ref(), "start_period"), numbers_of(table.as_ref(), "n_observed"));
    let all = series(&engine, "usage");
    for (row, (member, series)) in all.iter().enumerate() {
        assert_eq!((starts[row], observed[row]), (series[0].0 as f64, series.len() as f64), "{member}");
    }
    let positions = numbers_of(table.as_ref(), "final_trajectory_position");
    let cells = engine.values(0..50, &engine.metrics([]));
    for (row, position) in positions.iter().enumerate() {
        assert_eq!(*position, cells.positions()[cells.entity(row)][23]);
    }
    let bare = open(&club("{metrics: [visits], include_labels: false}"), "_entity_features");
    assert_eq!(bare.columns().len(), 7);
    assert_eq!(bare.columns()[1].name, "visits_mean");
}

#[test]
fn checks_agree_and_shards_are_parts() {
    let engine = club("true");
    let place = engine.config().table("_entity_features").expect("the table");
    let whole = open(&engine, "_entity_features");
    let every: Vec<usize> = (0..whole.columns().len()).collect();
    let all = read(whole.as_ref(), &every);
    for column in &every {
        assert_eq!(read(open(&club("true"), "_entity_features").as_ref(), &[*column])[0], all[*column]);
    }
    let mut joined: Vec<Vec<String>> = vec![Vec::new(); every.len()];
    for shard in 0..4 {
        let part = crate::plotsim::tables::table(&engine, place, Some((shard, 4)));
        for (joined, part) in joined.iter_mut().zip(read(part.as_ref(), &every)) {
            joined.extend(part);
        }
    }
    assert_eq!(joined, all);
    let checked = crate::checks::run(&Project::Plotsim(engine), &Workers::new(2)).expect("nobody stops");
    let bad = checked.outcomes.iter().filter(|outcome| outcome.status.is_bad());
    assert_eq!(bad.map(|outcome| outcome.line()).collect::<Vec<_>>(), Vec::<String>::new());
}
