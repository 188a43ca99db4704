//! Rounding to whole numbers.

/// The nearest whole number, the even one of two: what `round_ties_even` gives, which is a call on processors that are not
/// asked to have an instruction for it. Numbers from 2⁵² on are whole; below, adding it leaves no room for a fraction.
#[inline(always)]
pub fn nearest_even(value: f64) -> f64 {
    const SHIFT: f64 = (1u64 << 52) as f64;
    if value.abs() < SHIFT { ((value.abs() + SHIFT) - SHIFT).copysign(value) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_to_the_even_neighbour() {
        let some = [0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 1e15 + 0.5, 4.5e15 + 0.5, 9e15, -1e300, f64::INFINITY];
        for value in some {
            assert_eq!(nearest_even(value).to_bits(), value.round_ties_even().to_bits(), "{value}");
        }
        assert!(nearest_even(f64::NAN).is_nan());
    }
}
