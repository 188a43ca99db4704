//! Events, against the fact that shows what drives them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fixture::*;
use super::star::*;
use crate::config::types::ColumnType;
use crate::plotsim::kinds::event::Event;
use crate::plotsim::model::*;
use crate::plotsim::sources::metric::Metric;
use crate::plotsim::sources::range::IntRange;
use crate::plotsim::tables::engine::Engine;
use crate::tables::{RowCount, shard_blocks};
use crate::workers::Workers;

/// Unit, day and value of each row of the fact.
fn shown(engine: &Arc<Engine>) -> Vec<(String, String, f64)> {
    let fact = shown_fact(engine);
    let keys = read(&fact, &[0, 1]);
    let values = numbers(&fact, 2);
    keys[1]
        .iter()
        .zip(&keys[0])
        .zip(values)
        .map(|((unit, day), value)| (unit.clone(), day.clone(), value))
        .collect()
}

/// (unit, day) of each row of an event.
fn happened(events: &[Vec<String>]) -> Vec<(String, String)> {
    events[UNIT].iter().cloned().zip(events[DAY].iter().cloned()).collect()
}

#[test]
fn orders_are_those_the_fact_says() {
    for rounded in [false, true] {
        let mut config = star(90);
        if rounded {
            let shown = Metric { metric: 0, kind: ColumnType::Int64 };
            config.tables[FACT].columns[2] = column("spend", shown);
            let mut cause = *config.tables[ORDERS].kind.cause().unwrap();
            cause.driver.rounded = true;
            config.tables[ORDERS].kind = Arc::new(Event::of(cause));
        }
        let engine = engine(config);
        let mut expected = Vec::new();
        for (unit, day, value) in shown(&engine) {
            let times = if value.is_nan() { 0 } else { (value * 0.7).round_ties_even().max(0.0) as usize };
            expected.extend(std::iter::repeat_n((unit, day), times));
        }
        let orders = whole(&engine, ORDERS);
        assert!(expected.len() > 3000);
        assert_eq!(happened(&orders), expected);
        for (row, key) in orders[KEY].iter().enumerate() {
            assert_eq!(*key, format!("o-{:05}", row + 1));
        }
    }
}

#[test]
fn alarms_end_streaks() {
    for every in [true, false] {
        let mut config = star(90);
        let mut cause = *config.tables[ALARMS].kind.cause().unwrap();
        let EventRule::Threshold(rule) = &mut cause.rule else { panic!() };
        rule.every = every;
        config.tables[ALARMS].kind = Arc::new(Event::of(cause));
        let engine = engine(config);
        let mut expected = Vec::new();
        for entity in shown(&engine).chunk_by(|a, b| a.0 == b.0) {
            let above: Vec<bool> = entity.iter().map(|row| row.2 > 3.0).collect();
            // The second of a run of periods above, so preceded by one above that nothing above precedes.
            let second = |at: usize| at >= 1 && above[at] && above[at - 1] && (at < 2 || !above[at - 2]);
            let ends = (0..above.len()).filter(|at| second(*at));
            let ends: Vec<usize> = ends.take(if every { usize::MAX } else { 1 }).collect();
            expected.extend(ends.into_iter().map(|at| (entity[at].0.clone(), entity[at].1.clone())));
        }
        assert!(expected.len() > 60);
        assert_eq!(happened(&whole(&engine, ALARMS)), expected);
    }
}

#[test]
fn seats_are_the_unit_s_own_and_all_of_them() {
    let engine = engine(star(90));
    let seats = whole(&engine, SEATS);
    let owner: BTreeMap<&String, &String> = seats[0].iter().zip(&seats[1]).collect();
    let orders = whole(&engine, ORDERS);
    let mut places = [0u32; 3];
    for (seat, unit) in orders[SEAT].iter().zip(&orders[UNIT]) {
        assert_eq!(owner[seat], unit);
        places[(seat[2..].parse::<usize>().unwrap() - 1) % 3] += 1;
    }
    let third = f64::from(places.iter().sum::<u32>()) / 3.0;
    let chi: f64 = places.iter().map(|n| (f64::from(*n) - third) * (f64::from(*n) - third) / third).sum();
    assert!(chi < 13.8, "χ² of 2 degrees of freedom, one in a thousand: {places:?}");
    let plans: BTreeSet<&String> = orders[PLAN].iter().collect();
    assert_eq!(plans.into_iter().collect::<Vec<_>>(), ["p-002", "p-005"], "those with weights");
    assert_eq!(orders[ROLL].iter().collect::<BTreeSet<_>>().len(), 6);
}

#[test]
fn instants_rise_within_their_period_unless_jittered() {
    let mut config = star(90);
    let engine_of = |config: Plotsim| whole(&engine(config), ORDERS);
    let orders = engine_of(star(90));
    let month = |day: &str| format!("{}-{}", &day[..4], &day[4..6]);
    for ((unit, day), at) in happened(&orders).iter().zip(&orders[AT]) {
        assert!(at.starts_with(&month(day)), "{unit} {day} {at}");
    }
    for rows in 1..orders[AT].len() {
        if orders[UNIT][rows] == orders[UNIT][rows - 1] {
            assert!(orders[AT][rows] >= orders[AT][rows - 1], "row {rows}");
        }
    }
    let days: BTreeSet<&str> = orders[AT].iter().map(|at| &at[8..10]).collect();
    assert_eq!(days.len(), 31, "to the last of the month");

    config.temporal_jitter = 20.0;
    let jittered = engine_of(config);
    assert_eq!(jittered[ROLL], orders[ROLL]);
    let moved = jittered[AT].iter().zip(&orders[AT]).filter(|(a, b)| a != b).count();
    assert!(moved * 10 > 9 * orders[AT].len());
    assert!(
        jittered[AT].iter().all(|at| ("2023-01-01".."2025-01-01").contains(&at.as_str())),
        "within the window"
    );
}

#[test]
fn a_window_that_cuts_a_period_cuts_its_instants() {
    use crate::trajectory::time_axis::{Granularity, TimeAxis};
    let mut config = star(200);
    config.time = TimeAxis::parse("2023-01-11", "2024-12-20", Granularity::Monthly).unwrap();
    let orders = whole(&engine(config), ORDERS);
    let (first, last) = (orders[AT].iter().min().unwrap(), orders[AT].iter().max().unwrap());
    assert!(first.as_str() >= "2023-01-11" && last.as_str() < "2024-12-21", "{first} {last}");
}

#[test]
fn blocks_shards_threads_and_projections_do_not_matter() {
    let engine = engine(star(900));
    for table in [ORDERS, ALARMS] {
        let all = whole(&engine, table);
        let full = open(&engine, table, None);
        assert!(full.blocks() > 5);
        for (column, values) in all.iter().enumerate() {
            assert_eq!(read(&*full, &[column])[0], *values);
        }
        let count: usize =
            (0..full.blocks()).map(|block| full.scan(&[], &Workers::single()).block(block).rows).sum();
        assert_eq!(count, all[KEY].len());

        let mut parts = vec![Vec::new(); all.len()];
        for shard in (0..4).rev() {
            let part = open(&engine, table, Some((shard, 4)));
            let range = shard_blocks(full.blocks(), shard, 4);
            assert_eq!(part.blocks(), range.end - range.start);
            parts.iter_mut().zip(read(&*part, &(0..all.len()).collect::<Vec<_>>())).for_each(
                |(sum, column)| {
                    sum.splice(0..0, column);
                },
            );
        }
        assert_eq!(parts, all);

        let scan = open(&engine, table, None).scan(&[KEY, AT], &Workers::new(2));
        let blocks: Vec<u64> = (0..full.blocks()).collect();
        let mut threads: Vec<(u64, Vec<String>)> = std::thread::scope(|scope| {
            let work = |start: usize| {
                let (scan, blocks) = (&scan, &blocks);
                scope.spawn(move || {
                    let own = blocks.iter().rev().skip(start).step_by(3);
                    own.map(|block| (*block, read_block(&scan.block(*block).columns[0]))).collect::<Vec<_>>()
                })
            };
            let workers: Vec<_> = (0..3).map(work).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        threads.sort();
        let keys: Vec<String> = threads.into_iter().flat_map(|(_, keys)| keys).collect();
        assert_eq!(keys, all[KEY]);
    }
}

#[test]
fn more_columns_and_more_entities_change_no_event() {
    let before = whole(&engine(star(90)), ORDERS);
    let mut config = star(90);
    let extra = column("extra", IntRange { min: 0, max: 9 });
    config.tables[ORDERS].columns.insert(3, extra);
    let mut after = whole(&engine(config), ORDERS);
    after.remove(3);
    assert_eq!(before, after);

    let grown = whole(&engine(star(120)), ORDERS);
    let late = |events: &[Vec<String>], from: &str| {
        events[UNIT].iter().position(|unit| unit.as_str() >= from).unwrap()
    };
    let (old, new) = (late(&before, "u-091"), late(&grown, "u-121"));
    for column in [DAY, PLAN, AT, ROLL] {
        assert_eq!(before[column][..old], grown[column][..old]);
        assert_eq!(before[column][old..], grown[column][new..], "the next segment's too");
    }
}

#[test]
fn the_number_of_rows_is_exact_for_few_entities_and_near_for_many() {
    let count = |first: u64| {
        let engine = engine(star(first));
        let table = open(&engine, ORDERS, None);
        (table.rows(), read(&*table, &[ROLL])[0].len() as u64)
    };
    let (said, is) = count(20);
    assert_eq!(said, RowCount::Exact(is));
    let (said, is) = count(2000);
    let RowCount::Estimate(said) = said else { panic!("exact?") };
    assert!((said as f64 / is as f64 - 1.0).abs() < 0.2, "{said} for {is}");
}

#[test]
fn an_entity_with_very_many_events_is_cut_into_blocks() {
    let mut config = star(2);
    config.entities.runs.pop();
    config.entities.count = 2;
    let mut cause = *config.tables[ORDERS].kind.cause().unwrap();
    cause.rule = EventRule::Proportional(2000.0);
    config.tables[ORDERS].kind = Arc::new(Event::of(cause));
    let engine = engine(config);
    let table = open(&engine, ORDERS, None);
    assert!(table.blocks() >= 24, "{}", table.blocks());
    let expected: usize = shown(&engine).iter().map(|row| (row.2 * 2000.0).round_ties_even() as usize).sum();
    let keys = &read(&*table, &[KEY])[0];
    assert_eq!(keys.len(), expected);
    assert!(keys.iter().enumerate().all(|(row, key)| *key == format!("o-{:05}", row + 1)));
}
