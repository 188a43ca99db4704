//! Ranks by Zipf's law.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::curve::{Piece, fit_piece, horner};
use crate::maths::ROUND;
use crate::random::{Items, Key, Permutation, PermutationTable, Stream, open_unit};
use crate::vectors::{Kernel, run};

/// Ranks k in 1..=n with P(k) ∝ k⁻ˢ.
///
/// Rejection-inversion (Hörmann & Derflinger 1996, "Rejection-inversion to generate variates from monotone discrete
/// distributions"): at most 1.1 words a rank on average.
///
/// ```
/// use plotsim_maths::distributions::zipf::Ranks;
///
/// let ranks = Ranks::new(1000, 1.0);
/// let words = [1 << 60, 1 << 62, 1 << 63, 3 << 62];
/// assert_eq!(words.map(|word| ranks.rank(word, || [].iter())), [0, 3, 22, 152]);
/// ```
pub struct Ranks {
    ranks: u64,
    n: f64,
    s: f64,
    low: f64,
    high: f64,
    shortcut: f64,
}

/// Ranks that are spread over [0, n) in a keyed order. The first attempt of an item takes its word of one stream, the further
/// ones its words of another, so any item can be made alone.
pub struct Zipf {
    ranks: Ranks,
    first: Stream,
    more: Stream,
    spread: PermutationTable,
    asked: AtomicU64,
    guide: OnceLock<Option<Guide>>,
}

/// Attempts after the first; the last is taken as it is, which happens with probability below 10⁻²⁰.
pub const MORE: usize = 32;
/// So many ranks are drawn without a guide, which costs as much as making it.
const PATIENCE: u64 = 4096;

impl Zipf {
    /// Exponent `s` ≥ 0 over `n` ≥ 1 ranks.
    pub fn new(n: u64, s: f64, key: Key) -> Zipf {
        Zipf {
            ranks: Ranks::new(n, s),
            first: Stream::new(key, 1),
            more: Stream::new(key.child("again"), MORE),
            spread: PermutationTable::new(Permutation::new(key.child("spread"), n)),
            asked: AtomicU64::new(0),
            guide: OnceLock::new(),
        }
    }

    /// The selected items' numbers in [0, n).
    pub fn of(&self, items: Items<'_>) -> Vec<u64> {
        let (mut words, mut again) = (Vec::new(), Vec::new());
        self.first.words(items, &mut words);
        let mut exactly = |position: usize, word: u64| {
            self.ranks.rank(word, || {
                self.more.words(Items::Range { first: items.item(position), len: 1 }, &mut again);
                again.iter()
            })
        };
        match self.guide(items.len()) {
            Some(guide) => guess(guide, &mut words, exactly),
            None => words.iter_mut().enumerate().for_each(|(at, word)| *word = exactly(at, *word)),
        }
        self.spread.apply_all(&mut words);
        words
    }

    /// The guide, once so many ranks were asked for that it is worth making.
    fn guide(&self, asking: usize) -> Option<&Guide> {
        if let Some(guide) = self.guide.get() {
            return guide.as_ref();
        }
        let asked = self.asked.fetch_add(asking as u64, Ordering::Relaxed) + asking as u64;
        if asked < PATIENCE {
            return None;
        }
        self.guide.get_or_init(|| Guide::new(&self.ranks)).as_ref()
    }
}

impl Ranks {
    /// Exponent `s` ≥ 0 over `n` ≥ 1 ranks.
    pub fn new(n: u64, s: f64) -> Ranks {
        let mut ranks = Ranks { ranks: n, n: n as f64, s, low: 0.0, high: 0.0, shortcut: 0.0 };
        ranks.low = ranks.integral(1.5) - 1.0;
        ranks.high = ranks.integral(ranks.n + 0.5);
        ranks.shortcut = 2.0 - ranks.inverse(ranks.integral(2.5) - ranks.hat(2.0));
        ranks
    }

    /// The rank, from 0, that a word gives, or one of the words that follow if it does not.
    pub fn rank<'a, I: Iterator<Item = &'a u64>>(&self, word: u64, again: impl FnOnce() -> I) -> u64 {
        let rank = self.attempt(word).unwrap_or_else(|_| {
            let mut last = 1.0;
            again().find_map(|word| self.attempt(*word).map_err(|k| last = k).ok()).unwrap_or(last)
        });
        // Above 2⁵³ the last rank may round up to n + 1.
        (rank as u64).min(self.ranks) - 1
    }

    /// The rank a word proposes: `Ok` if it is accepted.
    fn attempt(&self, word: u64) -> Result<f64, f64> {
        let u = self.place(open_unit(word));
        let x = self.inverse(u);
        let k = libm::floor(x + 0.5).clamp(1.0, self.n);
        if k - x <= self.shortcut || u >= self.accepted_from(k) { Ok(k) } else { Err(k) }
    }

    /// Where a share of the area under the hat ends.
    #[inline(always)]
    fn place(&self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    /// From where on a proposal of rank k is accepted.
    fn accepted_from(&self, k: f64) -> f64 {
        self.integral(k + 0.5) - self.hat(k)
    }

    /// h(x) = x⁻ˢ.
    fn hat(&self, x: f64) -> f64 {
        libm::exp(-self.s * libm::log(x))
    }

    /// H(x) = (x¹⁻ˢ − 1)/(1 − s), and ln x for s = 1.
    fn integral(&self, x: f64) -> f64 {
        let log = libm::log(x);
        let t = (1.0 - self.s) * log;
        log * if t.abs() > 1e-8 { libm::expm1(t) / t } else { 1.0 + t / 2.0 }
    }

    /// H⁻¹.
    fn inverse(&self, y: f64) -> f64 {
        let t = (y * (1.0 - self.s)).max(-1.0);
        libm::exp(y * if t.abs() > 1e-8 { libm::log1p(t) / t } else { 1.0 - t / 2.0 })
    }
}

/// What [`Ranks::attempt`] accepts, found without a transcendental function, or no answer.
///
/// x = H⁻¹ is followed by polynomials to an error far below [`slack`]. Where x lies that near to a boundary, the guide is not
/// sure, and the exact way decides; so it never differs from it. Of the ranks that are drawn often it also knows from where on
/// they are accepted, which is what [`Ranks::attempt`] compares with.
struct Guide {
    low: f64,
    width: f64,
    shortcut: f64,
    /// The greatest rank.
    n: f64,
    /// By the share of the area, evenly; NaN throughout where x bends too much.
    pieces: Box<[Piece; PIECES]>,
    /// [`Ranks::accepted_from`] of ranks 1, 2, ….
    accepted: Vec<f64>,
}

/// Pieces of a guide: 16 KiB.
const PIECES: usize = 256;
/// The ranks whose bounds a guide knows: 8 KiB.
const OFTEN: u64 = 1024;
/// Points of a piece at which it is held against the exact function, apart from those it goes through.
const CHECKS: usize = 10;

/// How far from x its polynomial may be: the error of a piece is below a 64th of this at every point that was looked at.
#[inline(always)]
fn slack(x: f64) -> f64 {
    1e-6 + 1e-11 * x
}

impl Guide {
    /// The guide of a law; none for more ranks than it counts.
    fn new(ranks: &Ranks) -> Option<Guide> {
        i32::try_from(ranks.ranks).ok()?;
        let exact = |share: f64| ranks.inverse(ranks.place(share));
        let piece = |number: usize| {
            let share = |t: f64| (number as f64 + 0.5 + 0.5 * t) / PIECES as f64;
            let piece = fit_piece(|t| exact(share(t)));
            // NaN is near to nothing.
            let is_near = |check: usize| {
                let t = (2 * check + 1) as f64 / CHECKS as f64 - 1.0;
                let x = exact(share(t));
                (horner(&piece, t) - x).abs() <= slack(x) / 64.0
            };
            if (0..CHECKS).all(is_near) { piece } else { [f64::NAN; 8] }
        };
        Some(Guide {
            low: ranks.low,
            width: ranks.high - ranks.low,
            shortcut: ranks.shortcut,
            n: ranks.n,
            pieces: Box::new(std::array::from_fn(piece)),
            accepted: (1..=ranks.ranks.min(OFTEN)).map(|k| ranks.accepted_from(k as f64)).collect(),
        })
    }

    /// The ranks, from 0, that the first attempts with some words propose; of those that are not accepted for their nearness to
    /// the end of the rank alone, the complement. [`UNSURE`] where x lies too near to a boundary.
    #[inline(always)]
    fn guess(&self, words: &[u64], ranks: &mut [i32; TOGETHER]) {
        let mut places = [0.0; TOGETHER];
        for (x, word) in places.iter_mut().zip(words) {
            // The upper bits of the word are the piece, the others the place in it.
            let t = 2.0 * open_unit(word << PIECES.trailing_zeros()) - 1.0;
            *x = horner(&self.pieces[(word >> (u64::BITS - PIECES.trailing_zeros())) as usize], t);
        }
        let (shortcut, n) = (self.shortcut, self.n);
        for (rank, x) in ranks.iter_mut().zip(places) {
            let shifted = x + ROUND;
            let k = shifted - ROUND;
            let place = (shifted.to_bits() as i32).wrapping_sub(1);
            let (over, slack) = (k - x, slack(x));
            // NaN, and whatever lies outside 1 … n, is not inside.
            let is_inside = (over.abs() < 0.5 - slack) & (k >= 1.0) & (k <= n);
            let is_near = over <= shortcut - slack;
            *rank = if is_inside { if is_near { place } else { !place } } else { UNSURE };
        }
    }

    /// Whether a proposal that a word makes of a place is one of those kept that are accepted.
    fn accepts(&self, word: u64, place: usize) -> bool {
        let share = open_unit(word);
        self.accepted.get(place).is_some_and(|from| self.low + share * self.width >= *from)
    }
}

/// Words that are looked at together.
const TOGETHER: usize = 256;
/// No rank, and the complement of none.
const UNSURE: i32 = i32::MIN;

/// Puts ranks in place of words: those that a guide is sure of, and for the others, by position, those that `exactly` finds.
fn guess(guide: &Guide, words: &mut [u64], mut exactly: impl FnMut(usize, u64) -> u64) {
    let mut ranks = [UNSURE; TOGETHER];
    for (part, words) in words.chunks_mut(TOGETHER).enumerate() {
        run(Guesses { guide, words, ranks: &mut ranks });
        for (place, (word, rank)) in words.iter_mut().zip(ranks).enumerate() {
            *word = match u64::try_from(rank) {
                Ok(rank) => rank,
                Err(_) if guide.accepts(*word, !rank as usize) => u64::from(!rank as u32),
                Err(_) => exactly(part * TOGETHER + place, *word),
            };
        }
    }
}

struct Guesses<'a> {
    guide: &'a Guide,
    words: &'a [u64],
    ranks: &'a mut [i32; TOGETHER],
}

impl Kernel for Guesses<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.guide.guess(self.words, self.ranks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::split_mix;
    use crate::vectors::Level;

    const LAWS: [(u64, f64); 14] = [
        (1, 1.0),
        (2, 0.5),
        (7, 1.0),
        (50, 0.0),
        (1000, 0.3),
        (1000, 1.0),
        (1000, 3.0),
        (1_000_000, 0.5),
        (1_000_000, 1.0),
        (1_000_000, 1.0 + 1e-9),
        (1_000_000, 1.2),
        (1_000_000, 2.0),
        (1_000_000_000, 0.9),
        (1_000_000_000, 20.0),
    ];

    /// The rank, from 0, that a guide finds for each word, on every level.
    fn guessed(guide: &Guide, words: &[u64]) -> Vec<Option<u64>> {
        let found = |level: Level| -> Vec<i32> {
            let mut found = Vec::new();
            for words in words.chunks(TOGETHER) {
                let mut ranks = [UNSURE; TOGETHER];
                level.run(Guesses { guide, words, ranks: &mut ranks });
                found.extend(&ranks[..words.len()]);
            }
            found
        };
        let levels = Level::all();
        let first = found(levels[0]);
        for level in levels {
            assert_eq!(found(level), first, "{level:?}");
        }
        let sure = |(rank, word): (i32, &u64)| match u64::try_from(rank) {
            Ok(rank) => Some(rank),
            Err(_) => guide.accepts(*word, !rank as usize).then_some(u64::from(!rank as u32)),
        };
        first.into_iter().zip(words).map(sure).collect()
    }

    #[test]
    fn the_guide_knows_what_the_exact_way_finds_or_nothing() {
        for (n, s) in LAWS {
            let ranks = Ranks::new(n, s);
            let guide = Guide::new(&ranks).unwrap();
            let words: Vec<u64> = (0..300_000).map(|at| split_mix(n ^ s.to_bits(), at)).collect();
            let found = guessed(&guide, &words);
            for (word, rank) in words.iter().zip(&found) {
                if let Some(rank) = rank {
                    assert_eq!(ranks.attempt(*word).map(|k| k as u64 - 1), Ok(*rank), "{n}, {s}: {word:x}");
                }
            }
            let unsure = found.iter().filter(|rank| rank.is_none()).count();
            assert!((unsure as f64) < 0.13 * words.len() as f64, "{n}, {s}: unsure of {unsure}");
        }
    }

    #[test]
    fn the_guide_is_right_on_both_sides_of_every_boundary() {
        for (n, s) in LAWS {
            let ranks = Ranks::new(n, s);
            let guide = Guide::new(&ranks).unwrap();
            let word = |y: f64| {
                let share = (y - ranks.low) / (ranks.high - ranks.low);
                (share.clamp(0.0, 1.0) * 2f64.powi(64)) as u64
            };
            let mut words = Vec::new();
            for k in (1..=n.min(200)).chain((1..200).map(|i| 1 + (n - 1) / 200 * i)) {
                let k = k as f64;
                // Where a rank begins, where it is accepted from, and from where on no look at that is needed.
                let edges =
                    [ranks.integral(k - 0.5), ranks.accepted_from(k), ranks.integral(k - ranks.shortcut)];
                let steps = (-30..=30i64).map(|step| (step.signum() << 12) << step.abs());
                words.extend(steps.flat_map(|step| edges.map(|edge| word(edge).saturating_add_signed(step))));
            }
            for (word, rank) in words.iter().zip(guessed(&guide, &words)) {
                if let Some(rank) = rank {
                    assert_eq!(ranks.attempt(*word).map(|k| k as u64 - 1), Ok(rank), "{n}, {s}: {word:x}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_the_same_one_by_one_and_together() {
        for (n, s) in [(1, 1.0), (5, 0.7), (30_000, 1.1), (5_000_000, 1.0)] {
            let (together, alone) = (Zipf::new(n, s, Key::root(3)), Zipf::new(n, s, Key::root(3)));
            let numbers = together.of(Items::Range { first: 10, len: 20_000 });
            for position in (0..20_000).step_by(97) {
                assert_eq!(alone.of(Items::List(&[10 + position])), [numbers[position as usize]]);
            }
            assert_eq!(together.of(Items::Range { first: 10, len: 20_000 }), numbers, "from the tables");
        }
    }

    #[test]
    fn ranks_follow_the_power_law() {
        const N: usize = 1_000_000;
        for s in [0.0, 0.5, 1.0, 1.7] {
            let zipf = Zipf::new(50, s, Key::root(11));
            let mut seen = [0u64; 50];
            for number in zipf.of(Items::Range { first: 0, len: N }) {
                seen[number as usize] += 1;
            }
            let weights: Vec<f64> = (1..=50).map(|k| (k as f64).powf(-s)).collect();
            let total: f64 = weights.iter().sum();
            let chi: f64 = weights
                .iter()
                .enumerate()
                .map(|(rank, weight)| {
                    let expected = N as f64 * weight / total;
                    (seen[zipf.spread.apply(rank as u64) as usize] as f64 - expected).powi(2) / expected
                })
                .sum();
            // The 0.9999 quantile of χ² with 49 degrees of freedom.
            assert!(chi < 94.0, "s = {s}: χ² = {chi}");
        }
    }
}
