//! The regularised incomplete beta function and its inverse.

use super::gamma::{score, tail_score};
use super::saddle::beta_weight;
use super::{ln_gamma, solve_score};
use crate::maths::normal;

/// I_x(a, b) and 1 − I_x(a, b), each with small relative error; a, b > 0 and y = 1 − x given exactly.
///
/// Lentz's continued fraction (DLMF 8.17.22) on the side of the mean where it converges fast.
pub fn regularised(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let weight = beta_weight(a, b, x, y);
    if x * (a + b + 2.0) < a + 1.0 {
        let p = weight * fraction(a, b, x) / a;
        (p, 1.0 - p)
    } else {
        let q = weight * fraction(b, a, y) / b;
        (1.0 - q, q)
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    let mut m = 1.0;
    // A few √max(a, b) steps; the limit only guards against a NaN argument.
    while m < 1e6 {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 2e-16 {
            break;
        }
        m += 1.0;
    }
    h
}

/// ln(x / (1 − x)) where I_x(a, b) = Φ(z).
pub fn logit_quantile(a: f64, b: f64, z: f64) -> f64 {
    let ln_beta = ln_beta(a, b);
    // For a start, logit X has about this mean and spread when both shapes are large, and the pure power tails
    // bound it when they are small.
    let mut start = libm::log(a / b) + z * (1.0 / a + 1.0 / b).sqrt();
    if a < 1.0 || b < 1.0 || z.abs() > 3.0 {
        let low = (libm::log(normal::cdf(z)) + libm::log(a) + ln_beta) / a;
        let high = -(libm::log(normal::cdf(-z)) + libm::log(b) + ln_beta) / b;
        start = start.max(low).min(high.max(low));
    }
    logit_quantile_from(a, b, z, start)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// As [`logit_quantile`], from a starting point; a good one saves most of the work.
pub fn logit_quantile_from(a: f64, b: f64, z: f64, start: f64) -> f64 {
    solve_score(z, start, 1.0, |w| {
        if w < -650.0 {
            return tail_score(a * w - libm::log(a) - ln_beta(a, b), a);
        }
        if w > 650.0 {
            let (mirrored, slope) = tail_score(-b * w - libm::log(b) - ln_beta(a, b), b);
            return (-mirrored, slope);
        }
        let (x, y) = (1.0 / (1.0 + libm::exp(-w)), 1.0 / (1.0 + libm::exp(w)));
        let (p, q) = regularised(a, b, x, y);
        score(p, q, beta_weight(a, b, x, y))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I and its complement from mpmath 1.3 at 40 digits.
    #[test]
    fn reference_values() {
        for (a, b, x, p, q) in REFERENCE {
            let (got_p, got_q) = regularised(a, b, x, 1.0 - x);
            assert!((got_p / p - 1.0).abs() < 1e-13, "I_{x}({a}, {b}) = {got_p}, want {p}");
            assert!((got_q / q - 1.0).abs() < 1e-13, "1 − I_{x}({a}, {b}) = {got_q}, want {q}");
        }
    }

    #[test]
    fn agrees_with_statrs() {
        for (a, b) in [(0.2, 0.4), (1.0, 1.0), (2.0, 5.0), (30.0, 4.0), (200.0, 500.0)] {
            for i in 1..50 {
                let x = i as f64 / 50.0;
                let (p, _) = regularised(a, b, x, 1.0 - x);
                assert!((p - statrs::function::beta::beta_reg(a, b, x)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn inverse_returns_to_its_score() {
        for (a, b) in
            [(129_529.0, 0.01), (0.02, 3.0), (0.5, 0.5), (1.0, 4.0), (2.0, 5.0), (40.0, 3.0), (3e3, 9e3)]
        {
            for i in -31..=31 {
                let z = i as f64 / 5.0;
                let w = logit_quantile(a, b, z);
                if w.abs() > 600.0 {
                    continue;
                }
                let (x, y) = (1.0 / (1.0 + libm::exp(-w)), 1.0 / (1.0 + libm::exp(w)));
                let (p, q) = regularised(a, b, x, y);
                let back = if z < 0.0 { normal::quantile(p) } else { -normal::quantile(q) };
                // Near 1 rounding of x is a part of 1/a of the distance to it.
                let slack = 1e-12 * (1.0 + (a + b) / 1e4);
                assert!((back - z).abs() < slack, "({a}, {b}): {z} came back as {back}");
            }
        }
    }

    #[allow(clippy::excessive_precision)]
    const REFERENCE: [(f64, f64, f64, f64, f64); 9] = [
        (0.05, 0.5, 0.125, 0.84676847784437359, 0.15323152215562641),
        (0.5, 0.5, 0.75, 0.66666666666666667, 0.33333333333333333),
        (2.0, 5.0, 0.015625, 0.0035121814144076779, 0.99648781858559232),
        (2.0, 5.0, 0.875, 0.99983596801757813, 0.000164031982421875),
        (7.5, 1.25, 0.25, 5.3412882745566426e-5, 0.99994658711725443),
        (40.0, 60.0, 0.625, 0.99999733759983611, 2.66240016389168e-6),
        (40.0, 60.0, 0.1875, 4.8667402145077812e-7, 0.99999951332597855),
        (3000.0, 9000.0, 0.2421875, 0.023465524715019408, 0.97653447528498059),
        (1.0, 49.0, 0.5, 0.99999999999999822, 1.7763568394002505e-15),
    ];
}
