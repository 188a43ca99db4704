//! Versions of which one thing was broken.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array, Int64Array};
use arrow::datatypes::{Int32Type, Int64Type};

use super::{broken, check, moved, not_passed, project};

pub const TIERS: &str = "
about: A rowing club
unit: member
window: [2021-01, 2023-12]
seed: 5
metrics:
  - { name: zeal, type: score, polarity: positive }
segments:
  - { name: early, count: 80, archetype: growth, spread: { level: 0.1 } }
  - { name: late, count: 20, archetype: growth, arrival: { kind: uniform, start: 0, end: 20 } }
dimensions:
  - name: dim_member
    columns:
      - { name: member_id, type: id }
      - { name: boat, type: scd, tracks: zeal, tiers: [double, four, eight], at: [0.3, 0.6] }
  - { name: dim_race, reference: true, count: 5, columns: [{ name: race_id, type: id }] }
bridges:
  - { name: br_race, left: dim_member, right: dim_race, cardinality: [1, 3] }
facts: wide
";

/// Adds to one number of the first block.
fn later<const ROW: usize>(block: u64, array: ArrayRef) -> ArrayRef {
    if block > 0 {
        return array;
    }
    if let Some(whole) = array.as_primitive_opt::<Int64Type>() {
        let add = |(row, value): (usize, &i64)| if row == ROW { value + 1 } else { *value };
        return Arc::new(Int64Array::from_iter_values(whole.values().iter().enumerate().map(add)));
    }
    let whole = array.as_primitive::<Int32Type>();
    let add = |(row, value): (usize, &i32)| if row == ROW { value + 100 } else { *value };
    Arc::new(Int32Array::from_iter_values(whole.values().iter().enumerate().map(add)))
}

#[test]
fn versions_that_are_as_they_ought_to_be_pass() {
    assert_eq!(not_passed(&check(&project(TIERS, None), 2)), Vec::<String>::new());
}

#[test]
fn versions_of_an_entity_count_as_one_draw() {
    // A country for each member, which up to four versions repeat.
    let text = TIERS.replace(
        "      - { name: boat, type: scd, tracks: zeal, tiers: [double, four, eight], at: [0.3, 0.6] }",
        "      - { name: home, type: geo.country }
      - { name: boat, type: scd, tracks: zeal, tiers: [double, four, six, eight], at: [0.2, 0.4, 0.6] }",
    );
    for seed in 1..=20 {
        assert_eq!(not_passed(&check(&project(&text, Some(seed)), 1)), Vec::<String>::new(), "{seed}");
    }
    // All members in the country of the first.
    let one = |_, array: ArrayRef| moved(&array, |_| 0);
    assert!(broken(&text, "dim_member", "home", one).contains(&"value_weights"));
}

#[test]
fn versions_out_of_turn_are_found() {
    assert!(broken(TIERS, "dim_member", "valid_from", later::<1>).contains(&"scd_integrity"));
    assert!(broken(TIERS, "dim_member", "valid_to", later::<0>).contains(&"scd_integrity"));
    assert!(broken(TIERS, "dim_member", "dim_row_id", later::<1>).contains(&"scd_integrity"));
    let none_is_current =
        |_, array: ArrayRef| -> ArrayRef { Arc::new(BooleanArray::from(vec![false; array.len()])) };
    assert!(broken(TIERS, "dim_member", "is_current", none_is_current).contains(&"scd_integrity"));
}

#[test]
fn facts_that_name_another_version_are_found() {
    assert_eq!(broken(TIERS, "fct_member", "dim_row_id", later::<0>), ["scd_integrity"]);
}
