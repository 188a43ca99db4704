use super::*;
use statrs::distribution::{ContinuousCDF, Laplace, Normal, StudentsT};

/// SplitMix64 as uniforms in `[0, 1)`: a source of test numbers unrelated to the product's own streams.
pub(in crate::trajectory) struct Uniforms(pub u64);

impl Uniforms {
    pub(in crate::trajectory) fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

const N: usize = 200_000;

fn deviates(family: NoiseFamily) -> Vec<f64> {
    let mut uniforms = Uniforms(42);
    (0..N).map(|_| family.deviate(uniforms.draw(), uniforms.draw())).collect()
}

/// The largest distance between the sample's distribution and a law.
fn kolmogorov_smirnov(mut sample: Vec<f64>, law: &impl ContinuousCDF<f64, f64>) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let distance = |(i, &x): (usize, &f64)| {
        let p = law.cdf(x);
        (p - i as f64 / n).max((i + 1) as f64 / n - p)
    };
    sample.iter().enumerate().map(distance).fold(0.0, f64::max)
}

#[test]
fn deviates_follow_their_laws() {
    // At 1.95/√n a true law is refused once in a thousand seeds; the seed is fixed.
    let limit = 1.95 / (N as f64).sqrt();
    let normal = Normal::new(0.0, 1.0).expect("standard");
    assert!(kolmogorov_smirnov(deviates(NoiseFamily::Gaussian), &normal) < limit);
    let laplace = Laplace::new(0.0, 1.0).expect("standard");
    assert!(kolmogorov_smirnov(deviates(NoiseFamily::Laplace), &laplace) < limit);
    for df in [1.0, 2.5, 5.0, 30.0, 1e6] {
        let law = StudentsT::new(0.0, 1.0, df).expect("a good law");
        assert!(kolmogorov_smirnov(deviates(NoiseFamily::StudentT { df }), &law) < limit, "df {df}");
    }
    // The test has teeth: t with 5 degrees of freedom is not t with 6.
    let wrong = StudentsT::new(0.0, 1.0, 6.0).expect("a good law");
    assert!(kolmogorov_smirnov(deviates(NoiseFamily::StudentT { df: 5.0 }), &wrong) > limit);
}

#[test]
fn moments() {
    let moments = |family| {
        let sample = deviates(family);
        let mean = sample.iter().sum::<f64>() / N as f64;
        (mean, sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / N as f64)
    };
    for (family, variance) in [
        (NoiseFamily::Gaussian, 1.0),
        (NoiseFamily::Laplace, 2.0),
        (NoiseFamily::StudentT { df: 10.0 }, 10.0 / 8.0),
    ] {
        let (mean, found) = moments(family);
        assert!(mean.abs() < 4.0 * (variance / N as f64).sqrt(), "{family:?}: mean {mean}");
        assert!((found / variance - 1.0).abs() < 0.025, "{family:?}: variance {found}");
    }
}

#[test]
fn every_uniform_gives_a_finite_deviate() {
    let last = 1.0 - f64::EPSILON / 2.0;
    for family in [NoiseFamily::Gaussian, NoiseFamily::StudentT { df: 1.0 }, NoiseFamily::Laplace] {
        for u in [0.0, f64::MIN_POSITIVE, 0.5, last] {
            for v in [0.0, 0.25, 0.5, last] {
                assert!(family.deviate(u, v).is_finite(), "{family:?} {u} {v}");
            }
        }
    }
}

/// Draws that neither make an outlier nor lose the cell unless the rate is 1.
const QUIET: NoiseDraws =
    NoiseDraws { deviate: 2.0, outlier_coin: 0.9, outlier_size: 0.5, missing_coin: 0.9 };

#[test]
fn additive_error_is_relative_to_the_value_or_the_position() {
    let noise = Noise { sigma: 0.1, ..Noise::default() };
    assert_eq!(noise.apply(50.0, 0.3, &QUIET), Some(60.0));
    assert_eq!(noise.apply(-50.0, 0.3, &QUIET), Some(-40.0));
    assert_eq!(noise.apply(0.0, 0.3, &QUIET), Some(0.2));
    let along = Noise { scale_with_trajectory: true, ..noise };
    assert!((along.apply(50.0, 0.3, &QUIET).expect("kept") - 50.06).abs() < 1e-12);
    assert_eq!(along.apply(50.0, 0.0, &QUIET), Some(50.0));
}

#[test]
fn outliers_replace_the_disturbed_value() {
    let noise = Noise { sigma: 0.1, outlier_rate: 1.0, ..Noise::default() };
    // 50 becomes 60, then 6.5 times as much.
    assert_eq!(noise.apply(50.0, 0.3, &QUIET), Some(390.0));
    assert_eq!(noise.apply(-50.0, 0.3, &QUIET), Some(-260.0));
    let bare = Noise { sigma: 0.0, ..noise };
    assert_eq!(bare.apply(0.0, 0.3, &QUIET), Some(6.5));
    assert_eq!(bare.apply(2.0, 0.3, &NoiseDraws { outlier_size: 0.0, ..QUIET }), Some(6.0));
}

#[test]
fn coins_fall_at_their_rates() {
    let noise = Noise { outlier_rate: 0.05, mcar_rate: 0.02, ..Noise::default() };
    let mut uniforms = Uniforms(9);
    let (mut outliers, mut missing) = (0, 0);
    for _ in 0..N {
        let draws = NoiseDraws {
            deviate: 0.0,
            outlier_coin: uniforms.draw(),
            outlier_size: uniforms.draw(),
            missing_coin: uniforms.draw(),
        };
        match noise.apply(1.0, 0.5, &draws) {
            None => missing += 1,
            Some(1.0) => {}
            Some(outlier) => {
                assert!((3.0..10.0).contains(&outlier));
                outliers += 1;
            }
        }
    }
    let share = |count: i32| f64::from(count) / N as f64;
    assert!((share(missing) - 0.02).abs() < 4.0 * (0.02 * 0.98 / N as f64).sqrt());
    assert!((share(outliers) - 0.05 * 0.98).abs() < 4.0 * (0.05 * 0.95 / N as f64).sqrt());
}

#[test]
fn no_noise_keeps_every_bit() {
    for value in [0.0, -0.0, 1.5e-300, -7.25, 1e300] {
        let kept = Noise::default().apply(value, 0.4, &NoiseDraws::default());
        assert_eq!(kept.map(f64::to_bits), Some(value.to_bits()));
    }
    assert!(Noise::default().is_none());
}

#[test]
fn presets_by_any_spelling() {
    for spelling in ["Slightly messy", "slightly_messy", "SLIGHTLY_MESSY"] {
        let noise = NoisePreset::find(spelling).expect("known").noise();
        assert_eq!((noise.sigma, noise.outlier_rate, noise.mcar_rate), (0.03, 0.01, 0.005));
    }
    assert_eq!(NoisePreset::find("messy").map(|preset| preset.name), Some("realistic"));
    assert_eq!(NoisePreset::find("very messy").map(|preset| preset.name), Some("dirty"));
    assert!(NoisePreset::find("clean").expect("known").noise().is_none());
    assert!(NoisePreset::find("filthy").is_none());
    assert!(NOISE_PRESETS.iter().all(|preset| preset.noise().problems().is_empty()));
}

#[test]
fn bad_settings_are_named() {
    let noise = Noise {
        sigma: -0.1,
        family: NoiseFamily::StudentT { df: 0.5 },
        scale_with_trajectory: false,
        outlier_rate: 1.1,
        mcar_rate: f64::NAN,
    };
    let fields: Vec<&str> = noise.problems().iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["gaussian_sigma", "outlier_rate", "mcar_rate", "degrees_of_freedom"]);
    assert_eq!(noise.problems()[1].to_string(), "outlier_rate is 1.1; it must be between 0 and 1");
}
