//! The laws of what columns of a row owe one another: dates in order, places in their country, keys of several columns.

#![allow(clippy::disallowed_methods, reason = "an oracle may use the platform's functions")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int32Type, TimestampMicrosecondType};
use common::statistics::*;
use common::*;

/// Seconds of a native TIMESTAMP column.
fn seconds(array: &arrow::array::ArrayRef) -> Vec<Option<i64>> {
    array
        .as_primitive::<TimestampMicrosecondType>()
        .iter()
        .map(|micros| {
            micros.map(|micros| {
                assert_eq!(micros % 1_000_000, 0);
                micros / 1_000_000
            })
        })
        .collect()
}

/// Φ, by the library that is no part of the extension.
fn normal_cdf(z: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    Normal::new(0.0, 1.0).unwrap().cdf(z)
}

#[test]
fn delays_follow_their_law_and_chains_end_together() {
    let yaml = "
types: native
datasets:
- name: t
  output: t
  num_rows: 200000
  columns:
  - { name: a, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-01-02T00:00:00 } }
  - { name: b, generator: { type: after, column: a, by: { min: 10, max: 19 }, unit: seconds, prob: 0.8 } }
  - { name: c, generator: { type: after, column: b, by: { median: 2, sigma: 0.7, min: 1, max: 6 }, prob: 0.5 } }
  - { name: d, generator: { type: after, column: c, by: { type: geometric, p: 0.3, min: 0 }, unit: hours } }
";
    let project = project(yaml);
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| seconds(&column_of(&project, "t", name)));
    let both = |one: &[Option<i64>], two: &[Option<i64>]| -> Vec<i64> {
        one.iter().zip(two).filter_map(|(one, two)| Some((*two)? - (*one)?)).collect()
    };
    let shown = |list: &[Option<i64>]| list.iter().flatten().count() as u64;
    happens("b", shown(&b), shown(&a), 0.8);
    happens("c", shown(&c), shown(&b), 0.5);
    assert_eq!(shown(&d), shown(&c));
    for (earlier, later) in [(&a, &b), (&b, &c), (&c, &d)] {
        assert!(earlier.iter().zip(later).all(|(earlier, later)| earlier.is_some() || later.is_none()));
    }
    fits_evenly("uniform, both ends included", &tally(10, both(&a, &b).into_iter().map(|d| d as usize - 10)));
    // Whole seconds, rounded down: P(D ≤ s) = Φ(ln((s+1)/median)/σ) between the ends, which hold what lies beyond.
    let day = 86_400.0;
    let delays = both(&b, &c);
    let edges = [1.0, 1.2, 1.6, 2.0, 2.5, 3.5, 5.0, 6.0];
    let cdf = |x: f64| normal_cdf((x / 2.0f64).ln() / 0.7);
    let n = delays.len() as f64;
    let mut expected: Vec<f64> = edges.windows(2).map(|two| (cdf(two[1]) - cdf(two[0])) * n).collect();
    expected[0] += cdf(1.0) * n;
    *expected.last_mut().unwrap() += (1.0 - cdf(6.0)) * n;
    let cell = |delay: &i64| edges[1..7].iter().filter(|edge| *delay as f64 >= **edge * day).count();
    assert!(delays.iter().all(|delay| (86_400..=6 * 86_400).contains(delay)));
    fits("log-normal", &tally(7, delays.iter().map(cell)), &expected);
    let hours = both(&c, &d);
    assert!(hours.iter().all(|delay| delay % 3600 == 0));
    happens("geometric", hours.iter().filter(|delay| **delay == 0).count() as u64, hours.len() as u64, 0.3);
    // The words that decide differ from step to step.
    independent(
        "steps",
        (2, 2),
        b.iter()
            .zip(&c)
            .zip(&a)
            .filter(|((b, _), _)| b.is_some())
            .map(|((b, c), a)| (usize::from(b.unwrap() - a.unwrap() > 14), usize::from(c.is_some()))),
    );
}

#[test]
fn dates_are_followed_by_dates() {
    let yaml = "
types: native
datasets:
- name: t
  output: t
  num_rows: 90000
  partition: { column: day, start: 2024-02-28, days: 3 }
  entity: { pool_ratio: 0.1, columns: [
    { name: born, generator: { type: date, start: 1960-01-01, end: 1990-01-01 } },
    { name: grown, generator: { type: after, column: born, by: { min: 936, max: 936 }, unit: weeks } } ] }
  columns:
  - { name: due, generator: { type: after, column: day, by: { min: 1, max: 3 } } }
  - { name: paid, generator: { type: after, column: due, by: { type: uniform_float, min: 0, max: 2 } } }
  - { name: retired, generator: { type: after, column: grown, by: { min: 100, max: 100 }, unit: weeks } }
";
    let project = project(yaml);
    let days = |name| column_of(&project, "t", name).as_primitive::<Date32Type>().values().to_vec();
    let [born, grown, due, paid, retired, day] = ["born", "grown", "due", "paid", "retired", "day"].map(days);
    let steps = |from: &[i32], to: &[i32]| -> Vec<usize> {
        from.iter().zip(to).map(|(from, to)| (to - from) as usize).collect()
    };
    fits_evenly("after the partition's day", &tally(3, steps(&day, &due).into_iter().map(|step| step - 1)));
    // 0 to ½, ½ to 1½ and 1½ to 2 round to 0, 1 and 2.
    let n = due.len() as f64;
    fits("rounded", &tally(3, steps(&due, &paid)), &[n / 4.0, n / 2.0, n / 4.0]);
    assert!(steps(&born, &grown).iter().all(|step| *step == 936 * 7));
    assert!(steps(&grown, &retired).iter().all(|step| *step == 700));
}

const PLACES: &str = "
hierarchies:
- name: place
  levels: [continent, country, city]
  tree:
    Europe: { Spain: { Vigo: 1, Toledo: 3 }, Malta: [Mdina, Zebbug] }
    Africa: { Ghana: { Accra: 5, Tema: 0 } }
  weights: { Europe: 3, Africa: 1 }
";

#[test]
fn levels_of_a_draw_lie_above_one_another_by_weight() {
    let yaml = format!(
        "{PLACES}
datasets:
- name: t
  output: t
  num_rows: 120000
  columns:
  - {{ name: continent, generator: {{ type: hierarchy, of: place, level: continent }} }}
  - {{ name: country, generator: {{ type: hierarchy, of: place, level: country }} }}
  - {{ name: city, generator: {{ type: hierarchy, of: place, level: city }} }}
  - {{ name: second, generator: {{ type: hierarchy, of: place, level: city, draw: second }} }}
"
    );
    let project = project(&yaml);
    let read = |name| {
        let array = column_of(&project, "t", name);
        texts(&array).iter().map(|text| text.unwrap().to_owned()).collect::<Vec<String>>()
    };
    let [continent, country, city, second] = ["continent", "country", "city", "second"].map(read);
    let known = [
        ("Europe", "Spain", "Vigo"),
        ("Europe", "Spain", "Toledo"),
        ("Europe", "Malta", "Mdina"),
        ("Europe", "Malta", "Zebbug"),
        ("Africa", "Ghana", "Accra"),
    ];
    let place = |row: usize| {
        let found = (continent[row].as_str(), country[row].as_str(), city[row].as_str());
        known.iter().position(|known| *known == found).unwrap_or_else(|| panic!("{found:?}"))
    };
    let places: Vec<usize> = (0..city.len()).map(place).collect();
    // Europe's leaves weigh 6 together and share out 3 of 4.
    let n = city.len() as f64;
    let expected = [1.0, 3.0, 1.0, 1.0].map(|weight| n * 0.75 * weight / 6.0);
    fits("weights", &tally(5, places.iter().copied()), &[&expected[..], &[n * 0.25]].concat());
    let other = |text: &String| known.iter().position(|(_, _, city)| city == text).unwrap();
    independent("draws", (5, 5), places.iter().copied().zip(second.iter().map(other)));
}

#[test]
fn hierarchies_hold_in_pools_entities_and_json() {
    let yaml = format!(
        "{PLACES}
datasets:
- name: t
  output: t
  num_rows: 20000
  entity: {{ pool_ratio: 0.1, columns: [
    {{ name: e1, generator: {{ type: hierarchy, of: place, level: country }} }},
    {{ name: e2, generator: {{ type: hierarchy, of: place, level: city }} }} ] }}
  linked_pools:
  - name: homes
    pool_size: 500
    shapes:
    - weight: 1
      emit: 3
      sticky: [country, city]
      fields: {{ country: {{ type: hierarchy, of: place, level: country }}, n: {{ type: sequential_id }}, city: {{ type: hierarchy, of: place, level: city }} }}
    - weight: 1
      fields: {{ country: {{ type: hierarchy, of: place, level: country }}, n: {{ type: sequential_id }}, city: {{ type: hierarchy, of: place, level: city }} }}
  columns:
  - {{ name: p1, generator: {{ type: linked_choice, pool: homes, field: country }} }}
  - {{ name: p2, generator: {{ type: linked_choice, pool: homes, field: city }} }}
  - {{ name: r1, generator: {{ type: hierarchy, of: place, level: country }} }}
  - {{ name: r2, generator: {{ type: optional, prob: 0.5, inner: {{ type: hierarchy, of: place, level: city }} }} }}
  - {{ name: json, generator: {{ type: json_array, min: 1, max: 3, item: {{ type: json_object, fields: {{ a: {{ type: hierarchy, of: place, level: country }}, b: {{ type: hierarchy, of: place, level: city }} }} }} }} }}
"
    );
    let project = project(&yaml);
    let home = |city: &str| match city {
        "Vigo" | "Toledo" => "Spain",
        "Mdina" | "Zebbug" => "Malta",
        _ => "Ghana",
    };
    for (country, city) in [("e1", "e2"), ("p1", "p2"), ("r1", "r2")] {
        let (countries, cities) = (column_of(&project, "t", country), column_of(&project, "t", city));
        let mut seen = BTreeSet::new();
        for (country, city) in texts(&countries).iter().zip(texts(&cities)) {
            if let Some(city) = city {
                assert_eq!(country, Some(home(city)));
                seen.insert(city);
            }
        }
        assert_eq!(seen.len(), 5, "{country}");
    }
    let json = column_of(&project, "t", "json");
    for text in texts(&json).iter().flatten() {
        for item in text.split("},{") {
            let part = |key: &str| item.split_once(key).unwrap().1.split('"').next().unwrap();
            assert_eq!(part("\"a\":\""), home(part("\"b\":\"")), "{text}");
        }
    }
    // Rows, entities, entries and items draw apart.
    let [e, r] = ["e2", "r1"].map(|name| column_of(&project, "t", name));
    let spanish = |text: &str| usize::from(matches!(text, "Spain" | "Vigo" | "Toledo"));
    independent(
        "row and entity",
        (2, 2),
        texts(&e).iter().zip(texts(&r)).map(|(e, r)| (spanish(e.unwrap()), spanish(r.unwrap()))),
    );
}

const KEYS: &str = "
datasets:
- name: orders
  output: orders
  num_rows: 4000
  partition: { column: day, start: 2024-01-01, days: 7 }
  entity: { pool_ratio: 0.1, columns: [{ name: tier, generator: { type: one_of, values: [a, b] } }] }
  columns:
  - { name: order_id, generator: { type: sequential_id } }
- name: lines
  output: lines
  columns:
  - { name: line_no, generator: { type: child_number } }
  - { name: order_id, generator: { type: foreign_key, dataset: orders, column: order_id, per_parent: { min: 0, max: 4 } } }
  - { name: tier, generator: { type: parent_value, of: order_id, column: tier } }
  - { name: day, generator: { type: parent_value, of: order_id, column: day } }
  - { name: sku, generator: { type: uuid } }
";

#[test]
fn keys_of_several_columns_name_rows_that_exist() {
    for pick in ["", ", zipf: 1.1", ", unique: true"] {
        let yaml = format!(
            "{KEYS}
- name: claims
  output: claims
  num_rows: 3000
  columns:
  - {{ name: order_id, generator: {{ type: optional, prob: 0.7, inner: {{ type: foreign_key, dataset: lines, column: order_id{pick} }} }} }}
  - {{ name: line_no, generator: {{ type: foreign_key, dataset: lines, column: line_no, with: order_id }} }}
  - {{ name: row, generator: {{ type: foreign_key, dataset: lines, with: line_no }} }}
  - {{ name: sku, generator: {{ type: parent_value, of: row, column: sku }} }}
"
        );
        let project = project(&yaml);
        let [orders, numbers] = ["order_id", "line_no"].map(|name| ints(&column_of(&project, "lines", name)));
        let skus = column_of(&project, "lines", "sku");
        let read = |name| {
            arrow::compute::cast(&column_of(&project, "claims", name), &arrow::datatypes::DataType::Int64)
                .unwrap()
        };
        let [order, number, row] = ["order_id", "line_no", "row"].map(read);
        let sku = column_of(&project, "claims", "sku");
        let mut picked = BTreeSet::new();
        for claim in 0..order.len() {
            let present: BTreeSet<bool> = [&order, &number, &row].iter().map(|a| a.is_valid(claim)).collect();
            assert_eq!(present, BTreeSet::from([sku.is_valid(claim)]), "null as a whole");
            if sku.is_null(claim) {
                continue;
            }
            let at = |array: &arrow::array::ArrayRef| {
                array.as_primitive::<arrow::datatypes::Int64Type>().value(claim)
            };
            let line = at(&row) as usize - 1;
            assert_eq!((at(&order), at(&number)), (orders[line], numbers[line]));
            assert_eq!(texts(&sku).value(claim), texts(&skus).value(line));
            picked.insert(line);
        }
        happens("given", (order.len() - order.null_count()) as u64, 3000, 0.7);
        if pick.contains("unique") {
            assert_eq!(picked.len(), order.len() - order.null_count());
        }
    }
}

#[test]
fn children_are_numbered_and_know_their_parents_values() {
    let project = project(KEYS);
    let [orders, numbers] = ["order_id", "line_no"].map(|name| ints(&column_of(&project, "lines", name)));
    let mut last = BTreeMap::new();
    for (order, number) in orders.iter().zip(&numbers) {
        let before = last.insert(*order, *number).unwrap_or(0);
        assert_eq!(*number, before + 1);
    }
    let ids = ints(&column_of(&project, "orders", "order_id"));
    assert_eq!(ids, (1..=4000).collect::<Vec<i64>>());
    for name in ["tier", "day"] {
        let (copies, own) = (column_of(&project, "lines", name), column_of(&project, "orders", name));
        for (line, order) in orders.iter().enumerate() {
            assert_eq!(texts(&copies).value(line), texts(&own).value(*order as usize - 1));
        }
    }
}

#[test]
fn keys_of_several_columns_work_in_entities_and_pools() {
    let yaml = format!(
        "{KEYS}
- name: claims
  output: claims
  num_rows: 3000
  entity: {{ pool_ratio: 0.1, columns: [
    {{ name: e_order, generator: {{ type: foreign_key, dataset: lines, column: order_id }} }},
    {{ name: e_line, generator: {{ type: foreign_key, dataset: lines, column: line_no, with: e_order }} }} ] }}
  linked_pools:
  - name: pairs
    pool_size: 100
    shapes:
    - weight: 1
      emit: 2
      fields: {{ o: {{ type: foreign_key, dataset: lines, column: order_id }}, l: {{ type: foreign_key, dataset: lines, column: line_no, with: o }} }}
    - weight: 1
      fields: {{ o: {{ type: foreign_key, dataset: lines, column: order_id }}, l: {{ type: foreign_key, dataset: lines, column: line_no, with: o }} }}
  columns:
  - {{ name: p_order, generator: {{ type: linked_choice, pool: pairs, field: o }} }}
  - {{ name: p_line, generator: {{ type: linked_choice, pool: pairs, field: l }} }}
"
    );
    let project = project(&yaml);
    let pairs = |dataset, one, two| -> BTreeSet<(i64, i64)> {
        let [one, two] = [one, two].map(|name| ints(&column_of(&project, dataset, name)));
        one.into_iter().zip(two).collect()
    };
    let known = pairs("lines", "order_id", "line_no");
    for (one, two) in [("e_order", "e_line"), ("p_order", "p_line")] {
        let found = pairs("claims", one, two);
        assert!(found.len() > 90 && found.is_subset(&known), "{one}");
    }
}

/// Every column alone, in shards and in any company, gives the rows that the whole table does.
#[test]
fn references_with_conditions_are_the_same_however_they_are_read() {
    let project = project(include_str!("../src/checks/tests/food.yaml"));
    for name in ["orders", "lines", "ratings", "staff", "comments"] {
        let all = table(&project, name);
        let rows = whole(all.as_ref());
        for (place, column) in rows.iter().enumerate() {
            assert_eq!(columns(all.as_ref(), &[place])[0].as_ref(), column.as_ref(), "{name} {place}");
        }
        let shards = 5;
        let parts: Vec<_> =
            (0..shards).map(|number| whole(shard(&project, name, Some((number, shards))).as_ref())).collect();
        for (place, column) in rows.iter().enumerate() {
            let own: Vec<_> = parts.iter().map(|part| part[place].clone()).collect();
            let kind = plotsim_type(all.as_ref(), place);
            assert_eq!(joined(&own, kind).as_ref(), column.as_ref(), "{name} {place}");
        }
    }
}

#[test]
fn a_tree_has_its_levels_and_weights_their_shares() {
    let project = project(
        "
datasets:
- name: t
  output: t
  num_rows: 3000
  columns:
  - { name: boss, generator: { type: foreign_key, dataset: t, tree: { roots: 0.01, depth: 4 } } }
- name: p
  output: p
  num_rows: 40
  columns:
  - { name: g, generator: { type: one_of, values: [x, y, z] } }
  - { name: w, generator: { type: uniform_int, min: 1, max: 6 } }
- name: c
  output: c
  num_rows: 60000
  columns:
  - { name: g, generator: { type: one_of, values: [x, y, z] } }
  - { name: p, generator: { type: foreign_key, dataset: p, match: { g: g }, weight: w } }
",
    );
    let boss: Vec<Option<i64>> = column_of(&project, "t", "boss")
        .as_primitive::<Int32Type>()
        .iter()
        .map(|boss| Some(i64::from(boss?)))
        .collect();
    let mut levels: Vec<u64> = Vec::new();
    for (row, boss) in boss.iter().enumerate() {
        assert!(boss.is_none_or(|boss| (boss as usize) <= row));
        levels.push(boss.map_or(1, |boss| levels[boss as usize - 1] + 1));
    }
    assert_eq!((boss.iter().filter(|boss| boss.is_none()).count(), levels.iter().max()), (30, Some(&4)));
    let (groups, weights) = (column_of(&project, "p", "g"), ints(&column_of(&project, "p", "w")));
    let (own, parents) = (column_of(&project, "c", "g"), ints(&column_of(&project, "c", "p")));
    let text = |array: &arrow::array::ArrayRef, row: usize| texts(array).value(row).to_owned();
    for group in ["x", "y", "z"] {
        let members: Vec<usize> = (0..40).filter(|row| text(&groups, *row) == group).collect();
        let shares: Vec<f64> = members.iter().map(|row| weights[*row] as f64).collect();
        let mut seen = vec![0u64; members.len()];
        for row in (0..own.len()).filter(|row| text(&own, *row) == group) {
            let parent = parents[row] as usize - 1;
            seen[members.iter().position(|member| *member == parent).expect("of the group")] += 1;
        }
        let (rows, total) = (seen.iter().sum::<u64>() as f64, shares.iter().sum::<f64>());
        let expected: Vec<f64> = shares.iter().map(|share| share / total * rows).collect();
        fits(group, &seen, &expected);
    }
}

const CASES: &str = "
seed: 3
types: native
datasets:
- name: shops
  output: shops
  num_rows: 500
  columns: [{ name: id, generator: { type: sequential_id } }, { name: tier, generator: { type: one_of, values: [small, large] } }]
- name: t
  output: t
  partition: { column: day, start: 2024-02-28, days: 4 }
  entity: { pool_ratio: 0.1, columns: [{ name: plan, generator: { type: weighted_choice, values: { free: 3, paid: 1 } } }] }
  columns:
  - { name: shop, generator: { type: foreign_key, dataset: shops, column: id, per_parent: { min: 5, max: 15 } } }
  - { name: tier, generator: { type: parent_value, of: shop, column: tier } }
  - { name: score, generator: { type: optional, prob: 0.9, inner: { type: uniform_float, min: 0, max: 1 } } }
  - { name: status, generator: { type: weighted_choice, values: { open: 2, shipped: 3, cancelled: 1 } } }
  - { name: at, generator: { type: timestamp_offset, base: day, offset_seconds: { type: uniform_int, min: 0, max: 86400 } } }
  - name: price
    generator:
      type: case
      of: [tier, plan, score]
      when:
      - { is: [large, '*', { min: 0, max: 0.5 }], then: { type: uniform_int, min: 0, max: 10 } }
      - { is: [large, paid, '*'], then: 20.5 }
      - { is: ['*', '*', null], then: null }
      else: { type: uniform_float, min: 100, max: 200 }
  - name: ended
    generator:
      type: case
      of: status
      when: [{ is: shipped, then: { type: after, column: at, by: { min: 1, max: 3 } } }, { is: [cancelled], then: 2024-02-28 }, { is: open, then: null }]
  - { name: fee, generator: { type: case, of: status, when: [{ is: shipped, then: { type: uniform_int, min: 0, max: 4 } }], else: null } }
  - { name: late, generator: { type: case, of: day, when: [{ is: { min: 2024-03-01, max: 2024-03-03 }, then: true }], else: false } }
  - name: doc
    generator: { type: json_object, fields: { a: { type: case, of: late, when: [{ is: true, then: { type: one_of, values: [x, y] } }], else: { type: string_pattern, template: 'n{uniform_int:1-9}' } } } }
";

#[test]
fn the_first_case_that_fits_makes_the_value() {
    let project = project(CASES);
    let column = |name| column_of(&project, "t", name);
    let [tier, plan, status] = ["tier", "plan", "status"].map(column);
    let [tier, plan, status] = [&tier, &plan, &status].map(texts);
    let numbers = |name| {
        let array = column(name);
        array.as_primitive::<arrow::datatypes::Float64Type>().iter().collect::<Vec<Option<f64>>>()
    };
    let (score, price) = (numbers("score"), numbers("price"));
    let mut seen = [0; 4];
    let mut whole = Vec::new();
    for row in 0..score.len() {
        let large = tier.value(row) == "large";
        let case = match score[row] {
            Some(score) if large && score < 0.5 => 0,
            _ if large && plan.value(row) == "paid" => 1,
            None => 2,
            _ => 3,
        };
        seen[case] += 1;
        match (case, price[row]) {
            (0, Some(price)) => whole.push(price),
            (1, Some(price)) => assert_eq!(price, 20.5),
            (2, None) => {}
            (3, Some(price)) => assert!((100.0..200.0).contains(&price)),
            other => panic!("row {row}: {other:?}"),
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
    // Within its rows, a branch follows its law.
    fits_evenly("uniform_int", &tally(10, whole.into_iter().map(|price| price as usize)));
    let (at, ended) = (seconds(&column("at")), seconds(&column("ended")));
    for row in 0..at.len() {
        match (status.value(row), ended[row]) {
            ("shipped", Some(ended)) => assert!((86_400..=3 * 86_400).contains(&(ended - at[row].unwrap()))),
            ("cancelled", ended) => assert_eq!(ended, Some(1_709_078_400)),
            ("open", None) => {}
            other => panic!("row {row}: {other:?}"),
        }
    }
    let fee = column("fee");
    assert!((0..fee.len()).all(|row| fee.is_valid(row) == (status.value(row) == "shipped")));
    let days = column("day");
    let late = column("late");
    for (row, day) in days.as_primitive::<Date32Type>().values().iter().enumerate() {
        assert_eq!(bools(&late).value(row), *day >= 19_783, "from 1 March on");
        let doc = column("doc");
        let inner = if bools(&late).value(row) {
            ["{\"a\":\"x\"}", "{\"a\":\"y\"}"].contains(&texts(&doc).value(row))
        } else {
            texts(&doc).value(row).starts_with("{\"a\":\"n")
        };
        assert!(inner);
        if row > 500 {
            break;
        }
    }
}

#[test]
fn a_case_has_the_same_values_in_any_order_and_alone() {
    let project = project(CASES);
    let whole_table = table(&project, "t");
    let all = whole(whole_table.as_ref());
    for (place, column) in all.iter().enumerate() {
        let alone = columns(whole_table.as_ref(), &[place]).remove(0);
        assert_eq!(alone.as_ref(), column.as_ref(), "{}", whole_table.columns()[place].name);
    }
    for threads in [1, 8] {
        let scan =
            whole_table.scan(&(0..all.len()).collect::<Vec<_>>(), &plotsim::workers::Workers::new(threads));
        let mut first = 0;
        // From the last block to the first.
        let blocks: Vec<_> = (0..whole_table.blocks()).rev().map(|block| scan.block(block)).collect();
        for block in blocks.into_iter().rev() {
            for (own, column) in block.columns.iter().zip(&all) {
                assert_eq!(plain(own).as_ref(), column.slice(first, block.rows).as_ref());
            }
            first += block.rows;
        }
    }
    let parts: Vec<Vec<_>> =
        (0..7).map(|part| whole(shard(&project, "t", Some((part, 7))).as_ref())).collect();
    for (place, column) in all.iter().enumerate() {
        let parts: Vec<_> = parts.iter().map(|part| part[place].clone()).collect();
        assert_eq!(joined(&parts, column.data_type().clone()).as_ref(), column.as_ref());
    }
}

#[test]
fn moments_lie_between_two_others_and_in_series() {
    let yaml = "
types: native
datasets:
- name: t
  output: t
  num_rows: 20000
  partition: { column: day, start: 2024-02-28, days: 4 }
  columns:
  - { name: joined, generator: { type: timestamp, start: 2024-01-01T00:00:00, end: 2024-01-02T00:00:00 } }
  - { name: left, generator: { type: after, column: joined, by: { min: 1, max: 9 }, prob: 0.5 } }
  - { name: seen, generator: { type: between, low: joined, high: left, end: 2024-02-01 } }
  - { name: known, generator: { type: between, low: joined, high: left } }
  - { name: due, generator: { type: between, low: day, high: 2024-03-10 } }
  - { name: often, generator: { type: between, low: 2024-01-01T12:00:00, high: joined } }
  - { name: read, generator: { type: series, start: 2024-01-01T00:00:00, every: 15 minutes, jitter: 2 minutes } }
  - { name: month, generator: { type: series, start: 1970-01-01, every: 1 week } }
";
    let project = project(yaml);
    let column = |name| column_of(&project, "t", name);
    let [joined, left, seen, known, often, read] =
        ["joined", "left", "seen", "known", "often", "read"].map(|name| seconds(&column(name)));
    let mut places = Vec::new();
    for row in 0..joined.len() {
        let (low, high) = (joined[row].unwrap(), left[row].unwrap_or(1_706_745_600));
        let seen = seen[row].unwrap();
        assert!((low..high).contains(&seen), "row {row}");
        places.push((seen - low) as f64 / (high - low) as f64);
        assert_eq!(known[row].is_some(), left[row].is_some());
        assert!(known[row].is_none_or(|known| (low..left[row].unwrap()).contains(&known)));
        // High before low gives null.
        assert_eq!(often[row].is_some(), low >= 1_704_110_400, "row {row}");
        assert!(often[row].is_none_or(|often| (1_704_110_400..=low).contains(&often)));
        let late = read[row].unwrap() - 1_704_067_200 - 900 * row as i64;
        assert!((0..=120).contains(&late));
    }
    follows("between", places, |x| x);
    let (due, day, month) = (column("due"), column("day"), column("month"));
    let days = |array: &arrow::array::ArrayRef| array.as_primitive::<Date32Type>().values().to_vec();
    // 2024-03-10 is day 19792.
    assert!(days(&due).iter().zip(days(&day)).all(|(due, day)| (day..19_792).contains(due)));
    assert!(days(&month).iter().enumerate().all(|(row, day)| *day == 7 * row as i32));
}
