//! Values follow their laws, judged by independent distribution functions.

use statrs::distribution::{Beta, ContinuousCDF, DiscreteCDF, Gamma, LogNormal, Normal, Poisson, Weibull};

use super::fixture::*;
use crate::distributions::{Bounds, Family, ValueRange};
use crate::plotsim::model::{MetricLaw, Plotsim};
use crate::trajectory::noise::{Noise, NoiseFamily};

/// A million cells at position 0.15.
fn flat(law: MetricLaw) -> Plotsim {
    let mut config = empty();
    config.metrics.push(metric("value", law));
    segment(&mut config, "flat", 1_000_000 / 24, "flat");
    config
}

fn values(mut config: Plotsim) -> Vec<f64> {
    let table = tables(&mut config);
    numbers(&fact(config, table), 2)
}

/// Fails if the largest distance of the two distribution functions has a probability below 0.001 (Kolmogorov).
fn follows(mut values: Vec<f64>, cdf: impl Fn(f64) -> f64) {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let distance = values.iter().enumerate().map(|(i, x)| {
        let below = cdf(*x);
        (below - i as f64 / n).abs().max(((i + 1) as f64 / n - below).abs())
    });
    let largest = distance.fold(0.0, f64::max);
    assert!(largest < 1.95 / n.sqrt(), "{largest}");
}

fn free(family: Family, params: &[(&str, f64)]) -> MetricLaw {
    law(family, params, ValueRange::NONE, Bounds::Clamp)
}

#[test]
fn continuous_families() {
    let normal = Normal::new(1.5, 2.0).unwrap();
    follows(values(flat(free(Family::NORMAL, &[("sigma", 2.0), ("mu", 10.0)]))), |x| normal.cdf(x));
    let lognorm = LogNormal::new((10.0f64 + 100.0 * 0.15).ln(), 0.8).unwrap();
    let law = free(Family::LOGNORM, &[("s", 0.8), ("loc", 10.0), ("scale", 100.0)]);
    follows(values(flat(law)), |x| lognorm.cdf(x));
    let gamma = Gamma::new(3.0, 3.0 / 1.8).unwrap();
    follows(values(flat(free(Family::GAMMA, &[("shape", 3.0), ("scale", 4.0)]))), |x| gamma.cdf(x));
    let weibull = Weibull::new(1.7, 7.5).unwrap();
    follows(values(flat(free(Family::WEIBULL, &[("shape", 1.7), ("scale", 50.0)]))), |x| weibull.cdf(x));
    let beta = Beta::new(2.0, 5.0).unwrap();
    let law = free(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)]);
    follows(values(flat(law)), |x| beta.cdf(x - 0.15 + 2.0 / 7.0));
}

#[test]
fn counts() {
    for lambda in [4.0, 400.0] {
        let found = values(flat(free(Family::POISSON, &[("lambda", lambda)])));
        let poisson = Poisson::new(0.15 * lambda).unwrap();
        let n = found.len() as f64;
        let mut worst: f64 = 0.0;
        for k in 0..(0.3 * lambda) as u64 + 5 {
            let share = found.iter().filter(|value| **value <= k as f64).count() as f64 / n;
            worst = worst.max((share - poisson.cdf(k)).abs());
        }
        // For a law with steps Kolmogorov's limit errs on the safe side.
        assert!(worst < 1.95 / n.sqrt(), "{lambda}: {worst}");
        assert!(found.iter().all(|value| *value >= 0.0 && value.fract() == 0.0));
    }
}

#[test]
fn noise_is_relative_to_the_value() {
    for (family, cdf) in [
        (NoiseFamily::Gaussian, Box::new(|x| Normal::standard().cdf(x)) as Box<dyn Fn(f64) -> f64>),
        (
            NoiseFamily::Laplace,
            Box::new(|x: f64| if x < 0.0 { x.exp() / 2.0 } else { 1.0 - (-x).exp() / 2.0 }),
        ),
    ] {
        let mut config = flat(exact(10.0));
        config.metrics[0].noise = Noise { sigma: 0.2, family, ..Noise::default() };
        follows(values(config), |x| cdf((x - 1.5) / 0.3));
    }
}

#[test]
fn outliers_and_missing_values_come_at_their_rates() {
    let mut config = flat(exact(10.0));
    config.metrics[0].noise = Noise { outlier_rate: 0.02, mcar_rate: 0.1, ..Noise::default() };
    let values = values(config);
    let n = values.len() as f64;
    let near = |count: usize, share: f64| {
        let deviation = (share * (1.0 - share) / n).sqrt();
        assert!((count as f64 / n - share).abs() < 4.0 * deviation, "{count} of {n}, not {share}");
    };
    near(values.iter().filter(|value| value.is_nan()).count(), 0.1);
    let outliers: Vec<f64> = values.into_iter().filter(|value| *value > 1.6).collect();
    near(outliers.len(), 0.9 * 0.02);
    follows(outliers, |x| ((x / 1.5 - 3.0) / 7.0).clamp(0.0, 1.0));
}

#[test]
fn residuals_remember_as_much_as_they_should() {
    let mut config = flat(free(Family::NORMAL, &[("sigma", 1.0), ("mu", 0.0)]));
    config.metrics[0].persistence = 0.7;
    let values = values(config);
    let product = |lag: usize| -> f64 {
        let of = |entity: &[f64]| entity.iter().zip(&entity[lag..]).map(|(a, b)| a * b).sum::<f64>();
        let pairs = values.len() / 24 * (24 - lag);
        values.chunks(24).map(of).sum::<f64>() / pairs as f64
    };
    for lag in 0..4 {
        assert!((product(lag) - 0.7f64.powi(lag as i32)).abs() < 0.01, "{lag}: {}", product(lag));
    }
    follows(values.iter().skip(23).step_by(24).copied().collect(), |x| Normal::standard().cdf(x));
}

/// One metric of each family with both bounds, over a curve that visits every position.
fn bounded(bounds: Bounds, noise: Noise) -> Plotsim {
    let range = ValueRange::full(20.0, 80.0);
    let mut config = empty();
    for (name, family, params) in [
        ("normal", Family::NORMAL, vec![("sigma", 10.0), ("mu", 80.0)]),
        ("beta", Family::BETA, vec![("alpha", 2.0), ("beta", 5.0)]),
        ("lognorm", Family::LOGNORM, vec![("s", 0.8), ("scale", 50.0)]),
        ("gamma", Family::GAMMA, vec![("shape", 2.0), ("scale", 25.0)]),
        ("weibull", Family::WEIBULL, vec![("shape", 1.5), ("scale", 50.0)]),
    ] {
        let mut metric = metric(name, law(family, &params, range, bounds));
        metric.noise = noise;
        config.metrics.push(metric);
    }
    segment(&mut config, "all", 4000, "growth > decline");
    config
}

#[test]
fn reshaped_laws_leave_the_bounds_alone_and_keep_their_means() {
    let messy = Noise { sigma: 0.05, outlier_rate: 0.02, mcar_rate: 0.01, ..Noise::default() };
    for noise in [Noise::default(), messy] {
        let mut config = bounded(Bounds::Reshape, noise);
        let laws: Vec<MetricLaw> = config.metrics.iter().map(|metric| metric.law).collect();
        let table = tables(&mut config);
        let curve = config.archetypes[0].curve.positions(24, Default::default());
        let fact = fact(config, table);
        for (place, law) in laws.iter().enumerate() {
            let values = numbers(&fact, 2 + place);
            let on_bound = values.iter().filter(|value| **value <= 20.0 || **value >= 80.0).count();
            assert!(on_bound as f64 <= 0.01 * values.len() as f64, "metric {place}: {on_bound}");
            assert!(values.iter().all(|value| value.is_nan() || (20.0..=80.0).contains(value)));
            if !noise.is_none() {
                continue;
            }
            for (period, position) in curve.iter().enumerate() {
                let all = values.iter().skip(period).step_by(24);
                let mean = all.sum::<f64>() / 4000.0;
                let centre = law.law.clip_centre(law.centre.at(*position));
                assert!(
                    (mean - centre).abs() < 5.0 * 18.0 / 4000f64.sqrt(),
                    "{place} {period}: {mean} {centre}"
                );
            }
        }
    }
}

#[test]
fn clamped_laws_pile_up_where_plotsim_s_do() {
    // Beta(2, 5) with a range: at position 0, 55 % of the cells lie on the floor; at position 1, 45 % on the ceiling.
    let mut config = bounded(Bounds::Clamp, Noise::default());
    let table = tables(&mut config);
    let values = numbers(&fact(config, table), 3);
    let share = |period: usize, bound: f64| {
        values.iter().skip(period).step_by(24).filter(|value| **value == bound).count() as f64 / 4000.0
    };
    assert!((share(0, 20.0) - 0.55).abs() < 0.03, "{}", share(0, 20.0));
    assert!((share(11, 80.0) - 0.45).abs() < 0.03, "{}", share(11, 80.0));
}
