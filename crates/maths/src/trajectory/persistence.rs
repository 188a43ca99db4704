//! Persistence: residuals that remember the period before.
//!
//! A first-order autoregression in normal space: `z(0) = ε(0)` and `z(t) = φ·z(t−1) + √(1−φ²)·ε(t)`. With
//! independent standard-normal `ε` every `z(t)` is standard normal too, from the first period on, and the
//! correlation of two periods `h` apart is `φ^h`.
//!
//! # With correlated metrics
//!
//! Metrics correlated by `z = L·ε` keep their correlation within a period exactly, whatever their
//! persistences, if the recursion runs on each component of `ε` *before* the product with `L`; a metric's
//! memory is then the mixture `Σ L²(i,k)·φ(k)^h`. Running it after the product keeps each metric's memory
//! pure, but two metrics whose persistences differ then drift towards the share [`kept_correlation`] of
//! theirs.

/// Gives the standard-normal draws of one entity memory, in place. Periods before `start` are left alone; the
/// recursion begins with the first active period. `phi` is in `[0, 1]`; 0 changes nothing, 1 repeats the
/// first draw for ever.
pub fn persist(phi: f64, start: usize, draws: &mut [f64]) {
    if phi == 0.0 {
        return;
    }
    let fresh = ((1.0 - phi) * (1.0 + phi)).max(0.0).sqrt();
    let mut active = draws.iter_mut().skip(start);
    let Some(mut previous) = active.next().copied() else { return };
    for z in active {
        *z = phi * previous + fresh * *z;
        previous = *z;
    }
}

/// The share of the correlation of two metrics' draws that is left, in the long run, once each has been given
/// its own persistence: `√((1−φa²)(1−φb²)) / (1 − φa·φb)`. It is 1 for equal persistences.
pub fn kept_correlation(phi_a: f64, phi_b: f64) -> f64 {
    if phi_a == phi_b {
        return 1.0;
    }
    ((1.0 - phi_a * phi_a) * (1.0 - phi_b * phi_b)).max(0.0).sqrt() / (1.0 - phi_a * phi_b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::noise::NoiseFamily;
    use crate::trajectory::noise::tests::Uniforms;

    fn normals(seed: u64, n: usize) -> Vec<f64> {
        let mut uniforms = Uniforms(seed);
        (0..n).map(|_| NoiseFamily::Gaussian.deviate(uniforms.draw(), uniforms.draw())).collect()
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
        let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(x, y)| f(x - ma, y - mb)).sum::<f64>();
        sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
    }

    #[test]
    fn autocorrelation_is_a_power_of_phi() {
        const N: usize = 200_000;
        for phi in [0.3, 0.8, 0.95] {
            let mut z = normals(5, N);
            persist(phi, 0, &mut z);
            // Standard error of a lag correlation under AR(1), by Bartlett: √((1+φ²)/(1−φ²)/n) at most.
            let tolerance = 4.0 * ((1.0 + phi * phi) / (1.0 - phi * phi) / N as f64).sqrt();
            for lag in 1..4 {
                let found = correlation(&z[lag..], &z[..N - lag]);
                assert!((found - phi.powi(lag as i32)).abs() < tolerance, "φ {phi} lag {lag}: {found}");
            }
        }
    }

    #[test]
    fn the_variance_is_one_from_the_first_period_on() {
        const ENTITIES: usize = 20_000;
        let all = normals(7, ENTITIES * 6);
        let mut squares = [0.0; 6];
        for entity in all.chunks(6) {
            let mut z = entity.to_vec();
            persist(0.9, 0, &mut z);
            for (sum, z) in squares.iter_mut().zip(&z) {
                *sum += z * z / ENTITIES as f64;
            }
        }
        // The variance of a squared normal is 2: four standard errors are 0.04.
        assert!(squares.iter().all(|variance| (variance - 1.0).abs() < 0.04), "{squares:?}");
    }

    #[test]
    fn zero_and_one_are_exact() {
        let draws = normals(11, 20);
        let mut z = draws.clone();
        persist(0.0, 0, &mut z);
        assert_eq!(z, draws);
        persist(1.0, 0, &mut z);
        assert_eq!(z, vec![draws[0]; 20]);
    }

    #[test]
    fn a_cold_start_begins_its_own_series() {
        let draws = normals(13, 30);
        let mut whole = draws.clone();
        persist(0.7, 12, &mut whole);
        assert_eq!(whole[..13], draws[..13]);
        let mut tail = draws[12..].to_vec();
        persist(0.7, 0, &mut tail);
        assert_eq!(whole[12..], tail);
        persist(0.7, 99, &mut whole);
        assert_eq!(whole[12..], tail);
        persist(0.7, 0, &mut []);
    }

    #[test]
    fn the_share_kept_by_unequal_persistences() {
        const N: usize = 200_000;
        let mut a = normals(17, N);
        let mut b = a.clone();
        persist(0.2, 0, &mut a);
        persist(0.9, 0, &mut b);
        assert!((correlation(&a, &b) - kept_correlation(0.2, 0.9)).abs() < 0.02);
        assert_eq!(kept_correlation(0.6, 0.6), 1.0);
        assert_eq!(kept_correlation(1.0, 0.5), 0.0);
    }

    #[test]
    fn memory_before_the_mixture_keeps_the_correlation() {
        const N: usize = 200_000;
        let (mut e, mut f) = (normals(19, N), normals(23, N));
        persist(0.1, 0, &mut e);
        persist(0.8, 0, &mut f);
        let mixed: Vec<f64> = e.iter().zip(&f).map(|(e, f)| 0.6 * e + 0.8 * f).collect();
        assert!((correlation(&e, &mixed) - 0.6).abs() < 0.015);
    }
}
