use super::*;

const N: usize = 40;

/// A history in which every period is different, so a shift cannot hide.
fn wave() -> Vec<f64> {
    (0..N).map(|t| 0.5 + 0.4 * (t as f64 * 1.7).sin()).collect()
}

fn plain(driver: usize, periods: usize) -> Option<Lag> {
    Some(Lag { driver, periods, blend: 1.0, decay: None })
}

fn run(lags: Vec<Option<Lag>>, positions: &[f64], treatment: Option<&Treatment>) -> Effective {
    let mut out = Effective::default();
    LagPlan::new(lags).expect("no circle").effective(positions, treatment, &mut out);
    out
}

fn same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

#[test]
fn chains_add_up_exactly() {
    let p = wave();
    // C follows B by 3, B follows A by 2; C is listed first.
    let out = run(vec![plain(1, 3), plain(2, 2), None], &p, None);
    assert_eq!(out.metric(2), p);
    for t in 5..N {
        assert_eq!(out.metric(1)[t], p[t - 2]);
        assert_eq!(out.metric(0)[t], p[t - 5]);
    }
    // At the start each reads what there is: B its own position, C B's history.
    assert_eq!(out.metric(1)[..2], p[..2]);
    assert_eq!(out.metric(0)[..3], p[..3]);
    assert_eq!(out.metric(0)[3..5], p[..2]);
}

#[test]
fn a_blend_is_a_weighted_mean() {
    let p = wave();
    let out = run(vec![None, Some(Lag { blend: 0.25, ..plain(0, 4).expect("a lag") })], &p, None);
    for t in 4..N {
        assert!((out.metric(1)[t] - (0.75 * p[t] + 0.25 * p[t - 4])).abs() < 1e-15);
    }
    let none = run(vec![None, Some(Lag { blend: 0.0, ..plain(0, 4).expect("a lag") })], &p, None);
    assert_eq!(none.metric(1), p);
}

#[test]
fn kernels() {
    let p = wave();
    let spread =
        |kernel, window| Some(Lag { decay: Some(Decay { window, kernel }), ..plain(0, 2).expect("a lag") });
    let geometric = run(vec![None, spread(Kernel::Geometric, 3)], &p, None);
    let linear = run(vec![None, spread(Kernel::Linear, 3)], &p, None);
    let t = 20;
    let (a, b, c) = (p[t - 2], p[t - 3], p[t - 4]);
    assert!((geometric.metric(1)[t] - (4.0 * a + 2.0 * b + c) / 7.0).abs() < 1e-15);
    assert!((linear.metric(1)[t] - (3.0 * a + 2.0 * b + c) / 6.0).abs() < 1e-15);
    // Cells before the window are dropped and the rest weighted anew.
    assert_eq!(linear.metric(1)[2], p[0]);
    assert!((linear.metric(1)[3] - (3.0 * p[1] + 2.0 * p[0]) / 5.0).abs() < 1e-15);
    assert_eq!(linear.metric(1)[1], p[1]);
    // A window of one is the plain lag.
    assert_eq!(
        run(vec![None, spread(Kernel::Geometric, 1)], &p, None),
        run(vec![None, plain(0, 2)], &p, None)
    );
    // A window far longer than the weights can be felt does no harm.
    let long = run(vec![None, spread(Kernel::Geometric, 10_000)], &p, None);
    let sum: f64 = (0..=18).map(|age| 0.5f64.powi(age) * p[18 - age as usize]).sum();
    let weights: f64 = (0..=18).map(|age| 0.5f64.powi(age)).sum();
    assert!((long.metric(1)[20] - sum / weights).abs() < 1e-15);
}

#[test]
fn cold_periods_stay_missing_and_are_not_read() {
    let mut p = wave();
    p[..6].fill(f64::NAN);
    let decay = Some(Decay { window: 4, kernel: Kernel::Linear });
    let out = run(vec![None, plain(0, 3), Some(Lag { decay, ..plain(0, 1).expect("a lag") })], &p, None);
    for metric in 0..3 {
        assert!(out.metric(metric)[..6].iter().all(|e| e.is_nan()));
    }
    // The driver was missing three periods ago: own position.
    assert_eq!(out.metric(1)[6..9], p[6..9]);
    assert_eq!(out.metric(1)[9..], p[6..N - 3]);
    // Only one valid cell to look back on.
    assert_eq!(out.metric(2)[6], p[6]);
    assert_eq!(out.metric(2)[7], p[6]);
    assert!((out.metric(2)[8] - (4.0 * p[7] + 3.0 * p[6]) / 7.0).abs() < 1e-15);
}

#[test]
fn treatment_shifts_log_odds_and_reaches_followers() {
    let p = vec![0.5; 10];
    let treatment = Treatment { start: 4, lift: 3f64.ln(), target: Some(0) };
    let out = run(vec![None, plain(0, 2), None], &p, Some(&treatment));
    // Odds of 1 to 1 become 3 to 1.
    for t in 0..10 {
        let expected = if t >= 4 { 0.75 } else { 0.5 };
        assert!((out.metric(0)[t] - expected).abs() < 1e-15);
        let follower = if t >= 6 { 0.75 } else { 0.5 };
        assert!((out.metric(1)[t] - follower).abs() < 1e-15);
    }
    assert_eq!(out.metric(2), p);
    let all = run(vec![None, None], &p, Some(&Treatment { target: None, ..treatment }));
    assert_eq!(all.metric(0), all.metric(1));
}

#[test]
fn treatment_moves_the_ends_and_leaves_missing_cells() {
    let p = vec![f64::NAN, 0.0, 1.0];
    let out = run(vec![None], &p, Some(&Treatment { start: 0, lift: 30.0, target: None }));
    assert!(out.metric(0)[0].is_nan());
    assert!(out.metric(0)[1] > 0.9, "e^30 beats 10^-12");
    assert!(out.metric(0)[2] <= 1.0);
    let late = run(vec![None], &p, Some(&Treatment { start: 99, lift: 1.0, target: None }));
    assert!(late.metric(0).iter().zip(&p).all(|(a, b)| same(*a, *b)));
}

#[test]
fn buffers_are_reused_without_residue() {
    let plan = LagPlan::new(vec![None, plain(0, 2)]).expect("no circle");
    let mut out = Effective::default();
    plan.effective(&wave(), None, &mut out);
    plan.effective(&[0.1, 0.2, 0.3], None, &mut out);
    assert_eq!((out.metric(0), out.metric(1)), (&[0.1, 0.2, 0.3][..], &[0.1, 0.2, 0.1][..]));
    assert!(out.metric(2).is_empty());
    assert!(!plan.is_plain(None) && LagPlan::new(vec![None]).expect("no circle").is_plain(None));
}

#[test]
fn drivers_come_first_and_config_order_otherwise() {
    assert_eq!(topological_order(&[Some(3), None, Some(0), None]), Ok(vec![3, 0, 1, 2]));
    assert_eq!(topological_order(&[None, None, None]), Ok(vec![0, 1, 2]));
    assert_eq!(topological_order(&[]), Ok(vec![]));
}

#[test]
fn every_circle_is_named() {
    let cycles =
        topological_order(&[Some(1), Some(2), Some(1), Some(3), None, Some(0)]).expect_err("two circles");
    assert_eq!(cycles, [LagCycle { metrics: vec![1, 2] }, LagCycle { metrics: vec![3] }]);
    let names = ["a", "b", "c", "d", "e", "f"];
    assert_eq!(cycles[0].in_words(|i| names[i]), "b follows c follows b");
    assert_eq!(cycles[1].to_string(), "metrics follow each other in a circle: 3 follows 3");
}

#[test]
fn a_restricted_plan_gives_the_same_positions() {
    let lag = |driver, periods| Some(Lag { driver, periods, blend: 0.7, decay: None });
    let plan = LagPlan::new(vec![None, lag(4, 1), None, lag(1, 2), None, lag(2, 3)]).expect("no circle");
    let positions: Vec<f64> = (0..12).map(|i| i as f64 / 11.0).collect();
    let mut whole = Effective::default();
    plan.effective(&positions, None, &mut whole);
    for (wanted, expected) in [(vec![3], vec![1, 3, 4]), (vec![5, 0], vec![0, 2, 5]), (vec![], vec![])] {
        let (part, metrics) = plan.restricted(wanted);
        assert_eq!(metrics, expected);
        let mut out = Effective::default();
        part.effective(&positions, None, &mut out);
        for (place, metric) in metrics.iter().enumerate() {
            assert_eq!(out.metric(place), whole.metric(*metric));
        }
    }
}
