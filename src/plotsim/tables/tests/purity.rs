//! Values stay when something else is added, and whoever reads them.

use super::fixture::*;
use crate::distributions::{Bounds, Family, ValueRange};
use crate::plotsim::model::{Arrival, Plotsim};
use crate::plotsim::sources::range::IntRange;
use crate::plotsim::tables::facts::EntityPeriodFact;
use crate::tables::Table;
use crate::trajectory::noise::Noise;
use crate::trajectory::spread::Spread;
use crate::trajectory::time_axis::{Granularity, TimeAxis};
use crate::workers::Workers;

/// A config in which everything is drawn that can be.
fn busy(first: u64) -> Plotsim {
    let mut config = empty();
    let score =
        law(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], ValueRange::full(0.0, 1.0), Bounds::Clamp);
    let spend = law(Family::LOGNORM, &[("s", 0.8), ("scale", 40.0)], ValueRange::NONE, Bounds::Clamp);
    let count = law(Family::POISSON, &[("lambda", 5.0)], ValueRange::NONE, Bounds::Clamp);
    config.metrics.extend([metric("score", score), metric("spend", spend), metric("count", count)]);
    for metric in &mut config.metrics {
        metric.noise = Noise { sigma: 0.1, outlier_rate: 0.05, mcar_rate: 0.05, ..Noise::default() };
    }
    config.metrics[1].persistence = 0.6;
    follow(&mut config, &[(2, 0, 2)]);
    segment(&mut config, "varied", first, "growth > decline @ 9");
    config.archetypes[0].spread = Spread { level: 0.1, timing: 0.1, amplitude: 0.2 };
    segment(&mut config, "late", 300, "seasonal").arrival = Arrival::Uniform { start: 0, end: 12 };
    config
}

fn all(mut config: Plotsim) -> (EntityPeriodFact, Vec<Vec<String>>) {
    let table = tables(&mut config);
    config.tables[table].columns.push(column("roll", IntRange { min: 1, max: 6 }));
    let fact = fact(config, table);
    let columns: Vec<usize> = (0..fact.columns().len()).collect();
    let rows = read(&fact, &columns);
    (fact, rows)
}

#[test]
fn another_metric_changes_nothing() {
    let (_, before) = all(busy(200));
    let mut config = busy(200);
    config.metrics.insert(0, metric("new", exact(3.0)));
    follow(&mut config, &[(3, 1, 2)]);
    let (_, after) = all(config);
    assert_eq!(before[..2], after[..2]);
    assert_eq!(before[2..], after[3..]);
}

#[test]
fn more_entities_change_nothing_of_those_before_and_after() {
    let (_, before) = all(busy(200));
    let (_, after) = all(busy(300));
    for column in [0, 2, 3, 4, 5] {
        assert_eq!(before[column][..200 * 24], after[column][..200 * 24]);
        assert_eq!(before[column][200 * 24..], after[column][300 * 24..], "the next segment's too");
    }
}

#[test]
fn another_segment_changes_nothing() {
    let (_, before) = all(busy(200));
    let mut config = busy(200);
    segment(&mut config, "more", 50, "flat");
    let (_, after) = all(config);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before[..], after[..before.len()]);
    }
}

#[test]
fn a_longer_window_begins_with_the_same_draws() {
    let mut config = busy(50);
    // A flat curve looks the same over any window.
    config.archetypes.clear();
    config.entities.runs.clear();
    config.entities.count = 0;
    segment(&mut config, "flat", 50, "flat");
    let read = |end: &str| {
        let mut config = busy(1);
        config.archetypes.clear();
        config.entities.runs.clear();
        config.entities.count = 0;
        config.time = TimeAxis::parse("2023-01", end, Granularity::Monthly).expect("a window");
        segment(&mut config, "flat", 50, "flat");
        let table = tables(&mut config);
        numbers(&fact(config, table), 3)
    };
    let (short, long) = (read("2024-12"), read("2026-12"));
    for (short, long) in short.chunks(24).zip(long.chunks(48)) {
        assert!(short.iter().zip(long).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()));
    }
}

#[test]
fn projections_and_shards_are_parts_of_the_whole() {
    let (fact, whole) = all(busy(3000));
    for columns in [vec![4], vec![5, 3], vec![1, 2, 0]] {
        let part = read(&fact, &columns);
        for (column, part) in columns.iter().zip(part) {
            assert_eq!(part, whole[*column]);
        }
    }
    let mut config = busy(3000);
    let table = tables(&mut config);
    let engine =
        std::sync::Arc::new(crate::plotsim::tables::engine::Engine::new(std::sync::Arc::new(config)));
    let mut joined = Vec::new();
    let mut rows = 0;
    for shard in 0..3 {
        let part = EntityPeriodFact::new(std::sync::Arc::clone(&engine), table, Some((shard, 3)));
        rows += part.rows().rows();
        joined.extend(read(&part, &[2]).remove(0));
    }
    assert_eq!(joined, whole[2]);
    assert_eq!(rows, whole[2].len() as u64);
}

#[test]
fn threads_change_nothing() {
    let (fact, whole) = all(busy(3000));
    let scan = fact.scan(&[2, 3], &Workers::single());
    let blocks = fact.blocks();
    let read = |scan: &dyn crate::tables::Scan, block: u64| {
        let block = scan.block(block);
        block.columns.iter().map(|array| format!("{array:?}")).collect::<Vec<_>>()
    };
    let mut backwards: Vec<Vec<String>> = Vec::new();
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..blocks)
            .rev()
            .map(|block| {
                scope.spawn({
                    let scan = &scan;
                    move || read(scan.as_ref(), block)
                })
            })
            .collect();
        backwards = handles.into_iter().rev().map(|handle| handle.join().expect("no panic")).collect();
    });
    let forwards: Vec<Vec<String>> = (0..blocks).map(|block| read(scan.as_ref(), block)).collect();
    assert_eq!(forwards, backwards);
    assert!(blocks > 3 && !whole.is_empty());
}

#[test]
fn entities_that_share_a_course_are_drawn_like_those_that_do_not() {
    let engine = |config: Plotsim| crate::plotsim::tables::engine::Engine::new(std::sync::Arc::new(config));
    let mut config = empty();
    let score =
        law(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], ValueRange::full(0.0, 1.0), Bounds::Reshape);
    let index =
        law(Family::NORMAL, &[("sigma", 9.0), ("mu", 50.0)], ValueRange::full(20.0, 80.0), Bounds::Reshape);
    let count = law(Family::POISSON, &[("lambda", 5.0)], ValueRange::NONE, Bounds::Clamp);
    config.metrics.extend([metric("score", score), metric("index", index), metric("count", count)]);
    follow(&mut config, &[]);
    segment(&mut config, "same", 150, "growth > decline");
    let engine = engine(config);
    let set = engine.metrics(0..3);
    let together = engine.values(0..150, &set);
    for entity in 0..150 {
        let alone = engine.values(entity..entity + 1, &set);
        for metric in 0..3 {
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(
                bits(alone.metric(metric)),
                bits(&together.metric(metric)[together.entity(entity as usize)])
            );
        }
    }
}
