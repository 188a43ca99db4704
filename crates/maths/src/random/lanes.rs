//! Lanes: many streams under one key, for things that have an own history each.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::Key;
use super::chacha::{BLOCK, Blocks, LANES};
use crate::vectors::{Level, run};

/// Random words for items 0, 1, 2, … of any number of lanes: `width` 64-bit words each, the same for whoever asks.
///
/// A lane is a ChaCha8 stream of the key with the lane's number as its nonce; item i owns words i·width … i·width +
/// width − 1 of it. How many items a lane has is nowhere said, so that a longer history begins like a shorter one,
/// and the number of a lane is any `u64`. Where each lane is read once and for one item, a [`super::Stream`] is faster.
#[derive(Clone)]
pub struct Lanes {
    start: ChaCha8Rng,
    key: [u32; 8],
    width: usize,
}

impl Lanes {
    /// The lanes of `key` with `width` words an item.
    pub fn new(key: Key, width: usize) -> Lanes {
        Lanes::of_seed(key.bytes(), width)
    }

    fn of_seed(seed: [u8; 32], width: usize) -> Lanes {
        let mut key = [0; 8];
        for (word, bytes) in key.iter_mut().zip(seed.as_chunks().0) {
            *word = u32::from_le_bytes(*bytes);
        }
        Lanes { start: ChaCha8Rng::from_seed(seed), key, width }
    }

    /// The words an item owns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Fills `out` with the words of consecutive items of a lane; its length is a multiple of the width.
    pub fn fill(&self, lane: u64, first: u64, out: &mut [u64]) {
        let mut rng = self.start.clone();
        rng.set_stream(lane);
        if first > 0 {
            rng.set_word_pos(u128::from(first) * 2 * self.width as u128);
        }
        let mut bytes = [0u8; 256];
        for part in out.chunks_mut(bytes.len() / 8) {
            let used = &mut bytes[..part.len() * 8];
            rng.fill_bytes(used);
            for (word, eight) in part.iter_mut().zip(used.as_chunks().0) {
                *word = u64::from_le_bytes(*eight);
            }
        }
    }
}

impl Lanes {
    /// Fills `out` with the words of consecutive items of several lanes, lane by lane: as many of each. What [`Lanes::fill`] gives,
    /// in a fraction of the time where histories are short.
    pub fn fill_all(&self, lanes: &[u64], first: u64, out: &mut [u64]) {
        let length = out.len().checked_div(lanes.len()).unwrap_or(0);
        if length == 0 {
            return;
        }
        for (lanes, out) in lanes.chunks(LANES).zip(out.chunks_mut(LANES * length)) {
            // A few lanes are made sooner one by one, and so are all where vectors are short.
            if 2 * lanes.len() > LANES && Level::best().is_wide() {
                self.together(lanes, u128::from(first) * self.width as u128, length, out);
            } else {
                for (lane, out) in lanes.iter().zip(out.chunks_exact_mut(length)) {
                    self.fill(*lane, first, out);
                }
            }
        }
    }

    /// `length` words from word `first` on of at most [`LANES`] lanes.
    fn together(&self, lanes: &[u64], first: u128, length: usize, out: &mut [u64]) {
        let mut nonces = [0; LANES];
        nonces[..lanes.len()].copy_from_slice(lanes);
        let mut block = (first / BLOCK as u128) as u64;
        let mut skip = (first % BLOCK as u128) as usize;
        let mut done = 0;
        let mut words = [[0; LANES]; BLOCK];
        while done < length {
            run(Blocks { key: &self.key, counter: block, nonces: &nonces, out: &mut words });
            let some = (BLOCK - skip).min(length - done);
            for (lane, own) in out.chunks_exact_mut(length).enumerate() {
                for (word, row) in own[done..done + some].iter_mut().zip(&words[skip..]) {
                    *word = row[lane % LANES];
                }
            }
            (block, skip, done) = (block.wrapping_add(1), 0, done + some);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lanes: &Lanes, lane: u64, first: u64, items: usize) -> Vec<u64> {
        let mut out = vec![0; items * lanes.width()];
        lanes.fill(lane, first, &mut out);
        out
    }

    #[test]
    fn a_lane_can_be_entered_anywhere_and_a_longer_one_begins_like_a_shorter_one() {
        for width in [1, 2, 3] {
            let lanes = Lanes::new(Key::root(7), width);
            let all = words(&lanes, 5, 0, 200);
            for (first, items) in [(0, 1), (1, 3), (31, 40), (64, 136), (199, 1)] {
                let part = words(&lanes, 5, first as u64, items);
                assert_eq!(part, all[first * width..(first + items) * width]);
            }
        }
    }

    #[test]
    fn lanes_are_the_same_together_and_alone() {
        for width in [1, 2, 3] {
            let lanes = Lanes::new(Key::root(7), width);
            for (count, first, items) in
                [(1, 0, 5), (9, 0, 12), (16, 3, 24), (40, 1, 1), (33, 100, 7), (5, 0, 0)]
            {
                let own: Vec<u64> =
                    (0..count).map(|lane: u64| lane.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
                let mut together = vec![0; own.len() * items * width];
                lanes.fill_all(&own, first, &mut together);
                let alone: Vec<u64> =
                    own.iter().flat_map(|lane| words(&lanes, *lane, first, items)).collect();
                assert_eq!(together, alone, "{count} lanes of {items} items of {width}");
            }
        }
        Lanes::new(Key::root(7), 1).fill_all(&[], 0, &mut []);
        let (lanes, own) = (Lanes::new(Key::root(7), 1), [1; 12]);
        let mut far = [0; 36];
        lanes.fill_all(&own, u64::MAX - 2, &mut far);
        assert_eq!(far[33..], words(&lanes, 1, u64::MAX - 2, 3));
    }

    #[test]
    fn lanes_differ() {
        let lanes = Lanes::new(Key::root(7), 1);
        let firsts: std::collections::BTreeSet<u64> =
            [0, 1, 2, u64::MAX, 1 << 63].map(|lane| words(&lanes, lane, 0, 1)[0]).into();
        assert_eq!(firsts.len(), 5);
    }

    #[test]
    fn the_words_are_those_of_the_published_cipher() {
        // ChaCha8 with an all-zero key and nonce, first 8 bytes of the keystream (eSTREAM set 1, vector 0 of TC1).
        let lanes = Lanes::of_seed([0; 32], 1);
        let bytes = words(&lanes, 0, 0, 1)[0].to_le_bytes();
        assert_eq!(bytes, [0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6]);
    }
}
