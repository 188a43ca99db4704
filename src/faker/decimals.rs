//! What `pyfloat` and `pydecimal` draw from.

use super::FakerCall;

/// Numbers from `low` to `high`, both included; with digits, only those that have no more than these after the point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decimals {
    /// Any DOUBLE from `low` on; `high` is excluded unless both are equal.
    Any { low: f64, high: f64 },
    /// The numbers `first/scale`, `(first + 1)/scale`, … , `count` of them, each as likely.
    Grid { first: i64, count: u64, scale: f64 },
}

/// The greatest whole number up to which a DOUBLE holds every one; a finer grid is no grid.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Decimals {
    /// What the arguments of a call ask for, or why nothing satisfies them.
    pub fn of(call: &FakerCall) -> Result<Decimals, String> {
        let limit = match call.int("left_digits", -1) {
            digits @ 0.. => Some(power_of_ten(digits)),
            _ => None,
        };
        let low = call.float("min_value").unwrap_or(0.0);
        if call.is("positive") && low < 0.0 {
            return Err(format!("positive: true contradicts min_value {low}"));
        }
        let given = call.float("max_value");
        let high = given.or(limit).unwrap_or(10_000.0);
        for (name, value) in [("min_value", Some(low)), ("max_value", given)] {
            if let (Some(limit), Some(value)) = (limit, value)
                && value.abs() >= limit
            {
                return Err(format!(
                    "{name} {value} has more digits before the point than left_digits allows"
                ));
            }
        }
        if low > high {
            return Err(format!("min_value {low} lies above max_value {high}"));
        }
        let digits = call.int("right_digits", -1);
        let scale = power_of_ten(digits);
        if digits < 0 || low.abs().max(high.abs()) * scale > EXACT {
            return Ok(Decimals::Any { low, high });
        }
        let first = on_grid(low, scale, f64::ceil);
        // Without a greatest value, the limit is the first number that has too many digits.
        let last = match (given, limit) {
            (None, Some(limit)) => (limit * scale) as i64 - 1,
            _ => on_grid(high, scale, f64::floor),
        };
        match u64::try_from(last - first) {
            Ok(steps) => Ok(Decimals::Grid { first, count: steps + 1, scale }),
            Err(_) => {
                Err(format!("no number of {digits} digits after the point lies between {low} and {high}"))
            }
        }
    }
}

/// The number of steps from 0 to a value, or to the next one on the side that `round` goes to. A product such as 0.29·100 may
/// miss the step that the value is.
fn on_grid(value: f64, scale: f64, round: fn(f64) -> f64) -> i64 {
    let nearest = (value * scale).round_ties_even();
    (if nearest / scale == value { nearest } else { round(value * scale) }) as i64
}

/// Powers of ten up to 15 are exact.
fn power_of_ten(exponent: i64) -> f64 {
    (0..exponent.clamp(0, 15)).fold(1.0, |power, _| power * 10.0)
}
