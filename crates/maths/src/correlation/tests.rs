//! Solved coefficients against closed forms and against simulation.

use super::*;
use crate::distributions::{Bounds, Family, Law, ValueRange};
use crate::random::{Items, Key, Stream, normals};

fn law(family: Family, params: &[(&str, f64)]) -> Law {
    Law::new(family, params, ValueRange::NONE, Bounds::Clamp).unwrap()
}

fn cells(law: Law, positions: &[f64]) -> MetricCells {
    let clips = Vec::new();
    MetricCells { classes: positions.iter().map(|p| (0, law.centre(*p))).collect(), laws: vec![law], clips }
}

fn solved(a: Law, b: Law, positions: &[f64], coefficient: f64, scope: Scope) -> Solved {
    let metrics = [cells(a, positions), cells(b, positions)];
    let target = PairTarget { a: 0, b: 1, coefficient, scope, allow_reversal: false };
    solve(&vec![1.0; positions.len()], &metrics, &[target]).pairs[0]
}

/// One law of each family, with the parameters the fidelity tables use.
fn families() -> Vec<(&'static str, Law)> {
    let beta =
        Law::new(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], ValueRange::full(0.0, 1.0), Bounds::Clamp);
    vec![
        ("normal", law(Family::NORMAL, &[("mu", 100.0), ("sigma", 10.0)])),
        ("lognorm", law(Family::LOGNORM, &[("s", 0.5), ("scale", 40.0)])),
        ("beta", beta.unwrap()),
        ("poisson", law(Family::POISSON, &[("lambda", 10.0)])),
        ("gamma", law(Family::GAMMA, &[("shape", 2.0), ("scale", 3.0)])),
        ("weibull", law(Family::WEIBULL, &[("shape", 1.5), ("scale", 8.0)])),
    ]
}

#[test]
fn normals_need_no_correction() {
    let normal = law(Family::NORMAL, &[("mu", 5.0), ("sigma", 2.0)]);
    for wanted in [-0.9, -0.3, 0.5] {
        let solved = solved(normal, normal, &[0.5], wanted, Scope::Residual);
        assert!((solved.rho - wanted).abs() < 1e-6 && (solved.expected - wanted).abs() < 1e-9, "{solved:?}");
        assert!(solved.attainable.0 < -0.999_999 && solved.attainable.1 > 0.999_999);
    }
}

#[test]
fn lognormals_follow_their_closed_form() {
    // r = (exp(ρ·s·t) − 1)/√((exp(s²) − 1)(exp(t²) − 1))
    let (s, t) = (0.5f64, 0.8f64);
    let scale = ((s * s).exp_m1() * (t * t).exp_m1()).sqrt();
    let r = |rho: f64| (rho * s * t).exp_m1() / scale;
    let (a, b) = (law(Family::LOGNORM, &[("s", s)]), law(Family::LOGNORM, &[("s", t)]));
    for wanted in [-0.6, -0.2, 0.3, 0.9] {
        let solved = solved(a, b, &[0.2, 0.7, 1.0], wanted, Scope::Residual);
        assert!((r(solved.rho) - wanted).abs() < 2e-4, "{wanted}: {solved:?}, closed form {}", r(solved.rho));
        assert!((solved.attainable.0 - r(-1.0)).abs() < 1e-3 && (solved.attainable.1 - r(1.0)).abs() < 1e-3);
    }
    let beyond = solved(a, b, &[0.5], -0.95, Scope::Residual);
    assert!(
        beyond.status == Status::Nearest && beyond.rho < -0.999 && (beyond.expected - r(-1.0)).abs() < 1e-3
    );
}

#[test]
fn simulated_cells_have_the_wanted_coefficient() {
    const N: usize = 200_000;
    let positions = [0.1, 0.35, 0.6, 0.95];
    let families = families();
    let (x, y) = (scores("x", N), scores("y", N));
    for (i, (name_a, a)) in families.iter().enumerate() {
        for (name_b, b) in &families[i..] {
            for allow_reversal in [false, true] {
                for wanted in [-0.7, -0.3, 0.3, 0.7] {
                    let wish =
                        PairTarget { a: 0, b: 1, coefficient: wanted, scope: Scope::Pooled, allow_reversal };
                    let metrics = [cells(*a, &positions), cells(*b, &positions)];
                    let solved = solve(&[1.0; 4], &metrics, &[wish]).pairs[0];
                    let expected = if solved.status == Status::Met { wanted } else { solved.expected };
                    let (first, second) = simulate(a, b, &positions, &[solved.rho; 4], &x, &y);
                    let found = pearson(&first.concat(), &second.concat());
                    // Three standard errors of a correlation of heavy-tailed cells, and what the issue allows beyond.
                    let allowed = 0.01 + 3.0 * 1.5 / (N as f64).sqrt();
                    assert!(
                        (found - expected).abs() < allowed,
                        "{name_a} × {name_b}, {wanted}: {found} instead of {expected} ({solved:?})"
                    );
                    if !allow_reversal {
                        assert!(
                            solved.residual * wanted >= 0.0 && solved.residual.abs() < MOST_RESIDUAL + 1e-9
                        );
                        assert_eq!(solved.status == Status::Exceeded, solved.rho == 0.0, "{solved:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn residual_coefficients_hold_at_every_position() {
    const N: usize = 400_000;
    let positions = [0.1, 0.35, 0.6, 0.95];
    let families = families();
    let (x, y) = (scores("x", N), scores("y", N));
    for (i, (name_a, a)) in families.iter().enumerate() {
        for (name_b, b) in &families[i..] {
            for wanted in [-0.6, 0.6] {
                let wish = PairTarget {
                    a: 0,
                    b: 1,
                    coefficient: wanted,
                    scope: Scope::Residual,
                    allow_reversal: false,
                };
                let metrics = [cells(*a, &positions), cells(*b, &positions)];
                let solution = solve(&[1.0; 4], &metrics, &[wish]);
                let solved = solution.pairs[0];
                let rho = |position: &f64| match solution.groups.first() {
                    None => solved.rho,
                    Some(group) => {
                        group.coefficient(0, 1, &[(0, a.centre(*position)), (0, b.centre(*position))])
                    }
                };
                let rhos: Vec<f64> = positions.iter().map(rho).collect();
                let (first, second) = simulate(a, b, &positions, &rhos, &x, &y);
                let each: Vec<f64> = first.iter().zip(&second).map(|(a, b)| pearson(a, b)).collect();
                let mean = each.iter().sum::<f64>() / 4.0;
                assert!((mean - solved.expected).abs() < 0.01, "{name_a} × {name_b}: {mean}, {solved:?}");
                for (place, found) in each.iter().enumerate() {
                    // What cannot be had at a position is the nearest there, ρ = ±1.
                    let there = if solved.status == Status::Met || rhos[place].abs() < 0.999 {
                        wanted
                    } else {
                        *found
                    };
                    assert!(
                        (found - there).abs() < 0.02,
                        "{name_a} × {name_b} at {place}: {each:?}, {solved:?}"
                    );
                }
            }
        }
    }
}

fn scores(name: &str, n: usize) -> Vec<f64> {
    let (mut words, mut z) = (Vec::new(), Vec::new());
    Stream::new(Key::root(3).child(name), 1).words(Items::Range { first: 0, len: n }, &mut words);
    normals(&words, &mut z);
    z
}

/// Values of both metrics, position by position.
fn simulate(
    a: &Law,
    b: &Law,
    positions: &[f64],
    rhos: &[f64],
    x: &[f64],
    y: &[f64],
) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let samplers = [a.sampler(), b.sampler()];
    let share = x.len() / positions.len();
    let one = |(index, position): (usize, &f64)| {
        let (rho, rest) = (rhos[index], (1.0 - rhos[index] * rhos[index]).sqrt());
        let part = index * share..(index + 1) * share;
        let mixed: Vec<f64> =
            x[part.clone()].iter().zip(&y[part.clone()]).map(|(x, y)| rho * x + rest * y).collect();
        let (mut own, mut other) = (vec![0.0; share], vec![0.0; share]);
        samplers[0].draw_at(a.centre(*position), &x[part], &mut own);
        samplers[1].draw_at(b.centre(*position), &mixed, &mut other);
        (own, other)
    };
    positions.iter().enumerate().map(one).unzip()
}

fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    centre(&mut a);
    centre(&mut b);
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt()
}

#[test]
fn a_wish_that_the_centres_exceed_adds_nothing() {
    let (a, b) = (
        law(Family::NORMAL, &[("mu", 10.0), ("sigma", 2.0)]),
        law(Family::NORMAL, &[("mu", 10.0), ("sigma", 3.0)]),
    );
    let positions: Vec<f64> = (0..20).map(|i| f64::from(i) / 19.0).collect();
    // Centres 0 to 10, evenly: their variance is 100·(20² − 1)/(12·19²).
    let between: f64 = 100.0 * 399.0 / (12.0 * 361.0);
    let alone = between / ((between + 4.0) * (between + 9.0)).sqrt();
    for wanted in [0.0, 0.05, 0.3] {
        let weak = solved(a, b, &positions, wanted, Scope::Pooled);
        assert_eq!((weak.status, weak.rho, weak.residual), (Status::Exceeded, 0.0, 0.0), "{weak:?}");
        assert!(
            (weak.expected - alone).abs() < 1e-6 && (weak.alone - alone).abs() < 1e-6,
            "{weak:?} {alone}"
        );
    }
    // Against the word: −0.1 asks for a residual against, which its sign agrees with.
    let against = solved(a, b, &positions, -0.1, Scope::Pooled);
    assert!(against.residual < 0.0 && against.residual >= -MOST_RESIDUAL - 1e-9, "{against:?}");
    // 0.64 + 0.95·6/(…) is the most there is.
    let most = (between + 0.95 * 6.0) / ((between + 4.0) * (between + 9.0)).sqrt();
    let strong = solved(a, b, &positions, 0.999, Scope::Pooled);
    assert_eq!(strong.status, Status::Nearest);
    assert!((strong.expected - most).abs() < 1e-6 && (strong.attainable.1 - most).abs() < 1e-6, "{strong:?}");
    // Exactly what was asked, where that is allowed.
    let wish = PairTarget { a: 0, b: 1, coefficient: 0.3, scope: Scope::Pooled, allow_reversal: true };
    let exact = solve(&[1.0; 20], &[cells(a, &positions), cells(b, &positions)], &[wish]).pairs[0];
    let residual = (0.3 * ((between + 4.0) * (between + 9.0)).sqrt() - between) / 6.0;
    assert!(
        (exact.expected - 0.3).abs() < 1e-6 && (exact.residual - residual).abs() < 1e-4,
        "{exact:?} {residual}"
    );
    assert_eq!(exact.status, Status::Met);
}

#[test]
fn unbound_pairs_give_way_before_bound_ones() {
    // One metric that goes with three others by 0.75: independent others have no correlation matrix, others at 0.75² do.
    let normal = law(Family::NORMAL, &[("mu", 1.0), ("sigma", 1.0)]);
    let metrics = vec![cells(normal, &[0.5]); 4];
    let wish = |b| PairTarget { a: 0, b, coefficient: 0.75, scope: Scope::Residual, allow_reversal: false };
    let solution = solve(&[1.0], &metrics, &[wish(1), wish(2), wish(3)]);
    assert!(!solution.repaired);
    assert!(
        solution.pairs.iter().all(|pair| pair.status == Status::Met && (pair.expected - 0.75).abs() < 1e-6)
    );
}

fn centre(values: &mut [f64]) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|value| *value -= mean);
}

#[test]
fn a_set_that_cannot_be_is_repaired_and_said_so() {
    let normal = law(Family::NORMAL, &[("mu", 1.0), ("sigma", 1.0)]);
    let metrics = [cells(normal, &[0.5]), cells(normal, &[0.5]), cells(normal, &[0.5])];
    let target =
        |a, b, coefficient| PairTarget { a, b, coefficient, scope: Scope::Residual, allow_reversal: false };
    let targets = [target(0, 1, 0.9), target(1, 2, 0.9), target(2, 0, -0.9)];
    let solution = solve(&[1.0], &metrics, &targets);
    assert!(solution.repaired);
    assert!(
        solution
            .pairs
            .iter()
            .all(|pair| pair.status == Status::Repaired && (pair.expected - 0.5).abs() < 0.01
                || (pair.expected + 0.5).abs() < 0.01)
    );
    // L·Lᵀ gives the coefficients that are reported.
    let row = |metric: usize, other: usize| {
        solution.factor[metric].iter().find(|(at, _)| *at == other).map_or(0.0, |(_, x)| *x)
    };
    for (target, pair) in targets.iter().zip(&solution.pairs) {
        let product: f64 = (0..3).map(|k| row(target.a, k) * row(target.b, k)).sum();
        assert!((product - pair.rho).abs() < 1e-9);
    }
}

#[test]
fn many_centres_are_as_good_as_few() {
    let families = families();
    let (a, b) = (families[1].1, families[4].1);
    let many: Vec<f64> = (0..1000).map(|i| 0.05 + 0.9 * f64::from(i) / 999.0).collect();
    let few: Vec<f64> = (0..60).map(|i| 0.05 + 0.9 * (f64::from(i) + 0.5) / 60.0).collect();
    for scope in [Scope::Residual, Scope::Pooled] {
        let difference = solved(a, b, &many, 0.4, scope).rho - solved(a, b, &few, 0.4, scope).rho;
        assert!(difference.abs() < 2e-3, "{scope:?}: {difference}");
    }
}

#[test]
fn large_counts_are_as_good_as_normals() {
    // A Poisson of mean λ is within 1/√λ of a normal; the coefficients of both follow each other across the step from
    // averaged to smoothed quantiles.
    let mut last = f64::NAN;
    for lambda in [80.0, 99.0, 101.0, 120.0, 256.0, 1000.0, 4096.0] {
        let counts = law(Family::POISSON, &[("lambda", lambda)]);
        let found = solved(counts, counts, &[1.0], 0.6, Scope::Residual).rho;
        assert!((found - 0.6).abs() < 0.1 / lambda.sqrt(), "λ = {lambda}: {found}");
        assert!(last.is_nan() || (found - last).abs() <= 5e-4, "λ = {lambda}: {last}, then {found}");
        last = found;
    }
}
