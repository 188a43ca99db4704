use super::*;
use statrs::distribution::{
    Beta, ChiSquared, ContinuousCDF, Discrete, DiscreteCDF, Gamma, LogNormal, Normal, Poisson, Weibull,
};
use statrs::statistics::Distribution;

/// A clamped law, a centre, and the same law by `statrs`: distribution function, mean and variance before clipping.
struct Case {
    name: &'static str,
    law: Law,
    centre: f64,
    cdf: Box<dyn Fn(f64) -> f64>,
    mean: f64,
    variance: f64,
}

/// The only range among the cases; values on its ends are clipped and tested apart.
const RANGE: [f64; 2] = [-3.0, 7.0];

fn case(
    name: &'static str,
    law: Law,
    centre: f64,
    oracle: impl ContinuousCDF<f64, f64> + Distribution<f64> + 'static,
    shift: f64,
    stretch: f64,
) -> Case {
    let mean = shift + stretch * oracle.mean().expect("it has a mean");
    let variance = stretch * stretch * oracle.variance().expect("it has a variance");
    Case { name, law, centre, cdf: Box::new(move |x| oracle.cdf((x - shift) / stretch)), mean, variance }
}

/// Every continuous family at low, middle and high positions.
fn cases() -> Vec<Case> {
    let none = ValueRange::NONE;
    let clamp = Bounds::Clamp;
    let mut cases = Vec::new();
    for p in [0.05, 0.4, 1.0] {
        let normal = law(Family::NORMAL, &[("mu", 40.0), ("sigma", 7.0)], none, clamp);
        cases.push(case("normal", normal, 40.0 * p, Normal::new(40.0 * p, 7.0).unwrap(), 0.0, 1.0));
        let lognorm = law(Family::LOGNORM, &[("s", 0.85), ("loc", 3.0), ("scale", 500.0)], none, clamp);
        let median = 3.0 + 500.0 * p;
        cases.push(case("lognorm", lognorm, median, LogNormal::new(median.ln(), 0.85).unwrap(), 0.0, 1.0));
        let wide = ValueRange::full(RANGE[0], RANGE[1]);
        let beta = law(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], wide, clamp);
        let centre = -3.0 + 10.0 * p;
        let shift = centre - 10.0 * 2.0 / 7.0;
        cases.push(case("beta", beta, centre, Beta::new(2.0, 5.0).unwrap(), shift, 10.0));
        let unranged = law(Family::BETA, &[("alpha", 3.0), ("beta", 1.5), ("scale", 4.0)], none, clamp);
        let shift = (p - 2.0 / 3.0) * 4.0;
        cases.push(case("beta without range", unranged, p, Beta::new(3.0, 1.5).unwrap(), shift, 4.0));
        for shape in [0.3, 1.0, 2.5, 40.0] {
            let gamma = law(Family::GAMMA, &[("shape", shape), ("scale", 3.0)], none, clamp);
            let oracle = Gamma::new(shape, 1.0 / (3.0 * p)).unwrap();
            cases.push(case("gamma", gamma, shape * 3.0 * p, oracle, 0.0, 1.0));
        }
        let weibull = law(Family::WEIBULL, &[("shape", 1.7), ("scale", 9.0)], none, clamp);
        cases.push(case("weibull", weibull, 9.0 * p, Weibull::new(1.7, 9.0 * p).unwrap(), 0.0, 1.0));
    }
    cases
}

#[test]
fn centres_follow_the_position() {
    let none = ValueRange::NONE;
    let centre =
        |family, params: &[(&str, f64)], range, p| law(family, params, range, Bounds::Clamp).centre(p);
    assert_eq!(centre(Family::NORMAL, &[("mu", 40.0), ("sigma", 1.0)], none, 0.25), 10.0);
    assert_eq!(centre(Family::LOGNORM, &[("s", 1.0), ("loc", 2.0), ("scale", 8.0)], none, 0.25), 4.0);
    let beta = [("alpha", 2.0), ("beta", 5.0)];
    assert_eq!(centre(Family::BETA, &beta, ValueRange::full(10.0, 30.0), 0.25), 15.0);
    assert_eq!(centre(Family::BETA, &beta, none, 0.25), 0.25);
    assert_eq!(centre(Family::POISSON, &[("lambda", 12.0)], none, 0.25), 3.0);
    assert_eq!(centre(Family::GAMMA, &[("shape", 2.0), ("scale", 6.0)], none, 0.25), 3.0);
    assert_eq!(centre(Family::WEIBULL, &[("shape", 2.0), ("scale", 6.0)], none, 0.25), 1.5);
}

#[test]
fn a_million_draws_follow_statrs() {
    for case in cases() {
        let draws = million_draws(&case.law, case.centre);
        let clipped = |x: f64| case.name == "beta" && RANGE.contains(&x);
        let unclipped: Vec<f64> = draws.iter().copied().filter(|x| !clipped(*x)).collect();
        let below = draws.iter().filter(|x| clipped(**x) && **x == RANGE[0]).count() as f64;
        let (n, all) = (unclipped.len() as f64, draws.len() as f64);
        let distance = ks_distance(&unclipped, |x| ((case.cdf)(x) * all - below) / n) * n / all;
        assert!(distance < KS_LIMIT, "{} at {}: KS distance {distance}", case.name, case.centre);
        if case.name == "beta" {
            continue;
        }
        let (mean, variance) = mean_and_variance(&draws);
        let error = (case.variance / draws.len() as f64).sqrt();
        assert!((mean - case.mean).abs() < 4.0 * error, "{}: mean {mean}, want {}", case.name, case.mean);
        assert!((variance / case.variance - 1.0).abs() < 0.02, "{}: variance {variance}", case.name);
    }
}

#[test]
fn every_quantile_inverts_the_oracle() {
    for case in cases() {
        let sampler = case.law.sampler();
        for i in -60..=60 {
            let z = i as f64 / 10.0;
            let u = normal::cdf(z);
            let table = sampler.value(case.centre, z);
            if case.name == "beta" && RANGE.contains(&table) {
                continue;
            }
            assert!(((case.cdf)(table) - u).abs() < 1e-9, "{} at {}, z = {z}", case.name, case.centre);
            let exact = case.law.quantile_at(case.centre, z);
            // The shift of a beta can bring a value close to 0, so errors are relative to the law's spread as well.
            let scale = exact.abs().max(1e-2 * case.variance.sqrt());
            assert!((table - exact).abs() <= 1e-9 * scale, "{}: {table} for {exact}", case.name);
            assert!((case.law.cdf_at(case.centre, exact) - u).abs() < 1e-12);
        }
    }
}

#[test]
fn moments_agree_with_statrs_without_bounds() {
    for case in cases().into_iter().filter(|case| case.name != "beta") {
        let (mean, variance) = case.law.moments_at(case.centre);
        assert!((mean / case.mean - 1.0).abs() < 1e-11, "{}: {mean} for {}", case.name, case.mean);
        assert!((variance / case.variance - 1.0).abs() < 1e-9, "{}", case.name);
    }
}

#[test]
fn clipped_moments_agree_with_integration() {
    let shapes: [(Family, Params, ValueRange); 6] = [
        (Family::NORMAL, &[("mu", 50.0), ("sigma", 20.0)], ValueRange::full(20.0, 60.0)),
        (Family::LOGNORM, &[("s", 0.85), ("scale", 50.0)], ValueRange::full(10.0, 100.0)),
        (Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], ValueRange::full(0.0, 1.0)),
        (Family::GAMMA, &[("shape", 1.5), ("scale", 8.0)], ValueRange { min: Some(5.0), max: None }),
        (Family::WEIBULL, &[("shape", 0.9), ("scale", 8.0)], ValueRange { min: None, max: Some(10.0) }),
        (Family::POISSON, &[("lambda", 8.0)], ValueRange::full(2.0, 9.4)),
    ];
    for (family, params, range) in shapes {
        let law = law(family, params, range, Bounds::Clamp);
        for p in [0.1, 0.5, 1.0] {
            let centre = law.centre(p);
            let n = 100_000;
            let values: Vec<f64> = (0..n)
                .map(|i| law.quantile_at(centre, normal::quantile((i as f64 + 0.5) / n as f64)))
                .collect();
            let (mean, variance) = mean_and_variance(&values);
            let got = law.moments_at(centre);
            assert!((got.0 - mean).abs() < 1e-3 * variance.sqrt(), "{family:?}: {got:?}, want {mean}");
            assert!((got.1 / variance - 1.0).abs() < 1e-2, "{family:?}: {got:?}, want {variance}");
        }
    }
}

#[test]
fn counts_pass_a_chi_square_test() {
    let counts = law(Family::POISSON, &[("lambda", 5.0)], ValueRange::NONE, Bounds::Clamp);
    for lambda in [0.05, 0.75, 5.0, 9.99, 10.01, 47.0, 3000.0] {
        let draws = million_draws(&counts, lambda);
        let oracle = Poisson::new(lambda).unwrap();
        let n = draws.len() as f64;
        let (mut statistic, mut cells, mut seen, mut expected) = (0.0, 0, 0.0, 0.0);
        let mut at = 0;
        let last = draws[draws.len() - 1] as u64;
        for k in 0..=last {
            let run = draws[at..].iter().take_while(|x| **x == k as f64).count();
            at += run;
            seen += run as f64;
            expected += n * oracle.pmf(k);
            // Cells are merged until they expect enough; what is left in the upper tail is not looked at.
            let rest = n * (1.0 - oracle.cdf(k));
            if expected >= 20.0 && rest >= 20.0 {
                statistic += (seen - expected) * (seen - expected) / expected;
                cells += 1;
                (seen, expected) = (0.0, 0.0);
            }
        }
        assert!(cells >= 1);
        let limit = ChiSquared::new(cells as f64).unwrap().inverse_cdf(0.9999);
        assert!(statistic < limit, "λ = {lambda}: χ² = {statistic} over {cells} cells");
        let (mean, variance) = mean_and_variance(&draws);
        assert!((mean - lambda).abs() < 4.0 * (lambda / n).sqrt());
        assert!((variance / lambda - 1.0).abs() < 0.02);
        assert_eq!(counts.moments_at(lambda), (lambda, lambda));
    }
}

#[test]
fn counts_are_whole_clipped_and_never_negative() {
    let ranged = law(Family::POISSON, &[("lambda", 5.0)], ValueRange::full(-2.0, 7.6), Bounds::Clamp);
    let draws = million_draws(&ranged, 5.0);
    assert!(draws.iter().all(|x| x.fract() == 0.0 && (0.0..=8.0).contains(x)));
    assert_eq!(draws[draws.len() - 1], 8.0);
    assert_eq!(ranged.quantile_at(-3.0, 4.0), 0.0);
}

#[test]
fn degenerate_centres() {
    let none = ValueRange::NONE;
    for (family, params) in [
        (Family::GAMMA, vec![("shape", 2.0)]),
        (Family::WEIBULL, vec![("shape", 2.0)]),
        (Family::POISSON, vec![]),
    ] {
        let law = law(family, &params, none, Bounds::Clamp);
        assert_eq!(law.sampler().value(0.0, 1.3), 0.0);
        assert_eq!(law.sampler().value(-4.0, -2.0), 0.0);
        assert_eq!(law.moments_at(-4.0), (0.0, 0.0));
    }
    let lognorm = law(Family::LOGNORM, &[("s", 1.0)], none, Bounds::Clamp);
    assert_eq!(lognorm.quantile_at(0.0, 0.0), 1e-9);
    assert_eq!(lognorm.sampler().value(-1.0, 0.0), 1e-9);
}

#[test]
fn values_do_not_depend_on_the_slice() {
    for (family, params) in [
        (Family::LOGNORM, vec![("s", 0.5)]),
        (Family::BETA, vec![("alpha", 2.0), ("beta", 5.0)]),
        (Family::GAMMA, vec![("shape", 2.0)]),
        (Family::POISSON, vec![("lambda", 30.0)]),
    ] {
        for bounds in [Bounds::Clamp, Bounds::Reshape] {
            let law = law(family, &params, ValueRange::full(0.0, 1.0), bounds);
            let sampler = law.sampler();
            let z: Vec<f64> = NORMALS.iter().step_by(3333).copied().collect();
            let centres: Vec<f64> = (0..z.len()).map(|i| law.centre((i % 17) as f64 / 16.0)).collect();
            let mut whole = vec![0.0; z.len()];
            sampler.draw(&centres, &z, &mut whole);
            for (i, x) in whole.iter().enumerate() {
                assert_eq!(x.to_bits(), sampler.value(centres[i], z[i]).to_bits());
                let mut tail = vec![0.0; z.len() - i];
                sampler.draw(&centres[i..], &z[i..], &mut tail);
                assert_eq!(tail[0].to_bits(), x.to_bits());
            }
        }
    }
}
