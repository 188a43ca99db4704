//! Coefficients that a config asks for are those of the rows, for every pair of families and both scopes.

use std::sync::Arc;

use super::fixture::numbers;
use crate::config::Overrides;
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
    match Project::read("test.yaml", text, Overrides { seed: None, scale: Some(scale) }) {
        Ok((Project::Plotsim(engine), _)) => (Project::Plotsim(Arc::clone(&engine)), engine),
        Ok((Project::Datagen(_), _)) => panic!("not a plotsim config"),
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
fn drawn(text: &str, scale: f64) -> (Vec<f64>, Vec<f64>, f64) {
    let (project, engine) = engine(text, scale);
    let fact: Arc<dyn Table> = project.table(2, None);
    let expected = engine.config().correlation.solution.pairs[0].expected;
    (numbers(fact.as_ref(), 2), numbers(fact.as_ref(), 3), expected)
}

#[test]
fn residual_coefficients_hold_at_a_fixed_position() {
    for (i, a) in FAMILIES.iter().enumerate() {
        for b in &FAMILIES[i..] {
            for coefficient in [0.7, -0.3] {
                let (x, y, expected) = drawn(&config(a, b, coefficient, "residual", &CURVES[2..]), 6000.0);
                let achieved = pearson(&x, &y);
                // 144,000 cells: four standard errors are about 0.011.
                assert!((achieved - expected).abs() < 0.015, "{a} {b}: {achieved}, expected {expected}");
                assert!((expected - coefficient).abs() < 1e-4, "{a} {b}: {expected} of {coefficient}");
            }
        }
    }
}

#[test]
fn pooled_coefficients_hold_in_the_table() {
    let mut met = 0;
    for (i, a) in FAMILIES.iter().enumerate() {
        for b in &FAMILIES[i..] {
            for coefficient in [0.6, -0.1] {
                let (x, y, expected) = drawn(&config(a, b, coefficient, "pooled", &CURVES), 2000.0);
                let achieved = pearson(&x, &y);
                assert!((achieved - expected).abs() < 0.015, "{a} {b}: {achieved}, expected {expected}");
                met += usize::from((expected - coefficient).abs() < 1e-4);
            }
        }
    }
    // Of two metrics that follow one trajectory closely, not every pair can be made to disagree.
    assert!((21..42).contains(&met), "{met} of 42 were attainable");
}
