//! Temporal jitter: dates reported a few days off.

/// A day moved by `sd_days·z` days, rounded half to even, and kept between `first` and `last` (all as day
/// numbers). With a deviation of 0 a day inside the bounds stays. `z` is a standard-normal number; `first`
/// must not come after `last`, else the day is returned as it is.
pub fn jittered_day(day: i32, sd_days: f64, z: f64, first: i32, last: i32) -> i32 {
    if first > last {
        return day;
    }
    let offset = (sd_days * z).round_ties_even();
    // Out of range the conversion stops at the type's ends, which the bounds then cut; NaN is no move.
    let moved = i64::from(day).saturating_add(offset as i64);
    i32::try_from(moved.clamp(i64::from(first), i64::from(last))).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_move_by_rounded_deviations_within_the_window() {
        assert_eq!(jittered_day(100, 2.0, 1.0, 0, 200), 102);
        assert_eq!(jittered_day(100, 1.0, -1.4, 0, 200), 99);
        assert_eq!(jittered_day(100, 1.0, 2.5, 0, 200), 102, "half to even");
        assert_eq!(jittered_day(100, 0.0, 3.0, 0, 200), 100);
        assert_eq!(jittered_day(199, 5.0, 3.0, 0, 200), 200);
        assert_eq!(jittered_day(1, 5.0, -3.0, 0, 200), 0);
        assert_eq!(jittered_day(1, 1e300, 3.0, 0, 200), 200);
        assert_eq!(jittered_day(5, 1.0, 1.0, 9, 3), 5);
    }
}
