//! Bridges.

use std::collections::{BTreeMap, BTreeSet};

use std::sync::Arc;

use super::fixture::*;
use super::star::*;
use crate::plotsim::kinds::bridge::Pairs;
use crate::tables::RowCount;

fn pairs(rows: &[Vec<String>]) -> BTreeMap<String, Vec<String>> {
    let mut partners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (left, right) in rows[0].iter().zip(&rows[1]) {
        partners.entry(left.clone()).or_default().push(right.clone());
    }
    partners
}

#[test]
fn partners_are_distinct_and_follow_the_mean_position() {
    let engine = engine(star(70));
    let cells = engine.values(0..100, &engine.metrics([]));
    let rows = whole(&engine, VISITS);
    let partners = pairs(&rows);
    assert_eq!(partners.len(), 100);
    for (entity, (left, rights)) in partners.iter().enumerate() {
        assert_eq!(*left, format!("u-{:03}", entity + 1));
        let distinct: BTreeSet<&String> = rights.iter().collect();
        assert_eq!(distinct.len(), rights.len());
        let positions = &cells.positions()[cells.active(entity)];
        let mean = positions.iter().sum::<f64>() / positions.len() as f64;
        assert_eq!(rights.len(), (1.0 + 4.0 * mean).round_ties_even() as usize, "{left}");
    }
    assert_eq!(rows[1].iter().collect::<BTreeSet<_>>().len(), 7, "all plans");
}

#[test]
fn metrics_are_means_over_the_periods() {
    let engine = engine(star(70));
    let fact = shown_fact(&engine);
    let units = &read(&fact, &[1])[0];
    let mut sums: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
    for (unit, value) in units.iter().zip(numbers(&fact, 2)).filter(|(_, value)| !value.is_nan()) {
        let (sum, count) = sums.get(unit).copied().unwrap_or_default();
        sums.insert(unit, (sum + value, count + 1.0));
    }
    let bridge = open(&engine, VISITS, None);
    let lefts = &read(&*bridge, &[0])[0];
    for (left, mean) in lefts.iter().zip(numbers(&*bridge, 2)) {
        let (sum, count) = sums[left];
        assert!((mean - sum / count).abs() < 1e-9 * mean.abs());
    }
}

#[test]
fn an_undirected_loop_has_each_pair_once_and_nobody_with_himself() {
    let directed = |directed: bool| {
        let mut config = star(40);
        let mut bridge = *config.tables[FRIENDS].kind.bridge().unwrap();
        bridge.directed = directed;
        // Many partners among few, so that mirrored pairs abound.
        bridge.partners = (5, 30);
        config.tables[FRIENDS].kind = Arc::new(Pairs(bridge));
        let rows = whole(&engine(config), FRIENDS);
        rows[0].iter().cloned().zip(rows[1].iter().cloned()).collect::<Vec<_>>()
    };
    let sorted =
        |(a, b): &(String, String)| if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
    let (both, once) = (directed(true), directed(false));
    assert!(both.iter().all(|(a, b)| a != b));
    let unordered: BTreeSet<_> = both.iter().map(sorted).collect();
    assert!(unordered.len() < both.len(), "some are mirrored");
    assert_eq!(once.len(), unordered.len());
    assert_eq!(once.iter().map(sorted).collect::<BTreeSet<_>>(), unordered);
    let counts: BTreeSet<usize> = both.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect();
    assert!(counts.iter().all(|count| (5..=30).contains(count)) && counts.len() > 15);
}

#[test]
fn shards_are_the_whole_and_fixed_numbers_are_known() {
    let mut config = star(3000);
    let mut bridge = *config.tables[VISITS].kind.bridge().unwrap();
    bridge.partners = (20, 20);
    config.tables[VISITS].kind = Arc::new(Pairs(bridge));
    let engine = engine(config);
    let table = open(&engine, VISITS, None);
    assert_eq!(table.rows(), RowCount::Exact(7 * 3030), "no more than there are plans");
    let all = read(&*table, &[0, 1, 2, 3]);
    assert_eq!(all[0].len(), 7 * 3030);
    let mut parts: Vec<Vec<String>> = vec![Vec::new(); 4];
    for shard in 0..3 {
        let part = open(&engine, VISITS, Some((shard, 3)));
        let rows = read(&*part, &[0, 1, 2, 3]);
        assert_eq!(part.rows(), RowCount::Exact(rows[0].len() as u64));
        parts.iter_mut().zip(rows).for_each(|(sum, column)| sum.extend(column));
    }
    assert_eq!(parts, all);
}
