//! Facts with a variable number of rows, children, and keys of both: what they hold, and that nobody's way of reading them
//! matters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fixture::{engine_of, numbers, open, read};
use crate::plotsim::tables::engine::Engine;
use crate::workers::Workers;

/// A shop whose orders have lines, these have parcels, and from which some goods come back.
const SHOP: &str = "
about: A shop
unit: customer
seed: 5
window: { start: 2023-01, end: 2024-12, every: monthly }
metrics:
  - { name: buying, type: count, polarity: positive, range: [0, 6] }
  - { name: regret, type: count, polarity: positive, range: [0, 4] }
  - { name: spend, type: amount, polarity: positive, range: [10, 900] }
segments:
  - { name: loyal, count: 150, archetype: growth, arrival: { kind: uniform } }
  - { name: fading, count: 60, archetype: decline }
noise: { mcar_rate: 0.05 }
facts:
  - { name: fct_month, columns: [{ name: date_key, type: ref.dim_date }, { name: customer_id, type: ref.dim_customer }], metrics: [buying, regret, spend] }
  - name: fct_orders
    row_count_driver: buying
    row_count_scale: 1
    columns:
      - { name: order_id, type: id }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
      - { name: at, type: timestamp }
      - { name: cents, type: range, range: [100, 900] }
      - { name: amount, type: split, of: spend }
  - name: fct_lines
    parent_table: fct_orders
    children_per_row: [0, 3]
    columns:
      - { name: line_id, type: id }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
      - { name: line_no, type: child_number }
      - { name: packed, type: timestamp }
      - { name: qty, type: range, range: [1, 9] }
  - name: fct_parcels
    parent_table: fct_lines
    children_per_row: { type: geometric, p: 0.5, min: 1 }
    columns:
      - { name: parcel_id, type: id }
      - { name: order_id, type: ref.fct_orders }
      - { name: sent, type: timestamp }
      - { name: share, type: split, of: spend }
  - name: fct_returns
    row_count_driver: regret
    row_count_scale: 0.8
    columns:
      - { name: return_id, type: id }
      - { name: order_id, type: ref.fct_orders }
      - { name: once_id, type: ref.fct_orders, unique: true, when: any }
      - { name: customer_id, type: ref.dim_customer }
      - { name: date_key, type: ref.dim_date }
      - { name: back, type: timestamp }
  - name: fct_claims
    row_count_driver: regret
    row_count_scale: 1
    columns:
      - { name: claim_id, type: id }
      - { name: customer_id, type: ref.dim_customer }
      - { name: order_id, type: ref.fct_orders, unique: true, required: true }
      - { name: date_key, type: ref.dim_date }
";

fn index(engine: &Engine, table: &str) -> usize {
    engine.config().table(table).expect("a table")
}

/// All rows of a table, by column name.
fn rows(engine: &Arc<Engine>, table: &str) -> BTreeMap<String, Vec<String>> {
    let table = open(engine, index(engine, table), None);
    let columns: Vec<usize> = (0..table.columns().len()).collect();
    let names = table.columns().iter().map(|column| column.name.clone());
    names.zip(read(&*table, &columns)).collect()
}

type Rows = BTreeMap<String, Vec<String>>;

/// The values of a column by those of another, which tells rows apart.
fn by<'a>(rows: &'a Rows, key: &str, value: &str) -> BTreeMap<&'a str, &'a str> {
    rows[key].iter().map(String::as_str).zip(rows[value].iter().map(String::as_str)).collect()
}

#[test]
fn a_fact_has_as_many_rows_as_its_metric_says() {
    let engine = engine_of(SHOP);
    let month = open(&engine, index(&engine, "fct_month"), None);
    let keys = read(&*month, &[0, 1]);
    let mut expected = Vec::new();
    for ((day, customer), value) in keys[0].iter().zip(&keys[1]).zip(numbers_of(&*month, 2)) {
        expected.extend(std::iter::repeat_n((customer.clone(), day.clone()), value));
    }
    let orders = rows(&engine, "fct_orders");
    let found: Vec<_> =
        orders["customer_id"].iter().cloned().zip(orders["date_key"].iter().cloned()).collect();
    assert!(expected.len() > 5000, "{}", expected.len());
    assert_eq!(found, expected);
    let number = |row: usize| format!("o-{:05}", row + 1);
    assert!(
        orders["order_id"].iter().enumerate().all(|(row, key)| *key == number(row)),
        "{:?}",
        &orders["order_id"][..2]
    );
}

/// A whole column as counts, nulls as 0.
fn numbers_of(table: &dyn crate::tables::Table, column: usize) -> Vec<usize> {
    read(table, &[column]).remove(0).into_iter().map(|text| text.parse().unwrap_or(0)).collect()
}

#[test]
fn children_follow_their_parents() {
    let engine = engine_of(SHOP);
    let (orders, lines, parcels) =
        (rows(&engine, "fct_orders"), rows(&engine, "fct_lines"), rows(&engine, "fct_parcels"));
    let names: Vec<&str> =
        engine.config().tables[index(&engine, "fct_lines")].columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["line_id", "order_id", "customer_id", "date_key", "line_no", "packed", "qty"]);
    let (customer, day, at) = (
        by(&orders, "order_id", "customer_id"),
        by(&orders, "order_id", "date_key"),
        by(&orders, "order_id", "at"),
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let rows = 0..lines["line_id"].len();
    for row in rows {
        let order = lines["order_id"][row].as_str();
        assert_eq!(lines["customer_id"][row], customer[order]);
        assert_eq!(lines["date_key"][row], day[order]);
        assert!(lines["packed"][row].as_str() >= at[order]);
        assert_eq!(lines["packed"][row][..7], at[order][..7], "of the same month");
        let count = counts.entry(order).or_default();
        *count += 1;
        assert_eq!(lines["line_no"][row], count.to_string());
    }
    assert!(lines["order_id"].is_sorted());
    // 0 to 3 lines, each number as likely: χ² of 3 degrees of freedom, one in a thousand.
    let mut shares = [0usize; 4];
    orders["order_id"].iter().for_each(|order| shares[counts.get(order.as_str()).copied().unwrap_or(0)] += 1);
    let mean = orders["order_id"].len() as f64 / 4.0;
    let chi: f64 = shares.iter().map(|n| (*n as f64 - mean) * (*n as f64 - mean) / mean).sum();
    assert!(chi < 16.3, "{shares:?}");
    let (order_of, packed) = (by(&lines, "line_id", "order_id"), by(&lines, "line_id", "packed"));
    let rows = 0..parcels["parcel_id"].len();
    for row in rows {
        let line = parcels["line_id"][row].as_str();
        assert_eq!(parcels["order_id"][row], order_of[line], "the grandparent");
        assert!(parcels["sent"][row].as_str() >= packed[line]);
    }
    let with_parcels: BTreeSet<&String> = parcels["line_id"].iter().collect();
    assert_eq!(with_parcels.len(), lines["line_id"].len(), "at least one each");
    let mean = parcels["line_id"].len() as f64 / with_parcels.len() as f64;
    assert!((mean - 1.5).abs() < 0.05, "1 failure at ½ on average, and none counts as 1: {mean}");
}

#[test]
fn keys_name_rows_of_the_same_customer() {
    let engine = engine_of(SHOP);
    let (orders, returns) = (rows(&engine, "fct_orders"), rows(&engine, "fct_returns"));
    let (customer, day, at) = (
        by(&orders, "order_id", "customer_id"),
        by(&orders, "order_id", "date_key"),
        by(&orders, "order_id", "at"),
    );
    let first: BTreeMap<&str, &str> = {
        let mut first = BTreeMap::new();
        for (customer, day) in orders["customer_id"].iter().zip(&orders["date_key"]) {
            first.entry(customer.as_str()).or_insert(day.as_str());
        }
        first
    };
    let (mut named, mut later, mut same_month) = (0, 0, 0);
    let mut once = BTreeSet::new();
    let rows = 0..returns["return_id"].len();
    for row in rows {
        let (own, own_day) = (returns["customer_id"][row].as_str(), returns["date_key"][row].as_str());
        let order = returns["order_id"][row].as_str();
        // None only where there was no order yet.
        assert_eq!(order == "NULL", first.get(own).is_none_or(|first| *first > own_day));
        if order != "NULL" {
            named += 1;
            assert_eq!(customer[order], own);
            assert!(day[order] <= own_day);
            same_month += usize::from(day[order] == own_day);
            assert!(
                day[order] < own_day || at[order] <= returns["back"][row].as_str(),
                "back before it was bought"
            );
        }
        let any = returns["once_id"][row].as_str();
        if any != "NULL" {
            assert_eq!(customer[any], own);
            later += usize::from(day[any] > own_day);
            assert!(once.insert(any.to_owned()), "{any} twice");
        }
    }
    assert!(named > 2000 && later > 200 && same_month > 100, "{named} {later} {same_month}");
}

#[test]
fn a_required_key_leaves_rows_out() {
    let engine = engine_of(SHOP);
    let (orders, claims) = (rows(&engine, "fct_orders"), rows(&engine, "fct_claims"));
    let (customer, day) = (by(&orders, "order_id", "customer_id"), by(&orders, "order_id", "date_key"));
    let month = open(&engine, index(&engine, "fct_month"), None);
    let keys = read(&*month, &[0, 1]);
    let wanted = numbers_of(&*month, 3);
    // Every claim that the metric calls for, as long as an order is left.
    let mut free: BTreeMap<&str, usize> = BTreeMap::new();
    let mut expected = Vec::new();
    for ((day_of, own), wanted) in keys[0].iter().zip(&keys[1]).zip(wanted) {
        let bought = orders["customer_id"].iter().zip(&orders["date_key"]);
        let bought = bought.filter(|(customer, day)| *customer == own && *day == day_of).count();
        let free = free.entry(own).or_default();
        *free += bought;
        let count = wanted.min(*free);
        *free -= count;
        expected.extend(std::iter::repeat_n((own.clone(), day_of.clone()), count));
    }
    let found: Vec<_> =
        claims["customer_id"].iter().cloned().zip(claims["date_key"].iter().cloned()).collect();
    assert_eq!(found, expected);
    let distinct: BTreeSet<&String> = claims["order_id"].iter().collect();
    assert_eq!(distinct.len(), claims["order_id"].len());
    let rows = 0..claims["claim_id"].len();
    for row in rows {
        let order = claims["order_id"][row].as_str();
        assert_eq!(customer[order], claims["customer_id"][row]);
        assert!(day[order] <= claims["date_key"][row].as_str());
    }
}

#[test]
fn shards_threads_and_projections_change_nothing() {
    let whole = engine_of(SHOP);
    for name in ["fct_orders", "fct_lines", "fct_parcels", "fct_returns", "fct_claims"] {
        let at = index(&whole, name);
        let table = open(&whole, at, None);
        let all: Vec<usize> = (0..table.columns().len()).collect();
        let expected = read(&*table, &all);
        let count = expected[0].len() as u64;
        for column in &all {
            // An engine of its own, so that nothing was counted before.
            let alone = engine_of(SHOP);
            assert_eq!(read(&*open(&alone, at, None), &[*column])[0], expected[*column], "{name} {column}");
        }
        let mut joined: Vec<Vec<String>> = vec![Vec::new(); all.len()];
        for shard in [0, 1, 2] {
            let part = read(&*open(&engine_of(SHOP), at, Some((shard, 3))), &all);
            joined.iter_mut().zip(part).for_each(|(all, part)| all.extend(part));
        }
        assert_eq!(joined, expected, "{name} in shards");
        let eight = engine_of(SHOP);
        let scan = open(&eight, at, None);
        let scan = scan.scan(&all, &Workers::new(8));
        let last = table.blocks() - 1;
        let block = scan.block(last);
        let keys = super::fixture::read_block(&block.columns[0]);
        assert_eq!(keys, expected[0][expected[0].len() - block.rows..], "{name}, the last block first");
        for row in [0, count / 2, count - 1] {
            let (block, place) = table.find(row, &Workers::single()).expect("a row");
            let found =
                super::fixture::read_block(&table.scan(&[0], &Workers::single()).block(block).columns[0]);
            assert_eq!(found[place], expected[0][row as usize], "{name} {row}");
            let told = table.explain(block, place);
            assert_eq!(told.columns.len(), all.len());
        }
        assert!(table.find(count, &Workers::single()).is_none());
    }
}

#[test]
fn very_many_rows_of_an_entity_are_cut_into_blocks() {
    let large = SHOP.replace(
        "row_count_scale: 1\n    columns:\n      - { name: order_id",
        "row_count_scale: 2500\n    columns:\n      - { name: order_id",
    );
    let large = large.replace("count: 150", "count: 1").replace("count: 60", "count: 1");
    let engine = engine_of(&large);
    let (orders, lines) = (index(&engine, "fct_orders"), index(&engine, "fct_lines"));
    assert!(open(&engine, orders, None).blocks() > 20);
    let table = open(&engine, lines, None);
    assert!(table.blocks() > 20);
    let parents = &read(&*table, &[1])[0];
    let orders = &read(&*open(&engine, orders, None), &[0])[0];
    let known: BTreeSet<&String> = orders.iter().collect();
    assert!(parents.is_sorted_by_key(|key| key[2..].parse::<u64>().unwrap()));
    assert!(parents.iter().all(|parent| known.contains(parent)));
    let returns = open(&engine, index(&engine, "fct_returns"), None);
    assert!(read(&*returns, &[1])[0].iter().filter(|key| *key != "NULL").all(|key| known.contains(key)));
}

#[test]
fn a_window_that_cuts_weeks_keeps_rows_inside() {
    let weekly = SHOP.replace(
        "{ start: 2023-01, end: 2024-12, every: monthly }",
        "{ start: 2024-01-03, end: 2024-03-28, every: weekly }",
    );
    let engine = engine_of(&weekly);
    for (table, column) in
        [("fct_orders", "at"), ("fct_lines", "packed"), ("fct_parcels", "sent"), ("fct_returns", "back")]
    {
        let rows = rows(&engine, table);
        assert!(rows[column].len() > 500, "{table}");
        let inside = |at: &String| ("2024-01-03"..="2024-03-28").contains(&&at[..10]);
        assert!(rows[column].iter().all(inside), "{table}");
    }
}

#[test]
fn parts_add_up_to_what_the_fact_shows() {
    let engine = engine_of(SHOP);
    let month = open(&engine, index(&engine, "fct_month"), None);
    let keys = read(&*month, &[0, 1]);
    let spent = numbers(&*month, 4);
    let whole: BTreeMap<(&str, &str), f64> = keys[1]
        .iter()
        .zip(&keys[0])
        .zip(spent)
        .map(|((own, day), value)| ((own.as_str(), day.as_str()), value))
        .collect();
    for (table, column, own) in [("fct_orders", "amount", 1), ("fct_parcels", "share", 0)] {
        let at = index(&engine, table);
        let columns: Vec<&str> =
            engine.config().tables[at].columns.iter().map(|column| column.name.as_str()).collect();
        let place = columns.iter().position(|name| *name == column).expect("a column");
        let values = numbers(&*open(&engine, at, None), place);
        // Parcels name no customer: theirs is that of their order.
        let rows = rows(&engine, table);
        let orders = self::rows(&engine, "fct_orders");
        let (customer, day) = (by(&orders, "order_id", "customer_id"), by(&orders, "order_id", "date_key"));
        let mut sums: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for (order, value) in rows["order_id"].iter().zip(values) {
            *sums.entry((customer[order.as_str()], day[order.as_str()])).or_default() += value;
        }
        assert!(sums.len() > 1000, "{own}");
        for (key, sum) in sums {
            let expected = whole[&key];
            assert!(
                sum == expected || sum.is_nan() && expected.is_nan(),
                "{table} {key:?}: {sum}, not {expected}"
            );
        }
    }
}

#[test]
fn a_shard_that_is_told_where_it_begins_has_the_rows_it_has_otherwise() {
    let workers = Workers::single();
    for name in ["fct_orders", "fct_lines"] {
        let counting = engine_of(SHOP);
        let at = counting.config().tables.iter().position(|table| table.name == name).unwrap();
        let all: Vec<usize> = (0..counting.config().tables[at].columns.len()).collect();
        for shards in [1, 2, 7] {
            let mut next = 0;
            for shard in 0..shards {
                let part = open(&counting, at, Some((shard, shards)));
                let start = part.start(&workers).unwrap();
                let rows = read(&*part, &all);
                assert_eq!(start.rows, Some((next, rows[0].len() as u64)), "{name} {shard} of {shards}");
                next += rows[0].len() as u64;
                // Where nothing was counted yet.
                let told = open(&engine_of(SHOP), at, Some((shard, shards)));
                assert!(told.start_at(&start.before));
                assert_eq!(read(&*told, &all), rows, "{name} {shard} of {shards}");
                assert!(!told.start_at(&[]));
            }
        }
    }
    let counting = engine_of(SHOP);
    let month = counting.config().tables.iter().position(|table| table.name == "fct_month").unwrap();
    assert_eq!(open(&counting, month, Some((0, 2))).start(&workers), None);
    assert!(!open(&counting, month, Some((0, 2))).start_at(&[0]));
}
