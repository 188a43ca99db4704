//! Facts with a variable number of rows, their children and keys, against rows of which one was broken.

use arrow::array::{Array, ArrayRef};

use super::{Harm, broken, check, mapped, moved, not_passed, project};

/// Orders with lines, and returns of some of them.
pub const ORDERS: &str = "
about: A shop
unit: customer
seed: 9
window: { start: 2023-01, end: 2024-06, every: monthly }
metrics:
  - { name: buying, type: count, polarity: positive, range: [0, 6] }
  - { name: spend, type: amount, polarity: positive, range: [10, 900], noise: { mcar_rate: 0.05 } }
segments:
  - { name: loyal, count: 90, archetype: growth }
facts:
  - { name: fct_month, columns: [{ name: date_key, type: ref.dim_date }, { name: customer_id, type: ref.dim_customer }], metrics: [buying, spend] }
  - name: fct_orders
    row_count_driver: buying
    row_count_scale: 1
    columns:
      - { name: order_id, type: id }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
      - { name: at, type: timestamp }
      - { name: amount, type: split, of: spend }
  - name: fct_lines
    parent_table: fct_orders
    children_per_row: [1, 3]
    columns:
      - { name: line_id, type: id }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
      - { name: nr, type: child_number }
      - { name: piece, type: split, of: buying }
  - name: fct_returns
    row_count_driver: buying
    row_count_scale: 0.4
    columns:
      - { name: return_id, type: id }
      - { name: order_id, type: ref.fct_orders }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
";

#[test]
fn counted_facts_pass_whatever_the_seed_and_the_threads() {
    for seed in [None, Some(1), Some(77)] {
        let project = project(ORDERS, seed);
        let one = check(&project, 1);
        assert_eq!(not_passed(&one), Vec::<String>::new());
        assert_eq!(format!("{one:?}"), format!("{:?}", check(&project, 8)));
    }
}

/// Puts the last value of the first block in the place of the first.
fn last_first(number: u64, array: ArrayRef) -> ArrayRef {
    if number > 0 { array } else { moved(&array, |row| if row == 0 { array.len() - 1 } else { row }) }
}

#[test]
fn a_key_of_another_customer_is_told() {
    assert!(broken(ORDERS, "fct_returns", "order_id", last_first).contains(&"entity_reference"));
    let found = broken(ORDERS, "fct_lines", "order_id", last_first);
    assert!(found.contains(&"entity_reference") && found.contains(&"child_number"), "{found:?}");
}

#[test]
fn a_key_of_a_later_month_is_told() {
    // The first return moves to the first month.
    let first: Harm = |number, array| {
        if number > 0 { array } else { mapped(&array, |_, _| Some(20_230_101.0)) }
    };
    assert!(broken(ORDERS, "fct_returns", "date_key", first).contains(&"entity_reference"));
}

#[test]
fn too_many_children_are_told() {
    let one: Harm = |number, array| if number > 0 { array } else { moved(&array, |row| row / 6) };
    let found = broken(ORDERS, "fct_lines", "order_id", one);
    assert!(found.contains(&"child_counts"), "{found:?}");
}

#[test]
fn parts_that_do_not_add_up_are_told() {
    let more: Harm = |number, array| {
        if number > 0 {
            array
        } else {
            mapped(&array, |row, own| Some(if row == 3 { own * 1.000_001 } else { own }))
        }
    };
    assert_eq!(broken(ORDERS, "fct_orders", "amount", more), ["split_sums"]);
    let whole: Harm = |number, array| {
        if number > 0 {
            array
        } else {
            mapped(&array, |row, own| Some(if row == 3 { own + 1.0 } else { own }))
        }
    };
    assert!(broken(ORDERS, "fct_lines", "piece", whole).contains(&"split_sums"));
}
