//! The conditions of foreign keys, against rows of which some were broken.

use arrow::array::ArrayRef;

use super::{Harm, broken, check, mapped, moved, not_passed, project};

/// Restaurants, dishes, couriers, orders and their lines; staff and comments that are trees.
pub const FOOD: &str = include_str!("food.yaml");

#[test]
fn conditions_hold_whatever_the_seed_the_types_and_the_threads() {
    let native = format!("types: native\n{FOOD}");
    for (text, seed) in [(FOOD, None), (FOOD, Some(1)), (native.as_str(), Some(77))] {
        let project = project(text, seed);
        let one = check(&project, 1);
        assert_eq!(not_passed(&one), Vec::<String>::new());
        assert_eq!(format!("{one:?}"), format!("{:?}", check(&project, 8)));
    }
}

/// Puts each row's value in the row before it, within a block.
fn turned(_: u64, array: ArrayRef) -> ArrayRef {
    moved(&array, |row| (row + 1) % array.len())
}

#[test]
fn a_dish_of_another_restaurant_is_told() {
    let found = broken(FOOD, "lines", "dish_id", turned);
    assert!(found.contains(&"reference_match"), "{found:?}");
    // Pairs of order and dish repeat where each order has the dish of another line twice.
    let first: Harm = |_, array| moved(&array, |row| row - row % 2);
    let found = broken(FOOD, "lines", "dish_id", first);
    assert!(found.contains(&"pk_uniqueness") && found.contains(&"reference_match"), "{found:?}");
}

#[test]
fn a_closed_restaurant_and_one_that_was_not_open_are_told() {
    let found = broken(FOOD, "orders", "restaurant_id", |_, array| {
        mapped(&array, |row, _| Some((row % 300) as f64 + 1.0))
    });
    assert!(found.contains(&"reference_match") && found.contains(&"reference_bounds"), "{found:?}");
}

#[test]
fn couriers_who_left_and_the_same_courier_twice_are_told() {
    let found = broken(FOOD, "orders", "courier_id", turned);
    assert!(found.contains(&"reference_bounds") && found.contains(&"reference_match"), "{found:?}");
    let found = broken(FOOD, "lines", "side_id", |_, array| array);
    assert_eq!(found, Vec::<&str>::new());
    let all_one: Harm = |_, array| moved(&array, |_| 0);
    let found = broken(FOOD, "staff", "buddy_id", all_one);
    assert!(found.contains(&"reference_match") && found.contains(&"reference_differs"), "{found:?}");
}

#[test]
fn circles_and_deep_trees_are_told() {
    let last: Harm = |_, array| moved(&array, |row| array.len() - 1 - row / 2);
    assert!(broken(FOOD, "staff", "boss_id", last).contains(&"reference_tree"));
    let shallow = FOOD.replace("roots: 0.02, depth: 6", "roots: 0.02, depth: 3");
    assert_eq!(not_passed(&check(&project(&shallow, None), 2)), Vec::<String>::new());
}

#[test]
fn totals_that_are_not_those_of_the_children_are_told() {
    for (table, column) in
        [("orders", "cents"), ("orders", "lines"), ("orders", "mean"), ("posts", "last_at")]
    {
        let found = broken(FOOD, table, column, turned);
        assert!(found.contains(&"children_values"), "{table}.{column}: {found:?}");
    }
}

#[test]
fn weights_of_parents_are_judged() {
    const WEIGHED: &str = "
datasets:
- { name: p, output: p, num_rows: 20, columns: [{ name: id, generator: { type: sequential_id } }, { name: w, generator: { type: uniform_int, min: 0, max: 9 } }] }
- { name: t, output: t, num_rows: 20000, columns: [{ name: p, generator: { type: foreign_key, dataset: p, column: id, weight: w } }] }
";
    let checked = check(&project(WEIGHED, None), 2);
    assert_eq!(not_passed(&checked), Vec::<String>::new());
    assert!(checked.outcomes.iter().any(|outcome| outcome.check == "reference_weights"));
    let even: Harm = |_, array| mapped(&array, |row, _| Some((row % 20) as f64 + 1.0));
    assert_eq!(broken(WEIGHED, "t", "p", even), ["reference_weights"]);
}
