//! The logistic function and its inverse, for everything that shifts a position and must stay within `[0, 1]`.

/// `1 / (1 + e^−x)`, without overflow at either end.
pub(super) fn logistic(x: f64) -> f64 {
    // Each branch only ever raises e to a non-positive power.
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// `ln(p / (1 − p))`: the log-odds of a position strictly between 0 and 1.
pub(super) fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points() {
        assert_eq!(logistic(0.0), 0.5);
        assert!((logistic(libm::log(3.0)) - 0.75).abs() < 1e-15);
        assert!((logit(0.75) - 3f64.ln()).abs() < 1e-15);
        assert_eq!(logistic(800.0), 1.0);
        assert_eq!(logistic(-800.0), 0.0);
    }

    #[test]
    fn inverse_of_each_other() {
        for i in 1..1000 {
            let p = i as f64 / 1000.0;
            assert!((logistic(logit(p)) - p).abs() < 1e-14);
        }
    }
}
