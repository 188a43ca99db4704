//! ln Γ and the two pieces of Loader's saddle-point form of gamma, Poisson and beta densities.
//!
//! C. Loader, *Fast and Accurate Computation of Binomial Probabilities* (2000). Writing a density as
//! exp(−deviance)/√(2π·variance) keeps its relative accuracy for large parameters, where the textbook form
//! subtracts huge logarithms from each other.

/// ln √(2π).
const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// ln Γ(x), x > 0.
#[inline]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The error of Stirling's formula: ln Γ(x + 1) − (x + ½) ln x + x − ln √(2π), x > 0.
pub fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - LN_SQRT_2PI;
    }
    // The asymptotic series in 1/x with Bernoulli coefficients; the first term left out is below 1e-17 here.
    let s = 1.0 / (x * x);
    let mut sum = -691.0 / 360_360.0;
    sum = sum * s + 1.0 / 1_188.0;
    sum = sum * s - 1.0 / 1_680.0;
    sum = sum * s + 1.0 / 1_260.0;
    sum = sum * s - 1.0 / 360.0;
    sum = sum * s + 1.0 / 12.0;
    sum / x
}

/// The deviance x·ln(x/m) + m − x ≥ 0 of an observation x > 0 from a mean m > 0.
pub fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    // Near x = m the logarithm cancels; the series is in v = (x − m)/(x + m), |v| < 0.1.
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut term = 2.0 * x * v;
    let square = v * v;
    for j in 1..40 {
        term *= square;
        let next = sum + term / (2 * j + 1) as f64;
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// x^a e^{−x} / Γ(a + 1), x > 0, a > 0: the Poisson weight of a "count" a at mean x.
pub fn poisson_weight(a: f64, x: f64) -> f64 {
    libm::exp(-stirling_error(a) - deviance(a, x)) / (2.0 * core::f64::consts::PI * a).sqrt()
}

/// x^a (1−x)^b / B(a, b) with y = 1 − x given exactly, a > 0, b > 0.
pub fn beta_weight(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let lead = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let distance = deviance(a, n * x) + deviance(b, n * y);
    libm::exp(lead - distance) * (a * b / (n * 2.0 * core::f64::consts::PI)).sqrt()
}
