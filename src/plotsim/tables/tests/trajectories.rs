//! Facts whose laws give their centres show the trajectory itself.

use super::fixture::*;
use crate::plotsim::model::{Arrival, Polarity, TreatmentRule};
use crate::plotsim::tables::facts::EntityPeriodFact;
use crate::tables::{RowCount, Table};
use crate::trajectory::lag::Treatment;
use crate::trajectory::season::{Season, SeasonalEffect};
use crate::trajectory::spread::Spread;

fn near(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len(), "{got:?}");
    for (a, b) in got.iter().zip(expected) {
        assert!((a - b).abs() < 1e-4, "{got:?}\n{expected:?}");
    }
}

const CRASH: [f64; 14] =
    [0.0, 0.0582, 0.1694, 0.3469, 0.5623, 0.7514, 0.8757, 0.9426, 0.9748, 0.9894, 0.9959, 0.9988, 1.0, 1.0];

#[test]
fn published_curves_come_back_as_rows() {
    let mut config = empty();
    config.metrics.push(metric("up", exact(1.0)));
    config.metrics.push(metric("down", exact(50.0)));
    config.metrics[1].polarity = Polarity::Negative;
    segment(&mut config, "crash", 2, "spike_then_crash");
    segment(&mut config, "early", 1, "spike_then_crash").inflection = Some(6);
    let table = tables(&mut config);
    let fact = fact(config, table);
    assert_eq!(fact.rows(), RowCount::Exact(72));
    let up = numbers(&fact, 2);
    let mut crash = CRASH.to_vec();
    crash.extend([0.2; 10]);
    near(&up[..24], &crash);
    near(&up[24..48], &crash);
    let mut early = vec![0.0, 0.2328, 0.7184, 0.9511, 0.9939, 1.0, 1.0];
    early.extend([0.2; 17]);
    near(&up[48..], &early);
    let down = numbers(&fact, 3);
    let mirrored: Vec<f64> = up.iter().map(|p| 50.0 * (1.0 - p)).collect();
    near(&down, &mirrored);
}

#[test]
fn lag_chains_add_up() {
    let mut config = empty();
    for name in ["a", "b", "c"] {
        config.metrics.push(metric(name, exact(1.0)));
    }
    // c follows b by 3 and b follows a by 2, whatever the order they are listed in.
    follow(&mut config, &[(1, 0, 2), (2, 1, 3)]);
    segment(&mut config, "growth", 3, "growth");
    segment(&mut config, "wave", 3, "seasonal");
    let table = tables(&mut config);
    let fact = fact(config, table);
    let (a, c) = (numbers(&fact, 2), numbers(&fact, 4));
    for entity in 0..6 {
        let rows = entity * 24..(entity + 1) * 24;
        let (a, c) = (&a[rows.clone()], &c[rows]);
        assert_eq!(c[5..], a[..19], "five periods late, to the bit");
    }
}

#[test]
fn cold_starts_have_no_rows_before() {
    let mut config = empty();
    config.metrics.push(metric("level", exact(1.0)));
    segment(&mut config, "late", 2, "spike_then_crash").arrival = Arrival::At(12);
    segment(&mut config, "listed", 3, "flat").arrival = Arrival::Listed(vec![23, 0, 22]);
    segment(&mut config, "never", 1, "flat").arrival = Arrival::At(24);
    let table = tables(&mut config);
    let fact = fact(config, table);
    assert_eq!(fact.rows(), RowCount::Exact(2 * 12 + 1 + 24 + 2));
    let rows = read(&fact, &[0, 1]);
    assert_eq!((rows[0][0].as_str(), rows[1][0].as_str()), ("20240101", "u-001"));
    assert_eq!((rows[0][24].as_str(), rows[1][24].as_str()), ("20241201", "u-003"));
    assert_eq!((rows[0][25].as_str(), rows[1][25].as_str()), ("20230101", "u-004"));
    let values = numbers(&fact, 2);
    let short = [0.0, 0.2328, 0.7184, 0.9511, 0.9939, 1.0, 1.0, 0.2, 0.2, 0.2, 0.2, 0.2];
    near(&values[..12], &short);
    assert_eq!(values.len(), 51);
}

#[test]
fn drawn_arrivals_follow_their_laws() {
    const N: u64 = 40_000;
    let mut config = empty();
    segment(&mut config, "even", N, "flat").arrival = Arrival::Uniform { start: 2, end: 22 };
    segment(&mut config, "more", N, "flat").arrival = Arrival::Linear { start: 2, end: 22, increasing: true };
    segment(&mut config, "less", N, "flat").arrival =
        Arrival::Linear { start: 2, end: 22, increasing: false };
    let engine = crate::plotsim::tables::engine::Engine::new(std::sync::Arc::new(config));
    let starts = engine.starts(0..3 * N);
    // Chances of each of the 20 periods: equal, or the area under a straight line.
    let chance: [fn(f64) -> f64; 3] =
        [|_| 1.0 / 20.0, |i| (2.0 * i + 1.0) / 400.0, |i| (2.0 * (19.0 - i) + 1.0) / 400.0];
    for (starts, chance) in starts.chunks(N as usize).zip(chance) {
        let mut chi_squared = 0.0;
        for period in 2..22 {
            let found = starts.iter().filter(|start| **start == period).count() as f64;
            let expected = N as f64 * chance((period - 2) as f64);
            chi_squared += (found - expected).powi(2) / expected;
        }
        // The 99.9 % point of 19 degrees of freedom.
        assert!(chi_squared < 43.8, "{chi_squared}");
    }
}

#[test]
fn treatment_moves_as_many_as_it_says_from_its_start_on() {
    let mut config = empty();
    config.metrics.push(metric("a", exact(1.0)));
    config.metrics.push(metric("b", exact(1.0)));
    let shift = Treatment { start: 10, lift: 1.5, target: Some(1) };
    segment(&mut config, "arm", 40, "flat").treatment = Some(TreatmentRule {
        share: None,
        treated: 12,
        shift,
        treatment_label: "on".to_owned(),
        control_label: "off".to_owned(),
    });
    let table = tables(&mut config);
    let fact = fact(config, table);
    assert!(numbers(&fact, 2).iter().all(|value| (value - 0.15).abs() < 1e-12));
    let b = numbers(&fact, 3);
    let lifted = 1.0 / (1.0 + (-(0.15f64 / 0.85).ln() - 1.5).exp());
    let mut treated = 0;
    for entity in b.chunks(24) {
        assert!(entity[..10].iter().all(|value| (value - 0.15).abs() < 1e-12));
        treated += usize::from((entity[10] - lifted).abs() < 1e-12);
        assert!(entity[10..].iter().all(|value| *value == entity[10]));
    }
    assert_eq!(treated, 12);
    assert!(b.chunks(24).take(12).any(|entity| entity[23] < 0.2), "not simply the first ones");
}

#[test]
fn seasons_move_centres_by_both_sensitivities() {
    let mut config = empty();
    config.season = Season::new(&[
        SeasonalEffect { months: vec![11, 12], strength: 0.3, ..SeasonalEffect::default() },
        SeasonalEffect { months: vec![12], strength: 0.2, ..SeasonalEffect::default() },
    ])
    .expect("a season");
    config.metrics.push(metric("count", exact(5.0)));
    config.metrics.push(metric("immune", exact(5.0)));
    config.metrics[1].seasonal_sensitivity = 0.0;
    segment(&mut config, "usual", 1, "flat");
    segment(&mut config, "contrary", 1, "flat").seasonal_sensitivity = -1.0;
    let table = tables(&mut config);
    let fact = fact(config, table);
    let values = numbers(&fact, 2);
    near(&values[9..12], &[0.75, 0.975, 1.125]);
    near(&values[33..36], &[0.75, 0.525, 0.375]);
    near(&numbers(&fact, 3), &[0.75; 48]);
}

#[test]
fn spread_leaves_no_clones() {
    let mut config = empty();
    config.metrics.push(metric("level", exact(1.0)));
    segment(&mut config, "varied", 500, "growth");
    config.archetypes[0].spread = Spread { level: 0.1, timing: 0.1, amplitude: 0.2 };
    segment(&mut config, "same", 3, "growth");
    let table = tables(&mut config);
    let fact = fact(config, table);
    let values = numbers(&fact, 2);
    let mut varied: Vec<Vec<u64>> = values[..500 * 24]
        .chunks(24)
        .map(|entity| entity.iter().map(|value| value.to_bits()).collect())
        .collect();
    varied.sort();
    varied.dedup();
    assert_eq!(varied.len(), 500);
    assert_eq!(values[500 * 24..501 * 24], values[501 * 24..502 * 24]);
}

#[test]
fn the_ground_truth_tells_positions_and_arms() {
    let mut config = empty();
    config.metrics.push(metric("a", exact(1.0)));
    config.metrics.push(metric("b", exact(1.0)));
    follow(&mut config, &[(1, 0, 3)]);
    segment(&mut config, "none", 2, "growth").arrival = Arrival::At(4);
    segment(&mut config, "arm", 4, "flat").treatment = Some(TreatmentRule {
        share: None,
        treated: 1,
        shift: Treatment { start: 0, lift: 1.0, target: None },
        treatment_label: "on".to_owned(),
        control_label: "off".to_owned(),
    });
    let table = tables(&mut config);
    let engine =
        std::sync::Arc::new(crate::plotsim::tables::engine::Engine::new(std::sync::Arc::new(config)));
    let truth = crate::plotsim::tables::trajectories::Trajectories::new(std::sync::Arc::clone(&engine));
    assert_eq!(truth.rows(), RowCount::Exact(2 * 20 + 4 * 24));
    let texts = read(&truth, &[0, 1, 2, 3, 4, 5, 6]);
    let row: Vec<&str> = texts.iter().map(|column| column[20].as_str()).collect();
    assert_eq!(row, ["none_0001", "u-002", "none", "NULL", "4", "20230501", "2023-05"]);
    assert_eq!(texts[3].iter().filter(|arm| *arm == "on").count(), 24);
    assert_eq!(texts[3].iter().filter(|arm| *arm == "off").count(), 72);
    // The metrics are exact, so they show the positions they read; the first segment is not treated, so its own too.
    let fact = EntityPeriodFact::new(engine, table, None);
    let (a, b) = (numbers(&fact, 2), numbers(&fact, 3));
    assert_eq!((numbers(&truth, 8), numbers(&truth, 9)), (a.clone(), b.clone()));
    let own = numbers(&truth, 7);
    assert_eq!(own[..40], a[..40]);
    assert_eq!(b[3..20], own[..17]);
    assert!(own[40..].iter().all(|position| (position - 0.15).abs() < 1e-12));
}
