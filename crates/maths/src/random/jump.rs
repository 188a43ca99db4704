//! Choosing among things that become more, so that few choices move.

use super::mix::split_mix;
use super::open_unit;

/// A uniform whole number in [0, n) that moves as seldom as it can where n grows: from n to n + k, with probability k/(n + k), and
/// then to one of the new numbers.
///
/// Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014): from number b, a word leads to the number
/// ⌊(b + 1)/u⌋, u uniform on (0, 1), as soon as there are that many. The expected number of steps is ln n. u has 52 bits, so a
/// probability is off by at most n/2⁵² of itself. `n` must be at least 1.
///
/// ```
/// use plotsim_maths::random::jump;
/// let (before, after) = (jump(7, 1000), jump(7, 1100));
/// assert!(before < 1000 && (after == before || (1000..1100).contains(&after)));
/// ```
pub fn jump(word: u64, n: u64) -> u64 {
    let (mut number, mut next, mut step) = (0, 0, 0);
    while next < n {
        number = next;
        step += 1;
        // The conversion saturates.
        next = ((number + 1) as f64 / open_unit(split_mix(word, step))) as u64;
        next = next.max(number + 1);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::mix;

    #[test]
    fn numbers_are_uniform() {
        // Chi-square with 6 degrees of freedom: 22.46 is its 99.9th percentile.
        for n in [1, 2, 7, 1000] {
            let mut counts = vec![0u32; n];
            let draws = 7000 * n.min(100);
            (0..draws as u64).for_each(|word| counts[jump(mix(word + 1), n as u64) as usize] += 1);
            let expected = draws as f64 / n as f64;
            let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
            let (mean, deviation) = ((n - 1) as f64, (2.0 * (n - 1) as f64).sqrt());
            assert!(chi <= mean + 4.0 * deviation, "{n}: {chi}");
        }
    }

    #[test]
    fn as_few_move_as_must() {
        for (n, more) in [(100u64, 1u64), (1000, 100), (50, 50)] {
            let moved = (0..20_000u64).filter(|word| {
                let word = mix(word + 1);
                let (before, after) = (jump(word, n), jump(word, n + more));
                assert!(before == after || after >= n, "{before} {after}");
                before != after
            });
            let share = moved.count() as f64 / 20_000.0;
            let expected = more as f64 / (n + more) as f64;
            let error = (expected * (1.0 - expected) / 20_000.0).sqrt();
            assert!((share - expected).abs() < 4.0 * error, "{n} {more}: {share} {expected}");
        }
    }

    #[test]
    fn the_ends_are_reached() {
        assert_eq!(jump(5, 1), 0);
        assert!(jump(5, u64::MAX) < u64::MAX);
    }
}
