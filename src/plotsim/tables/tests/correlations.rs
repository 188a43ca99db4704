//! Coefficients that a config asks for are those of the rows, for every pair of families and both scopes.

use std::sync::Arc;

use super::fixture::numbers;
use crate::config::Overrides;
use crate::correlation::{Solved, Status};
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::tables::Table;

const FAMILIES: [&str; 6] = [
    "distribution: normal, params: {mu: 10, sigma: 2}",
    "distribution: lognorm, params: {s: 0.5, scale: 40}",
    "distribution: beta, params: {alpha: 2, beta: 5}, value_range: {min: 0, max: 1}",
    "distribution: poisson, params: {lambda: 12}",
    "distribution: gamma, params: {shape: 3, scale: 5}",
    "distribution: weibull, params: {shape: 1.6, scale: 30}",
];

fn config(a: &str, b: &str, coefficient: f64, scope: &str, archetypes: &[(&str, &str)]) -> String {
    let mut text = format!(
        "domain: {{name: x, description: x, entity_type: x, entity_label: x}}
time_window: {{start: \"2022-01\", end: \"2023-12\", granularity: monthly}}
seed: 5
metrics:
  - {{name: a, label: a, {a}, polarity: positive}}
  - {{name: b, label: b, {b}, polarity: positive}}
correlations: [{{metric_a: a, metric_b: b, coefficient: {coefficient}}}]
correlation_scope: {scope}
output: {{format: csv, directory: out}}
tables:
  - {{name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{{name: date_key, dtype: id, source: pk}}]}}
  - {{name: dim_x, type: dim, grain: per_entity, primary_key: id, columns: [{{name: id, dtype: id, source: pk}}]}}
  - name: fct
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, id]
    columns:
      - {{name: date_key, dtype: id, source: \"fk:dim_date.date_key\"}}
      - {{name: id, dtype: id, source: \"fk:dim_x.id\"}}
      - {{name: a, dtype: float, source: \"metric:a\"}}
      - {{name: b, dtype: float, source: \"metric:b\"}}
archetypes:
"
    );
    for (name, segments) in archetypes {
        text += &format!("  - {{name: {name}, label: x, description: x, curve_segments: [{segments}]}}\n");
    }
    text += "entities:\n";
    for (name, _) in archetypes {
        text += &format!("  - {{name: {name}, archetype: {name}, size: 1}}\n");
    }
    text
}

const CURVES: [(&str, &str); 3] = [
    ("growth", "{curve: sigmoid, params: {steepness: 6}, start_pct: 0, end_pct: 1}"),
    ("decline", "{curve: exp_decay, params: {rate: 2}, start_pct: 0, end_pct: 1}"),
    ("level", "{curve: plateau, params: {level: 0.4}, start_pct: 0, end_pct: 1}"),
];

/// The engine behind a config whose every cohort stands for `scale` entities.
fn engine(text: &str, scale: f64) -> (Project, Arc<Engine>) {
    match Project::read("test.yaml", text, Overrides { scale: Some(scale), ..Overrides::default() }) {
        Ok((Project::Plotsim(engine), _)) => (Project::Plotsim(Arc::clone(&engine)), engine),
        Ok((Project::Datagen(_) | Project::Both(_), _)) => panic!("not a plotsim config"),
        Err(findings) => panic!("{findings}"),
    }
}

fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| of(a - mean_a, b - mean_b)).sum()
    };
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

/// Both metrics' values, and what was expected of their correlation.
fn drawn(text: &str, scale: f64) -> (Vec<f64>, Vec<f64>, Solved, f64) {
    let (project, engine) = engine(text, scale);
    let fact: Arc<dyn Table> = project.table(2, None);
    let solved = engine.config().correlation.regimes[0].solution.pairs[0];
    (numbers(fact.as_ref(), 2), numbers(fact.as_ref(), 3), solved, engine.expected_correlations()[0])
}

/// Pearson's coefficient in each cell of archetype and period, of 24 periods; those of an archetype stand together.
fn at_each_position(a: &[f64], b: &[f64]) -> Vec<f64> {
    let groups = CURVES.len();
    let size = a.len() / groups;
    let of = |values: &[f64], group: usize, period: usize| -> Vec<f64> {
        values[group * size..(group + 1) * size].iter().skip(period).step_by(24).copied().collect()
    };
    let cell = |at: usize| pearson(&of(a, at / 24, at % 24), &of(b, at / 24, at % 24));
    (0..groups * 24).map(cell).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn residual_coefficients_hold_at_a_fixed_position() {
    for (i, a) in FAMILIES.iter().enumerate() {
        for b in &FAMILIES[i..] {
            for coefficient in [0.7, -0.3] {
                let (x, y, solved, expected) =
                    drawn(&config(a, b, coefficient, "residual", &CURVES[2..]), 6000.0);
                let achieved = pearson(&x, &y);
                // 144,000 cells: four standard errors are about 0.011.
                assert!((achieved - expected).abs() < 0.015, "{a} {b}: {achieved}, expected {expected}");
                assert!((expected - coefficient).abs() < 1e-3, "{a} {b}: {expected} of {coefficient}");
                assert!((solved.expected - coefficient).abs() < 1e-4, "{a} {b}: {solved:?}");
            }
        }
    }
}

#[test]
fn residual_coefficients_hold_at_every_position_of_moving_curves() {
    // Positions between 0.1 and 0.9, where every law varies.
    let moving = [
        ("up", "{curve: linear, params: {start: 0.1, end: 0.9}, start_pct: 0, end_pct: 1}"),
        ("down", "{curve: linear, params: {start: 0.8, end: 0.2}, start_pct: 0, end_pct: 1}"),
        ("level", "{curve: plateau, params: {level: 0.4}, start_pct: 0, end_pct: 1}"),
    ];
    // A count of little variance, a law with bounds, and one whose spread grows with its centre.
    let reshaped =
        "distribution: beta, params: {alpha: 2, beta: 5}, value_range: {min: 0, max: 1}, bounds: reshape";
    for (a, b, coefficient) in [
        (FAMILIES[0], FAMILIES[1], 0.6),
        (FAMILIES[1], FAMILIES[3], -0.5),
        (FAMILIES[2], FAMILIES[5], 0.45),
        (reshaped, FAMILIES[3], 0.7),
        (reshaped, reshaped, -0.6),
    ] {
        let (x, y, solved, expected) = drawn(&config(a, b, coefficient, "residual", &moving), 4000.0);
        let each = at_each_position(&x, &y);
        assert_eq!(solved.status, Status::Met, "{a} {b}: {solved:?}");
        // 288,000 cells in all, 4,000 in each.
        assert!((mean(&each) - coefficient).abs() < 0.005, "{a} {b}: {} {expected}", mean(&each));
        assert!((expected - coefficient).abs() < 0.003, "{a} {b}: {expected}");
        for (place, found) in each.iter().enumerate() {
            assert!((found - coefficient).abs() < 0.075, "{a} {b} at {place}: {found}");
        }
        // No drift along the curve: the first third against the last.
        let third = |from: usize| mean(&each[from..from + 8]);
        assert!((third(0) - third(16)).abs() < 0.025, "{a} {b}: {} {}", third(0), third(16));
    }
}

#[test]
fn normal_and_lognormal_can_have_094_at_most() {
    // Cov(Z, exp(s·Z − s²/2)) = s; Var = exp(s²) − 1.
    let most = 0.5 / f64::exp_m1(0.25).sqrt();
    let (_, engine) = engine(&config(FAMILIES[0], FAMILIES[1], 0.6, "residual", &CURVES), 1.0);
    let solved = engine.config().correlation.regimes[0].solution.pairs[0];
    assert!(
        (solved.attainable.1 - most).abs() < 1e-3 && (solved.attainable.0 + most).abs() < 1e-3,
        "{solved:?}"
    );
}

#[test]
fn pooled_coefficients_hold_in_the_table() {
    let mut statuses = Vec::new();
    for (i, a) in FAMILIES.iter().enumerate() {
        for b in &FAMILIES[i..] {
            for coefficient in [0.6, -0.1, 0.2] {
                let (x, y, solved, expected) = drawn(&config(a, b, coefficient, "pooled", &CURVES), 2000.0);
                let (achieved, each) = (pearson(&x, &y), at_each_position(&x, &y));
                assert!((achieved - expected).abs() < 0.015, "{a} {b}: {achieved}, expected {expected}");
                assert!((expected - solved.expected).abs() < 3e-3, "{a} {b}: {expected}, {solved:?}");
                let residual = mean(&each.into_iter().filter(|r| r.is_finite()).collect::<Vec<_>>());
                assert!((residual - solved.residual).abs() < 0.02, "{a} {b}: {residual}, {solved:?}");
                assert!(
                    solved.residual * coefficient >= 0.0 && solved.residual.abs() <= 0.95 + 1e-9,
                    "{solved:?}"
                );
                if solved.status == Status::Exceeded {
                    assert_eq!((solved.rho, solved.expected), (0.0, solved.alone));
                }
                statuses.push(solved.status);
            }
        }
    }
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    // Metrics that follow one trajectory exceed a weak wish; not every pair can be made to disagree.
    let all = (count(Status::Met), count(Status::Exceeded), count(Status::Nearest));
    assert!(all.0 >= 15 && all.1 >= 15 && all.2 >= 1 && all.0 + all.1 + all.2 == 63, "{all:?}");
}

#[test]
fn what_is_expected_in_the_table_includes_noise_and_rounding() {
    let noise = "noise: {gaussian_sigma: 0.1, outlier_rate: 0.03, mcar_rate: 0.02}";
    for (a, b) in [(0, 1), (2, 3), (3, 3), (4, 5)] {
        for (scope, coefficient) in [("pooled", 0.6), ("residual", 0.6)] {
            let text = config(FAMILIES[a], FAMILIES[b], coefficient, scope, &CURVES[2..]);
            let text = text.replace("output:", &format!("{noise}\noutput:"));
            let (x, y, solved, expected) = drawn(&text, 8000.0);
            let (x, y): (Vec<f64>, Vec<f64>) =
                x.into_iter().zip(y).filter(|(x, y)| x.is_finite() && y.is_finite()).unzip();
            let achieved = pearson(&x, &y);
            assert!((solved.expected - coefficient).abs() < 1e-4);
            assert!(expected < coefficient - 0.05, "outliers weaken it: {expected}");
            // Outliers make tails heavy: 184,000 cells, four standard errors.
            assert!((achieved - expected).abs() < 0.02, "{a} {b} {scope}: {achieved}, expected {expected}");
        }
    }
    // Counts that are mostly 0: what noise makes of a 0 is told apart from what it makes of an outlier.
    let rare = "distribution: poisson, params: {lambda: 1}";
    for noise in ["{gaussian_sigma: 0.03, outlier_rate: 0.01}", "{outlier_rate: 0.01}"] {
        let text = config(rare, rare, 0.4, "residual", &CURVES[2..]);
        let (x, y, _, expected) =
            drawn(&text.replace("output:", &format!("noise: {noise}\noutput:")), 8000.0);
        let achieved = pearson(&x, &y);
        assert!((achieved - expected).abs() < 0.012, "{noise}: {achieved}, expected {expected}");
    }
    let whole = config(FAMILIES[0], FAMILIES[1], 0.6, "residual", &CURVES[2..])
        .replace("mu: 10, sigma: 2", "mu: 4, sigma: 0.4")
        .replace("{name: a, dtype: float", "{name: a, dtype: int");
    let (x, y, _, expected) = drawn(&whole, 6000.0);
    let achieved = pearson(&x, &y);
    assert!((achieved - expected).abs() < 0.015 && expected < 0.59, "{achieved}, expected {expected}");
}

#[test]
fn delays_of_a_spread_are_counted_in_before_noise_and_after() {
    // Peaks that come anywhere in the window, in a season, of entities that arrive one after the other.
    let text = "about: Players\nunit: player\nwindow: ['2025-01-01', '2025-03-01', daily]\nseed: 8\nbounds: reshape\n\
        metrics:\n  - {name: sessions, type: count, polarity: positive, range: [0, 6]}\n  \
        - {name: minutes, type: amount, polarity: positive, range: [0, 240]}\n  \
        - {name: tilt, type: score, polarity: negative, follows: minutes, delay: 4, decay_window: 3}\n\
        connections: [minutes driven_by sessions, tilt resists sessions]\nfacts: wide\n\
        segments:\n  - {name: casuals, count: 30000, archetype: spike_then_crash, \
        spread: {level: 0.1, timing: 0.3, amplitude: 0.4}, arrival: {kind: linear, start: 0, end: 50, direction: decreasing}}\n\
        seasonality: [{months: [2], strength: 0.4}]\nnoise: NOISE\n";
    for noise in ["clean", "realistic"] {
        let (project, engine) = engine(&text.replace("NOISE", noise), 1.0);
        let fact = project.names().iter().position(|name| name.starts_with("fct_")).expect("a fact");
        let fact = project.table(fact, None);
        let column = |name: &str| {
            let place = fact.columns().iter().position(|column| column.name == name);
            numbers(fact.as_ref(), place.expect("a column"))
        };
        let [sessions, minutes, tilt] = ["sessions", "minutes", "tilt"].map(column);
        let solved: Vec<f64> =
            engine.config().correlation.regimes[0].solution.pairs.iter().map(|pair| pair.expected).collect();
        for (place, other) in [minutes, tilt].iter().enumerate() {
            let both = other.iter().zip(&sessions).filter(|(a, b)| a.is_finite() && b.is_finite());
            let (a, b): (Vec<f64>, Vec<f64>) = both.unzip();
            let (achieved, expected) = (pearson(&a, &b), engine.expected_correlations()[place]);
            assert!((achieved - expected).abs() < 0.003, "{noise} {place}: {achieved}, expected {expected}");
            if noise == "clean" {
                assert!((achieved - solved[place]).abs() < 0.003, "{place}: {achieved}, {}", solved[place]);
            }
        }
    }
}
