use super::*;
use statrs::distribution::{Beta, Continuous, ContinuousCDF, Gamma, LogNormal, Normal, Weibull};

const LOW: f64 = 10.0;
const HIGH: f64 = 90.0;
const SPAN: f64 = HIGH - LOW;

/// Laws on [10, 90].
fn ranged() -> Vec<Law> {
    let range = ValueRange::full(LOW, HIGH);
    [
        (Family::NORMAL, vec![("mu", 85.0), ("sigma", 15.0)]),
        (Family::NORMAL, vec![("mu", 85.0), ("sigma", 0.9)]),
        (Family::NORMAL, vec![("mu", 85.0), ("sigma", 500.0)]),
        (Family::LOGNORM, vec![("s", 0.85), ("scale", 60.0)]),
        (Family::BETA, vec![("alpha", 2.0), ("beta", 5.0)]),
        (Family::BETA, vec![("alpha", 0.4), ("beta", 0.7)]),
        (Family::GAMMA, vec![("shape", 2.5), ("scale", 20.0)]),
        (Family::WEIBULL, vec![("shape", 1.6), ("scale", 70.0)]),
    ]
    .into_iter()
    .map(|(family, params)| law(family, &params, range, Bounds::Reshape))
    .collect()
}

/// Laws with one bound or none of their own kind of range.
fn one_sided() -> Vec<(Law, ValueRange)> {
    let above = ValueRange { min: Some(2.0), max: None };
    let below = ValueRange { min: None, max: Some(8.0) };
    let mut laws = Vec::new();
    for range in [above, below] {
        for (family, params) in [
            (Family::NORMAL, vec![("mu", 6.0), ("sigma", 1.5)]),
            (Family::BETA, vec![("alpha", 2.0), ("beta", 5.0), ("scale", 12.0)]),
            (Family::LOGNORM, vec![("s", 0.85), ("scale", 5.0)]),
            (Family::GAMMA, vec![("shape", 2.5), ("scale", 2.0)]),
            (Family::WEIBULL, vec![("shape", 1.6), ("scale", 5.0)]),
        ] {
            laws.push((law(family, &params, range, Bounds::Reshape), range));
        }
    }
    laws
}

#[test]
fn the_centre_runs_from_margin_to_margin() {
    let range = ValueRange::full(-100.0, 100.0);
    let centres = |family, params: &[(&str, f64)]| {
        let law = law(family, params, range, Bounds::Reshape);
        (law.centre(0.0), law.centre(1.0))
    };
    // A mu in the middle of its range, where the clamped law would not react to the trajectory at all.
    assert_eq!(centres(Family::NORMAL, &[("mu", 0.0), ("sigma", 30.0)]), (-96.0, 0.0));
    assert_eq!(centres(Family::NORMAL, &[("mu", -100.0), ("sigma", 30.0)]), (-96.0, 96.0));
    assert_eq!(centres(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)]), (-96.0, 96.0));
    // Positive families start at 0.
    assert_eq!(centres(Family::GAMMA, &[("shape", 2.0), ("scale", 30.0)]), (2.0, 60.0));
    let counts = law(Family::POISSON, &[], ValueRange::full(3.0, 40.0), Bounds::Reshape);
    assert_eq!((counts.centre(0.0), counts.centre(1.0)), (3.0, 40.0));
}

#[test]
fn the_mean_stays_at_the_centre_and_nothing_piles_on_the_bounds() {
    for law in ranged() {
        for p in [0.0, 0.07, 0.5, 1.0] {
            let centre = law.centre(p);
            let draws = million_draws(&law, centre);
            let (mean, variance) = mean_and_variance(&draws);
            let error = (variance / draws.len() as f64).sqrt();
            assert!((mean - centre).abs() < 4.0 * error + 1e-5 * SPAN, "{law:?} at {centre}: mean {mean}");
            let (stated_mean, stated_variance) = law.moments_at(centre);
            assert_eq!(stated_mean, centre);
            assert!((stated_variance / variance - 1.0).abs() < 0.01, "{law:?} at {centre}");
            let piled = draws.iter().filter(|x| **x <= LOW || **x >= HIGH).count();
            assert_eq!(piled, 0, "{law:?} at {centre}");
            assert!(draws.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9 * SPAN), "{law:?} at {centre}");
        }
    }
}

#[test]
fn one_bound_is_kept_without_piling() {
    for (law, range) in one_sided() {
        for p in [0.0, 0.3, 1.0] {
            let centre = law.centre(p);
            let draws = million_draws(&law, centre);
            let outside =
                |x: &&f64| range.min.is_some_and(|min| **x < min) || range.max.is_some_and(|max| **x > max);
            let on = |x: &&f64| range.min == Some(**x) || range.max == Some(**x);
            assert_eq!(draws.iter().filter(outside).count(), 0, "{law:?} at {centre}");
            assert!(draws.iter().filter(on).count() <= 1, "{law:?} at {centre}");
            let (mean, variance) = mean_and_variance(&draws);
            let (stated_mean, stated_variance) = law.moments_at(centre);
            let error = (variance / draws.len() as f64).sqrt();
            assert!(
                (mean - stated_mean).abs() < 4.0 * error + 1e-4,
                "{law:?} at {centre}: {mean} {stated_mean}"
            );
            assert!((stated_variance / variance - 1.0).abs() < 0.02, "{law:?} at {centre}");
            if law.family() != Family::BETA {
                assert!((stated_mean - centre).abs() < 1e-9 * (1.0 + centre.abs()));
            }
        }
    }
}

#[test]
fn a_reshaped_beta_is_the_beta_of_its_mean_and_precision() {
    let law =
        law(Family::BETA, &[("alpha", 2.0), ("beta", 5.0)], ValueRange::full(LOW, HIGH), Bounds::Reshape);
    for mu in [0.02, 0.1, 0.2, 0.5, 0.97] {
        // φ = 7, or as much as keeps both shapes at 1.
        let phi = 7.0f64.max(1.0 / mu).max(1.0 / (1.0 - mu));
        let oracle = Beta::new(mu * phi, (1.0 - mu) * phi).unwrap();
        let draws = million_draws(&law, LOW + mu * SPAN);
        assert!(ks_distance(&draws, |x| oracle.cdf((x - LOW) / SPAN)) < KS_LIMIT, "μ = {mu}");
        for i in -40..=40 {
            let z = i as f64 / 10.0;
            let x = law.sampler().value(LOW + mu * SPAN, z);
            assert!((oracle.cdf((x - LOW) / SPAN) - normal::cdf(z)).abs() < 2e-6, "μ = {mu}, z = {z}");
        }
    }
}

/// Cells of the numerical integration over the range.
const CELLS: usize = 4000;

fn simpson(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    (f(a) + 4.0 * f(0.5 * (a + b)) + f(b)) * (b - a) / 6.0
}

/// The integral of a density up to each of 4000 points, and its mean within the range.
fn cut(pdf: impl Fn(f64) -> f64) -> (Vec<f64>, f64) {
    let h = SPAN / CELLS as f64;
    let (mut mass, mut mean) = (vec![0.0], 0.0);
    for i in 0..CELLS {
        let a = LOW + i as f64 * h;
        mass.push(mass[i] + simpson(a, a + h, &pdf));
        mean += simpson(a, a + h, |x| x * pdf(x));
    }
    let total = mass[CELLS];
    (mass, mean / total)
}

#[test]
fn cut_families_equal_the_uncut_ones_conditioned_on_the_range() {
    // A family, its density by its free parameter, where that parameter lies, and centres it can reach.
    type Density = Box<dyn Fn(f64, f64) -> f64>;
    type Row<'a> = (Family, Params<'a>, Density, [f64; 2], [f64; 3]);
    let families: [Row; 4] = [
        (
            Family::NORMAL,
            &[("mu", 85.0), ("sigma", 15.0)],
            Box::new(|mu, x| Normal::new(mu, 15.0).unwrap().pdf(x)),
            [-60.0, 160.0],
            [16.0, 50.0, 80.0],
        ),
        (
            Family::LOGNORM,
            &[("s", 0.85), ("scale", 60.0)],
            Box::new(|mu, x| LogNormal::new(mu, 0.85).unwrap().pdf(x)),
            [-4.0, 9.0],
            [15.0, 40.0, 70.0],
        ),
        (
            Family::GAMMA,
            &[("shape", 2.5), ("scale", 20.0)],
            Box::new(|scale, x| Gamma::new(2.5, 1.0 / scale).unwrap().pdf(x)),
            [1.0, 1e6],
            [15.0, 40.0, 62.0],
        ),
        (
            Family::WEIBULL,
            &[("shape", 1.6), ("scale", 70.0)],
            Box::new(|scale, x| Weibull::new(1.6, scale).unwrap().pdf(x)),
            [3.0, 1e5],
            [15.0, 35.0, 55.0],
        ),
    ];
    for (family, params, density, bracket, centres) in families {
        let law = law(family, params, ValueRange::full(LOW, HIGH), Bounds::Reshape);
        let sampler = law.sampler();
        for centre in centres {
            let [mut low, mut high] = bracket;
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                if cut(|x| density(middle, x)).1 < centre { low = middle } else { high = middle }
            }
            let (mass, mean) = cut(|x| density(low, x));
            assert!(
                (mean - centre).abs() < 1e-6,
                "{family:?}: the oracle itself reaches {mean}, not {centre}"
            );
            let oracle = |x: f64| {
                let h = SPAN / CELLS as f64;
                let i = (((x - LOW) / h) as usize).min(CELLS - 1);
                (mass[i] + simpson(LOW + i as f64 * h, x, |x| density(low, x))) / mass[CELLS]
            };
            for i in -30..=30 {
                let z = i as f64 / 10.0;
                let u = normal::cdf(z);
                let exact = law.quantile_at(centre, z);
                assert!((oracle(exact) - u).abs() < 1e-6, "{family:?} at {centre}, z = {z}");
                assert!((law.cdf_at(centre, exact) - u).abs() < 1e-6, "{family:?} at {centre}, z = {z}");
                let table = sampler.value(centre, z);
                assert!((oracle(table) - u).abs() < 1e-4, "{family:?} at {centre}, z = {z}");
                assert!((table - exact).abs() < 5e-4 * SPAN, "{family:?} at {centre}, z = {z}");
            }
        }
    }
}

#[test]
fn without_a_range_nothing_is_reshaped() {
    for (family, params) in [(Family::LOGNORM, vec![("s", 0.85)]), (Family::NORMAL, vec![("sigma", 2.0)])] {
        let reshaped = law(family, &params, ValueRange::NONE, Bounds::Reshape);
        let clamped = law(family, &params, ValueRange::NONE, Bounds::Clamp);
        assert_eq!((reshaped.axis, reshaped.form), (clamped.axis, clamped.form));
    }
}

#[test]
fn reshaped_counts_keep_the_poisson_law() {
    let counts = law(Family::POISSON, &[("lambda", 5.0)], ValueRange::full(2.0, 30.0), Bounds::Reshape);
    let draws = million_draws(&counts, counts.centre(0.5));
    let (mean, variance) = mean_and_variance(&draws);
    assert!((mean - 16.0).abs() < 0.02 && (variance - 16.0).abs() < 0.15);
    assert_eq!(counts.centre(0.0), 2.0);
    assert_eq!(counts.clip_centre(45.0), 45.0);
}
