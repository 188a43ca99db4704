//! `decimals`, `zeros` and `only_when`: what rows show of them, and what the checks say.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{Decimal128Type, Int64Type};

use super::{clean, passing};
use crate::config::types::ColumnType;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::Engine;
use crate::project::Project;
use crate::steps::Steps;
use crate::tables::Table;
use crate::workers::Workers;

const GYM: &str = r#"
about: Members of a gym
unit: member
window: [2022-01, 2023-12]
seed: 3
noise: { mcar_rate: 0.05, outlier_rate: 0.01 }
metrics:
  - { name: visits, type: count, polarity: positive, range: [0, 3] }
  - { name: spend, type: amount, polarity: positive, range: [5, 80], decimals: 2, only_when: "visits > 0" }
  - { name: rating, type: score, polarity: positive, range: [1, 5], decimals: 1, only_when: "spend >= 20", otherwise: null }
  - { name: tips, type: score, polarity: positive, range: [1, 2], decimals: 1, zeros: 0.3, noise: clean }
  - { name: mood, type: index, polarity: positive, range: [-10, 10], decimals: 0 }
segments:
  - { name: keen, count: 150, archetype: "linear(0.1, 0.9)", baseline: { tips: high } }
  - { name: tired, count: 150, archetype: decline }
connections: [tips 0.5 mood, [spend, 0.4, mood]]
facts:
  - name: fct_member
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: member_id, type: ref.dim_member }
      - { name: visits, type: metric.visits }
      - { name: spend, type: metric.spend }
      - { name: rating, type: metric.rating }
      - { name: tips, type: metric.tips }
      - { name: mood, type: metric.mood }
      - { name: before, type: "lag.spend:periods:1" }
dimensions:
  - { name: dim_member, columns: [{ name: member_id, type: id }] }
events:
  - name: evt_bonus
    trigger: threshold
    metric: spend
    above: 60
    every: true
    columns:
      - { name: bonus_id, type: id }
      - { name: member_id, type: ref.dim_member }
      - { name: date_key, type: ref.dim_date }
"#;

/// A fact's columns by name, all rows.
fn column(project: &Project, table: &str, name: &str) -> Vec<Option<f64>> {
    let table = project.names().iter().position(|known| *known == table).expect("a table");
    let table: Arc<dyn Table> = project.table(table, None);
    let place = table.columns().iter().position(|column| column.name == name).expect("a column");
    let scan = table.scan(&[place], &Workers::new(2));
    let mut all = Vec::new();
    for block in 0..table.blocks() {
        let array = Arc::clone(&scan.block(block).columns[0]);
        match table.columns()[place].kind {
            ColumnType::Decimal { scale, .. } => {
                let digits = array.as_primitive::<Decimal128Type>();
                assert_eq!(digits.scale() as u8, scale);
                let unit = 10f64.powi(i32::from(scale));
                all.extend(digits.iter().map(|digits| digits.map(|digits| digits as f64 / unit)));
            }
            ColumnType::Int64 => {
                let whole = array.as_primitive::<Int64Type>();
                all.extend(whole.iter().map(|whole| whole.map(|whole| whole as f64)));
            }
            kind => panic!("{} is not rounded", kind.sql()),
        }
    }
    all
}

fn project(model: Plotsim) -> Project {
    Project::Plotsim(Arc::new(Engine::new(Arc::new(model))))
}

#[test]
fn values_are_rounded_zeroed_and_gated() {
    let project = project(clean(GYM));
    let [visits, spend, rating, tips, mood, before] = ["visits", "spend", "rating", "tips", "mood", "before"]
        .map(|name| column(&project, "fct_member", name));
    assert_eq!(visits.len(), 300 * 24);
    let mut idle = 0;
    for row in 0..visits.len() {
        if let (Some(visits), Some(spend)) = (visits[row], spend[row]) {
            assert_eq!(visits == 0.0, spend == 0.0, "row {row}: {visits} {spend}");
            idle += usize::from(spend == 0.0);
            assert!(spend == 0.0 || (5.0..=80.0).contains(&spend));
        }
        if let (Some(spend), Some(rating)) = (spend[row], rating[row]) {
            assert!(spend >= 20.0, "row {row}: {spend} {rating}");
            assert!(((rating * 10.0).round() - rating * 10.0).abs() < 1e-9 && (1.0..=5.0).contains(&rating));
        }
        // A value that went missing leaves that of others as it was.
        let spent = spend[row].is_none_or(|spend| spend >= 20.0);
        assert!(spent || rating[row].is_none());
    }
    assert!(idle > 500, "{idle}");
    assert!(
        (0..visits.len()).any(|row| visits[row].is_none() && spend[row].is_some_and(|spend| spend > 0.0))
    );
    let nothing = tips.iter().filter(|tip| **tip == Some(0.0)).count() as f64 / tips.len() as f64;
    // Three standard errors of a share of 0.3 among 7,200.
    assert!((nothing - 0.3).abs() < 3.0 * (0.3f64 * 0.7 / tips.len() as f64).sqrt(), "{nothing}");
    assert!(tips.iter().flatten().all(|tip| *tip == 0.0 || (1.0..=2.0).contains(tip)));
    assert!(mood.iter().flatten().all(|mood| mood.fract() == 0.0 && mood.abs() <= 10.0));
    for row in 0..spend.len() {
        let expected = if row % 24 == 0 { None } else { spend[row - 1] };
        assert_eq!(before[row], expected, "row {row}");
    }
}

#[test]
fn checks_pass_and_say_what_they_know() {
    let project = project(clean(GYM));
    let checked = passing(&project);
    let gates = checked.outcomes.iter().filter(|outcome| outcome.check == "only_when").count();
    assert_eq!(gates, 2);
    // The coefficient that the rows show is the one that is told, zeros and rounding included.
    let Project::Plotsim(engine) = &project else { panic!("a plotsim config") };
    let expected = engine.expected_correlations();
    assert!(expected[0].is_finite() && expected[1].is_nan(), "{expected:?}");
    let pair = &checked.measurements.correlations.as_ref().expect("correlations").pairs;
    assert_eq!(pair.len(), 1, "a metric with a condition is not judged");
    assert!((pair[0].achieved - expected[0]).abs() < 0.05, "{} {}", pair[0].achieved, expected[0]);
}

#[test]
fn traces_end_with_what_the_table_shows() {
    let model = clean(GYM);
    let project = project(model);
    let Project::Plotsim(engine) = &project else { panic!("a plotsim config") };
    for metric in 0..5 {
        let set = engine.metrics([metric]);
        let cells = engine.values(0..6, &set);
        for entity in 0..6 {
            for period in 0..24 {
                let mut steps = Steps::default();
                engine.explain(entity, period, metric, &mut steps);
                let last = steps.as_slice().last().and_then(|step| step.value).unwrap_or(f64::NAN);
                let shown = cells.value(metric, entity, period);
                assert!(
                    last == shown || (last.is_nan() && shown.is_nan()),
                    "{metric} {entity} {period}: {last} {shown}"
                );
            }
        }
    }
}
