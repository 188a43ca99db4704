//! The regularised incomplete gamma functions P and Q and their inverse.

use super::saddle::{deviance, poisson_weight};
use super::{ln_gamma, solve_score};
use crate::maths::normal;

/// P(a, x) and Q(a, x) = 1 − P(a, x), each with small relative error; a > 0, x ≥ 0.
///
/// Power series below the mean, Lentz's continued fraction above it (DLMF 8.11.4 and 8.9.2), which take a few √a steps;
/// above a = 10⁶ Temme's uniform expansion, which takes none.
pub fn regularised(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    if a > UNIFORM {
        return uniform(a, x);
    }
    let weight = poisson_weight(a, x);
    if x < a + 1.0 {
        let p = weight * lower_series(a, x);
        (p, 1.0 - p)
    } else {
        let q = weight * a * upper_fraction(a, x);
        (1.0 - q, q)
    }
}

/// From this a on the uniform expansion is as exact as rounding allows.
const UNIFORM: f64 = 1e6;

/// Temme's uniform expansion (N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", 1979; DLMF 8.12.3
/// and 8.12.7): Q = ½ erfc(η√(a/2)) + R and P = ½ erfc(−η√(a/2)) − R, with ½η² = x/a − 1 − ln(x/a) and
/// R = e^(−½aη²)/√(2πa)·(c₀(η) + c₁(η)/a + …). The c are their Taylor series at 0. Where |η| is larger than those
/// series reach, the smaller probability is less than e⁻⁹⁰⁰.
fn uniform(a: f64, x: f64) -> (f64, f64) {
    const C0: [f64; 8] = [
        -1.0 / 3.0,
        1.0 / 12.0,
        -2.0 / 135.0,
        1.0 / 864.0,
        1.0 / 2_835.0,
        -139.0 / 777_600.0,
        1.0 / 25_515.0,
        -571.0 / 261_273_600.0,
    ];
    const C1: [f64; 4] = [-1.0 / 540.0, -1.0 / 288.0, 1.0 / 378.0, -77.0 / 77_760.0];
    let half_square = deviance(a, x);
    let eta = (2.0 * half_square / a).sqrt().copysign(x - a);
    if eta.abs() > 0.05 {
        return if eta > 0.0 { (1.0, 0.0) } else { (0.0, 1.0) };
    }
    let series = |c: &[f64]| c.iter().rev().fold(0.0, |sum, c| sum * eta + c);
    let rest =
        libm::exp(-half_square) / (2.0 * core::f64::consts::PI * a).sqrt() * (series(&C0) + series(&C1) / a);
    let score = half_square.sqrt().copysign(x - a);
    (0.5 * libm::erfc(-score) - rest, 0.5 * libm::erfc(score) + rest)
}

/// Σ xⁿ / ((a+1)…(a+n)), n ≥ 0.
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut n) = (1.0, 1.0, a);
    loop {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * 1e-17 || sum.is_nan() {
            return sum;
        }
    }
}

/// Γ(a, x) / (x^a e^{−x}).
fn upper_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 1.0;
    // Convergence takes a few √a steps; the limit only guards against a NaN argument.
    while i < 1e7 {
        let numerator = -i * (i - a);
        b += 2.0;
        d = numerator * d + b;
        if d.abs() < TINY {
            d = TINY;
        }
        c = b + numerator / c;
        if c.abs() < TINY {
            c = TINY;
        }
        d = 1.0 / d;
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 2e-16 {
            break;
        }
        i += 1.0;
    }
    h
}

/// ln x where P(a, x) = Φ(z).
pub fn ln_quantile(a: f64, z: f64) -> f64 {
    let start = if a >= 1.0 {
        // Wilson and Hilferty (1931): the cube root is nearly normal.
        let cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
        if cube > 0.1 { libm::log(a) + 3.0 * libm::log(cube) } else { lower_tail(a, z) }
    } else {
        lower_tail(a, z).min(libm::log(1.0 + z.max(0.0) * z.max(0.0)))
    };
    ln_quantile_from(a, z, start)
}

/// As [`ln_quantile`], from a starting point; a good one saves most of the work.
pub fn ln_quantile_from(a: f64, z: f64, start: f64) -> f64 {
    solve_score(z, start, 1.0, |w| {
        let x = libm::exp(w);
        if x < 1e-290 {
            // P(a, x) → x^a / Γ(a + 1); only logarithms survive down here.
            return tail_score(a * w - ln_gamma(a + 1.0), a);
        }
        let (p, q) = regularised(a, x);
        let density = a * poisson_weight(a, x);
        score(p, q, density)
    })
}

/// The first term of the series: P(a, x) ≈ x^a / Γ(a + 1).
fn lower_tail(a: f64, z: f64) -> f64 {
    (libm::log(normal::cdf(z)) + ln_gamma(a + 1.0)) / a
}

/// Score and slope when ln p = `ln_p` is below the range of doubles in x but not in p.
pub(super) fn tail_score(ln_p: f64, power: f64) -> (f64, f64) {
    let p = libm::exp(ln_p.max(-700.0));
    score(p, 1.0 - p, power * p)
}

/// Φ⁻¹ of a probability given with its complement, and the derivative of the score given that of p.
pub(super) fn score(p: f64, q: f64, density: f64) -> (f64, f64) {
    let z = if p < q { normal::quantile(p.max(1e-300)) } else { -normal::quantile(q.max(1e-300)) };
    (z, density / normal::density(z))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P and Q from mpmath 1.3 at 40 digits, the last six by its quadrature of the density.
    #[test]
    fn reference_values() {
        for (a, x, p, q) in REFERENCE {
            let (got_p, got_q) = regularised(a, x);
            assert!((got_p / p - 1.0).abs() < 1e-13, "P({a}, {x}) = {got_p}, want {p}");
            assert!((got_q / q - 1.0).abs() < 1e-13, "Q({a}, {x}) = {got_q}, want {q}");
        }
    }

    #[test]
    fn agrees_with_statrs() {
        for a in [0.1, 0.7, 1.0, 2.5, 20.0, 300.0] {
            for i in 1..60 {
                let x = a * i as f64 / 15.0;
                let (p, _) = regularised(a, x);
                assert!((p - statrs::function::gamma::gamma_lr(a, x)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn inverse_returns_to_its_score() {
        for a in [0.01, 0.3, 1.0, 2.0, 7.5, 60.0, 1e4] {
            for i in -31..=31 {
                let z = i as f64 / 5.0;
                let x = libm::exp(ln_quantile(a, z));
                if x < 1e-280 {
                    continue;
                }
                let (p, q) = regularised(a, x);
                let back = if z < 0.0 { normal::quantile(p) } else { -normal::quantile(q) };
                assert!((back - z).abs() < 1e-12, "a {a}: {z} came back as {back}");
            }
        }
    }

    #[allow(clippy::excessive_precision)]
    const REFERENCE: [(f64, f64, f64, f64); 16] = [
        (0.05, 0.001, 0.72717922905292265, 0.27282077094707735),
        (0.5, 3.0, 0.98569412156457036, 0.01430587843542964),
        (1.0, 0.25, 0.22119921692859513, 0.77880078307140487),
        (2.5, 9.0, 0.99705359541211971, 0.0029464045878802904),
        (12.0, 4.0, 0.00091522914727006301, 0.99908477085272994),
        (80.0, 60.0, 0.0078179181390453027, 0.9921820818609547),
        (80.0, 130.0, 0.99999903159862818, 9.6840137181938946e-7),
        (5000.0, 5100.0, 0.92067111892238102, 0.079328881077618977),
        (5000.0, 4700.0, 7.5970648619412705e-6, 0.99999240293513806),
        (1000000.0, 1001500.0, 0.93313889576410224, 0.066861104235897762),
        (2000000.0, 2001000.0, 0.76028656094693625, 0.23971343905306375),
        (100000000.0, 100030000.0, 0.99864891989839804, 0.0013510801016019576),
        (100000000.0, 99970000.0, 0.0013487164491615506, 0.99865128355083845),
        (10000000000.0, 10000200000.0, 0.97724932814485523, 0.02275067185514477),
        (1000000000000.0, 1000003000000.0, 0.9986500901500831, 0.0013499098499169015),
        (1000000000000.0, 999995000000.0, 2.8663967832502037e-7, 0.99999971336032167),
    ];
}
