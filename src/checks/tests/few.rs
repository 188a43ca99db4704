//! Two entities, clipped laws and no noise: what the checks may say of so little, and what they still find.

use super::{Harm, broken, check, mapped, moved, not_passed, project};

/// About half of the values of swell lie on its lower bound.
const TIDES: &str = r#"
domain: { name: Tides, description: Tides at two piers, entity_type: pier, entity_label: Piers }
time_window: { start: 2010-01, end: 2024-12, granularity: monthly }
seed: 5
metrics:
  - { name: swell, label: Swell, distribution: beta, params: { alpha: 2, beta: 5 }, polarity: positive, value_range: { min: 0, max: 1 } }
  - { name: calm, label: Calm, distribution: beta, params: { alpha: 2, beta: 5 }, polarity: positive, value_range: { min: 0, max: 1 }, persistence: 0 }
archetypes:
  - { name: level, label: Level, description: Level, curve_segments: [{ curve: plateau, params: { level: 0.1 }, start_pct: 0, end_pct: 1 }] }
entities:
  - { name: north, archetype: level, size: 1 }
  - { name: south, archetype: level, size: 1 }
correlations: [{ metric_a: swell, metric_b: calm, coefficient: -0.5 }]
noise: { gaussian_sigma: 0, outlier_rate: 0, mcar_rate: 0 }
tables:
  - { name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{ name: date_key, dtype: id, source: pk }] }
  - { name: dim_pier, type: dim, grain: per_entity, primary_key: pier_id, columns: [{ name: pier_id, dtype: id, source: pk }] }
  - name: fct_tide
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, pier_id]
    foreign_keys: [dim_date.date_key, dim_pier.pier_id]
    columns:
      - { name: date_key, dtype: id, source: "fk:dim_date.date_key" }
      - { name: pier_id, dtype: id, source: "fk:dim_pier.pier_id" }
      - { name: swell, dtype: float, source: "metric:swell" }
      - { name: calm, dtype: float, source: "metric:calm" }
output: { format: csv, directory: out }
"#;

#[test]
fn few_entities_pass_whatever_the_seed() {
    let persistent = TIDES.replace("persistence: 0 ", "persistence: 0.6 ");
    for text in [TIDES, &persistent] {
        for seed in 1..=30 {
            assert_eq!(not_passed(&check(&project(text, Some(seed)), 1)), Vec::<String>::new(), "{seed}");
        }
    }
}

#[test]
fn cells_without_persistence_tell_of_few_entities_too() {
    let later: Harm = |_, array| moved(&array, |row| (row + 7) % array.len());
    assert!(broken(TIDES, "fct_tide", "calm", later).contains(&"correlation_fit"));
}

#[test]
fn values_missing_from_a_bound_are_told() {
    let off: Harm = |_, array| mapped(&array, |_, own| Some(if own == 0.0 { 0.03 } else { own }));
    assert!(broken(TIDES, "fct_tide", "swell", off).contains(&"marginal_fit"));
}
