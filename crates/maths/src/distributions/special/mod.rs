//! Incomplete gamma and beta functions and their inverses, in normal scores.
//!
//! Relative accuracy is about 1e-13 wherever the result does not underflow, in both tails, for parameters up to 1e6.
//! Everything transcendental goes through `libm`.

pub mod beta;
pub mod gamma;
mod saddle;

pub use saddle::ln_gamma;

/// Finds w with `score(w) = z` for an increasing `score` that also gives its derivative.
///
/// Newton's method inside a bracket that is grown first and bisected whenever a step leaves it. `score` is a
/// normal score, Φ⁻¹ of a distribution function, so it is close to smooth and straight over its whole range.
pub(crate) fn solve_score(z: f64, start: f64, width: f64, score: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut w = start;
    let mut reach = width;
    for _ in 0..100 {
        let (value, slope) = score(w);
        let miss = value - z;
        if miss > 0.0 {
            high = w;
        } else {
            low = w;
        }
        // Where the score is flat a step is cut, lest it leave for where the score is flatter still.
        let most = 64.0 * (1.0 + w.abs());
        let mut next = w - (miss / slope).clamp(-most, most);
        // A step of 1e-8 leaves an error of its square.
        if (next - w).abs() <= 1e-8 * (1.0 + w.abs()) && miss.abs() < 0.1 {
            return next;
        }
        if !(next > low && next < high) {
            next = match (low.is_finite(), high.is_finite()) {
                (true, true) => 0.5 * (low + high),
                (true, false) => low + reach,
                _ => high - reach,
            };
            reach *= 2.0;
        }
        w = next;
    }
    w
}
