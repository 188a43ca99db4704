//! Streams: the ChaCha8 output of a key, addressed by item.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::parts::{Lazy, Parts};
use super::{Key, normals, word_of_normal};

/// Which items of a stream are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Items<'a> {
    /// `len` items in a row.
    Range {
        /// The first of them.
        first: u64,
        /// How many.
        len: usize,
    },
    /// Any items, in any order, repeats included.
    List(&'a [u64]),
}

impl Items<'_> {
    /// How many items are wanted, repeats counted.
    pub fn len(&self) -> usize {
        match self {
            Items::Range { len, .. } => *len,
            Items::List(items) => items.len(),
        }
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the item at `position` of this selection.
    #[inline(always)]
    pub fn item(&self, position: usize) -> u64 {
        match self {
            Items::Range { first, .. } => first + position as u64,
            Items::List(items) => items[position],
        }
    }
}

/// Random words for items 0, 1, 2, …: `width` 64-bit words each, the same for whoever asks.
///
/// Item i owns words i·width … i·width + width − 1 of the ChaCha8 stream of the key (Bernstein 2008, 8 rounds, 64-bit
/// block counter), each the little-endian pair of two 32-bit outputs.
pub struct Stream {
    start: ChaCha8Rng,
    width: usize,
    memo: Option<Lazy<u64>>,
    /// Where words come from that are not the key's own, one an item.
    other: Option<Box<Other>>,
}

/// Words that are not those of a key.
enum Other {
    /// The ranks of weighted sums of normal scores; the last says whether the words are turned round.
    Scores(Vec<Part>, bool),
    /// These words, over and over.
    Listed(Arc<[u64]>),
}

/// A source of normal scores.
struct Part {
    words: Stream,
    weight: f64,
}

/// A source of normal scores: those of the words of a key.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// The key of a stream of one word an item.
    pub key: Key,
    /// What its scores are multiplied by.
    pub weight: f64,
}

/// Words are kept once this fraction of the items was asked for: fewer look-ups cost less than making all.
const MEMO_AFTER: u64 = 32;

/// So many words are passed over rather than sought, which costs as much as making 32 of them.
const NEAR: u128 = 32;

impl Stream {
    /// The stream of `key` with `width` words an item.
    pub fn new(key: Key, width: usize) -> Stream {
        Stream { start: ChaCha8Rng::from_seed(key.bytes()), width, memo: None, other: None }
    }

    /// Words, one an item, whose normal scores are weighted sums of those of other streams: word = 2⁶⁴·Φ(Σ wᵢ·Φ⁻¹(uᵢ)). They
    /// are uniform where the squares of the weights sum to 1, and two such streams are correlated as their weights say. `turned`
    /// gives 2⁶⁴ − 1 less each word.
    pub fn of_scores(scores: &[Score], turned: bool) -> Stream {
        let part = |score: &Score| Part { words: Stream::new(score.key, 1), weight: score.weight };
        let own = Key::root(0);
        Stream {
            other: Some(Box::new(Other::Scores(scores.iter().map(part).collect(), turned))),
            ..Stream::new(own, 1)
        }
    }

    /// These words, one an item, over and over; at least one.
    pub fn listed(words: Arc<[u64]>) -> Stream {
        Stream { other: Some(Box::new(Other::Listed(words))), ..Stream::new(Key::root(0), 1) }
    }

    /// The same stream, told that look-ups will fall among the first `items` items again and again, as in a pool.
    ///
    /// Only speed changes: look-ups may be answered from memory, of which all streams together keep 1 GiB at most.
    pub fn pooled(mut self, items: u64) -> Stream {
        if let Some(other) = self.other {
            let other = match *other {
                Other::Scores(parts, turned) => {
                    let pooled = |part: Part| Part { words: part.words.pooled(items), ..part };
                    Other::Scores(parts.into_iter().map(pooled).collect(), turned)
                }
                listed @ Other::Listed(_) => listed,
            };
            return Stream { other: Some(Box::new(other)), ..self };
        }
        self.memo = Some(Lazy::new(items, 8 * self.width as u64, items / MEMO_AFTER));
        self
    }

    /// The words of the selected items, one after the other, into `out` (`items.len() · width` words).
    pub fn words(&self, items: Items<'_>, out: &mut Vec<u64>) {
        out.clear();
        if let Some(other) = &self.other {
            return other.words(items, out);
        }
        match items {
            Items::Range { first, len } => self.extend(first, len * self.width, out),
            Items::List(list) => {
                out.resize(list.len() * self.width, 0);
                match self.kept(list.len()) {
                    Some(kept) => self.copy(list, kept, out),
                    None => self.seek(list, out),
                }
            }
        }
    }

    /// The words of one item.
    pub fn item(&self, item: u64) -> Vec<u64> {
        let mut words = Vec::new();
        self.words(Items::Range { first: item, len: 1 }, &mut words);
        words
    }

    /// Adds words from item `first` on. They are added rather than written over zeros, which would be a pass more.
    fn extend(&self, first: u64, words: usize, out: &mut Vec<u64>) {
        out.reserve(words);
        self.read(first, words, |part| out.extend(part.iter().map(|eight| u64::from_le_bytes(*eight))));
    }

    /// The words from item `first` on.
    fn fill(&self, first: u64, out: &mut [u64]) {
        let words = out.len();
        let mut rest = out.iter_mut();
        self.read(first, words, |part| {
            for (eight, word) in part.iter().zip(&mut rest) {
                *word = u64::from_le_bytes(*eight);
            }
        });
    }

    /// Hands on the bytes of words from item `first` on, some words at a time.
    #[inline(always)]
    fn read(&self, first: u64, words: usize, mut take: impl FnMut(&[[u8; 8]])) {
        let mut rng = self.start.clone();
        rng.set_word_pos(u128::from(first) * 2 * self.width as u128);
        let mut bytes = [0u8; 1024];
        let mut left = words;
        while left > 0 {
            let some = left.min(bytes.len() / 8);
            rng.fill_bytes(&mut bytes[..some * 8]);
            take(bytes[..some * 8].as_chunks().0);
            left -= some;
        }
    }

    fn seek(&self, list: &[u64], out: &mut [u64]) {
        if let Some((first, span)) = dense(list) {
            // Making all words of the span and leaving some out takes less than asking for each.
            let mut all = Vec::new();
            self.extend(first, span * self.width, &mut all);
            if self.width == 1 {
                out.iter_mut().zip(list).for_each(|(word, item)| *word = all[(item - first) as usize]);
                return;
            }
            for (words, item) in out.chunks_exact_mut(self.width).zip(list) {
                let from = (item - first) as usize * self.width;
                words.copy_from_slice(&all[from..from + self.width]);
            }
            return;
        }
        let mut rng = self.start.clone();
        // The word that the generator gives next; none before it is set.
        let mut next = u128::MAX;
        for (words, item) in out.chunks_exact_mut(self.width).zip(list) {
            let first = u128::from(*item) * self.width as u128;
            match first.checked_sub(next) {
                Some(gap) if gap <= NEAR => (0..gap).for_each(|_| {
                    rng.next_u64();
                }),
                _ => rng.set_word_pos(2 * first),
            }
            words.fill_with(|| rng.next_u64());
            next = first + self.width as u128;
        }
    }

    fn copy(&self, list: &[u64], kept: &Parts<u64>, out: &mut [u64]) {
        for (words, item) in out.chunks_exact_mut(self.width).zip(list) {
            match kept.of(*item) {
                Some((part, place)) => words.copy_from_slice(&part[place * self.width..][..self.width]),
                // Another thread is making that part.
                None => self.fill(*item, words),
            }
        }
    }

    /// The kept words, once enough was asked for.
    fn kept(&self, asking: usize) -> Option<&Parts<u64>> {
        self.memo.as_ref()?.get(asking, |items| {
            let mut words = Vec::new();
            self.extend(items.start, (items.end - items.start) as usize * self.width, &mut words);
            words.into_boxed_slice()
        })
    }
}

/// The first item, and how many there are up to the last one, of a list that ascends and holds at least an eighth of them.
fn dense(list: &[u64]) -> Option<(u64, usize)> {
    const FEW: usize = 32;
    let (first, last) = (*list.first()?, *list.last()?);
    let span = usize::try_from(last.checked_sub(first)?).ok()?.checked_add(1)?;
    (list.len() >= FEW && span / 8 <= list.len() && list.is_sorted()).then_some((first, span))
}

impl Other {
    fn words(&self, items: Items<'_>, out: &mut Vec<u64>) {
        match self {
            Other::Scores(parts, turned) => {
                let (mut sums, mut own, mut z) = (vec![0.0; items.len()], Vec::new(), Vec::new());
                for part in parts {
                    part.words.words(items, &mut own);
                    normals(&own, &mut z);
                    sums.iter_mut().zip(&z).for_each(|(sum, z)| *sum += part.weight * z);
                }
                out.extend(sums.iter().map(|z| word_of_normal(if *turned { -z } else { *z })));
            }
            Other::Listed(words) => {
                let word = |position| words[(items.item(position) % words.len() as u64) as usize];
                out.extend((0..items.len()).map(word));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(stream: &Stream, items: Items<'_>) -> Vec<u64> {
        let mut out = Vec::new();
        stream.words(items, &mut out);
        out
    }

    #[test]
    fn an_item_has_its_words_however_it_is_reached() {
        for width in [1, 2, 3] {
            let key = Key::root(7).child("x");
            let stream = Stream::new(key, width);
            let pool = Stream::new(key, width).pooled(1000);
            let all = words(&stream, Items::Range { first: 0, len: 1000 });
            assert_eq!(words(&stream, Items::Range { first: 137, len: 300 }), all[137 * width..437 * width]);
            let list: Vec<u64> = (0..1000).rev().collect();
            let backwards = words(&stream, Items::List(&list));
            for (position, item) in list.iter().enumerate() {
                let from = *item as usize * width;
                assert_eq!(backwards[position * width..(position + 1) * width], all[from..from + width]);
            }
            for step in [1, 3, 7, 9, 40] {
                let some: Vec<u64> = (0..1000).step_by(step).collect();
                let expected: Vec<u64> =
                    some.iter().flat_map(|item| &all[*item as usize * width..][..width]).copied().collect();
                assert_eq!(words(&stream, Items::List(&some)), expected, "every {step}");
            }
            for _ in 0..2 {
                assert_eq!(words(&pool, Items::List(&list)), backwards);
            }
            assert_eq!(words(&pool, Items::List(&[3, 3])), [&all[3 * width..4 * width]; 2].concat());
        }
    }

    #[test]
    fn threads_that_look_up_together_find_the_same() {
        let (items, key) = (100_000, Key::root(9).child("x"));
        let all = words(&Stream::new(key, 2), Items::Range { first: 0, len: items });
        let pool = Stream::new(key, 2).pooled(items as u64);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (pool, all) = (&pool, &all);
                scope.spawn(move || {
                    for round in 0..40 {
                        let list: Vec<u64> =
                            (0..1000).map(|n| (n * 97 + thread * 31 + round * 7919) % items as u64).collect();
                        let found = words(pool, Items::List(&list));
                        for (item, found) in list.iter().zip(found.chunks(2)) {
                            assert_eq!(found, &all[*item as usize * 2..*item as usize * 2 + 2]);
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn the_words_are_those_of_the_published_cipher() {
        // ChaCha8 with an all-zero key and nonce, first 8 bytes of the keystream (eSTREAM set 1, vector 0 of TC1).
        let stream = Stream { start: ChaCha8Rng::from_seed([0; 32]), width: 1, memo: None, other: None };
        assert_eq!(
            words(&stream, Items::Range { first: 0, len: 1 })[0].to_le_bytes(),
            [0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6]
        );
    }

    #[test]
    fn words_of_scores_are_uniform_and_correlated_as_the_weights_say() {
        let keys = [Key::root(5).child("a"), Key::root(5).child("b")];
        let n = 200_000;
        let all = Items::Range { first: 0, len: n };
        let first = words(&Stream::new(keys[0], 1), all);
        let scores = [Score { key: keys[0], weight: 0.6 }, Score { key: keys[1], weight: 0.8 }];
        let (plain, turned) = (Stream::of_scores(&scores, false), Stream::of_scores(&scores, true));
        let second = words(&plain, all);
        let mut shares = [0u32; 16];
        second.iter().for_each(|word| shares[(word >> 60) as usize] += 1);
        assert!(shares.iter().all(|count| count.abs_diff(n as u32 / 16) < 600), "{shares:?}");
        let (mut x, mut y) = (Vec::new(), Vec::new());
        normals(&first, &mut x);
        normals(&second, &mut y);
        let r = x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / n as f64;
        assert!((r - 0.6).abs() < 0.01, "{r}");
        // Turned words are the complements, and any item is there without the others.
        let list: Vec<u64> = (0..500).rev().collect();
        let backwards = words(&turned, Items::List(&list));
        for (position, item) in list.iter().enumerate() {
            let off = (!backwards[position]).abs_diff(second[*item as usize]);
            assert!(off <= 1 << 12, "{off}");
        }
        assert_eq!(words(&Stream::of_scores(&scores, true).pooled(1000), Items::List(&list)), backwards);
        // A weight of 1 gives the words back, but for the bits that a double does not hold.
        let same = words(&Stream::of_scores(&[Score { key: keys[0], weight: 1.0 }], false), all);
        assert!(same.iter().zip(&first).all(|(a, b)| a.abs_diff(*b) < 1 << 13));
    }

    #[test]
    fn the_far_end_is_as_near_as_the_start() {
        let stream = Stream::new(Key::root(1), 1);
        let far = u64::MAX - 4;
        assert_eq!(
            words(&stream, Items::Range { first: far, len: 2 }),
            words(&stream, Items::List(&[far, far + 1]))
        );
    }
}
