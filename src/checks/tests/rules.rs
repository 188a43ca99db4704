//! Every rule among the columns of a row, against rows of which one was broken.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StringArray, StructArray};
use arrow::datatypes::Int32Type;

use super::{Harm, broken, check, mapped, moved, not_passed, project, with_text};

/// Children with copies, chains of moments, levels, patterns, JSON and a key of two columns.
pub const RELATED: &str = r#"
seed: 7
hierarchies:
  - name: place
    levels: [country, city]
    tree: { DE: [Berlin, Bonn], FR: [Paris, Lyon] }
datasets:
  - name: parents
    output: parents
    num_rows: 500
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: at, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-03-01T00:00:00 } }
      - { name: tier, generator: { type: one_of, values: [a, b] } }
  - name: kids
    output: kids
    columns:
      - { name: parent, generator: { type: foreign_key, dataset: parents, column: id, per_parent: { min: 1, max: 4 } } }
      - { name: nr, generator: { type: child_number } }
      - { name: tier, generator: { type: parent_value, of: parent, column: tier } }
      - { name: begun, generator: { type: parent_value, of: parent, column: at } }
      - { name: later, generator: { type: after, column: begun, by: { min: 1, max: 5 }, prob: 0.9 } }
      - { name: seen, generator: { type: between, low: begun, high: 2024-03-31T00:00:00 } }
      - { name: country, generator: { type: hierarchy, of: place, level: country } }
      - { name: city, generator: { type: hierarchy, of: place, level: city } }
      - { name: code, generator: { type: string_pattern, template: "K-{uniform_int:10-99}" } }
      - name: doc
        generator:
          type: json_object
          fields:
            page: { type: one_of, values: [home, cart] }
            ms: { type: uniform_int, min: 0, max: 900 }
            tags: { type: json_array, min: 0, max: 3, item: { type: one_of, values: [x, y] } }
  - name: bills
    output: bills
    num_rows: 300
    rules: ["label LIKE '%-0%'", "due IS NULL OR due > sent"]
    columns:
      - { name: kid, generator: { type: foreign_key, dataset: parents, column: id } }
      - { name: sent, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-03-01T00:00:00 } }
      - { name: due, sql: "date_trunc('month', sent) + INTERVAL 1 MONTH + to_seconds(0.5)" }
      - { name: tier, generator: { type: parent_value, of: kid, column: tier } }
      - { name: label, sql: "kid.tier || '-' || lpad(CAST(month(sent) AS VARCHAR), 3, '0')" }
  - name: returns
    output: returns
    num_rows: 300
    columns:
      - { name: parent, generator: { type: foreign_key, dataset: kids, column: parent, zipf: 0 } }
      - { name: nr, generator: { type: foreign_key, dataset: kids, column: nr, with: parent } }
      - { name: code, generator: { type: parent_value, of: parent, column: code } }
"#;

#[test]
fn related_columns_pass_whatever_the_seed() {
    for seed in [None, Some(1), Some(77)] {
        assert_eq!(not_passed(&check(&project(RELATED, seed), 3)), Vec::<String>::new());
    }
}

/// Puts the value of row 0 in the place of the first row that has another one.
fn one_other(number: u64, array: ArrayRef) -> ArrayRef {
    if number > 0 {
        return array;
    }
    let texts = |row| super::super::keys::Values::of(&array).words(row);
    let other = (1..array.len()).find(|row| texts(*row) != texts(0)).expect("another value");
    moved(&array, |row| if row == other { 0 } else { row })
}

#[test]
fn a_copy_of_another_row_is_told() {
    assert_eq!(broken(RELATED, "kids", "tier", one_other), ["parent_value"]);
    assert_eq!(broken(RELATED, "returns", "code", one_other), ["parent_value"]);
}

#[test]
fn a_computed_value_that_is_another_and_a_broken_rule_are_told() {
    assert_eq!(broken(RELATED, "bills", "label", one_other), ["computed_value"]);
    let other: Harm = |number, array| if number > 0 { array } else { with_text(&array, 1, Some("a-7")) };
    assert_eq!(broken(RELATED, "bills", "label", other), ["computed_value", "row_rules"]);
}

#[test]
fn a_moment_before_its_base_is_told() {
    // Among the first rows, others begin on other days.
    assert_eq!(broken(RELATED, "kids", "later", one_other), ["after_order"]);
    let ahead: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 1, Some("2024-01-01 00:00:00")) }
    };
    assert!(broken(RELATED, "kids", "later", ahead).contains(&"after_order"));
}

#[test]
fn a_moment_on_either_side_of_its_two_others_is_told() {
    // The second kid begins after the start of its parents' time; none is seen after March.
    let at = |moment: &'static str| {
        move |number: u64, array: ArrayRef| {
            if number > 0 { array } else { with_text(&array, 1, Some(moment)) }
        }
    };
    assert_eq!(broken(RELATED, "kids", "seen", at("2024-01-01 00:00:00")), ["between_bounds"]);
    assert!(broken(RELATED, "kids", "seen", at("2024-03-31 00:00:01")).contains(&"between_bounds"));
}

#[test]
fn a_city_of_another_country_is_told() {
    assert_eq!(broken(RELATED, "kids", "country", one_other), ["hierarchy_membership"]);
}

#[test]
fn a_gap_between_children_and_a_key_twice_are_told() {
    let gap: Harm = |number, array| {
        if number > 0 { array } else { mapped(&array, |row, own| Some(if row == 0 { 4.0 } else { own })) }
    };
    assert!(broken(RELATED, "kids", "nr", gap).contains(&"child_number"));
    let all_first: Harm = |_, array| mapped(&array, |_, _| Some(1.0));
    let found = broken(RELATED, "kids", "nr", all_first);
    assert!(found.contains(&"pk_uniqueness") && found.contains(&"child_number"), "{found:?}");
}

#[test]
fn a_pair_that_no_row_has_is_told() {
    // Four children are the most, but not of every parent.
    let fourth: Harm = |_, array| mapped(&array, |_, _| Some(4.0));
    let found = broken(RELATED, "returns", "nr", fourth);
    assert!(found.contains(&"composite_fk") && !found.contains(&"fk_integrity"), "{found:?}");
}

#[test]
fn a_text_of_another_pattern_is_told() {
    for other in ["K-99", "k-10", "K-1", "K-10 "] {
        let other = move |number: u64, array: ArrayRef| {
            if number > 0 { array } else { with_text(&array, 5, Some(other)) }
        };
        let found = broken(RELATED, "kids", "code", other);
        assert_eq!(found[0], "text_pattern", "{found:?}");
    }
}

#[test]
fn json_of_another_shape_is_told() {
    for other in [
        "{",
        "[]",
        r#"{"ms":1,"page":"home","tags":[]}"#,
        r#"{"page":"home","ms":1}"#,
        r#"{"page":"shop","ms":1,"tags":[]}"#,
        r#"{"page":"home","ms":901,"tags":[]}"#,
        r#"{"page":"home","ms":1.5,"tags":[]}"#,
        r#"{"page":"home","ms":1,"tags":["x","x","x","x"]}"#,
        r#"{"page":"home","ms":1,"tags":["z"]}"#,
        r#"{"page":null,"ms":1,"tags":[]}"#,
    ] {
        let harm = move |number: u64, array: ArrayRef| {
            if number > 0 { array } else { with_text(&array, 5, Some(other)) }
        };
        assert_eq!(broken(RELATED, "kids", "doc", harm), ["json_shape"], "{other}");
    }
}

/// A structure that holds a list.
pub const NESTED: &str = "
types: native
datasets:
- name: t
  output: t
  num_rows: 300
  columns:
  - name: doc
    generator:
      type: struct
      fields:
        page: { type: one_of, values: [home, cart] }
        sizes: { type: list, min: 1, max: 3, item: { type: uniform_int, min: 0, max: 9 } }
";

#[test]
fn a_part_out_of_its_bounds_is_told() {
    assert_eq!(not_passed(&check(&project(NESTED, None), 2)), Vec::<String>::new());
    for (page, sizes) in [
        (Some("shop"), vec![Some(1)]),
        (None, vec![Some(1)]),
        (Some("home"), vec![]),
        (Some("home"), vec![Some(1); 4]),
        (Some("home"), vec![Some(9)]),
        (Some("home"), vec![Some(1), None]),
    ] {
        let harm = move |number: u64, array: ArrayRef| {
            if number > 0 {
                return array;
            }
            let whole = array.as_struct();
            let pages = whole.column(0).as_string::<i32>().iter().enumerate();
            let pages: StringArray = pages.map(|(row, own)| if row == 5 { page } else { own }).collect();
            let own = |row: usize| -> Vec<Option<i32>> {
                whole.column(1).as_list::<i32>().value(row).as_primitive::<Int32Type>().iter().collect()
            };
            let lists = (0..array.len()).map(|row| Some(if row == 5 { sizes.clone() } else { own(row) }));
            let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(lists);
            let parts: Vec<ArrayRef> = vec![Arc::new(pages), Arc::new(lists)];
            Arc::new(StructArray::new(whole.fields().clone(), parts, None))
        };
        assert_eq!(broken(NESTED, "t", "doc", harm), ["nested_shape"]);
    }
}

/// Columns that others decide on: laws, texts, moments, keys of two tables, and a case within a case.
pub const DECIDED: &str = "
seed: 7
datasets:
  - name: users
    output: users
    num_rows: 50
    columns: [{ name: id, generator: { type: sequential_id } }, { name: name, generator: { type: string_pattern, template: 'u{sequential_id}' } }]
  - name: firms
    output: firms
    num_rows: 20
    columns: [{ name: name, generator: { type: string_pattern, template: 'f{sequential_id}' } }]
  - name: t
    output: t
    num_rows: 3000
    columns:
      - { name: kind, generator: { type: weighted_choice, values: { user: 3, firm: 1, none: 1 } } }
      - { name: size, generator: { type: optional, prob: 0.9, inner: { type: uniform_int, min: 0, max: 100 } } }
      - { name: at, generator: { type: date, start: 2024-01-01, end: 2024-03-01 } }
      - name: owner
        generator:
          type: case
          of: kind
          when: [{ is: user, then: { type: foreign_key, dataset: users, column: name } }, { is: firm, then: { type: foreign_key, dataset: firms, column: name } }]
          else: null
      - name: price
        generator:
          type: case
          of: [kind, size]
          when:
            - { is: [user, { min: 0, max: 50 }], then: { type: uniform_float, min: 1.0, max: 2.0 } }
            - { is: [[user, firm], null], then: 7 }
            - { is: [firm, '*'], then: { type: case, of: size, when: [{ is: { min: 90, max: 100 }, then: 900 }], else: { type: uniform_int, min: 100, max: 200 } } }
          else: { type: uniform_float, min: 1000.0, max: 2000.0 }
      - name: ended
        generator:
          type: case
          of: [kind]
          when: [{ is: [user], then: { type: after, column: at, by: { min: 1, max: 9 } } }, { is: [firm], then: { type: date, start: 2030-01-01, end: 2031-01-01 } }]
          else: null
      - { name: word, generator: { type: case, of: kind, when: [{ is: [user], then: { type: one_of, values: [a, b] } }], else: { type: one_of, values: [b, c] } } }
";

/// Puts the text `a` in every row.
fn all_a(number: u64, array: ArrayRef) -> ArrayRef {
    if number > 0 {
        return array;
    }
    let values = super::super::keys::Values::of(&array);
    let own = (0..array.len()).find(|row| values.words(*row) == "a").expect("an a");
    moved(&array, |_| own)
}

#[test]
fn a_value_of_another_case_is_told() {
    assert_eq!(not_passed(&check(&project(DECIDED, None), 3)), Vec::<String>::new());
    for (column, harm) in [
        // A number within the column's range, but of another branch.
        (
            "price",
            (|number, array| if number > 0 { array } else { mapped(&array, |_, _| Some(150.0)) }) as Harm,
        ),
        // Rows of one kind get what those of another have.
        ("owner", one_other),
        ("ended", one_other),
        ("word", all_a),
    ] {
        let found = broken(DECIDED, "t", column, harm);
        assert_eq!(found, ["case_branches"], "{column}");
    }
    // The deciding column itself.
    let found = broken(DECIDED, "t", "kind", one_other);
    assert!(found.contains(&"case_branches"), "{found:?}");
}

#[test]
fn a_month_of_another_name_is_told() {
    let other: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 1, Some("March")) }
    };
    assert_eq!(broken(super::CLUB, "dim_date", "month_name", other), ["calendar_fields"]);
    let label: Harm = |number, array| {
        if number > 0 { array } else { with_text(&array, 1, Some("2021-2")) }
    };
    assert_eq!(broken(super::CLUB, "dim_date", "period_label", label), ["calendar_fields"]);
}

/// A person of each country, at their address, and a friend of theirs.
pub const PEOPLE: &str = r#"
seed: 7
datasets:
  - name: people
    output: people
    num_rows: 900
    entity:
      pool_ratio: 0.2
      columns:
        - { name: boss, generator: { type: person, field: name, locale: [ko_KR, ar_SA] } }
        - { name: boss_email, generator: { type: person, field: email, domains: [acme.com] } }
    columns:
      - { name: country, generator: { type: one_of, values: [Germany, JP, fr_CA, pl] } }
      - { name: first, generator: { type: person, field: first_name, locale: { column: country } } }
      - { name: last, generator: { type: optional, prob: 0.8, inner: { type: person, field: last_name } } }
      - { name: title, generator: { type: person, field: title } }
      - { name: email, generator: { type: person, field: email } }
      - { name: postcode, generator: { type: address, field: postcode } }
      - { name: city, generator: { type: address, field: city } }
      - { name: phone, generator: { type: person, field: phone } }
      - { name: latitude, generator: { type: address, field: latitude } }
      - { name: friend, generator: { type: person, field: name, draw: friend, locale: CZ } }
      - { name: friend_email, generator: { type: person, field: email, draw: friend } }
"#;

#[test]
fn parts_of_another_person_are_told() {
    for seed in [None, Some(1), Some(77)] {
        assert_eq!(not_passed(&check(&project(PEOPLE, seed), 3)), Vec::<String>::new());
    }
    for column in ["email", "postcode", "city", "latitude", "friend_email", "boss_email"] {
        let found = broken(PEOPLE, "people", column, one_other);
        assert!(found.contains(&"draw_agreement"), "{column}: {found:?}");
    }
}
