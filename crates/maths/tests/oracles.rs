//! Whole laws and matrices against crates that others wrote: samples of `rand_distr`, eigenvalues of `nalgebra`.

use nalgebra::DMatrix;
use plotsim_maths::correlation::{MetricCells, PairTarget, Scope, solve};
use plotsim_maths::distributions::{Bounds, FAMILIES, Family, Law, ValueRange};
use plotsim_maths::random::{Items, Key, Stream, normals};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;

/// Values of each of the two samples.
const SIZE: usize = 200_000;
/// The Kolmogorov–Smirnov distance of two samples of this size exceeds it in one of 10⁴ pairs: √(−ln(α/2)/n).
const LIMIT: f64 = 7.04e-3;

fn ours(law: &Law, centre: f64) -> Vec<f64> {
    let (mut words, mut scores) = (Vec::new(), Vec::new());
    let stream = Stream::new(Key::root(2024).child(law.family().name()), 1);
    stream.words(Items::Range { first: 0, len: SIZE }, &mut words);
    normals(&words, &mut scores);
    let mut values = vec![0.0; SIZE];
    law.sampler().draw_at(centre, &scores, &mut values);
    values
}

fn theirs(law: impl Distribution<f64>) -> Vec<f64> {
    law.sample_iter(ChaCha8Rng::seed_from_u64(7)).take(SIZE).collect()
}

/// The greatest difference of two empirical distribution functions.
fn distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let below = |sorted: &[f64], x: f64| sorted.partition_point(|y| *y <= x) as f64 / sorted.len() as f64;
    a.iter().step_by(20).map(|x| (below(&a, *x) - below(&b, *x)).abs()).fold(0.0, f64::max)
}

#[test]
fn every_family_draws_what_rand_distr_draws() {
    let mut seen = Vec::new();
    let mut check = |family: Family, params: &[(&str, f64)], theirs: Vec<f64>| {
        let law = Law::new(family, params, ValueRange::NONE, Bounds::Clamp).expect("good parameters");
        let apart = distance(ours(&law, law.centre(1.0)), theirs);
        assert!(apart < LIMIT, "{family:?} {params:?}: {apart}");
        seen.push(family.name());
    };
    check(Family::NORMAL, &[("mu", 3.0), ("sigma", 2.0)], theirs(rand_distr::Normal::new(3.0, 2.0).unwrap()));
    let median = 40.0f64;
    check(
        Family::LOGNORM,
        &[("s", 0.8), ("scale", median)],
        theirs(rand_distr::LogNormal::new(libm::log(median), 0.8).unwrap()),
    );
    // Without a range the law is moved to its centre, 1: by 1 less the mean.
    let beta = theirs(rand_distr::Beta::new(2.0, 5.0).unwrap());
    let moved = beta.into_iter().map(|x| x + 1.0 - 2.0 / 7.0).collect();
    check(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], moved);
    for mean in [4.0, 700.0] {
        check(Family::POISSON, &[("lambda", mean)], theirs(rand_distr::Poisson::new(mean).unwrap()));
    }
    for shape in [0.6, 12.0] {
        check(
            Family::GAMMA,
            &[("shape", shape), ("scale", 3.0)],
            theirs(rand_distr::Gamma::new(shape, 3.0).unwrap()),
        );
    }
    check(
        Family::WEIBULL,
        &[("shape", 1.6), ("scale", 70.0)],
        theirs(rand_distr::Weibull::new(70.0, 1.6).unwrap()),
    );
    for info in FAMILIES {
        assert!(seen.contains(&info.name), "{} has no oracle", info.name);
    }
}

/// The correlation matrix of the factor that these coefficients of four normals end in, and whether it was repaired.
fn matrix(coefficients: &[(usize, usize, f64)]) -> (DMatrix<f64>, bool) {
    let params = [("sigma", 1.0), ("mu", 1.0)];
    let law = Law::new(Family::NORMAL, &params, ValueRange::NONE, Bounds::Clamp).expect("good parameters");
    let metrics: Vec<MetricCells> = (0..4)
        .map(|_| MetricCells { laws: vec![law], classes: vec![(0, 0.5)], ..MetricCells::default() })
        .collect();
    let targets: Vec<PairTarget> = coefficients
        .iter()
        .map(|(a, b, coefficient)| PairTarget {
            a: *a,
            b: *b,
            coefficient: *coefficient,
            scope: Scope::Residual,
            allow_reversal: false,
        })
        .collect();
    let solution = solve(&[1.0], &metrics, &targets);
    let mut factor = DMatrix::zeros(4, 4);
    for (row, parts) in solution.factor.iter().enumerate() {
        for (column, part) in parts {
            factor[(row, *column)] = *part;
        }
    }
    (&factor * factor.transpose(), solution.repaired)
}

#[test]
fn factors_are_those_of_correlation_matrices() {
    let possible = [(0, 1, 0.6), (0, 2, -0.3), (1, 3, 0.5), (2, 3, 0.2)];
    let (ours, repaired) = matrix(&possible);
    assert!(!repaired);
    for (a, b, coefficient) in possible {
        assert!((ours[(a, b)] - coefficient).abs() < 1e-6);
    }
    let (ours, repaired) = matrix(&[(0, 1, 0.9), (0, 2, 0.9), (1, 2, -0.9)]);
    assert!(repaired);
    let values = ours.clone().symmetric_eigenvalues();
    assert!(values.iter().all(|value| *value > 0.0), "{values}");
    assert!((0..4).all(|at| (ours[(at, at)] - 1.0).abs() < 1e-12));

    // Higham's alternating projections, with nalgebra's eigenvectors: the same nearest matrix.
    let mut wanted = DMatrix::identity(4, 4);
    for (a, b, coefficient) in [(0, 1, 0.9), (0, 2, 0.9), (1, 2, -0.9)] {
        (wanted[(a, b)], wanted[(b, a)]) = (coefficient, coefficient);
    }
    let (mut nearest, mut correction): (DMatrix<f64>, DMatrix<f64>) = (wanted, DMatrix::zeros(4, 4));
    for _ in 0..2000 {
        let shifted = &nearest - &correction;
        let parts = shifted.clone().symmetric_eigen();
        let kept = DMatrix::from_diagonal(&parts.eigenvalues.map(|value| value.max(0.0)));
        let positive = &parts.eigenvectors * kept * parts.eigenvectors.transpose();
        correction = &positive - shifted;
        nearest = positive;
        nearest.fill_diagonal(1.0);
    }
    assert!((&ours - &nearest).amax() < 1e-3, "{ours}{nearest}");
}
