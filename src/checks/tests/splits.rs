//! The check of tables that hold some rows of another.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array};
use arrow::datatypes::Int32Type;

use super::{broken, check, not_passed, project};

pub const GYM: &str = "
about: Members of a gym
unit: member
window: [2023-01, 2024-12]
metrics:
  - { name: visits, type: count, polarity: positive, range: [0, 12] }
segments:
  - { name: regular, count: 80, archetype: seasonal }
  - { name: leaving, count: 40, archetype: decline }
holdout: { target: visits, periods: 3 }
quality: [{ table: fct_visits, issue: duplicate_rows, rate: 0.02 }]
";

#[test]
fn a_split_passes() {
    let gym = check(&project(GYM, None), 2);
    assert_eq!(not_passed(&gym), Vec::<String>::new());
    let held = gym.outcomes.iter().find(|outcome| outcome.check == "holdout_split").unwrap();
    assert_eq!(held.observed, "2520 for training and 360 held out");
    assert_eq!(held.detail, "training ends with 20240901, the holdout begins with 20241001");
}

#[test]
fn a_period_on_both_sides_is_found() {
    let early = |_, keys: ArrayRef| -> ArrayRef {
        let keys = keys.as_primitive::<Int32Type>().iter();
        Arc::new(Int32Array::from_iter(
            keys.map(|key| key.map(|key| if key == 20241001 { 20240901 } else { key })),
        ))
    };
    assert!(broken(GYM, "fct_visits_holdout", "date_key", early).contains(&"holdout_split"));
}
