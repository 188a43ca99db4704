//! Tests of fit, with their p-values.

use crate::distributions::special::{beta, gamma};

/// How well observed shares fit expected ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The probability of fitting no better if the law holds.
    pub p: f64,
    /// How far apart the two are: half the sum of the differences of shares for χ², the greatest difference of
    /// cumulated shares for Kolmogorov–Smirnov. 0 to 1.
    pub distance: f64,
}

impl Fit {
    /// What nothing was observed for.
    pub const NONE: Fit = Fit { p: 1.0, distance: 0.0 };
}

/// Expected counts below this are added to their neighbours', as the approximation asks.
const LEAST_EXPECTED: f64 = 10.0;

/// Pearson's χ² of observed against expected counts, both divided by `inflation` ≥ 1: by how much the variance of a count
/// exceeds that of independent values. Expected counts are scaled to the total observed.
///
/// For values whose laws differ, expected counts being sums over them, the test errs on the side of fitting: the
/// variance of each count is then below that of a multinomial one (Hoeffding 1956).
pub fn chi_square(observed: &[u64], expected: &[f64], inflation: f64) -> Fit {
    let total: f64 = observed.iter().map(|count| *count as f64).sum();
    let whole: f64 = expected.iter().sum();
    if total == 0.0 || whole <= 0.0 {
        return Fit::NONE;
    }
    let scale = total / whole;
    let least = LEAST_EXPECTED * inflation;
    let (mut sum, mut groups, mut apart) = (0.0, 0u32, 0.0);
    let (mut seen, mut wanted) = (0.0, 0.0);
    let last = observed.len().saturating_sub(1);
    let mut previous: Option<(f64, f64)> = None;
    for (place, (count, share)) in observed.iter().zip(expected).enumerate() {
        let share = share * scale;
        apart += (*count as f64 - share).abs();
        seen += *count as f64;
        wanted += share;
        // So many where few are expected are a group of their own.
        let surprising = seen >= 10.0 * least;
        if wanted >= least || surprising || place == last {
            if wanted < least
                && !surprising
                && let Some((before_seen, before_wanted)) = previous
            {
                // The rest joins the group before it.
                sum -= square(before_seen, before_wanted.max(1.0));
                (seen, wanted) = (seen + before_seen, wanted + before_wanted);
                groups -= 1;
            }
            sum += square(seen, wanted.max(1.0));
            groups += 1;
            previous = Some((seen, wanted));
            (seen, wanted) = (0.0, 0.0);
        }
    }
    let distance = 0.5 * apart / total;
    if groups < 2 {
        return Fit { p: 1.0, distance };
    }
    let freedom = f64::from(groups - 1);
    Fit { p: gamma::regularised(freedom / 2.0, sum / inflation / 2.0).1, distance }
}

fn square(seen: f64, wanted: f64) -> f64 {
    (seen - wanted) * (seen - wanted) / wanted
}

/// The Kolmogorov–Smirnov distance at the edges of bins. Its p-value is that of the bound of Dvoretzky, Kiefer & Wolfowitz
/// with Massart's constant (1990), p ≤ 2·exp(−2·n·D²), with `n` values divided by `inflation`. Looking only at edges makes the distance
/// smaller, never larger.
pub fn kolmogorov(observed: &[u64], expected: &[f64], inflation: f64) -> Fit {
    let total: f64 = observed.iter().map(|count| *count as f64).sum();
    let whole: f64 = expected.iter().sum();
    if total == 0.0 || whole <= 0.0 {
        return Fit::NONE;
    }
    let (mut seen, mut wanted, mut distance) = (0.0, 0.0, 0.0f64);
    for (count, share) in observed.iter().zip(expected) {
        seen += *count as f64 / total;
        wanted += share / whole;
        distance = distance.max((seen - wanted).abs());
    }
    let n = total / inflation;
    Fit { p: (2.0 * libm::exp(-2.0 * n * distance * distance)).min(1.0), distance }
}

/// The value that Student's t with so many degrees of freedom exceeds in size with probability `p`, or infinity above 10⁶:
/// P(|T| > t) = I_x(ν/2, ½) at x = ν/(ν + t²).
pub fn student(p: f64, freedom: f64) -> f64 {
    const MOST: f64 = 1e6;
    let tail = |t: f64| {
        let sum = freedom + t * t;
        beta::regularised(0.5 * freedom, 0.5, freedom / sum, t * t / sum).0
    };
    if freedom < 1.0 || tail(MOST) > p {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (0.0, MOST);
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if tail(middle) > p { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ChiSquared, ContinuousCDF, StudentsT};

    #[test]
    fn chi_square_agrees_with_the_textbook() {
        let observed = [22, 18, 30, 30];
        let fit = chi_square(&observed, &[25.0; 4], 1.0);
        let sum = (9.0 + 49.0 + 25.0 + 25.0) / 25.0;
        let p = 1.0 - ChiSquared::new(3.0).unwrap().cdf(sum);
        assert!((fit.p - p).abs() < 1e-9, "{} {p}", fit.p);
        assert!((fit.distance - 0.5 * (3.0 + 7.0 + 5.0 + 5.0) / 100.0).abs() < 1e-12);
        // Twice the variance halves the sum.
        let loose = chi_square(&observed, &[25.0; 4], 2.0);
        let p = 1.0 - ChiSquared::new(3.0).unwrap().cdf(sum / 2.0);
        assert!((loose.p - p).abs() < 1e-9);
    }

    #[test]
    fn small_expectations_are_pooled() {
        let fit = chi_square(&[50, 45, 3, 2], &[50.0, 45.0, 4.0, 1.0], 1.0);
        let p = 1.0 - ChiSquared::new(1.0).unwrap().cdf(0.0);
        assert!((fit.p - p).abs() < 1e-12 && fit.distance > 0.0);
        assert!(chi_square(&[100, 0], &[0.0, 100.0], 1.0).p < 1e-12);
        assert_eq!(chi_square(&[0, 0], &[1.0, 1.0], 1.0), Fit::NONE);
    }

    #[test]
    fn student_s_t_agrees_with_the_textbook() {
        for freedom in [3.0, 11.0, 99.0, 9_000.0] {
            let law = StudentsT::new(0.0, 1.0, freedom).unwrap();
            for p in [0.05, 1e-4, 3.8e-8] {
                let t = student(p, freedom);
                assert!((2.0 * law.cdf(-t) / p - 1.0).abs() < 1e-6, "{freedom} {p}: {t}");
            }
        }
        // Tables: t(0.975; 10) = 2.228.
        assert!((student(0.05, 10.0) - 2.228).abs() < 5e-4);
        assert_eq!((student(1e-9, 1.0), student(0.05, 0.0)), (f64::INFINITY, f64::INFINITY));
    }

    #[test]
    fn kolmogorov_is_the_greatest_gap() {
        let fit = kolmogorov(&[60, 10, 30], &[50.0, 20.0, 30.0], 1.0);
        assert!((fit.distance - 0.1).abs() < 1e-12);
        assert!((fit.p - 2.0 * f64::exp(-2.0)).abs() < 1e-12);
    }
}
